#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Locks the kernel down, with the modules loaded before: unsigned ones could not
# be loaded afterwards. Then runs lockdown_test. Runs inside the virtual machine,
# because lockdown ends with the machine.
set -eu
# shellcheck source=selftests/lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

command -v load >/dev/null || skip_all "no program 'load': this is for the virtual machine"
mount -t securityfs security /sys/kernel/security 2>/dev/null || :
[ -e /sys/kernel/security/lockdown ] || skip_all "this kernel has no lockdown"
echo integrity >/sys/kernel/security/lockdown
exec lockdown_test
