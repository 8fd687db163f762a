#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Tests the tracepoints: disabled, they are silent; enabled, they agree with the
# counters. Runs in the virtual machine with both modules and kvm_arm_wp_dump loaded.
# shellcheck disable=SC2317 # functions are called by check
set -eu
# shellcheck source=selftests/lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

tracing=/sys/kernel/tracing
events=$tracing/events/kvm_arm_wp
out=$(mktemp)
traced=$(mktemp)
trap 'echo 0 >"$events/enable"; rm -f "$out" "$traced"' EXIT

there() { equal "$(cd "$events" && echo */ | tr -d /)" 'fault flush pass protect split'; }

# Runs the demo: tracks the migration of a small guest.
demonstrate() {
	echo >"$tracing/trace"
	demo >"$out" 2>&1 || { cat "$out" && return 1; }
	grep ': \(flush\|pass\|protect\|split\): ' "$tracing/trace" >"$traced" || :
}
silent() { demonstrate && equal "$(wc -l <"$traced")" 0; }

# counted COLUMN: the last total that the demo printed for each guest, summed up
counted() {
	awk -v key="$1" '
		$1 == "step" { for (i = 1; i <= NF; i++) if ($i == key) right = NF - i; table = 1; next }
		NF == 0 { sum += value; value = table = 0 }
		table { value = $(NF - right) }
		END { print sum + value }' "$out"
}
# sum EVENT FIELD: the sum of a field over all events
sum() {
	awk -v event="$1:" -v field="$2=" '
		index($0, ": " event " ") { for (i = 1; i <= NF; i++) if (index($i, field) == 1) n += substr($i, length(field) + 1) }
		END { print n + 0 }' "$traced"
}
# same COLUMN EVENT FIELD: counter and events agree, and are not 0
same() {
	[ "$(counted "$1")" -gt 0 ] && equal "$1 $(counted "$1")" "$1 $(sum "$2" "$3")"
}
# The initial pass and rounds have separate counters.
protected() { equal $(($(counted ptes_wp) + $(counted ptes_rewp))) "$(sum protect ptes)"; }

# Each pass that begins also ends.
paired() {
	awk '/: pass: / {
		for (i = 1; i <= NF; i++) if ($i ~ /^(vm|slot|occasion)=/) key = i == 1 ? $i : key " " $i
		if (/ begin /) { if (open[key]++) bad = 1; begun++ } else if (--open[key]) bad = 1
		key = ""
	}
	END { for (key in open) bad = bad || open[key]; exit bad || !begun }' "$traced"
}
occasions() {
	equal "$(sed -n 's/.*: pass: .*occasion=\([a-z]*\) begin.*/\1/p' "$traced" | sort | uniq | tr '\n' ' ')" \
		'initial prepare round stragglers '
}
# The demo's guests end before the module recovers their blocks.
recovers() {
	echo >"$tracing/trace"
	plugin_recover_test -t recovered_by_last_page >"$out" 2>&1 || { cat "$out" && return 1; }
	grep ': pass: .* occasion=recover ' "$tracing/trace" >"$traced" || :
	paired && [ "$(sum pass recovered)" -gt 0 ] && [ "$(sum pass batches)" -gt 0 ] &&
		equal "$(sum pass ptes)" 0
}
# The end of a pass reports the sums of its protect and split events.
adds_up() {
	equal "$(sum pass ptes)" "$(sum protect ptes)" &&
		equal "$(sum pass blocks)" "$(sum split tables)" &&
		[ "$(sum pass duration_ns)" -ge "$(sum split duration_ns)" ]
}

[ -d $tracing ] || skip_all "tracefs is not mounted"
plan 12
check "the events exist" there
check "disabled events are silent" silent
# Faults are too many for the buffer; fault_test.c counts them.
for event in flush pass protect split; do
	echo 1 >"$events/$event/enable"
done
check "a migration is traced" demonstrate
check "splits_l2 agrees with split events" same splits_l2 split splits_l2
check "table_pages agrees with split events" same table_pages split tables
check "ptes_wp and ptes_rewp agree with protect events" protected
check "tlb_flushes agrees with flush events" same tlb_flushes flush flushes
check "each pass has a begin and an end event" paired
check "each occasion has a pass" occasions
check "a pass reports the sums of its parts" adds_up
check "a pass that recovers blocks is traced" recovers
echo 0 >"$events/enable"
check "events that were disabled again are silent" silent
finish
