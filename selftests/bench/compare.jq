# SPDX-License-Identifier: GPL-2.0
# From old and new results to lines of differences.
include "bench";

def signed: if . < 0 then "-" + (-. | fixed(1)) else "+" + fixed(1) end;
def percent: if .old == 0 then "from 0" else ((.new - .old) / .old * 100 | signed) + " %" end;
def differs: (.new - .old | fabs) as $by | $by * 100 > .old and $by > (.figure | forgiven);

def line: (key | pad(52)) + if .old == null then "new: \(.new)" elif .new == null then "gone: \(.old)"
	else "\(.old) -> \(.new), \(percent)" end;

(.[0] | by_key) as $old | (.[1] | by_key) as $new
	| if .[0].kernel == .[1].kernel then empty else "kernel \(.[0].kernel) -> \(.[1].kernel)" end,
	([.[].figures[]] | unique_by(order) | map(. + {old: $old[key], new: $new[key]})
	| map(select(.old == null or .new == null or differs) | line)
	| if . == [] then "no differences" else .[] end)
