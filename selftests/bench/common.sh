# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced by the scripts in this directory: messages, required tools, jq.
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034 # used by scripts that source this file
root=$(cd "$here/../.." && pwd)
# shellcheck source=selftests/vm/common.sh
. "$here/../vm/common.sh"

need() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null || unavailable "$tool is not installed: make setup-bench"
	done
}

# query NAME ARGUMENT...: runs NAME.jq, which can include the other programs here
query() {
	local name=$1
	shift
	jq -r -L "$here" -f "$here/$name.jq" "$@"
}

readable() {
	local file
	for file; do
		[ -r "$file" ] || usage_error "cannot read '$file'"
	done
}
