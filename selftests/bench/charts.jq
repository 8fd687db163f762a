# SPDX-License-Identifier: GPL-2.0
# From results to the chart named $chart: {title, settings, data}, or null without
# figures for it. Settings are gnuplot's variables for bars.gp or lines.gp; data
# has a block for each panel or line.
include "bench";

# Stock KVM is grey; the module is blue, or orange with takeover off.
def color: if rank(stock) then "0x8a8f98" elif . == default_way then "0x0b5cad" elif startswith("-/") then "0xd9822b"
	else "0x6aaee0" end;

def at($memory; $figure): [.figures[] | select(.memory == $memory and .figure == $figure)];
def panel($title; f): {title: $title, bars: map(f as $value | {way, value: $value, low: $value, high: $value})};

# The figures for the largest size of each kind of memory.
def enable: {title: "Switching the log on", axis: "instructions a page (log scale)", log: 1,
	panels: [memories[] as $memory | at($memory; "enable_ns") | select(. != []) | (map(.mib) | max) as $mib
		| map(select(.mib == $mib))
		| panel("\($memory | mapped), \($mib | megabytes)"; .value / ($mib | pages))]};

# A panel of the figures for the smallest size.
def small($title; $figure; f): at("2M"; $figure) | select(. != []) | (map(.mib) | min) as $mib
	| map(select(.mib == $mib)) | panel($title; f);

def rounds: {title: "A round of the log (KVM_GET_DIRTY_LOG), by how many pages are dirty",
	axis: "million instructions", log: 0, panels: [small("100 %"; "get_100_ns"; .value / 1e6),
	small("10 %"; "get_10_ns"; .value / 1e6), small("0.1 %"; "get_01_ns"; .value / 1e6)]};

def guest: {title: "Cost in the guest with the log on, over 2 MiB blocks", axis: "instructions each", log: 0,
	panels: [small("a write in each page"; "write_all_ns"; .value / (.mib | pages)),
	small("or: one write in each 2 MiB"; "touch_blocks_ns"; .value / (.mib / 2)),
	small("then a read of each page"; "touch_read_all_ns"; .value / (.mib | pages))]};

def stall: {title: "How long the guest stalls: median, minimum and maximum",
	axis: "ratio to stock-lazy's median", log: 0, panels: [.stall | map(select(.ratio and (.of // "enable") == "enable")) | group_by(.vcpus)[]
		| {title: "vCPUs: \(.[0].vcpus)", bars: map({way, value: .ratio, low: .ratio_min, high: .ratio_max})}]};

# Bars on a log scale begin at a power of ten below the smallest value, so the
# axis must say that its scale is logarithmic.
def floor10: pow(10; (log10 | ceil) - 1);
def span($log): (map(.high) | max) as $max | (map(.value | select(. > 0)) | min // 1) as $min
	| if $log == 1 then ($min | floor10) as $low | [$low, $max * pow($max / $low; 0.3)]
	else [0, if $max > 0 then $max * 1.3 else 1 end] end;
def bar($rows; $log): [(.way | rank($rows)), .value, .low, .high, (.value | short), (.way | color)]
	| select($log == 0 or .[1] > 0) | join(" ");

# With a log scale all panels have the same scale, so that they can be compared.
def spans: if .log == 1 then ([.panels[].bars[]] | span(1)) as $span | .panels |= map(.span = $span)
	else .panels |= map(.span = (.bars | span(0))) end;

def bars: select(.panels != []) | spans | .log as $log | ([.panels[].bars[].way] | unique_by(rank(ways))) as $rows
	| {title, data: [.panels[] | (.bars[] | bar($rows; $log)), "", ""],
	settings: (["title = \(.title | tojson)", "axis = \(.axis | tojson)", "logarithmic = \($log)",
	"panels = \(.panels | length)", "ways = \($rows | join(" ") | tojson)"]
	+ [.panels | to_entries[] | (.key + 1) as $n | .value
	| "title\($n) = \(.title | tojson)", "low\($n) = \(.span[0])", "high\($n) = \(.span[1])"])};

# A panel for each figure, with a line for each way that has the figure.
def line: "\(.[0].way) \(.[0].way | color) \(.[0].way | rank(ways))";
def lines: [["enable_ns", "the whole ioctl"], ["enable_hold_max_ns", "the longest hold of mmu_lock"]] as $figures
	| "Switching the log on over 2 MiB blocks, by the size of the guest" as $title
	| [$figures[] as [$figure, $name] | at("2M"; $figure) | map(select(.value > 0)) | select(. != [])
		| {title: $name, mibs: (map(.mib) | unique), lines: (group_by(.way | rank(ways)) | map(sort_by(.mib)))}]
	| select(. != [])
	| {title: $title, data: [.[].lines[] | (.[] | "\(.mib) \(.value / 1e6)"), "", ""],
	settings: (["title = \($title | tojson)", "panels = \(length)",
	"sizes = \([.[].mibs[]] | unique | map(tostring) | join(" ") | tojson)"]
	+ [to_entries[] | (.key + 1) as $n | .value | "title\($n) = \(.title | tojson)",
	"lines\($n) = \(.lines | map(line) | join(" ") | tojson)"])};

first(if $chart == "sizes" then lines
	else {enable: enable, rounds: rounds, guest: guest, stall: stall}[$chart] | bars end) // null
