# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# Sourced by the host-side scripts here: messages, the cache, becoming root.

prog=${0##*/}

# Standard output belongs to results (paths, KTAP); people are talked to here.
say() { printf '%s\n' "$*" >&2; }
die() { say "$prog: $*"; exit 1; }

# What Debian does not offer, or not to this machine, is no failure of ours:
# its check is skipped, with this last line of standard error as the reason.
unavailable() { say "$prog: $*"; exit 4; }

usage_error() { say "$prog: $*"; exit 64; }

# Everything that is downloaded lives outside the tree, so that a clean clone
# does not fetch it again.
# shellcheck disable=SC2034 # for those who source this
cache=${KVM_ARM_WP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kvm_arm_wp}
case $cache in /*) ;; *) cache=$PWD/$cache ;; esac

# Fields of ./hosts: SUITE META of one host, or the names of them all.
host_fields() { awk -v host="$2" '$1 == "host" && $2 == host { print $3, $4 }' "$1/hosts"; }
host_names() { awk '$1 == "host" { print $2 }' "$1/hosts"; }

# What the names of compilers and binutils for arm64 begin with here.
cross_prefix() { [ "$(dpkg --print-architecture)" = arm64 ] || echo aarch64-linux-gnu-; }

# And what the names of their packages end with.
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

# Not so in most containers.
may_mount() { (as_root unshare --mount mount -t tmpfs tmpfs /mnt) >/dev/null 2>&1; }

# Silent unless it fails. Must not stop for input where there is nobody to ask,
# nor hand a lock of ours (9) to what packages may start.
apt_as_root() {
	log=$(mktemp)
	as_root env DEBIAN_FRONTEND=noninteractive ${http_proxy+"http_proxy=$http_proxy"} apt-get -qq "$@" </dev/null >"$log" 2>&1 9>&- || {
		cat "$log" >&2
		rm -f "$log"
		return 1
	}
	rm -f "$log"
}

# The apt of a new root does not read the machine's files: how to get to the
# mirrors it has to be told.
machine_access() { apt-config dump | grep -E '^Acquire::(https?::|Check-)' || :; }

megabytes() { echo "$(( ($1 + 524288) / 1048576 )) MB"; }

# What apt said of its failure, as one line: the lines after the first error
# are mostly its consequences.
apt_reason() {
	if grep -q NO_PUBKEY "$1"; then
		echo "this machine's package debian-archive-keyring is too old to know its key"
	else
		sed -nE 's/^[EW]: //p' "$1" | head -n 1 | grep . || echo "see $1"
	fi
}

# write_between BEGIN END FILE: standard input takes the place of what is between
# these two lines.
write_between() {
	{ grep -qxF "$1" "$3" && grep -qxF "$2" "$3"; } || die "$3 has not both of: $1, $2"
	new=$(mktemp)
	cat >"$new.text"
	awk -v begin="$1" -v end="$2" -v text="$new.text" '
		$0 == end { between = 0 }
		!between
		$0 == begin { while ((getline line < text) > 0) print line; between = 1 }' "$3" >"$new"
	cat "$new" >"$3"
	rm -f "$new" "$new.text"
}
