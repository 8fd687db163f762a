#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Runs a test on a host that swaps to a compressed RAM disk, and that soon looks
# for pages on the wrong NUMA node if the test switches that on, as far as its
# kernel can do that. Runs in the virtual machine.
#
# usage: busy-host.sh TEST [ARGUMENT...]
set -eu

[ $# -ge 1 ] || { echo "usage: busy-host.sh TEST [ARGUMENT...]" >&2; exit 64; }
disk=/sys/block/zram0 numa=/sys/kernel/debug/sched/numa_balancing

swap_on() {
	echo 256M >$disk/disksize
	mkswap /dev/zram0 >/dev/null
	swapon /dev/zram0
}
swap_off() {
	swapoff /dev/zram0
	echo 1 >$disk/reset
}

# A task that begins later waits this long, in ms, before its memory is scanned.
scan_after() { echo "$1" >$numa/scan_delay_ms; }

end() {
	[ ! -e $disk ] || swap_off
	[ ! -e $numa ] || scan_after "$delay"
}

trap end EXIT
[ ! -e $disk ] || swap_on
[ ! -e $numa ] || { delay=$(cat $numa/scan_delay_ms) && scan_after 1; }
"$@"
