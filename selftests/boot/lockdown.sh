#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Locks the kernel down and runs lockdown_test. The modules must be loaded
# before, because lockdown refuses unsigned modules. Runs in the virtual machine:
# lockdown cannot be lifted until reboot.
set -eu
# shellcheck source=selftests/lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

command -v load >/dev/null || skip_all "no program 'load': this test runs in the virtual machine"
mount -t securityfs security /sys/kernel/security 2>/dev/null || :
[ -e /sys/kernel/security/lockdown ] || skip_all "this kernel has no lockdown"
echo integrity >/sys/kernel/security/lockdown
exec lockdown_test
