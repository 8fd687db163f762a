# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Sourced by scripts that migrate QEMU guests inside the virtual machine.
# A machine is a QEMU with a guest, or one that waits for a guest to come; it has
# a name, and files in $machines/NAME.
#
#	machine_start source
#	machine_start target -incoming "$(machine_address target)"
#	guest_ask source check
#	qmp source migrate "{\"uri\": \"$(machine_address target)\"}"
#	migration_until source '.status == "completed"'
#	machines_stop
#
# How a machine is to be may be said beforehand:
guest_mib=320			# memory
guest_fills=192			# MiB of it that the guest looks after,
guest_writes=16			# of which it goes on writing to so many,
guest_pace=2000			# this many pages a second
machine_accel=kvm		# for QEMU's -accel
machine_memory=			# for QEMU's -object; the name of its memory is "ram"

machines=/tmp/machines
# For whatever should happen at once, on an emulated machine with much to do.
patience=120

# What a machine needs, or the reason why there can be none.
machine_missing() {
	[ -e /dev/kvm ] || echo "no KVM here"
	command -v qemu-system-aarch64 >/dev/null || echo "no qemu-system-aarch64"
	command -v socat >/dev/null && command -v jq >/dev/null || echo "no socat, or no jq"
	[ -e /g/kernel ] || echo "no kernel for guests"
}

# The socket $1 as two pipes, $1.in and $1.out, that stay open: what one command
# reads of them is all that is taken.
channel_open() {
	mkfifo "$1.in" "$1.out"
	socat "UNIX-CONNECT:$1" STDIO <>"$1.in" 1<>"$1.out" 2>/dev/null &
}

# The next line like one of the patterns; others are passed over. QEMU ends its
# lines in two characters.
channel_read() {
	channel=$1
	shift
	return=$(printf '\r')
	while IFS= read -r -t "$patience" line <"$channel.out"; do
		for pattern; do
			# shellcheck disable=SC2254 # it is one
			case $line in $pattern) printf '%s\n' "${line%"$return"}" && return ;; esac
		done
	done
	echo "$channel: nothing like any of: $*" >&2
	return 1
}

guest_image() {
	mkdir -p "$machines/guest"
	cp /t/guest_memory "$machines/guest/init"
	(cd "$machines/guest" && echo init | cpio -o -H newc) >"$machines/initramfs" 2>/dev/null
}

machine_address() { echo "unix:$machines/$1/migration"; }

machine_start() {
	name=$1 files=$machines/$1
	shift
	rm -rf "$files" && mkdir -p "$files"
	[ -e "$machines/initramfs" ] || guest_image
	[ -z "$machine_memory" ] || set -- -object "$machine_memory,id=ram,size=${guest_mib}M" -machine memory-backend=ram "$@"
	qemu-system-aarch64 -accel "$machine_accel" -machine virt,gic-version=host -cpu host -smp 1 -m "$guest_mib" \
		-nodefaults -nic none -display none -daemonize -pidfile "$files/pid" -D "$files/log" \
		-kernel /g/kernel -initrd "$machines/initramfs" \
		-append "console=ttyAMA0 loglevel=4 panic=-1 -- $guest_fills $guest_writes $guest_pace" \
		-chardev "socket,id=console,path=$files/console,server=on,wait=off" -serial chardev:console \
		-qmp "unix:$files/qmp,server=on,wait=off" "$@" || { cat "$files/log" >&2 && return 1; }
	channel_open "$files/console"
	channel_open "$files/qmp"
	qmp "$name" qmp_capabilities >/dev/null && qmp "$name" migrate-set-capabilities \
		'{"capabilities": [{"capability": "events", "state": true}]}' >/dev/null
}

machine_pid() { cat "$machines/$1/pid"; }

# A write to the socket of a machine that is gone would block.
machine_runs() { kill -0 "$(machine_pid "$1")" 2>/dev/null || { echo "$1: QEMU is gone" && return 1; } >&2; }

# What QEMU returns for a command, or its error on standard error.
qmp() {
	machine_runs "$1" || return 1
	channel=$machines/$1/qmp
	printf '{"execute": "%s", "arguments": %s}\n' "$2" "${3-{\}}" >"$channel.in"
	reply=$(channel_read "$channel" '{"return"*' '{"error"*') || return 1
	case $reply in
	'{"return": '*) reply=${reply#'{"return": '} && printf '%s\n' "${reply%?}" ;;
	*) echo "$1: $2: $reply" >&2 && return 1 ;;
	esac
}

# What the guest answers; it says by itself when it is ready.
guest_ready() { channel_read "$machines/$1/console" 'ready:*' 'guest_memory:*'; }
guest_ask() {
	machine_runs "$1" || return 1
	echo "$2" >"$machines/$1/console.in"
	channel_read "$machines/$1/console" 'good:*' 'bad:*' 'wrote:*' 'pace*' 'guest_memory:*'
}

# Number of pages that the guest has written so far, by its answer to "check".
guest_wrote() { sed 's/.*after \([0-9]*\) writes.*/\1/'; }

migration_set() { qmp "$1" migrate-set-parameters "$2" >/dev/null; }

# Waits until QEMU begins to send for the nth time what has become dirty; the next
# thing to be called after the migration was started.
migration_passes() {
	channel_read "$machines/$1/qmp" "*\"MIGRATION_PASS\", \"data\": {\"pass\": $2}*" >/dev/null
}

migration_has_ended() {
	case $1 in *'"status": "completed"'* | *'"status": "failed"'* | *'"status": "cancelled"'*) ;; *) return 1 ;; esac
}

# Waits until what QEMU says of a migration fulfils a condition of jq's.
migration_until() {
	tries=0
	while info=$(qmp "$1" query-migrate); do
		[ "$(echo "$info" | jq "$2")" != true ] || return 0
		tries=$((tries + 1))
		[ "$tries" -lt $((patience * 5)) ] || break
		! migration_has_ended "$info" || break
		usleep 200000
	done
	echo "$1: it never came to $2; at last: $info" >&2
	return 1
}

machine_stop() {
	pid=$(machine_pid "$1" 2>/dev/null) || return 0
	kill "$pid" 2>/dev/null || return 0
	tries=0
	while [ -e "/proc/$pid" ] && [ "$tries" -lt $((patience * 20)) ]; do
		tries=$((tries + 1))
		usleep 50000
	done
	[ ! -e "/proc/$pid" ]
}

machines_stop() {
	for pidfile in "$machines"/*/pid; do
		[ ! -e "$pidfile" ] || machine_stop "$(basename "$(dirname "$pidfile")")"
	done
	rm -rf "$machines"
}
