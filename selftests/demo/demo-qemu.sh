#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# What "make demo-qemu" shows: a guest of QEMU's is migrated from one QEMU to
# another while it writes, once without the modules and once with them, and what
# the module and QEMU say meanwhile. Runs inside the virtual machine that has QEMU.
# shellcheck disable=SC3040 # busybox has pipefail
set -euo pipefail
# shellcheck source=selftests/lib/qemu.sh
. "$(dirname "$0")/../lib/qemu.sh"

guest_mib=512 guest_fills=384 guest_writes=48 guest_pace=1500
bandwidth=48000000
slots=/sys/kernel/debug/kvm_arm_wp/slots
results=$(mktemp)
left=$(mktemp)
right=$(mktemp)
trap 'machines_stop; rm -f "$results" "$left" "$right"' EXIT

say() { printf '\n%s\n' "$*"; }

# Some of the columns, and the slots of one VM. The rest is in the file.
slots_table() {
	[ -e "$slots" ] || { echo "(not loaded)" && return; }
	awk -v vm="^($(machine_pid "$1")-|Total|vm)" '
		BEGIN { split("vm slot pages prepared_pages splits_l2 ptes_rewp rounds round_pages dirty_pages", wanted) }
		NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
		$1 ~ vm {
			line = sprintf("%-8s %5s %9s", $column["vm"], $column["slot"], $column["pages"])
			for (i = 4; i in wanted; i++)
				line = line sprintf(" %" length(wanted[i]) "s", $column[wanted[i]])
			print line
		}' "$slots"
}

# The same of QEMU's answer, a line each.
migration_lines() {
	jq -r '"status            \(.status)",
		(.ram // empty |
		"dirty-sync-count  \(.["dirty-sync-count"])",
		"transferred       \(.transferred / 1e6 | floor) MB",
		"remaining         \(.remaining / 1e6 | floor) MB",
		"dirty-pages-rate  \(.["dirty-pages-rate"])")'
}

side_by_side() {
	awk -v file="$right" '
		{ line[NR] = $0; if (length($0) > width) width = length($0) }
		END {
			while ((getline text < file) > 0) other[++n] = text
			for (i = 1; i <= NR || i <= n; i++) printf "%-" width "s | %s\n", line[i], other[i]
		}' "$left"
}

show() {
	slots_table source >"$left"
	echo "$1" | migration_lines >"$right"
	echo "$1" | jq -r '"\n\((.["total-time"] // 0) / 1000 | round) s"'
	side_by_side
}

watch() {
	while info=$(qmp source query-migrate); do
		show "$info"
		! migration_has_ended "$info" || break
		sleep 1
	done
	echo "$info" | jq -r --arg way "$1" 'select(.status == "completed") | "\($way)\t\(.downtime) ms\t\(.["total-time"]) ms\t" +
		"\(.ram.transferred / 1e6 | round) MB\t\(.ram["dirty-sync-count"])"' >>"$results"
	case $info in *'"status": "completed"'*) ;; *) say "BAD: it was not migrated" && return 1 ;; esac
}

# The guest is asked where it is now, and must find what it wrote where it was.
ask() {
	said=$(guest_ask "$1" check) || return 1
	printf 'guest, in %s: %s\n' "$1" "$said"
	case $said in good:*) ;; *) return 1 ;; esac
}

migrate() {
	say "=== $1"
	say "A guest with $guest_mib MiB starts in one QEMU, and writes $guest_pace pages a second."
	machine_start source
	guest_ready source
	ask source
	machine_start target -incoming "$(machine_address target)"
	migration_set source "{\"max-bandwidth\": $bandwidth}"
	say "It is migrated to another QEMU, at $((bandwidth / 1000000)) MB/s at most."
	qmp source migrate "{\"uri\": \"$(machine_address target)\"}" >/dev/null
	watch "$1"
	say "It runs there:"
	ask target
	[ ! -e "$slots" ] || { say '$ kvm-arm-wp-stat --once' && kvm-arm-wp-stat --once; }
	machines_stop
}

table() {
	say "=== Results"
	{
		printf '\tdowntime\ttotal time\ttransferred\trounds\n'
		cat "$results"
	} | awk -F '\t' '{ printf "%-20s %10s %12s %12s %8s\n", $1, $2, $3, $4, $5 }'
}

missing=$(machine_missing | head -n 1)
[ -z "$missing" ] || { echo "$missing" && exit 4; }
echo "$(uname -srm), $(qemu-system-aarch64 --version | head -n 1)"
migrate "without the modules"
load both
migrate "with the modules"
table
say "Good: both guests found all that they had written."
