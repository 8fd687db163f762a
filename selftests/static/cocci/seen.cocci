// SPDX-License-Identifier: GPL-2.0
/// Prints the functions that Coccinelle can parse. No rule checks any other.

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
