#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Measures stock KVM and each way of ours, one after the other. Runs inside the
# virtual machine, with no module loaded.
#
# usage: bench.sh [--profile WAY PART]	just that, and then the kernel's symbols
set -eu

knobs=/sys/kernel/debug/kvm_arm_wp

# One way: enabling with each kind and size of memory, all else with one.
measure() {
	for memory in "2M 256" "2M 512" "2M 1024" "2M 4096" "1G 1024" "1G 4096" "4K 256"; do
		parts=enable
		[ "$memory" != "2M 256" ] || parts="enable rounds manual"
		[ "$memory" != "2M 512" ] || parts="touch"
		[ "$memory" != "4K 256" ] || parts="enable rounds"
		status=0
		# shellcheck disable=SC2086 # each is words
		bench "$1" $memory $parts || status=$?
		[ "$status" -ne 4 ] || return 0
		[ "$status" -eq 0 ] || exit "$status"
	done
}

# Ours, as they are named: WALKER/SPLITTER, with no walker if KVM protects.
choose() {
	echo "${1#*/}" >$knobs/splitter
	case $1 in
	-/*) echo 0 >$knobs/takeover ;;
	*)
		echo 1 >$knobs/takeover
		echo "${1%/*}" >$knobs/walker
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
	bench "$1" 2M 256 "$2"
	grep -i ' [tw] ' /proc/kallsyms
}

if [ "${1-}" = --profile ]; then
	insmod /m/kvm_arm_wp_lock.ko
	profile "$2" "$3"
	exit
fi

echo "bench-kernel $(uname -r)"
# What a kernel has to do after boot would be counted, too.
sleep 30
insmod /m/kvm_arm_wp_lock.ko
for way in stock-lazy stock-eager-2M stock-eager-1G; do
	measure "$way"
done
load_ours
for way in inplace/inplace inplace/swap swap/inplace swap/swap -/inplace -/swap; do
	choose "$way"
	measure "$way"
done
