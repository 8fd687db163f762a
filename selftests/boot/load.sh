#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Loading and unloading: what appears, what goes again, what the log says.
# Runs inside the virtual machine with nothing loaded.
# shellcheck disable=SC2317 # functions are called by check
set -eu
# shellcheck source=selftests/lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

dir=/sys/kernel/debug/kvm_arm_wp
hooked=/sys/kernel/tracing/enabled_functions

# Since this job began. What the kernel itself says about any module like ours is not ours.
messages() {
	dmesg | tac | sed '/kvm_arm_wp-test: begin/q' | grep 'kvm_arm_wp' | grep -vE 'kvm_arm_wp-test|taint|invalid for parameter'
}

loaded() { load both && [ -d "$dir" ] && grep -q kvm_arch_prepare_memory_region "$hooked"; }

gone() {
	! grep '^kvm_arm_wp' /proc/modules && ! grep kvm_arch "$hooked" &&
		[ ! -e "$dir" ]
}

unloaded() { unload && gone; }

shim_is_held() { ! rmmod kvm_arm_wp_shim 2>/dev/null && grep -q '^kvm_arm_wp_shim ' /proc/modules; }

# The shim stays and is used again: nothing of the first time may linger.
again() {
	for _ in 1 2 3; do
		rmmod kvm_arm_wp && [ ! -e "$dir" ] && ! grep kvm_arch "$hooked" &&
			insmod /m/kvm_arm_wp.ko && [ -d "$dir" ] || return 1
	done
}

cycles() {
	for _ in $(seq "$1"); do
		load both && unload || return 1
	done
	gone
}

parameters() {
	load both prepare=protect strict=1 takeover=0 walker=swap splitter=swap verify=1
	equal "$(cat "$dir/prepare")" 'split [protect] none' && equal "$(cat "$dir/strict")" '0 [1]' &&
		equal "$(cat "$dir/takeover")" '1 [0]' && equal "$(cat "$dir/verify")" '0 [1]' &&
		equal "$(cat "$dir/walker")" 'inplace [swap]' &&
		equal "$(cat "$dir/splitter")" 'inplace [swap]'
}

edits_hooked() { grep -q '^kvm_pgtable_stage2_wrprotect ' "$hooked"; }

# What the shim was told by a load before, or by one that failed, does not count.
takeover_begins_anew() {
	load both takeover=0 && ! edits_hooked && rmmod kvm_arm_wp &&
		insmod /m/kvm_arm_wp.ko && edits_hooked && rmmod kvm_arm_wp &&
		! insmod /m/kvm_arm_wp.ko takeover=0 verify=nonsense 2>/dev/null &&
		insmod /m/kvm_arm_wp.ko && edits_hooked
}

quiet() { ! messages; }

command -v load >/dev/null || skip_all "no program 'load': this is for the virtual machine"
plan 10
check "both load, hooks and debugfs appear" loaded
check "the shim cannot go while it is used" shim_is_held
check "the module goes and comes back on the same shim" again
check "both unload, nothing is left" unloaded
check "parameters set the knobs" parameters
check "unloads again" unloaded
check "takeover of an earlier load is forgotten" takeover_begins_anew
check "unloads once more" unloaded
check "5 rounds of load and unload" cycles 5
check "nothing was printed to the log" quiet
finish
