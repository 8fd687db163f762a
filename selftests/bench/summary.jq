# SPDX-License-Identifier: GPL-2.0
# Results as one row of the table in README.md: 256 MiB of 2 MiB blocks, the default way.
# $met: what to say of the targets.
include "bench";

def unit($by; $name): if . == null then "-" else "\(. / $by | short) \($name)" end;

by_key as $v
	| def of($way; $figure): $v[key($way; "2M"; 256; $figure)];
	["[\(.host)](selftests/bench/results/\(.host).md)",
	(of("stock-lazy"; "enable_ns") | unit(1e6; "ms")), (of("stock-eager-2M"; "enable_ns") | unit(1e6; "ms")),
	(of(default_way; "enable_ns") | unit(1e6; "ms")), (of("stock-lazy"; "get_100_ns") | unit(1e6; "ms")),
	(of(default_way; "get_100_ns") | unit(1e6; "ms")), (of(default_way; "prepare_hold_max_ns") | unit(1e3; "us")), $met]
	| "| " + join(" | ") + " |"
