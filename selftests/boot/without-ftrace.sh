#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A host whose administrator switched ftrace off: loading is refused, and works
# again once it is on; and it cannot be switched off under us.
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

command -v load >/dev/null || skip_all "no program 'load': this is for the virtual machine"
# Newer kernels keep the switch, but say that it does nothing any more.
{ echo 0 >"$switch"; } 2>/dev/null || skip_all "ftrace of this kernel cannot be switched off"
echo 1 >"$switch"
plan 3
check "loading is refused while ftrace is off" refused
check "loading works when it is on again" loads_after
check "ftrace cannot be switched off while we are loaded" stays_on
finish
