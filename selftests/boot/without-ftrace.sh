#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Tests kernel.ftrace_enabled=0: the modules refuse to load while ftrace is off,
# load after it was switched on again, and keep it from being switched off.
# shellcheck disable=SC2317 # functions are called by check
set -eu
here=$(dirname "$0")
# shellcheck source=selftests/lib/ktap.sh
. "$here/../lib/ktap.sh"

switch=/proc/sys/kernel/ftrace_enabled

refused() {
	echo 0 >"$switch"
	"$here/refuse.sh" EBUSY 'cannot hook|cannot redirect' both && status=0 || status=$?
	echo 1 >"$switch"
	unload
	return "$status"
}

loads_after() { load both && [ -d /sys/kernel/debug/kvm_arm_wp ]; }

stays_on() {
	(echo 0 >"$switch") 2>/dev/null && return 1
	equal "$(cat "$switch")" 1
}

command -v load >/dev/null || skip_all "no program 'load': this test runs in the virtual machine"
# Newer kernels have the sysctl, but refuse to write it.
{ echo 0 >"$switch"; } 2>/dev/null || skip_all "this kernel cannot switch ftrace off"
echo 1 >"$switch"
plan 3
check "loading is refused while ftrace is off" refused
check "loading works after ftrace was switched on" loads_after
check "ftrace cannot be switched off while the modules are loaded" stays_on
finish
