#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What "make demo" shows: a stock kernel, both modules loaded, and a guest that
# is tracked as for a migration. Runs inside the virtual machine.
set -eu

show() {
	echo
	echo "host# $*"
	"$@"
}

show uname -srm
show insmod /m/kvm_arm_wp_shim.ko
show insmod /m/kvm_arm_wp.ko
show cat /sys/kernel/debug/kvm_arm_wp/host
status=0
show demo || status=$?
show rmmod kvm_arm_wp
show rmmod kvm_arm_wp_shim
exit "$status"
