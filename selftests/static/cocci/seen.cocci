// SPDX-License-Identifier: GPL-2.0
/// The functions that Coccinelle can parse; what it cannot, no rule looks at.

@definition@
identifier fn;
position p;
@@

fn@p(...) { ... }

@script:python@
fn << definition.fn;
p << definition.p;
@@
print("%s %s" % (p[0].file, fn))
