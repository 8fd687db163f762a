# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154,SC2317 # sourced by ./run; functions are called by check
# shellcheck disable=SC2016 # single quotes hold awk and jq scripts
# Write faults of vCPUs: their counters, and the histogram of their duration.

faults_points=6

# last_cells VM: prints the cells FAULTS, P50 and P99
last_cells() { awk -v vm="$1" '$1 == vm { print $(NF - 2), $(NF - 1), $NF }' "$work/out"; }

# one_slot KEY=VALUE...: makes $work/faults with one slot; its histogram is ${bits[@]}
one_slot() {
	rm -rf "$work/faults" "$work/faults.rows"
	host "$work/faults"
	slot "$work/faults" 1-1 0 0x0 512 "$@"
	hist "$work/faults" 1-1 0 "${bits[@]}"
	table "$work/faults"
}

# percentile P50 P99 BITS=COUNT...: this histogram has these percentiles
percentile() {
	local want="0 $1 $2" bits=("${@:3}")
	one_slot && gets 0 --root "$work/faults" --once && equal "$(last_cells 1-1)" "$want" &&
		equal "$(last_cells Total)" "$want" || { echo "of: ${bits[*]}"; return 1; }
}

percentiles() {
	local max=18446744073709551615
	percentile - - && percentile 0 0 0=1 && percentile 1ns 1ns 1=1 && percentile 3ns 3ns 2=7 &&
		percentile 1.0us 1.0ms 10=50 20=50 && percentile 1.0ms 1.0ms 10=49 20=50 &&
		percentile 1.0us 1.0us 10=99 20=1 && percentile 1.0us 1.0ms 10=98 20=2 &&
		percentile 1.0us 1.0ms 10=98 20=1 && percentile 4.1us 1.1s 8=1 12=96 14=1 30=2 &&
		percentile 18446744074s 18446744074s 64=1 && percentile 1.0us 1.0ms 10=$max 20=$max
}

# Total has the percentiles of all faults: at 163-5 most are short, at 2041-12 most are long.
merged() {
	gets 0 --root "$work/plain" --once && equal "$(last_cells Total)" '40000 1.0us 16.4us' &&
		gets 0 --root "$work/plain" --vm 2041-12 && equal "$(last_cells Total)" '10000 4.1us 8.2us' || return
	# A slot without the file adds nothing to the percentiles, one without the counters none to the number.
	cp -r "$work/plain" "$work/merged"
	rm "$work/merged/163-5/slot-1/fault_ns_hist"
	sed -i /^faults_slow_readonly/d "$work/merged/2041-12/slot-0/stat"
	gets 0 --root "$work/merged" --once && equal "$(last_cells Total)" '30000 4.1us 8.2us' &&
		equal "$(last_cells 2041-12)" '- 4.1us 8.2us'
}

# Sums are limited to the largest number.
largest_faults() {
	local max=18446744073709551615 bits=(10=18446744073709551615 20=5)
	one_slot faults_fast=$max faults_slow_block=$max fault_ns_total=$max
	slot "$work/faults" 1-1 1 0x0 512 faults_fast=1
	hist "$work/faults" 1-1 1 10=1
	table "$work/faults"
	# The sums that awk computes do not fit into 64 bits.
	sed -i '$s/ [0-9.e+]\+/ 0/g' "$work/faults/slots"
	gets 0 --root "$work/faults" --once && equal "$(last_cells Total)" "$max 1.0us 1.0us"
}

# Each counter of faults is part of the sum.
sums() {
	local bits=() name keys=() want=0 bit=1
	while read -r name _; do
		[[ $name == faults_* ]] || continue
		keys+=("$name=$bit") want=$((want + bit)) bit=$((bit * 2))
	done <<<"$counters"
	[ ${#keys[@]} -ge 4 ] && one_slot "${keys[@]}" && gets 0 --root "$work/faults" --once && equal "$(last_cells 1-1)" "$want - -"
}

# An older module has neither the counters nor the file.
older() {
	cp -r "$work/plain" "$work/older"
	rm "$work"/older/*/*/fault_ns_hist
	sed -i /^fault/d "$work"/older/*/*/stat
	gets 0 --root "$work/older" --once && equal "$(last_cells 163-5 | sort -u)" '- - -' && equal "$(last_cells Total)" '- - -' &&
		says out 'converges x0.18' &&
		gets 0 --root "$work/older" --json && equal "$(grep -c '"fault_ns_hist": null' "$work/out")" 3
}

# The document has the lines of the file.
json_hist() {
	local vm
	gets 0 --root "$work/plain" --json || return
	for vm in 163-5/slot-1 163-5/slot-3 2041-12/slot-0; do
		jq -r --arg vm "$vm" '.slots[] | select(.vm + "/slot-" + (.slot | tostring) == $vm) | "from_ns to_ns count",
			(.fault_ns_hist[] | "\(.from_ns) \(.to_ns) \(.count)")' "$work/out" | diff -u "$work/plain/$vm/fault_ns_hist" - || return
	done
	local bits=(64=1)
	one_slot && gets 0 --root "$work/faults" --json && says out '{"from_ns": 9223372036854775808, "to_ns": 18446744073709551615, "count": 1}' &&
		is '.slots[0].fault_ns_hist | length == 65'
}

faults_tests() {
	check "percentiles of the duration of faults" percentiles
	check "Total has the percentiles of all faults" merged
	check "the largest possible numbers of faults" largest_faults
	check "all counters of faults are added up" sums
	check "an older module without faults" older
	with jq "the histogram of faults in JSON" json_hist
}
