#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Migrates a running guest from one QEMU process to another while the guest
# writes to its memory. Afterwards the guest must find in its memory what it
# wrote. Runs in the virtual machine with the root "qemu".
#
# usage: live.sh SCENARIO [ARGUMENT...]
# shellcheck disable=SC2317 # functions are called by check
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/lib/ktap.sh
. "$here/../lib/ktap.sh"
# shellcheck source=selftests/lib/qemu.sh
. "$here/../lib/qemu.sh"

dir=/sys/kernel/debug/kvm_arm_wp

# Prints VM and number of the slot with the guest's memory, which is the largest.
memory_slot() {
	awk -v vm="^$(machine_pid "$1")-" '$1 ~ vm && $4 > pages { pages = $4; slot = $1 " " $2 }
		END { print slot }' "$dir/slots"
}
# Prints a counter of that slot.
counter() {
	slot=$(memory_slot "$1")
	awk -v key="$2" '$1 == key { print $2 }' "$dir/${slot% *}/slot-${slot#* }/stat"
}
positive() { [ "$(counter "$1" "$2")" -gt 0 ] || { echo "$2 is $(counter "$1" "$2")"; return 1; }; }
zero() { equal "$2 $(counter "$1" "$2")" "$2 0"; }

boots() { machine_start "$1" && guest_ready "$1" && guest_ask "$1" check | grep '^good'; }
waits() { machine_start "$1" -incoming "$(machine_address "$1")"; }

starts() { qmp "$1" migrate "{\"uri\": \"$(machine_address "$2")\"}"; }
arrives() { migration_until "$1" '.status == "completed"' && qmp "$2" query-status | grep '"running"'; }
migrates() { waits "$2" && starts "$1" "$2" && arrives "$1" "$2"; }

# The migration must not converge. QEMU needs eight seconds to send the memory that
# the guest keeps dirtying, and in that time the guest dirties the memory again, even
# if it gets little CPU time. The first round sends much more and is sent fast.
goes_on() {
	waits "$2" && guest_ask "$1" "pace 20000" &&
		migration_set "$1" '{"max-bandwidth": 32000000, "downtime-limit": 1}' && starts "$1" "$2" &&
		migration_passes "$1" 2 && migration_set "$1" '{"max-bandwidth": 2000000}' && another_round "$1"
}
another_round() {
	rounds=$(syncs "$1")
	migration_until "$1" ".ram.\"dirty-sync-count\" > $rounds"
}
slows_down() {
	guest_ask "$1" "pace $guest_pace" && migration_set "$1" \
		'{"max-bandwidth": 128000000, "downtime-limit": 300}'
}
ends() { slows_down "$1" && arrives "$1" "$2"; }

# The guest's memory is intact, and the guest kept writing after it had filled it.
holds() {
	said=$(guest_ask "$1" check) && echo "$said" && echo "$said" | grep -q '^good' || return 1
	[ "$(echo "$said" | guest_wrote)" -gt $((guest_fills * 256)) ] || { echo "it wrote nothing more" && return 1; }
}

# True for each slot that was prepared and not skipped.
served() {
	positive "$1" enables && zero "$1" failures && zero "$1" verify_failures && zero "$1" incomplete &&
		positive "$1" dirty_pages
}
split() { served "$1" && positive "$1" "$2"; }

# QEMU aligns memory for 2 MiB blocks. With pages larger than 4 KiB blocks are larger.
small_pages() { grep -qx 'page_size 4096' "$dir/host"; }
check_split() {
	what="the module split its blocks and counted its dirty pages"
	if ! small_pages; then
		skip "$what" "QEMU aligns memory for 2 MiB blocks only"
	elif [ ! -d /sys/kernel/mm/transparent_hugepage ]; then
		skip "$what" "no transparent huge pages"
	else
		check "$what" split source splits_l2
	fi
}

missing=$(machine_missing | head -n 1)
[ -z "$missing" ] || skip_all "$missing"
trap machines_stop EXIT

# QEMU's default: manual protection, and a log that is initially all set.
scenario_default() {
	plan 8
	check "a guest runs" boots source
	check "it is migrated" migrates source target
	check "its memory is intact" holds target
	check_split
	check "the module handled write faults" faults_handled source
	check "kvm-arm-wp-stat shows the same counters" viewed source
	check "the module counts as many rounds as QEMU" same_rounds source
	check "the log was initially all set: rounds, and no initial pass" rounds_only source
	finish
}
viewed() {
	slot=$(memory_slot "$1")
	kvm-arm-wp-stat --json --vm "${slot% *}" --slot "${slot#* }" | jq -e ".slots[0] | .split_percent == 100 and
		.counters.splits_l2 == $(counter "$1" splits_l2) and .counters.rounds == $(counter "$1" rounds)"
}
syncs() { qmp "$1" query-migrate | jq '.ram."dirty-sync-count"'; }
same_rounds() { positive "$1" rounds && equal "$(counter "$1" rounds)" "$(syncs "$1")"; }
rounds_only() { ! own_rounds || { zero "$1" ptes_wp && positive "$1" ptes_rewp; }; }
faults_handled() { ! own_rounds || positive "$1" faults_fast; }
own_rounds() { grep -q '\[1\]' "$dir/takeover"; }

scenario_ring() {
	machine_accel=kvm,dirty-ring-size=4096
	ring_known || skip_all "QEMU finds no dirty ring on this kernel"
	machine_stop probe
	plan 6
	check "a guest runs" boots source
	check "it is migrated" migrates source target
	check "its memory is intact" holds target
	check_split
	check "the module handled write faults" faults_handled source
	check "there were an initial pass and rounds" both_passes source
	finish
}
ring_known() { machine_start probe && ! grep 'dirty ring not available' "$machines/probe/log"; }
both_passes() { ! own_rounds || { positive "$1" ptes_wp && positive "$1" ptes_rewp; }; }

# A migration that is cancelled, and tried again. Between the two the guest gets its blocks back. $1 is the recoverer.
scenario_cancel() {
	echo "${1-write}" >"$dir/recover" || skip_all "this host refuses the recoverer $1"
	plan 11
	use_blocks
	check "guest memory is mapped by blocks" blocks_possible
	check "a guest runs" boots source
	tables_before=$(tables)
	check "its migration does not converge" goes_on source target
	check "the migration is cancelled" cancelled source
	check "the source's memory is intact" holds source
	machine_stop target
	check "the guest has more tables" more_tables
	check "the module recovers its blocks" recovered source
	check "the tables have gone when the guest has used its memory" "tables_gone_${1-write}" source
	check "the source's memory is still intact" holds source
	check "a second migration succeeds" second_try source target
	check "the target's memory is intact" holds target
	finish
}
cancelled() { qmp "$1" migrate_cancel && migration_until "$1" '.status == "cancelled"'; }
second_try() { slows_down "$1" && migrates "$1" "$2" && equal "$(counter "$1" enables)" 2; }

page=$(awk '$1 == "page_size" { print $2 }' "$dir/host")
block_kib=$((page * page / 8 / 1024))
# QEMU aligns memory for 2 MiB blocks. Where blocks are larger, only huge pages are mapped by them.
use_blocks() { small_pages || machine_memory=memory-backend-memfd,hugetlb=on,hugetlbsize=${block_kib}k,prealloc=on; }
blocks_possible() {
	small_pages || huge_pages "/sys/kernel/mm/hugepages/hugepages-${block_kib}kB" $((2 * guest_mib * 1024 / block_kib))
}

# KiB of the tables of all guests. There is only the source.
tables() { echo 1 >/proc/sys/vm/stat_refresh && awk '$1 == "SecPageTables:" { print $2 }' /proc/meminfo; }
at_most() { echo "$1: $2, at most $3" && [ "$2" -le "$3" ]; }
# KiB of the tables of so many MiB that are mapped by pages.
tables_of() { echo $(($1 * page / block_kib)); }
more_tables() { ! at_most "KiB of tables" "$(tables)" $((tables_before + $(tables_of "$guest_fills") / 2)); }

recovered() {
	tries=0
	until [ "$(($(counter "$1" log_on) + $(counter "$1" recover_pending)))" -eq 0 ]; do
		tries=$((tries + 1))
		[ "$tries" -lt $((patience * 5)) ] || return 1
		usleep 200000
	done
	positive "$1" recovered_tables
}
# The guest does not write to its program and its kernel. These may stay mapped by pages.
tables_gone_write() {
	guest_ask "$1" write && at_most "KiB of tables" "$(tables)" \
		$((tables_before + $(tables_of $((guest_mib - guest_fills)))))
}
tables_gone_access() { guest_ask "$1" check && at_most "KiB of tables" "$(tables)" "$tables_before"; }

# A VMM measures the dirty rate $1 times in a row, by switching the log on for a second.
scenario_rate() {
	plan 6
	use_blocks
	check "guest memory is mapped by blocks" blocks_possible
	check "a guest runs" boots source
	tables_before=$(tables)
	check "its dirty rate is measured $1 times" rates source "$1"
	check "the module recovers its blocks" recovered source
	check "the tables have gone when the guest has used its memory" tables_gone_write source
	check "the guest's memory is intact" holds source
	finish
}
rates() {
	n=0
	while [ "$n" -lt "$2" ]; do
		rate_measured "$1" || return 1
		n=$((n + 1))
	done
	equal "$(counter "$1" enables)" "$2"
}
rate_measured() {
	qmp "$1" calc-dirty-rate '{"calc-time": 1, "mode": "dirty-bitmap"}' >/dev/null || return 1
	tries=0
	until rate=$(qmp "$1" query-dirty-rate) && echo "$rate" | jq -e '.status == "measured"' >/dev/null; do
		tries=$((tries + 1))
		[ "$tries" -lt $((patience * 20)) ] || return 1
		usleep 50000
	done
	echo "$rate" | jq -e '."dirty-rate" >= 0'
}

scenario_two() {
	plan 8
	check "the first guest runs" boots source
	check "the second guest runs" boots source2
	check "the first migration does not converge" goes_on source target
	check "the second migration does not converge" goes_on source2 target2
	check "the first guest arrives" ends source target
	check "the second guest arrives" ends source2 target2
	check "the first guest's memory is intact" holds target
	check "the second guest's memory is intact" holds target2
	finish
}

# For a job that begins without modules.
scenario_load() {
	plan 6
	check "a guest runs" boots source
	check "its migration does not converge" goes_on source target
	check "the modules are loaded meanwhile" load both
	check "the module counts rounds of its log" rounds_counted source
	check "it arrives" ends source target
	check "its memory is intact" holds target
	finish
}
rounds_counted() { another_round "$1" && another_round "$1" && positive "$1" ptes_rewp; }

scenario_unload() {
	plan 6
	check "a guest runs" boots source
	check "its migration does not converge" goes_on source target
	check "the modules are unloaded meanwhile" unload
	check "the migration continues without them" another_round source
	check "it arrives" ends source target
	check "its memory is intact" holds target
	finish
}

# Guest memory in huge pages of $1 kB. The module counts their blocks as $2.
scenario_hugetlb() {
	pages=/sys/kernel/mm/hugepages/hugepages-$1kB
	[ -d "$pages" ] || skip_all "this kernel has no huge pages of $1 kB"
	small_pages || skip_all "huge pages of $1 kB are no stage-2 blocks on this kernel"
	plan 5
	machine_memory=memory-backend-memfd,hugetlb=on,hugetlbsize=$1k,prealloc=on
	[ "$1" -le $((guest_mib * 1024)) ] || guest_mib=$(($1 / 1024))
	check "huge pages are allocated" huge_pages "$pages" $((2 * guest_mib * 1024 / $1))
	check "a guest runs" boots source
	check "it is migrated" migrates source target
	check "its memory is intact" holds target
	check "the module split its blocks and counted its dirty pages" split source "$2"
	finish
}
huge_pages() { echo "$2" >"$1/nr_hugepages" && equal "$(cat "$1/nr_hugepages")" "$2"; }

[ $# -ge 1 ] || { echo "usage: live.sh SCENARIO [ARGUMENT...]" >&2; exit 64; }
scenario=$1
shift
"scenario_$scenario" "$@"
