#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The tracepoints: silent until asked, and when asked they say what the counters
# say. Runs inside the virtual machine with both modules loaded.
# shellcheck disable=SC2317 # functions are called by check
set -eu
# shellcheck source=selftests/lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

tracing=/sys/kernel/tracing
events=$tracing/events/kvm_arm_wp
out=$(mktemp)
traced=$(mktemp)
trap 'echo 0 >"$events/enable"; rm -f "$out" "$traced"' EXIT

there() { equal "$(cd "$events" && echo */ | tr -d /)" 'flush pass protect split'; }

# The guest of "make demo", tracked through a migration.
demonstrate() {
	echo >"$tracing/trace"
	demo >"$out" 2>&1 || { cat "$out" && return 1; }
	grep ': \(flush\|pass\|protect\|split\): ' "$tracing/trace" >"$traced" || :
}
silent() { demonstrate && equal "$(wc -l <"$traced")" 0; }

# A column of the tables that the demo has printed: the last total of each of its
# guests, after which there is none.
counted() {
	awk -v key="$1" '
		$1 == "vm" { for (i = 1; i <= NF; i++) if ($i == key) column = i }
		$1 == "===" { sum += value; value = 0 }
		$1 == "Total" && $column > 0 { value = $column }
		END { print sum + value }' "$out"
}
# Sum of a field of an event.
sum() {
	awk -v event="$1:" -v field="$2=" '
		index($0, ": " event " ") { for (i = 1; i <= NF; i++) if (index($i, field) == 1) n += substr($i, length(field) + 1) }
		END { print n + 0 }' "$traced"
}
# As many by the counters as by the events, and not none.
same() {
	[ "$(counted "$1")" -gt 0 ] && equal "$1 $(counted "$1")" "$1 $(sum "$2" "$3")"
}
# Those of the initial pass and those of rounds.
protected() { equal $(($(counted ptes_wp) + $(counted ptes_rewp))) "$(sum protect ptes)"; }

# Each beginning is followed by its end.
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
# What a pass says in its end is what its parts have said.
adds_up() {
	equal "$(sum pass ptes)" "$(sum protect ptes)" &&
		equal "$(sum pass blocks)" "$(sum split tables)" &&
		[ "$(sum pass duration_ns)" -ge "$(sum split duration_ns)" ]
}

[ -d $tracing ] || skip_all "no tracefs here"
plan 11
check "there are the four events" there
check "they are silent until asked" silent
echo 1 >"$events/enable"
check "a migration is traced" demonstrate
check "blocks split are as many" same splits_l2 split splits_l2
check "tables added are as many" same table_pages split tables
check "pages protected are as many" protected
check "flushes are as many" same tlb_flushes flush flushes
check "each pass has a beginning and an end" paired
check "there is one for each occasion" occasions
check "what a pass adds up to is what its parts are" adds_up
echo 0 >"$events/enable"
check "they are silent again" silent
finish
