#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# "make demo-qemu" runs this inside the virtual machine that has QEMU: migrates a
# guest that writes from one QEMU to another, once without the modules and once
# with them, and prints each second what QEMU and the module report.
# shellcheck disable=SC3040 # busybox has pipefail
set -euo pipefail
# shellcheck source=selftests/lib/qemu.sh
. "$(dirname "$0")/../lib/qemu.sh"

guest_mib=512 guest_fills=384 guest_writes=48 guest_pace=1500
bandwidth=48000000
slots=/sys/kernel/debug/kvm_arm_wp/slots
trap machines_stop EXIT

say() { printf '\n%s\n' "$*"; }

# Counters of the guest's memory, the largest slot of the VM; or with no argument
# the names of these counters.
columns="splits_l2 ptes_rewp dirty_pages rounds round_pages"
counters() {
	# shellcheck disable=SC2086 # a list
	[ $# -gt 0 ] || { printf '  %s' "" $columns && return; }
	awk -v vm="^$(machine_pid "$1")-" -v list="$columns" '
		NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; n = split(list, wanted) }
		$1 ~ vm && $column["pages"] > most {
			most = $column["pages"]
			line = ""
			for (i = 1; i <= n; i++) line = line sprintf("  %" length(wanted[i]) "s", $column[wanted[i]])
		}
		END { print "  " line }' "$slots"
}

heads() {
	printf '\n%5s  %-9s  %7s  %7s  %6s' time status 'sent MB' 'left MB' syncs
	[ ! -e "$slots" ] || counters
	echo
}

# row INFO: a line from QEMU's answer to query-migrate, and the counters
row() {
	echo "$1" | jq -r 'def mb: if . then . / 1e6 | floor else "-" end;
		[((.["total-time"] // 0) / 1000 | round), .status, (.ram.transferred | mb), (.ram.remaining | mb),
			.ram["dirty-sync-count"] // "-"] | @tsv' | awk -F '\t' '{ printf "%3s s  %-9s  %7s  %7s  %6s", $1, $2, $3, $4, $5 }'
	if [ -e "$slots" ]; then counters source; else echo; fi
}

watch() {
	heads
	while info=$(qmp source query-migrate); do
		row "$info"
		! migration_has_ended "$info" || break
		sleep 1
	done
	case $info in *'"status": "completed"'*) ;; *) say "BAD: the migration failed" && return 1 ;; esac
}

# Asks the guest, where it runs now, whether each page holds what it wrote last.
ask() {
	said=$(guest_ask "$1" check) || return 1
	printf 'guest, in %s: %s\n' "$1" "$said"
	case $said in good:*) ;; *) return 1 ;; esac
}

# migrate with|without: names what is loaded
migrate() {
	say "=== $1 the modules"
	say "A guest with $guest_mib MiB starts in one QEMU and writes $guest_pace pages a second."
	machine_start source
	guest_ready source
	ask source
	machine_start target -incoming "$(machine_address target)"
	migration_set source "{\"max-bandwidth\": $bandwidth}"
	say "QEMU migrates it to another QEMU, at $((bandwidth / 1000000)) MB/s at most."
	qmp source migrate "{\"uri\": \"$(machine_address target)\"}" >/dev/null
	watch
	[ ! -e "$slots" ] || { say "kvm-arm-wp-stat --once:" && kvm-arm-wp-stat --once; }
	say "The guest runs in the target and checks its memory:"
	ask target
	machines_stop
}

explain() {
	cat <<'END'

The same migration with the modules also prints counters of the guest's memory. Watch these columns:
  splits_l2    all blocks are split before QEMU sends the first page
  ptes_rewp    all pages are protected at first; each round protects its dirty pages again
  dirty_pages  pages that the guest has written since
  round_pages  pages written in the last round: the migration converges if there are fewer each time
Times and rates are those of an emulated machine, and differ from run to run.
END
}

missing=$(machine_missing | head -n 1)
[ -z "$missing" ] || { echo "$missing" && exit 4; }
echo "$(uname -srm), $(qemu-system-aarch64 --version | head -n 1)"
migrate without
explain
load both
migrate with
say "Good: in both targets, each page holds what the guest wrote last."
