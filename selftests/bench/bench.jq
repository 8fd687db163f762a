# SPDX-License-Identifier: GPL-2.0
# Definitions that all jq programs here share: ways, keys, formats of numbers.

def stock: ["stock-lazy", "stock-eager-2M", "stock-eager-1G"];
def ours: ["inplace/inplace", "inplace/prebuild", "swap/inplace", "swap/prebuild",
	"-/inplace", "-/prebuild"];
def ways: stock + ours;
def memories: ["2M", "1G", "4K"];
# The longest hold of mmu_lock in each kind of pass.
def pass_holds: ["enable_hold_max_ns", "get_hold_100_ns", "get_hold_10_ns", "get_hold_01_ns", "clear_hold_100_ns",
	"clear_hold_10_ns", "clear_hold_01_ns"];
def largest: 65536;
def default_way: "inplace/inplace";

def rank($list): . as $x | $list | index($x);
def order: [(.way | rank(ways)), (.memory | rank(memories)), .mib, .figure];

# Differences up to this are ignored: the clock has steps of 16 ns.
def forgiven: if endswith("_ns") then 200 else 0 end;

def key($way; $memory; $mib; $figure): "\($way) \($memory) \($mib) \($figure)";
def key: key(.way; .memory; .mib; .figure);
def by_key: reduce .figures[] as $f ({}; .[$f | key] = $f.value);

# MiB to pages of 4 KiB, each of which has a PTE.
def pages: . * 256;

def quotient($a; $b): if $a == null or $b == null or $b == 0 then null else $a / $b end;

def megabytes: if . % 1024 == 0 then "\(. / 1024) GiB" else "\(.) MiB" end;
def mapped: {"2M": "2 MiB blocks", "1G": "1 GiB blocks", "4K": "pages"}[.];

# A number with $n decimals; jq has no function for this.
def fixed($n): pow(10; $n) as $p | (. * $p | round) as $r | ($r / $p | floor) as $whole
	| if $n == 0 then "\($r)" else "\($whole)." + ("0" * $n + "\($r - $whole * $p)")[-$n:] end;

# A number with about three digits.
def short: if . == 0 then "0" elif . >= 100 then fixed(0) elif . >= 10 then fixed(1) elif . >= 1 then fixed(2)
	else fixed(3) end;

def ratio: if . == 0 or . >= 0.5 then fixed(2) else "1/" + (1 / . | short) end;

def pad($n): . + " " * ($n - length);
def pad_left($n): " " * ($n - length) + .;
