#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Tests loading and unloading: debugfs, hooks, parameters, and that nothing is
# logged. Runs in the virtual machine with no module loaded.
# shellcheck disable=SC2317 # functions are called by check
set -eu
# shellcheck source=selftests/lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

dir=/sys/kernel/debug/kvm_arm_wp
hooked=/sys/kernel/tracing/enabled_functions

# Prints what the modules logged since this job began. Leaves out what the kernel logs about any such module.
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

# The shim stays loaded and is used again: no state of the first use may remain.
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
	load both prepare=protect strict=1 takeover=0 protector=swap splitter=prebuild recover=none verify=1
	equal "$(cat "$dir/prepare")" 'split [protect] none' && equal "$(cat "$dir/strict")" '0 [1]' &&
		equal "$(cat "$dir/takeover")" '1 [0]' && equal "$(cat "$dir/verify")" '0 [1]' &&
		equal "$(cat "$dir/protector")" 'inplace [swap]' &&
		equal "$(cat "$dir/splitter")" 'inplace [prebuild]' &&
		equal "$(cat "$dir/recover")" 'write access [none]'
}

old_names() {
	unload && load both walker=swap splitter=swap || return 1
	equal "$(cat "$dir/protector")" 'inplace [swap]' &&
		equal "$(cat "$dir/walker")" 'inplace [swap]' &&
		equal "$(cat "$dir/splitter")" 'inplace [prebuild]'
}

edits_hooked() { grep -q '^kvm_pgtable_stage2_wrprotect ' "$hooked"; }

# The shim forgets the takeover setting of an earlier load, and of a load that failed.
takeover_begins_anew() {
	load both takeover=0 && ! edits_hooked && rmmod kvm_arm_wp &&
		insmod /m/kvm_arm_wp.ko && edits_hooked && rmmod kvm_arm_wp &&
		! insmod /m/kvm_arm_wp.ko takeover=0 verify=nonsense 2>/dev/null &&
		insmod /m/kvm_arm_wp.ko && edits_hooked
}

quiet() { ! messages; }

command -v load >/dev/null || skip_all "no program 'load': this test runs in the virtual machine"
plan 11
check "both modules load, and hooks and debugfs appear" loaded
check "the shim cannot be unloaded while it is used" shim_is_held
check "the module unloads and loads again on the same shim" again
check "both modules unload, and nothing is left" unloaded
check "parameters set the knobs" parameters
check "parameters accept old names" old_names
check "both modules unload after parameters were set" unloaded
check "takeover of an earlier load is forgotten" takeover_begins_anew
check "both modules unload after a failed load" unloaded
check "the modules load and unload 5 times" cycles 5
check "the modules logged nothing" quiet
finish
