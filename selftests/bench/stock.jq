# SPDX-License-Identifier: GPL-2.0
# Our figures beside the same ones of stock KVM: none may be more than 3 % above.
include "bench";

def over_blocks: {ways: ours, memories: ["2M", "1G"]};

# Bought on purpose: these may be above those ways of stock KVM that are named, and no others.
def bought: [
	over_blocks + {figures: ["enable_ns", "enable_locked_ns", "enable_flushes", "tables_kib"],
	against: ["stock-lazy"], why: "we split all blocks now; stock-lazy leaves that to the guest's faults"},
	over_blocks + {figures: ["enable_hold_max_ns", "protect_ns"], against: stock,
	why: "KVM's pass protects pages, since we have split before; on stock it protects blocks, 512 times fewer"},
	over_blocks + {figures: ["manual_enable_ns"], against: stock,
	why: "we split all blocks now; stock splits in the first CLEAR, or leaves that to the guest's faults"},
	over_blocks + {figures: ["manual_first_clear_ns"], against: ["stock-lazy"],
	why: "CLEAR protects pages, since we have split before; with stock-lazy it protects blocks"},
	{ways: ["swap/inplace", "swap/swap"], memories: ["4K"], figures: ["enable_flushes"], against: stock,
	why: "the walker swap replaces tables, and flushes once for each 64 of them"},
	{ways: ours, memories: ["4K"], against: stock,
	figures: ["slots_enable_ns", "slots_logged_delete_ns", "logged_destroy_ns"],
	why: "a slot whose log is on has counters, and files that show them, until it goes"},
	{ways: ours, memories: ["4K"], figures: ["ring_reset_01_ns"], against: stock,
	why: "KVM takes mmu_lock anew for each few pages of a ring, and each hold is timed"}];

def covers($f; $stock): (.ways | index($f.way)) and (.memories | index($f.memory)) and (.figures | index($f.figure))
	and (.against | index($stock));
def exempt($stock): . as $f | any(bought[]; covers($f; $stock));
def exemption: "exempt: \(.figures | join(" ")), over \(.memories | join(" "))"
	+ (if .ways == ours then "" else ", of \(.ways | join(" "))" end)
	+ (if .against == stock then "" else ", against \(.against | join(" "))" end) + ": \(.why)";

# There is nothing like these in stock KVM.
def only_ours: ["prepare_hold_max_ns", "split_ns"];

def of($way; $v): $v[key($way; .memory; .mib; .figure)];

# The first way of stock KVM that a figure has to stand against.
def fitting($v): first(stock[] as $way | select((exempt($way) | not) and of($way; $v) != null) | $way) // null;

def is_ours: .way | rank(ours);
def beside_stock: by_key as $v | [.figures[] | select(is_ours) | .stock = fitting($v) | select(.stock)
	| .than = of(.stock; $v)];

# The clock's steps are forgiven.
def too_much: .value * 100 > .than * 103 and .value - .than > (.figure | forgiven);

def excess: if .value == .than then 0 elif .than == 0 then infinite else (.value - .than) / .than * 100 end;
def by_excess: sort_by([-excess, order]);
def percent: if .than == 0 and .value > 0 then "from 0"
	else excess | (if . < 0 then "-" else "+" end) + (fabs | fixed(1)) + " %" end;
def against: "\(percent | pad_left(10))  \(key | pad(46))  \(.value), \(.stock) \(.than)";

# Keys that one of our ways lacks, or stock.
def unpaired: by_key as $v
	| (.figures[] | select(is_ours and (exempt("stock-lazy") | not) and (.figure | rank(only_ours) | not))
	| select(fitting($v) == null) | .way = "stock-lazy"),
	(.figures[] | select(.way | rank(stock)) | .way = ours[] | select(fitting($v) and $v[key] == null))
	| key;
