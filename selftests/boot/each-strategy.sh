#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Runs a test once for each combination of takeover on and off, protector and
# splitter, with verify=1. Runs in the virtual machine with both modules loaded.
# The test must leave these knobs as they are.
#
# usage: each-strategy.sh [KNOB=CHOICE...] TEST [ARGUMENT...]
#   KNOB=CHOICE	only combinations with this choice; fault=CHOICE applies to all
#		combinations
# With STRATEGIES=few in the environment there are two combinations, in which
# each protector and each splitter appears once.
# shellcheck disable=SC3040 # busybox has pipefail
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=selftests/lib/ktap.sh
. "$here/../lib/ktap.sh"

dir=/sys/kernel/debug/kvm_arm_wp
reasons=$(mktemp)

# Prints a line for each combination.
ways() {
	if [ "${STRATEGIES-}" = few ]; then
		echo "takeover=1 protector=inplace splitter=inplace"
		echo "takeover=1 protector=swap splitter=prebuild"
		return
	fi
	for takeover in 1 0; do
		for protector in inplace swap; do
			for splitter in inplace prebuild; do
				echo "takeover=$takeover protector=$protector splitter=$splitter"
			done
		done
	done
}

# Prints the lines of stdin that have all of the arguments in them.
only() {
	if [ $# -eq 0 ]; then
		cat
	else
		first=$1
		shift
		grep -wF -e "$first" | only "$@"
	fi
}

# Prints the present choices as KNOB=CHOICE.
choices() {
	for knob in takeover protector splitter fault verify; do
		[ ! -e "$dir/$knob" ] || echo "$knob=$(sed 's/.*\[\(.*\)\].*/\1/' "$dir/$knob")"
	done
}

# Sets knobs; prints the reason if this host lacks a knob or a choice.
choose() {
	for setting; do
		knob=${setting%%=*} choice=${setting#*=}
		[ -e "$dir/$knob" ] || { echo "there is no knob $knob"; return 1; }
		tr ' ' '\n' <"$dir/$knob" | tr -d '[]' | grep -qxF -e "$choice" ||
			{ echo "$knob has no choice $choice"; return 1; }
		echo "$choice" >"$dir/$knob" || return 1
	done
}

# try NUMBER SETTINGS COMMAND...: runs the test with one combination
try() {
	number=$1 way=$2
	shift 2
	name="$* $way"
	status=0
	: >"$reasons"
	echo "# $number $name"
	# shellcheck disable=SC2086 # settings are words
	if choose $way $for_all verify=1 >"$reasons"; then
		"$@" </dev/null 2>&1 | nest "$reasons" || status=$?
	elif [ -s "$reasons" ]; then
		status=4
	else
		status=1
	fi
	nest_result "$status" "$number" "$name" "$reasons"
	[ "$status" -ne 4 ] || skipped=$((skipped + 1))
	[ "$status" -eq 0 ] || [ "$status" -eq 4 ] || failed=$((failed + 1))
}

wanted='' for_all=''
while [ "${1-}" != "${1#*=}" ]; do
	case $1 in
	fault=*) for_all=$1 ;;
	*) wanted="$wanted $1" ;;
	esac
	shift
done
[ $# -ge 1 ] || { echo "usage: each-strategy.sh [KNOB=CHOICE...] TEST [ARGUMENT...]" >&2; exit 64; }

before=$(choices)
list=$(mktemp)
# shellcheck disable=SC2086 # so are these
trap 'choose $before; rm -f "$reasons" "$list"' EXIT
# shellcheck disable=SC2086 # and these
ways | only $wanted >"$list"

count=$(wc -l <"$list") number=0 failed=0 skipped=0
echo "KTAP version 1"
echo "1..$count"
while read -r way; do
	try $((number + 1)) "$way" "$@"
done <"$list"
[ "$failed" -eq 0 ] || exit 1
[ "$skipped" -lt "$count" ] || exit 4
