# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154,SC2317 # sourced by ./run; functions are called by check
# shellcheck disable=SC2016 # single quotes hold awk and jq scripts
# Write faults of vCPUs: their counters, and the histogram of their duration.

faults_points=7

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
	gets 0 --root "$work/faults" --once && equal "$(last_cells Total)" "$max 1.0us 1.0us" &&
		gets 0 --root "$work/faults" --prometheus && sample fault_duration_seconds_count 'vm="1-1",slot="0"' $max &&
		sample fault_duration_seconds_bucket 'vm="1-1",slot="0",le="+Inf"' $max &&
		sample fault_duration_seconds_sum 'vm="1-1",slot="0"' 18446744073.709551615
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
		says out 'converges x0.18' && gets 0 --root "$work/older" --prometheus && well_formed && ! grep kvm_arm_wp_fault "$work/out" &&
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

# counted_to FILE: for each limit on standard input, a line of seconds, prints how many faults of the
# histogram FILE took no longer. Stops at a limit in the middle of a range.
counted_to() {
	awk -v file="$1" '
		BEGIN { while ((getline line <file) > 0) if (split(line, word, " ") && word[1] != "from_ns") { from[++n] = word[1]; to[n] = word[2]; count[n] = word[3] } }
		{
			sum = 0
			limit = $1 == "+Inf" ? 2 ^ 65 : sprintf("%.0f", $1 * 1000000000) + 0
			for (i = 1; i <= n; i++) {
				if (from[i] <= limit && to[i] > limit) exit
				if (to[i] <= limit) sum += count[i]
			}
			printf "%.0f\n", sum
		}'
}

# same_hist FILE LABELS: the histogram of the slot with LABELS is that of FILE; there are 24 buckets
# with rising limits, and the last one is the number of faults.
same_hist() {
	local name=kvm_arm_wp_fault_duration_seconds
	sed -n "s/^${name}_bucket{$2,le=\"\(.*\)\"} /\1 /p" "$work/out" >"$work/buckets"
	equal "$(wc -l <"$work/buckets")" 24 && cut -d ' ' -f 1 "$work/buckets" | counted_to "$1" >"$work/counts" &&
		cut -d ' ' -f 2 "$work/buckets" | diff -u "$work/counts" - && cut -d ' ' -f 1 "$work/buckets" >"$work/limits" &&
		equal "$(tail -n 1 "$work/limits")" +Inf && head -n -1 "$work/limits" | sort -c -u -g &&
		equal "$(head -n 1 "$work/limits") $(tail -n 2 "$work/limits" | head -n 1)" '0.000000255 1.073741823' &&
		equal "$(sed -n "s/^${name}_count{$2} //p" "$work/out")" "$(tail -n 1 "$work/counts")"
}

prometheus_hist() {
	local bits=(0=1 7=2 8=4 9=8 13=16 30=32 31=64 64=128)
	gets 0 --root "$work/plain" --prometheus && says out '# TYPE kvm_arm_wp_fault_duration_seconds histogram' &&
		same_hist "$work/plain/163-5/slot-1/fault_ns_hist" 'vm="163-5",slot="1"' &&
		same_hist "$work/plain/163-5/slot-3/fault_ns_hist" 'vm="163-5",slot="3"' &&
		same_hist "$work/plain/2041-12/slot-0/fault_ns_hist" 'vm="2041-12",slot="0"' &&
		sample fault_duration_seconds_sum 'vm="163-5",slot="1"' 0.098765432 || return
	one_slot fault_ns_total=12000000034 fault_duration_seconds=1 fault_duration_seconds_count=2 && gets 0 --root "$work/faults" --prometheus &&
		well_formed && same_hist "$work/faults/1-1/slot-0/fault_ns_hist" 'vm="1-1",slot="0"' &&
		sample fault_duration_seconds_bucket 'vm="1-1",slot="0",le="0.000000255"' 7 &&
		sample fault_duration_seconds_bucket 'vm="1-1",slot="0",le="1.073741823"' 63 &&
		sample fault_duration_seconds_count 'vm="1-1",slot="0"' 255 &&
		sample fault_duration_seconds_sum 'vm="1-1",slot="0"' 12.000000034 || return
	# A slot without the sum, or without the file, has no histogram.
	sed -i /^fault_ns_total/d "$work/faults/1-1/slot-0/stat"
	gets 0 --root "$work/faults" --prometheus && ! grep fault_duration "$work/out" || return
	one_slot fault_ns_total=1 && rm "$work/faults/1-1/slot-0/fault_ns_hist" && gets 0 --root "$work/faults" --prometheus &&
		! grep fault_duration "$work/out"
}

faults_tests() {
	check "percentiles of the duration of faults" percentiles
	check "Total has the percentiles of all faults" merged
	check "the largest possible numbers of faults" largest_faults
	check "all counters of faults are added up" sums
	check "an older module without faults" older
	with jq "the histogram of faults in JSON" json_hist
	check "the histogram of faults as a metric" prometheus_hist
}
