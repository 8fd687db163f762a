# SPDX-License-Identifier: GPL-2.0
# Results as the table in README.md: 256 MiB of 2 MiB blocks, the default way beside KVM alone.
# $met: text of the last column, how many targets are met.
include "bench";

def unit($by; $name): if . == null then "-" elif . == 0 then "0" else "\(. / $by | short)\($name)" end;
def shown: ["stock-lazy", "stock-eager-2M", default_way];
def ms: unit(1e6; " ms");
def us: unit(1e3; " us");

. as $results | by_key as $v
	| def row($what; figure): "| \($what) | " + (shown | map(figure) | join(" | ")) + " |";
	def of($way; $figure): $v[key($way; "2M"; 256; $figure)];
	# Of the smallest size that was measured.
	def page($way; $figure): [$results.figures[] | select(.way == $way and .memory == "2M" and .figure == $figure)]
		| min_by(.mib) | if . then .value / (.mib | pages) else null end;
	"| | KVM alone | KVM, eager split | with kvm_arm_wp |", "|---|---:|---:|---:|",
	row("switch the log on (the ioctl)"; of(.; "enable_ns") | ms),
	row("its longest hold of `mmu_lock`"; of(.; "enable_hold_max_ns") | us),
	row("a round, all pages dirty (`KVM_GET_DIRTY_LOG`)"; of(.; "get_100_ns") | ms),
	row("its longest hold of `mmu_lock`"; of(.; "get_hold_100_ns") | us),
	row("a round, 0.1 % of the pages dirty"; of(.; "get_01_ns") | ms),
	row("guest: the first write to a page"; page(.; "write_all_ns") | unit(1; " ns")),
	row("guest: a read of a page after one write to its block"; page(.; "touch_read_all_ns") | unit(1; " ns")),
	row("memory for tables, once the log is on"; of(.; "tables_kib") | unit(1; " KiB"))
