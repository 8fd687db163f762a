#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Tests that a module refuses to load: with this error, with a message that says
# why, and leaving nothing behind. Runs in the virtual machine.
#
# usage: refuse.sh ERRNO WORDS MODULES [PARAMETER...]
#   ERRNO	name of the error
#   WORDS	a regular expression for the line in the kernel's log
#   MODULES	as for vm/guest/load; the last one must fail
# shellcheck disable=SC2317 # functions are called by check
set -eu
# shellcheck source=selftests/lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

case $1 in
ENOENT) errno=2 ;;
EBUSY) errno=16 ;;
ENODEV) errno=19 ;;
EINVAL) errno=22 ;;
EOPNOTSUPP) errno=95 ;;
*) echo "refuse.sh: unknown error $1" >&2; exit 64 ;;
esac
name=$1 words=$2
shift 2
module=${1##*,}
[ "$module" != both ] || module=kvm_arm_wp

# Prints the messages of this job: those after the job runner's last mark.
messages() { dmesg | awk '/kvm_arm_wp-test: begin/ { text = "" } { text = text $0 "\n" } END { printf "%s", text }'; }

refused() {
	status=0
	load "$@" || status=$?
	equal "$status" "$errno"
}

says_why() { messages | grep -qE "$module: .*($words)" || { messages; return 1; }; }
not_loaded() { ! grep "^$module " /proc/modules; }

no_trace() {
	[ ! -e /sys/kernel/debug/kvm_arm_wp ] || { echo "debugfs directory left"; return 1; }
	! grep kvm_arch /sys/kernel/tracing/enabled_functions
}

command -v load >/dev/null || skip_all "no program 'load': this test runs in the virtual machine"
plan 4
check "$* is refused with $name" refused "$@"
check "the log says: $words" says_why
check "$module is not loaded" not_loaded
check "neither debugfs nor hooks are left" no_trace
finish
