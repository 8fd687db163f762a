#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Runs a test with swap on a compressed RAM disk, if this kernel has zram. Runs
# in the virtual machine.
#
# usage: swap.sh TEST [ARGUMENT...]
set -eu

[ $# -ge 1 ] || { echo "usage: swap.sh TEST [ARGUMENT...]" >&2; exit 64; }
disk=/sys/block/zram0
[ -e $disk ] || exec "$@"

end() {
	swapoff /dev/zram0
	echo 1 >$disk/reset
}

echo 256M >$disk/disksize
mkswap /dev/zram0 >/dev/null
swapon /dev/zram0
trap end EXIT
"$@"
