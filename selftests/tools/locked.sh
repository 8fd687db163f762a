# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154,SC2317 # sourced by ./run; functions are called by check
# shellcheck disable=SC2016 # single quotes hold a shell script
# Sourced by ./run: a kernel under lockdown, whose debugfs refuses to open files
# that have a write bit. The files have the same modes as the module's.

locked_points=2

locked_built() {
	cc -c -o "$work/locked.o" "$here/locked.c" &&
		make -s -C "$root/tools" OUTPUT="$work/locked" CFLAGS="$sanitize" LDFLAGS="-Wl,--wrap=open $work/locked.o"
}

# A script that runs the viewer with $work/parameters as the module's parameters.
locked_program() {
	cat >"$work/locked-stat" <<-'END'
		#!/bin/sh
		work=$(dirname "$0") dir=/sys/module/kvm_arm_wp/parameters
		exec unshare -m sh -c 'mount -t tmpfs none /sys/module && mkdir -p "$2" &&
			cp "$1"/parameters/* "$2" && shift 2 && exec "$@"' sh "$work" "$dir" "$work/locked/kvm-arm-wp-stat" "$@"
	END
	chmod 755 "$work/locked-stat"
}

# All knobs but verify are closed. Parameters exist for prepare, the protector,
# strict and verify only, and differ from the files.
locked_fixture() {
	plain "$1"
	chmod 400 "$1/slots" "$1/host" "$1/verify" "$1"/*/*/*
	chmod 200 "$1/reset"
	mkdir -p "$work/parameters"
	echo 'split [protect] none' >"$work/parameters/prepare"
	echo 'inplace [swap]' >"$work/parameters/protector"
	echo 'inplace [swap]' >"$work/parameters/walker"
	echo '0 [1]' >"$work/parameters/strict"
	echo '0 [1]' >"$work/parameters/verify"
}

locked_once() {
	local stat=$work/locked-stat mode
	locked_built && locked_program && locked_fixture "$work/debugfs" || return
	gets 0 --root "$work/debugfs" --json &&
		equal "$(sed -n '/"knobs"/,/}/p' "$work/out" | tr -d ' \n')" \
			'"knobs":{"prepare":"protect","protector":"swap","strict":"1","verify":"0"},' || return
	for mode in --json --prometheus --once; do
		gets 0 --root "$work/debugfs" "$mode" && sed '/"knobs"/,/}/d' "$work/out" >"$work/locked.out" &&
			"$work/build/kvm-arm-wp-stat" --root "$work/debugfs" "$mode" | sed '/"knobs"/,/}/d' |
			diff -u - "$work/locked.out" || return
	done
}

locked_live() {
	local stat=$work/locked-stat live=$work/debugfs
	shell 100 24 && types "$stat --root $live" && shows '\| prepare=protect protector=swap strict=1 verify=0$' && shows '^Total ' && press q
}

locked_tests() {
	if ! unshare -m mount -t tmpfs none /sys/module 2>/dev/null; then
		skip "lockdown" "/sys/module cannot be replaced here"
		skip "lockdown, in a terminal" "/sys/module cannot be replaced here"
		return
	fi
	check "lockdown" locked_once
	with tmux "lockdown, in a terminal" locked_live
}
