#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Prints facts about this machine as lines "# host: KEY VALUE", of which
# check/matrix makes the table of hosts, and compares them with the module's. Runs
# with the modules loaded, or without them on hosts where they refuse to load.
# shellcheck disable=SC2317 # functions are called by check
set -eu
# shellcheck source=selftests/lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

dir=/sys/kernel/debug/kvm_arm_wp

tell() { echo "# host: $*"; }

page_size() { awk '/^KernelPageSize:/ { print $2 * 1024; exit }' /proc/self/smaps; }

# Prints KVM's mode as KVM logged it at boot, because that message has more
# detail than the module's file host. 6.1 logs "Hyp" for nVHE.
hyp_mode() {
	dmesg 2>/dev/null | sed -nE 's/.*kvm \[[0-9]+\]: (.*) mode initialized successfully.*/\1/p' | tail -n 1 |
		sed 's/^Hyp$/nVHE/; s/^Hyp //; s/^Protected /protected /' | grep . ||
		sed -n 's/^hyp_mode //p' "$dir/host" 2>/dev/null | grep . ||
		if [ -e /dev/kvm ]; then echo unknown; else echo 'no KVM'; fi
}

modules() { if [ -d "$dir" ]; then echo loaded; else echo none; fi; }

# agrees KEY VALUE: the module, if loaded, has the same value
agrees() { [ ! -d "$dir" ] || equal "$(sed -n "s/^$1 //p" "$dir/host")" "$2"; }

plan 2
tell kernel "$(uname -r)"
tell page_size "$(page_size)"
tell hyp_mode "$(hyp_mode)"
tell modules "$(modules)"
check "the module names the same kernel" agrees kernel "$(uname -r)"
check "the module finds the same page size" agrees page_size "$(page_size)"
finish
