#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# On a host in protected mode: where it owns the tables of its guests all the
# same, a test passes with the modules; where the hypervisor does, the shim
# refuses. Runs inside the virtual machine with nothing loaded.
#
# usage: protected.sh MODULES TEST [ARGUMENT...]	MODULES as for vm/guest/load
set -eu
# shellcheck source=selftests/lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

[ $# -ge 2 ] || { echo "usage: protected.sh MODULES TEST [ARGUMENT...]" >&2; exit 64; }
command -v load >/dev/null || skip_all "no program 'load': this is for the virtual machine"
dmesg | grep -q 'kvm .*: Protected .*initialized' || skip_all "KVM does not run in protected mode"
modules=$1
shift

# With these functions the host asks the hypervisor to change a guest's table.
if grep -q ' pkvm_pgtable_stage2_wrprotect$' /proc/kallsyms; then
	exec refuse.sh EOPNOTSUPP 'protected mode' kvm_arm_wp_shim
fi
load "$modules"
exec "$@"
