#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Tests that trace-cmd, perf and bpftrace understand the module's events: runs
# the examples of debugfs-doc/tracing.md while the demo migrates a guest. Runs in
# the virtual machine with the root "trace" and with both modules loaded.
# shellcheck disable=SC2317,SC2016 # functions are called by check; bpftrace has variables, too
set -eu
# shellcheck source=selftests/lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

for tool in trace-cmd perf bpftrace; do
	command -v $tool >/dev/null || skip_all "no $tool"
done

# A file has each of the events, with values in its fields.
shows() {
	for event in pass split protect flush; do
		grep "$event: *vm=[0-9]*-[0-9]* slot=1 occasion=[a-z]* .*duration_ns=[1-9]" "$1" >/dev/null ||
			{ echo "no event $event in:" && head -n 20 "$1" && return 1; }
	done
}

trace_cmd() {
	trace-cmd record -q -e kvm_arm_wp -o "$out/trace.dat" demo >/dev/null &&
		trace-cmd report -i "$out/trace.dat" >"$out/report" 2>/dev/null && shows "$out/report"
}
perf_script() {
	perf record -q -a -e 'kvm_arm_wp:*' -o "$out/perf.data" demo >/dev/null &&
		perf script -i "$out/perf.data" >"$out/script" 2>/dev/null && shows "$out/script"
}
perf_stat() {
	perf stat -a -e 'kvm_arm_wp:*' demo >"$out/stat" 2>&1
	for event in pass split protect flush; do
		grep "[1-9][0-9]* *kvm_arm_wp:$event" "$out/stat" || { cat "$out/stat" && return 1; }
	done
}
bpf() {
	bpftrace -e 'tracepoint:kvm_arm_wp:pass /args.end/ { @us[args.vm, args.slot, args.occasion] = hist(args.duration_ns / 1000); }' \
		-c /t/demo >"$out/histogram" 2>&1
	grep '^@us\[[0-9]*-[0-9]*, 1, [0-3]\]:' "$out/histogram" || { cat "$out/histogram" && return 1; }
}

plan 4
check "trace-cmd records and reports" trace_cmd
check "perf records and prints" perf_script
check "perf counts" perf_stat
check "bpftrace makes a histogram" bpf
finish
