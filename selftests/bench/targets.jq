# SPDX-License-Identifier: GPL-2.0
# From results, and optionally those of 6.12 to compare with, to KTAP.
include "bench";
include "stock";

# A ratio with enough digits to show that it misses its bound by little.
def exact: if . == 0 or . >= 0.5 then fixed(3) else "1/" + (1 / . | fixed(2)) end;

def lacking: "no \(.)";

# Tolerates rounding errors in the last bits of a ratio.
def within($limit): . <= $limit * (1 + 1e-12);

# judge() takes the figures of $keys from the output of by_key: f of them must be at most $limit.
def judge($name; $what; $keys; f; $limit; shown; $bound): . as $v
	| {name: $name, what: $what} + (([$keys[] | select($v[.] == null)] | .[0] // null) as $missing
	| if $missing then {skip: ($missing | lacking)} else
		([$keys[] | $v[.]] | f) as $got
		| if $got == null then {skip: "stock's figure is 0"}
		else {met: ($got | within($limit)), got: ($got | shown), bound: $bound} end end);

def against_stock($name; $what; $way; $figure; $times): [key(default_way, $way; "2M"; 256; $figure)] as $keys
	| judge($name; $what; $keys; quotient(.[0]; .[1]); 1 / $times; exact;
		"1/\($times) of \($way)'s");

def first_write($limit): (256 | pages) as $pages
	| judge("first_write"; "the guest's first write to a page, with the log on"; [key(default_way; "2M"; 256; "write_all_ns")];
		.[0] / $pages; $limit; fixed(0); "\($limit) ns");

def per_pte($name; $what; $figure; $limit):
	judge($name; $what + ", 1024 MiB"; [key(default_way; "2M"; 1024; $figure)]; .[0] / (1024 | pages); $limit;
		fixed(2); "\($limit | fixed(2)) ns a PTE");

# One flush for each 64 blocks, and KVM's own flush at commit.
def flushes($mib): ($mib / 2 / 64 + 1) as $limit
	| judge("flushes_\($mib)"; "flushes for \($mib / 2) blocks, including KVM's own at commit";
		[key(default_way; "2M"; $mib; "enable_flushes")]; .[0]; $limit; fixed(0); "\($limit)");

# The longest hold over all sizes and kinds of memory on which the module was measured.
def holds: [.figures[] | select(.figure == "enable_ns" and (.way | rank(ours))) | .figure = "prepare_hold_max_ns"]
	as $wanted | by_key as $v
	| {name: "hold", what: "longest hold in prepare, all strategies"}
	+ (([ours[] | select(. as $way | any($wanted[]; .way == $way) | not)] | .[0] // null) as $way
	| ([$wanted[] | select($v[key] == null)] | .[0] // null) as $missing
	| ([$wanted[] | select($v[key])] | max_by($v[key]) // null) as $worst
	| {met: true, bound: "100000 ns"}
	+ if $worst != null and $v[$worst | key] > 100000 then {met: false, got: "\($v[$worst | key]) ns: \($worst | key)"}
	elif $way != null then {skip: "no figures of \($way)"}
	elif $missing != null then {skip: ($missing | key | lacking)}
	else {got: "\($v[$worst | key]) ns: \($worst | key | sub(" [^ ]*$"; "")), worst of \($wanted | length)"} end);

# The longest hold in any pass, KVM's included, where we serve KVM's passes.
def serving: [ours[] | select(startswith("-/") | not)];
def needed: [serving[] as $way | pass_holds[] | key($way; "2M"; 256; .)],
	[("enable_hold_max_ns", "get_hold_01_ns", "clear_hold_100_ns") | key(default_way; "2M"; largest; .)] | .[];
def every_hold: by_key as $v | ([needed | select($v[.] == null)] | .[0] // null) as $missing
	| ([.figures[] | select((.way | rank(serving)) and (.figure | rank(pass_holds)))] | max_by(.value) // null) as $worst
	| {name: "hold_all", what: "longest hold in any pass, takeover=1", bound: "100000 ns", met: true}
	+ if $worst != null and $worst.value > 100000 then {met: false, got: "\($worst.value) ns: \($worst | key)"}
	elif $missing != null then {skip: ($missing | lacking)}
	else {got: "\($worst.value) ns: \($worst | key)"} end;

# On other hosts costs may be a third more than on 6.12, so only 3/4 of a factor is required.
def part: if .host == "6.12" then 1 else 3 / 4 end;

# After the log: what the module's recovery may cost, and what it must bring back. Targets of the log without a round,
# and of the migration that was cancelled; the worse of the two counts.
def after($way; $figure): ("after_", "after_cancel_") | key($way; "2M"; 256; . + $figure);
def after_all($figure): [after(default_way; $figure)];
def recovery($limit): (256 / 2) as $blocks
	| judge("after_tables"; "memory for tables that is left after the log"; after_all("tables_kib"); max; 0; fixed(0); "0 KiB"),
	judge("after_faults"; "faults until \($blocks) blocks are back"; after_all("faults"); max; $blocks; fixed(0); "\($blocks)"),
	judge("after_write"; "getting a block back, more than stock's writes";
		after_all("write_all_ns") + [after("stock-lazy"; "write_all_ns")];
		([.[0] - .[2], .[1] - .[3]] | max / $blocks); $limit; fixed(0); "\($limit) ns");

# On 6.1 the fault itself takes the table apart, entry by entry. Later kernels do that in the background.
def block_limit: if .host == "6.1" then 65000 else 6000 / part end;

# All figures that were also measured on stock KVM. With a missing figure the target is skipped, not met.
def never_worse: beside_stock as $pairs | [$pairs[] | select(too_much)] as $above
	| ($pairs | by_excess[0]) as $worst | ([limit(1; unpaired)][0] // null) as $missing
	| {name: "stock", what: "figures more than 3 % above stock's", bound: "+3 %", met: ($above == []),
	list: [($above | by_excess[] | against), (bought[] | exemption)]}
	+ if $above == [] and $missing then {skip: ($missing | lacking)} elif $worst == null then {skip: "nothing to compare"}
	else {got: "\($above | length) of \($pairs | length), the worst \($worst | percent): \($worst | key)"} end;

# The module's ratio to stock KVM on this host is at most a third more than on 6.12.
def same($figure; $way; $reference): by_key as $v | ($reference | by_key) as $r
	| [key(default_way, $way; "2M"; 256; $figure)] as $keys
	| quotient($r[$keys[0]]; $r[$keys[1]]) as $there
	| "same_\($figure)" as $name | "\($figure) to \($way)'s, as on 6.12" as $what
	| if $there == null then {name: $name, what: $what, skip: "no such ratio in the results of 6.12"} else
	$v | judge($name; $what; $keys; quotient(.[0]; .[1]); $there * 4 / 3; exact;
		"\($there * 4 / 3 | exact), on 6.12 it is \($there | exact)") end;

def rounds: ("get_100_ns", "get_10_ns", "get_01_ns", "clear_100_ns", "clear_10_ns", "clear_01_ns");
def like_reference($reference): if $reference.host != "6.12" then
	{name: "same_ratios", what: "ratios to stock's as on 6.12", skip: "no results of 6.12"} else
	same("enable_ns"; "stock-eager-2M"; $reference), same(rounds; "stock-lazy"; $reference) end;

def costs: part as $part
	| by_key | against_stock("enable"; "enabling over 2 MiB blocks"; "stock-eager-2M"; "enable_ns"; 30 * $part),
	against_stock("get"; "GET, all dirty"; "stock-lazy"; "get_100_ns"; 6 * $part),
	per_pte("protect"; "protecting alone"; "protect_ns"; 4 / $part),
	per_pte("split"; "splitting alone"; "split_ns"; 5 / $part);

def targets($reference): costs, (if .host == "6.12" or .host == "latest" then by_key | first_write(2400) else empty end),
	(by_key | flushes(256, 1024, 4096)), holds, every_hold,
	(if .host == "6.12" then empty else like_reference($reference) end), never_worse,
	(block_limit as $limit | by_key | recovery($limit));

def said: if .skip then empty else "# " + (if .met then "met      " else "NOT MET  " end) + (.what | pad(64))
	+ "  \(.got), at most \(.bound)" end, (.list[]? | "#   \(.)");
def result($n): if .skip then "ok \($n) \(.name) # SKIP \(.skip)" elif .met then "ok \($n) \(.name)"
	else "not ok \($n) \(.name)" end;

.[1] as $reference | .[0] | [targets($reference)]
	| "KTAP version 1", "1..\(length)", (to_entries[] | (.key + 1) as $n | .value | said, result($n))
