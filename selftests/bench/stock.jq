# SPDX-License-Identifier: GPL-2.0
# Compares the module's figures with stock KVM's: none may be more than 3 % above.
include "bench";

def over_blocks: {ways: ours, memories: ["2M", "1G"]};

# Exemptions: costs that the design accepts. These figures may be above the named ways of stock KVM, and no others.
def bought: [
	over_blocks + {figures: ["enable_ns", "enable_locked_ns", "enable_flushes", "tables_kib"],
	against: ["stock-lazy"], why: "the module splits all blocks here; with stock-lazy the guest's faults do it later"},
	over_blocks + {figures: ["enable_hold_max_ns", "protect_ns"], against: stock,
	why: "KVM's pass protects pages, because prepare has split the blocks; on stock it protects 512 times fewer blocks"},
	over_blocks + {figures: ["manual_enable_ns"], against: stock,
	why: "the module splits all blocks here; stock splits in the first CLEAR or in the guest's faults"},
	over_blocks + {figures: ["manual_first_clear_ns", "clear_hold_01_ns"], against: ["stock-lazy"],
	why: "CLEAR protects pages, because prepare has split the blocks; with stock-lazy it protects blocks"},
	{ways: ours, memories: ["2M"], against: stock,
	figures: ["after_write_all_ns", "after_faults", "after_cancel_write_all_ns", "after_cancel_faults"],
	why: "the first write to each 2 MiB faults once, and KVM makes a block of it again; stock has kept its blocks, or stays on pages"},
	{ways: ["-/inplace", "-/prebuild"], memories: ["2M"], against: stock,
	figures: ["clear_hold_01_ns", "clear_hold_10_ns", "clear_hold_100_ns"],
	why: "with takeover=0 KVM protects all pages of a CLEAR in one hold; on stock it protects blocks, or drops the lock to split them"},
	{ways: ["swap/inplace", "swap/prebuild"], memories: ["4K"], figures: ["enable_flushes"], against: stock,
	why: "the protector swap replaces tables, with a flush for each 64 tables"},
	{ways: ours, memories: ["4K"], against: stock,
	figures: ["slots_enable_ns", "slots_logged_delete_ns", "logged_destroy_ns"],
	why: "a slot whose log was switched on has counters and debugfs files until it is deleted"},
	{ways: ours, memories: ["4K"], figures: ["ring_reset_01_ns"], against: stock,
	why: "KVM takes mmu_lock once for every few pages of a ring, and the module times each hold"}];

def covers($f; $stock): (.ways | index($f.way)) and (.memories | index($f.memory)) and (.figures | index($f.figure))
	and (.against | index($stock));
def exempt($stock): . as $f | any(bought[]; covers($f; $stock));
def exemption: "exempt: \(.figures | join(" ")), over \(.memories | join(" "))"
	+ (if .ways == ours then "" else ", of \(.ways | join(" "))" end)
	+ (if .against == stock then "" else ", against \(.against | join(" "))" end) + ": \(.why)";

# Figures that stock KVM does not have.
def only_ours: ["prepare_hold_max_ns", "split_ns"];

def of($way; $v): $v[key($way; .memory; .mib; .figure)];

# The first way of stock KVM to compare a figure with.
def fitting($v): first(stock[] as $way | select((exempt($way) | not) and of($way; $v) != null) | $way) // null;

def is_ours: .way | rank(ours);
def beside_stock: by_key as $v | [.figures[] | select(is_ours) | .stock = fitting($v) | select(.stock)
	| .than = of(.stock; $v)];

# More than 3 %, and more than the clock's steps explain.
def too_much: .value * 100 > .than * 103 and .value - .than > (.figure | forgiven);

def excess: if .value == .than then 0 elif .than == 0 then infinite else (.value - .than) / .than * 100 end;
def by_excess: sort_by([-excess, order]);
def percent: if .than == 0 and .value > 0 then "from 0"
	else excess | (if . < 0 then "-" else "+" end) + (fabs | fixed(1)) + " %" end;
def against: "\(percent | pad_left(10))  \(key | pad(46))  \(.value), \(.stock) \(.than)";

# Keys without a counterpart: stock KVM, or one of the module's ways, lacks the figure. Not all ways are measured with
# the largest memory.
def unpaired: by_key as $v
	| (.figures[] | select(is_ours and (exempt("stock-lazy") | not) and (.figure | rank(only_ours) | not))
	| select(fitting($v) == null) | .way = "stock-lazy"),
	(.figures[] | select((.way | rank(stock)) and .mib < largest) | .way = ours[] | select(fitting($v) and $v[key] == null))
	| key;
