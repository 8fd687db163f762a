# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# Sourced by the scripts that run outside the virtual machine: messages, the
# cache of downloads, root.

prog=${0##*/}

# Messages go to stderr; stdout is for results (paths, KTAP).
say() { printf '%s\n' "$*" >&2; }
die() { say "$prog: $*"; exit 1; }

# For what Debian does not offer to this machine. The caller skips its check,
# with the last line of stderr as the reason.
unavailable() { say "$prog: $*"; exit 4; }

usage_error() { say "$prog: $*"; exit 64; }

# Downloads are kept outside the tree, so that a fresh clone does not repeat
# them.
# shellcheck disable=SC2034 # used by scripts that source this file
cache=${KVM_ARM_WP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kvm_arm_wp}
case $cache in /*) ;; *) cache=$PWD/$cache ;; esac

# Read ./hosts: SUITE and META of one host; the names of all hosts.
host_fields() { awk -v host="$2" '$1 == "host" && $2 == host { print $3, $4 }' "$1/hosts"; }
host_names() { awk '$1 == "host" { print $2 }' "$1/hosts"; }

# Prefix of the names of compilers and binutils that build for arm64.
cross_prefix() { [ "$(dpkg --print-architecture)" = arm64 ] || echo aarch64-linux-gnu-; }

# Suffix of the names of their packages.
cross_suffix() { [ "$(dpkg --print-architecture)" = arm64 ] || echo -aarch64-linux-gnu; }

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "need root for '$*': run as root or install sudo"
	fi
}

# Most containers do not permit mounts.
may_mount() { (as_root unshare --mount mount -t tmpfs tmpfs /mnt) >/dev/null 2>&1; }

# Runs apt-get, and prints its output only if it fails. stdin is /dev/null, so
# that apt does not wait for input. Descriptor 9, a lock of the caller, is
# closed, so that daemons which packages start do not inherit it.
apt_as_root() {
	log=$(mktemp)
	as_root env DEBIAN_FRONTEND=noninteractive ${http_proxy+"http_proxy=$http_proxy"} apt-get -qq "$@" </dev/null >"$log" 2>&1 9>&- || {
		cat "$log" >&2
		rm -f "$log"
		return 1
	}
	rm -f "$log"
}

# Prints this machine's settings for reaching mirrors: the apt of a new root
# does not read the machine's files.
machine_access() { apt-config dump | grep -E '^Acquire::(https?::|Check-)' || :; }

megabytes() { echo "$(( ($1 + 524288) / 1048576 )) MB"; }

# apt_reason LOG: apt's first error, as one line. Later errors mostly follow
# from the first.
apt_reason() {
	if grep -q NO_PUBKEY "$1"; then
		echo "this machine's package debian-archive-keyring is too old to know its key"
	else
		sed -nE 's/^[EW]: //p' "$1" | head -n 1 | grep . || echo "see $1"
	fi
}

# write_between BEGIN END FILE: replaces the text between two lines of FILE with
# stdin
write_between() {
	{ grep -qxF "$1" "$3" && grep -qxF "$2" "$3"; } || die "$3 lacks one of these lines: $1, $2"
	new=$(mktemp)
	cat >"$new.text"
	awk -v begin="$1" -v end="$2" -v text="$new.text" '
		$0 == end { between = 0 }
		!between
		$0 == begin { while ((getline line < text) > 0) print line; between = 1 }' "$3" >"$new"
	cat "$new" >"$3"
	rm -f "$new" "$new.text"
}
