# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# Sourced by the host-side scripts here: messages, the cache, becoming root.

prog=${0##*/}

# Standard output belongs to results (paths, KTAP); people are talked to here.
say() { printf '%s\n' "$*" >&2; }
die() { say "$prog: $*"; exit 1; }

usage_error() { say "$prog: $*"; exit 64; }

# Everything that is downloaded lives outside the tree, so that a clean clone
# does not fetch it again.
# shellcheck disable=SC2034 # for those who source this
cache=${KVM_ARM_WP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kvm_arm_wp}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "need root for '$*': run as root or install sudo"
	fi
}

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

megabytes() { echo "$(( ($1 + 524288) / 1048576 )) MB"; }
