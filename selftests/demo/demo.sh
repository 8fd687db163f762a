#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# "make demo" runs this inside the virtual machine: loads both modules on a stock
# kernel, has the program demo track a guest, and unloads the modules.
set -eu

show() {
	echo
	echo "host# $*"
	"$@"
}

show uname -srm
show insmod /m/kvm_arm_wp_shim.ko
show insmod /m/kvm_arm_wp.ko
show head -n 5 /sys/kernel/debug/kvm_arm_wp/host
status=0
show demo || status=$?
show rmmod kvm_arm_wp
show rmmod kvm_arm_wp_shim
exit "$status"
