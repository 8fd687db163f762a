# SPDX-License-Identifier: GPL-2.0
# Results as Markdown tables, with a row for each way that has one of the table's
# figures. $v is an object from keys to values, see by_key.
include "bench";

def row: "| " + join(" | ") + " |";
def head: row, ("|---" + "|---:" * (length - 1) + "|");

def or_dash(f): if . == null then "-" else f end;
def ms: or_dash(. / 1e6 | short);
def us: or_dash(. / 1e3 | short);
def ns: or_dash(short);
def count: or_dash(fixed(0));
def to($base): quotient(.; $base) | or_dash(ratio);
def each($n): quotient(.; $n) | ns;

# The sizes and kinds of memory for which a figure was measured, in order.
def sizes($memory; $figure): [.figures[] | select(.memory == $memory and .figure == $figure) | .mib] | unique;
def memories_of($figure): [.figures[] | select(.figure == $figure) | .memory] | unique_by(rank(memories)) | .[];
def ways_of($memory; $figures): [.figures[] | select(.memory == $memory and (.figure | rank($figures))) | .way]
	| unique_by(rank(ways)) | .[];

# Kernels without eager splitting can only be compared with stock-lazy.
def base_way: if any(.figures[]; .way == "stock-eager-2M" and .figure == "enable_ns") then "stock-eager-2M"
	else "stock-lazy" end;

def enabling($v): "## Switching the log on", "",
	"Milliseconds in the ioctl; for the largest size, nanoseconds a page and the ratio to \(base_way)'s."
	+ (if base_way == "stock-lazy" then " (This kernel has no eager splitting.)" else "" end),
	(memories_of("enable_ns") as $memory | sizes($memory; "enable_ns") as $sizes | base_way as $base
	| "", "### Mapped by \($memory | mapped)", "",
	([""] + ($sizes | map(megabytes)) + ["a page", "ratio"] | head),
	(ways_of($memory; ["enable_ns"]) as $way
	| $v[key($way; $memory; $sizes[-1]; "enable_ns")] as $last
	| [$way] + ($sizes | map($v[key($way; $memory; .; "enable_ns")] | ms))
	+ [($last | each($sizes[-1] | pages)), ($last | to($v[key($base; $memory; $sizes[-1]; "enable_ns")]))] | row));

def parts: ["enable_locked_ns", "enable_hold_max_ns", "prepare_hold_max_ns", "enable_flushes", "split_ns",
	"protect_ns", "disable_ns"];
def part_cells($v; $way; $memory; $mib): def of($figure): $v[key($way; $memory; $mib; $figure)];
	[$way, (of("enable_locked_ns") | ms), (of("enable_hold_max_ns") | us), (of("prepare_hold_max_ns") | us),
	(of("enable_flushes") | count), (of("split_ns") | each($mib | pages)), (of("protect_ns") | each($mib | pages)),
	(of("disable_ns") | ms)];
# The largest size of which all parts were measured.
def inside($v): memories_of("protect_ns") as $memory | sizes($memory; "protect_ns")[-1] as $mib
	| "", "### Its parts: \($memory | mapped), \($mib | megabytes)", "",
	(["", "locked, ms", "longest hold, us", "of prepare, us", "flushes", "splitting, ns a page",
	"protecting, ns a page", "off again, ms"] | head),
	(ways_of($memory; parts) as $way | part_cells($v; $way; $memory; $mib) | row);

# Leaves out memory mapped by pages if no tables were added for it.
def tables($v): .figures |= map(select(.figure != "tables_kib" or .memory != "4K" or .value > 0))
	| if any(.figures[]; .figure == "tables_kib") then
	"", "## Memory for tables", "", "KiB that switching the log on added; a page of guest memory takes 8 bytes.",
	(memories_of("tables_kib") as $memory | sizes($memory; "tables_kib") as $sizes
	| "", "### Mapped by \($memory | mapped)", "",
	([""] + ($sizes | map(megabytes)) + ["bytes a page"] | head),
	(ways_of($memory; ["tables_kib"]) as $way
	| [$way] + ($sizes | map($v[key($way; $memory; .; "tables_kib")] | count))
	+ [$v[key($way; $memory; $sizes[-1]; "tables_kib")] | quotient(.; $sizes[-1] | pages) | or_dash(. * 1024 | short)]
	| row)) else empty end;

# Figures of the smallest size: each in ms and as a ratio to stock-lazy's. A figure with a third
# field is also divided by that share of the pages. A figure that is no time has one column.
def is_time: endswith("_ns");
def columns($v; $way; $memory; $mib; $list): [$list[] | . as [$figure, $name, $share]
	| $v[key($way; $memory; $mib; $figure)] as $value
	| if $figure | is_time | not then $value | count else
	($value | ms), (if $share then ($value | each($mib | pages * $share)) else empty end),
	($value | to($v[key("stock-lazy"; $memory; $mib; $figure)])) end];
def captions($list): [$list[] | if .[0] | is_time | not then .[1] else
	.[1] + ", ms", (if .[2] then "a page, ns" else empty end), "ratio" end];
def against_lazy($v; $title; $list): ($list | map(.[0])) as $figures
	| memories_of($figures[0]) as $memory | sizes($memory; $figures[0])[0] as $mib
	| "", "### \($title): \($memory | mapped), \($mib | megabytes)", "",
	([""] + captions($list) | head),
	(ways_of($memory; $figures) as $way | [$way] + columns($v; $way; $memory; $mib; $list) | row);

def rounds($v): "", "## Rounds of the log", "", "By the share of dirty pages; ratios to stock-lazy's.",
	against_lazy($v; "KVM_GET_DIRTY_LOG";
		[["get_100_ns", "100 %", 1], ["get_10_ns", "10 %"], ["get_01_ns", "0.1 %"]]),
	against_lazy($v; "KVM_CLEAR_DIRTY_LOG";
		[["clear_100_ns", "100 %", 1], ["clear_10_ns", "10 %"], ["clear_01_ns", "0.1 %"]]),
	against_lazy($v; "Initially all set"; [["manual_enable_ns", "log on"], ["manual_first_clear_ns", "first CLEAR", 1]]);

# Older results do not have these figures.
def held($v): sizes("2M"; "clear_hold_100_ns") as $sizes | if $sizes == [] then empty else
	"", "## The longest hold of `mmu_lock`", "",
	"Microseconds, mapped by 2 MiB blocks. The CLEAR is of a log that started out full.",
	($sizes[] as $mib | "", "### \($mib | megabytes)", "",
	(["", "log on", "GET, 100 %", "10 %", "0.1 %", "CLEAR, 100 %", "10 %", "0.1 %"] | head),
	(ways_of("2M"; ["clear_hold_100_ns"]) as $way
	| select($v[key($way; "2M"; $mib; "clear_hold_100_ns")] != null)
	| [$way] + [pass_holds[] as $figure | $v[key($way; "2M"; $mib; $figure)] | us] | row)) end;

def passes($v): "", "## The guest's first accesses with the log on", "", "Faults included; ratios to stock-lazy's.",
	against_lazy($v; "All pages written, then read"; [["write_all_ns", "write", 1], ["read_all_ns", "read", 1]]),
	against_lazy($v; "One write in each 2 MiB, then all pages read";
		[["touch_blocks_ns", "write"], ["touch_read_all_ns", "read", 1]]);

# Older results do not have these figures.
def after_figures: [["write_all_ns", "a write to each page"], ["rewrite_all_ns", "again"],
	["read_all_ns", "a read of each"], ["faults", "faults"], ["tables_kib", "tables left, KiB"]];
def after_log($v; $title; $after): against_lazy($v; $title; after_figures | map(.[0] |= $after + .));
def after($v): if any(.figures[]; .figure == "after_faults") then
	"", "## After the log", "",
	"The log is off again, and the module has recovered the blocks; faults included; ratios to stock-lazy's.",
	after_log($v; "The guest wrote nothing meanwhile"; "after_"),
	after_log($v; "A migration was cancelled after its first round"; "after_cancel_") else empty end;

# Older results do not have these figures.
def life($v): if any(.figures[]; .figure == "destroy_ns") then
	"", "## Without a log, slots and rings", "", "Ratios to stock-lazy's. There are 32 slots with nothing mapped.",
	against_lazy($v; "First touch, no log on"; [["map_write_ns", "write"], ["map_read_ns", "read"]]),
	(if any(.figures[]; .figure == "beside_exit_ns") then
	against_lazy($v; "While the log of another slot is on"; [["beside_write_ns", "first touch, write"], ["beside_read_ns", "read"],
		["beside_device_ns", "device in KVM"], ["beside_exit_ns", "device in the VMM"]]) else empty end),
	against_lazy($v; "Slots"; [["slots_add_ns", "add"], ["slots_enable_ns", "log on"], ["slots_disable_ns", "off"],
		["slots_delete_ns", "delete"], ["slots_logged_delete_ns", "delete 16 after a log"]]),
	against_lazy($v; "The end of a VM"; [["destroy_ns", "without slots"], ["logged_destroy_ns", "16 slots that had a log"]]),
	against_lazy($v; "Dirty rings"; [["ring_write_all_ns", "write all pages", 1], ["ring_reset_100_ns", "reset 100 %", 1],
		["ring_reset_01_ns", "reset 0.1 %"]])
	else empty end;

def stalled: if .ratio == null then "-" else
	"\(.ratio | fixed(2)) (\(.ratio_min | fixed(2)) to \(.ratio_max | fixed(2)))" end;
def stalls_of($title; wanted): [.stall[] | select(wanted)] as $stall | if $stall == [] then empty else
	([$stall[].vcpus] | unique) as $vcpus | "", "### \($title)", "", ([""] + ($vcpus | map("\(.) vCPU" + if . > 1 then "s" else "" end)) | head),
	(([$stall[].way] | unique_by(rank(ways)))[] as $way
	| [$way] + [$vcpus[] as $n | (first($stall[] | select(.way == $way and .vcpus == $n)) // {}) | stalled] | row) end;
def stalls: if .stall == [] then empty else "", "## How long the guest stalls", "",
	"In wall-clock time, therefore as ratios to stock-lazy's median: median, and in brackets minimum and maximum.",
	stalls_of("Switching the log on"; (.of // "enable") == "enable"), stalls_of("KVM_GET_DIRTY_LOG"; .of == "get"),
	stalls_of("A first write to each page, by all vCPUs at a time"; .of == "writes") end;

by_key as $v
	| "# Benchmarks on host \(.host), kernel \(.kernel)", "",
	"One nanosecond is one instruction. Means of two runs after a warm-up, one vCPU. Ways: see README.md.", "",
	enabling($v), inside($v), tables($v), rounds($v), held($v), passes($v), after($v), life($v), stalls
