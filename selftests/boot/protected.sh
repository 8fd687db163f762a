#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Tests a host in protected mode. If the host owns its guests' tables, runs a
# test with the modules; if the hypervisor owns them, the shim must refuse to
# load. Runs in the virtual machine with no module loaded.
#
# usage: protected.sh MODULES TEST [ARGUMENT...]	MODULES as for vm/guest/load
set -eu
# shellcheck source=selftests/lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

[ $# -ge 2 ] || { echo "usage: protected.sh MODULES TEST [ARGUMENT...]" >&2; exit 64; }
command -v load >/dev/null || skip_all "no program 'load': this test runs in the virtual machine"
dmesg | grep -q 'kvm .*: Protected .*initialized' || skip_all "KVM does not run in protected mode"
modules=$1
shift

# Through pkvm_pgtable_* the host asks the hypervisor to change a guest's table.
if grep -q ' pkvm_pgtable_stage2_wrprotect$' /proc/kallsyms; then
	exec refuse.sh EOPNOTSUPP 'protected mode' kvm_arm_wp_shim
fi
load "$modules"
exec "$@"
