# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# Sourced by the shell tests: results as KTAP. A test is a function; it passes
# if it returns 0, and what it prints explains why it does not.
#
#	plan 2
#	check "what must be true" function argument...
#	skip "what could not be tried" "why"
#	finish

ktap_number=0
ktap_failed=0
ktap_skipped=0

# Instead of a plan, when there is nothing that could be tried.
skip_all() {
	echo "KTAP version 1"
	echo "1..0 # SKIP $*"
	exit 4
}

plan() {
	ktap_plan=$1
	echo "KTAP version 1"
	echo "1..$1"
}

check() {
	ktap_what=$1
	shift
	ktap_number=$((ktap_number + 1))
	if ktap_output=$("$@" 2>&1); then
		echo "ok $ktap_number $ktap_what"
	else
		ktap_failed=$((ktap_failed + 1))
		echo "$ktap_output" | sed 's/^/# /'
		echo "not ok $ktap_number $ktap_what"
	fi
}

skip() {
	ktap_number=$((ktap_number + 1))
	ktap_skipped=$((ktap_skipped + 1))
	echo "ok $ktap_number $1 # SKIP $2"
}

# kselftest's exit codes: 0, 1, and 4 if there was nothing but skips.
finish() {
	if [ "$ktap_failed" -gt 0 ] || [ "$ktap_number" -ne "$ktap_plan" ]; then
		exit 1
	fi
	[ "$ktap_skipped" -lt "$ktap_plan" ] || exit 4
	exit 0
}

# For use in checks: the two values, or a complaint.
equal() { [ "$1" = "$2" ] || { echo "got '$1', expected '$2'"; return 1; }; }

# Output of another test, one level deeper. What is no KTAP becomes a comment;
# the reason of the last skip is left in the file $1, for nest_result.
nest() {
	awk -v reasons="$1" '
	/# SKIP/ { reason = $0; sub(/.*# SKIP */, "", reason); print reason >reasons; close(reasons) }
	{ sub(/^TAP version 13/, "KTAP version 1") }
	!/^(KTAP version|1\.\.[0-9]|ok [0-9]|not ok [0-9]|#|Bail out!|  )/ { $0 = "# " $0 }
	{ print "  " $0; fflush() }'
}

# The line below such output: exit status, number and name, the file of reasons.
nest_result() {
	case $1 in
	0) echo "ok $2 $3" ;;
	4) echo "ok $2 $3 # SKIP $(cat "$4")" ;;
	*) echo "not ok $2 $3 # exit status $1" ;;
	esac
}
