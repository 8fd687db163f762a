#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Measures how long a guest stalls when its dirty log is switched on: stock KVM
# and the module in turn, in one boot, so that other load on the machine disturbs
# all of them alike. Runs in the virtual machine with no module loaded. Prints the
# lines of stall.c.
#
# usage: stall.sh [RUNS]	(5)
set -eu

runs=${1-5}
stock='stock-lazy stock-eager-2M stock-eager-1G'
ours='inplace/inplace swap/prebuild'
out=$(mktemp)
trap 'rm -f "$out"' EXIT

# Exit status 4 of stall: this kernel lacks the way; the output says why.
try() {
	status=0
	stall "$@" >"$out" || status=$?
	grep -v '^Random seed' "$out"
	[ "$status" -eq 0 ] || [ "$status" -eq 4 ] || exit "$status"
}

each() {
	run=$1
	shift
	for vcpus in 2 3 4; do
		for way; do
			try "$way" "$vcpus" "$run"
		done
	done
}

echo "# KVM $(uname -r), $(grep -c ^processor /proc/cpuinfo) CPUs"
for run in $(seq "$runs"); do
	# shellcheck disable=SC2086 # ways are words
	each "$run" $stock
	load both
	# shellcheck disable=SC2086 # and these
	each "$run" $ours
	unload
done
