# SPDX-License-Identifier: GPL-2.0
# From lines of text on stdin, and $host, to {results, errors, differ}.
include "bench";

# Splits a line, which in KTAP may be indented or a comment.
def words: sub("^[ \t#]+"; "") | sub("[ \t\r]+$"; "") | [splits("[ \t]+")];
def number: if test("^[0-9]{1,15}$") then tonumber else null end;
def known($list): rank($list) != null;

def bench_line: {n, line, way: .w[1], memory: .w[2], mib: (.w[3] | number), run: (.w[4] | number), figure: .w[5],
	value: (.w[6] | number)};
def bench_fault: if (.way | known(ways) | not) then "no such way: \(.way)"
	elif (.memory | known(memories) | not) then "no such memory: \(.memory)"
	elif .mib == null or .mib == 0 then "no size"
	elif .run != 1 and .run != 2 then "no run 1 or 2"
	elif (.figure | test("^[a-z0-9_]+_(ns|kib|flushes|faults)$") | not) then "no such figure: \(.figure)"
	elif .value == null then "no value" else null end;

# What each kind of line is about.
def stall_kinds: {stall: "enable", "stall-get": "get", "stall-writes": "writes"};
def stall_line: {n, line, of: stall_kinds[.w[0]], way: .w[1], vcpus: (.w[2] | number), run: (.w[3] | number), ns: (.w[4] | number)};
def stall_fault: if (.way | known(ways) | not) then "no such way: \(.way)"
	elif .vcpus == null or .run == null or .ns == null then "not a number" else null end;

def is($kind; $count): .w[0] == $kind and (.w | length) == $count;
def parse: if is("bench"; 7) then {kind: "bench"} + bench_line | .fault = bench_fault
	elif stall_kinds[.w[0]] and (.w | length) == 5 then {kind: "stall"} + stall_line | .fault = stall_fault
	elif is("bench-kernel"; 2) then {kind: "kernel", n, line, kernel: .w[1], fault: null}
	else {kind: .w[0], n, line, fault: "not \({bench: 7, "bench-kernel": 2}[.w[0]] // 5) words"} end;

def read: [inputs] | to_entries
	| map({n: (.key + 1), line: .value, w: (.value | words)} | select(.w[0] | known(["bench", "bench-kernel"] + (stall_kinds | keys))))
	| map(parse);

def said_twice($kind; name): [.[] | select(.kind == $kind)] | group_by(name)[] | select(length > 1)
	| .[1:][] | "line \(.n): is there a second time: \(.line)";

def one_run: select(length == 1) | .[0] | "line \(.n): run \(3 - .run) is missing: \(.line)";

# Errors in a set of lines each of which is valid.
def faults: said_twice("bench"; [order, .run]), said_twice("stall"; [.of, .way, .vcpus, .run]),
	(if any(.[]; .kind == "bench") then empty else "no bench lines" end),
	([.[] | select(.kind == "kernel") | .kernel] | unique | if length == 1 then empty
		else "\(length) kernels, not one: no or different bench-kernel lines" end),
	([.[] | select(.kind == "bench")] | group_by(order)[] | one_run);

def merge: {way: .[0].way, memory: .[0].memory, mib: .[0].mib, figure: .[0].figure,
	value: ((.[0].value + .[1].value) / 2), spread: (.[0].value - .[1].value | fabs)};
def figures: [.[] | select(.kind == "bench")] | group_by(order) | map(merge);

# Runs that differ by more than 2 %.
def too_far: select(.spread * 50 > .value and .spread > (.figure | forgiven))
	| "the two runs of \(key) differ by \(.spread / .value * 100 | fixed(1)) %: "
	+ "\(.value - .spread / 2) and \(.value + .spread / 2)";

def median: sort | (length / 2 | floor) as $half
	| if length % 2 == 1 then .[$half] else (.[$half - 1] + .[$half]) / 2 end;
def summary: {of: .[0].of, way: .[0].way, vcpus: .[0].vcpus, runs: length, median: (map(.ns) | median), min: (map(.ns) | min),
	max: (map(.ns) | max)};
def rounded: if . == null then null else (. * 1000 | round) / 1000 end;
def against($base): .ratio = (quotient(.median; $base) | rounded) | .ratio_min = (quotient(.min; $base) | rounded)
	| .ratio_max = (quotient(.max; $base) | rounded);
def stalls: [.[] | select(.kind == "stall")] | group_by([.of, .vcpus, (.way | rank(ways))]) | map(summary) | . as $all
	| map(. as {$of, $vcpus} | against(first($all[] | select(.way == "stock-lazy" and .vcpus == $vcpus and .of == $of)
	| .median) // null));

def results: {host: $host, kernel: first(.[] | select(.kind == "kernel") | .kernel), figures: figures, stall: stalls};

read | map(select(.fault) | "line \(.n): \(.fault): \(.line)") as $wrong
	| (if $wrong == [] then [faults] else $wrong end) as $errors
	| if $errors != [] then {errors: $errors} else results | {errors: [], results: ., differ: [.figures[] | too_far]} end
