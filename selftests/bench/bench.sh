#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Measures stock KVM and the module's strategies, one after the other. Runs in
# the virtual machine with no module loaded. A "way" is a configuration of stock
# KVM, or PROTECTOR/SPLITTER ("-" if KVM protects).
#
# usage: bench.sh			all ways and parts
#        bench.sh --only WAYS PARTS	these, separated by commas, or "all"
#        bench.sh --profile WAY PART	one part, followed by the kernel's symbols
set -eu

knobs=/sys/kernel/debug/kvm_arm_wp
stock="stock-lazy stock-eager-2M stock-eager-1G"
ours="inplace/inplace inplace/prebuild swap/inplace swap/prebuild -/inplace -/prebuild"
only_ways=all only_parts=all

# All ways but one. With chunks of 1 GiB KVM gives mmu_lock up in a CLEAR where the CPU has to reschedule, which is
# elsewhere each time.
repeatable=$(echo "$stock $ours" | sed 's/ *stock-eager-1G//; s/ /,/g')

# Blocks that map the memory, MiB, ways, program, parts. Enabling is measured for
# each kind and size of memory, the other parts for one or two. The largest size
# takes long, and longest if KVM splits eagerly.
plan() {
	cat <<END
2M 256 all bench enable rounds manual holds
2M 512 all bench touch
2M 256 all bench_after after
2M 64 all bench_vm fault
2M 1024 all bench enable
2M 4096 all bench enable
2M 4096 $repeatable bench holds
2M 65536 stock-lazy,inplace/inplace,swap/prebuild bench locked holds
1G 1024 all bench enable
1G 4096 all bench enable
4K 256 all bench enable rounds
4K 64 all bench_vm fault beside slots ring
END
}

# wanted LIST WORD: is WORD in LIST, or LIST "all"?
wanted() {
	case ",$1," in
	,all, | *",$2,"*) ;;
	*) return 1 ;;
	esac
}

# Measures one way; exit status 4 of the program says that this host lacks the way. Parts of a program share the memory
# that it fills.
measure() {
	plan | while read -r memory mib ways program parts; do
		wanted "$ways" "$1" || continue
		chosen=''
		for part in $parts; do
			! wanted "$only_parts" "$part" || chosen="$chosen $part"
		done
		[ -n "$chosen" ] || continue
		status=0
		# shellcheck disable=SC2086 # each is a word
		"$program" "$1" "$memory" "$mib" $chosen </dev/null || status=$?
		[ "$status" -ne 4 ] || break
		[ "$status" -eq 0 ] || exit "$status"
	done
}

# Sets the knobs for PROTECTOR/SPLITTER; protector "-" means that KVM protects.
choose() {
	echo "${1#*/}" >$knobs/splitter
	case $1 in
	-/*)
		echo 0 >$knobs/takeover
		;;
	*)
		echo 1 >$knobs/takeover
		echo "${1%/*}" >$knobs/protector
		;;
	esac
}

load_ours() {
	insmod /m/kvm_arm_wp_shim.ko
	insmod /m/kvm_arm_wp.ko
}

profile() {
	case $1 in
	stock-*) ;;
	*)
		load_ours
		choose "$1"
		;;
	esac
	case $2 in
	fault | beside | slots | ring) bench_vm "$1" 4K 64 "$2" ;;
	after) bench_after "$1" 2M 256 "$2" ;;
	*) bench "$1" 2M 256 "$2" ;;
	esac
	grep -i ' [tw] ' /proc/kallsyms
}

case ${1-} in
--profile)
	insmod /m/kvm_arm_wp_lock.ko
	profile "$2" "$3"
	exit
	;;
--only) only_ways=$2 only_parts=$3 ;;
esac

echo "bench-kernel $(uname -r)"
# Wait until the kernel's work after boot is done: it would be counted.
sleep 30
insmod /m/kvm_arm_wp_lock.ko
for way in $stock; do
	wanted "$only_ways" "$way" || continue
	measure "$way"
done
load_ours
for way in $ours; do
	wanted "$only_ways" "$way" || continue
	choose "$way"
	measure "$way"
done
