# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced by the tests here: a kernel to build for, a scratch directory, and
# what is asked of a built module. Each test takes the HOST as its argument.
# shellcheck disable=SC2034 # variables for those who source this

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=selftests/lib/ktap.sh
. "$here/../lib/ktap.sh"
# Where Debian keeps dkms, depmod and modprobe.
PATH=$PATH:/usr/sbin:/sbin
# What was said to the make that runs this test is not for those it runs.
unset MAKEFLAGS MFLAGS MAKELEVEL

modules='kvm_arm_wp_shim kvm_arm_wp'

need() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null || skip_all "$tool is not installed"
	done
}

[ $# -eq 1 ] || { echo "usage: ${0##*/} HOST" >&2; exit 64; }
dir=$("$here/../vm/packages" --kernel "$1") || skip_all "no kernel $1 to build for"
release=$(cat "$dir/release")
headers=$dir/headers
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$root/dkms.conf")
# shellcheck source=selftests/vm/common.sh
cross=$(. "$here/../vm/common.sh" && cross_prefix)
# Debian's headers insist on the compiler that the kernel was built with.
compiler=$(sed -nE 's/^CC *= .*(gcc-[0-9]+)$/\1/p' "$headers/.kernelvariables")
need "$cross${compiler:-gcc}" "${cross}strip" make modinfo

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What a release has of the tree, without what was built in it.
copy_tree() {
	mkdir -p "$1"
	tar -C "$root" --exclude=./build --exclude=./.git -c . | tar -C "$1" -x
}

# Headers that can be changed, in $work/kernel/headers. Each name is a link to the file in the
# cache where that is possible: what is changed must become another file.
copy_headers() {
	cp -al "$(realpath "$dir")" "$work/kernel" 2>/dev/null ||
		{ rm -rf "$work/kernel" && cp -a "$(realpath "$dir")" "$work/kernel"; }
}

# The file of the copy that all configurations of a kernel have in common.
common_header() { find "$work/kernel/" -path "*-common/$1"; }

# A module for that kernel, of this version, whatever its file is called.
is_module() {
	local file=$1 name=$2
	[ -f "$file" ] || { echo "there is no $file"; return 1; }
	equal "$(modinfo -F name "$file")" "$name" &&
		equal "$(modinfo -F version "$file")" "$version" &&
		equal "$(modinfo -F vermagic "$file" | cut -d' ' -f1)" "$release" &&
		is_arm64 "$file"
}

# Some kernels have their modules compressed.
content() { case $1 in *.xz) xz -dc "$1" ;; *) cat "$1" ;; esac; }

# Bytes 18 and 19 of an ELF file name the machine: 183 is AArch64.
is_arm64() { equal "$(content "$1" | od -An -tu2 -j18 -N2 | tr -d ' ')" 183; }

# Runs a command that has to fail: with this status, and words that match.
fails() {
	local want=$1 words=$2 status=0
	shift 2
	"$@" >"$work/out" 2>&1 || status=$?
	{ equal "$status" "$want" && grep -qE "$words" "$work/out"; } || { cat "$work/out"; return 1; }
}

# Silent when all is well.
works() { "$@" >"$work/out" 2>&1 || { tail -n 30 "$work/out"; return 1; }; }

name=kvm-arm-wp
id=$name/$version

# Trees of its own for dkms. As cross-compilers have no strip in PATH under that name, it gets one.
prepare_dkms() {
	mkdir -p "$work/bin" "$work/dkms" "$work/src" "$work/lib/$release"
	ln -s "$(command -v "${cross}strip")" "$work/bin/strip"
}

# sign_file: without it dkms would make the machine a key, to sign with.
private_dkms() {
	local action=$1
	shift
	PATH=$work/bin:$PATH ARCH=arm64 CROSS_COMPILE=$cross sign_file=/nonexistent \
		dkms "$action" "$id" --dkmstree "$work/dkms" --sourcetree "$work/src" \
		--installtree "$work/lib" --no-depmod "$@"
}

for_kernel() {
	local action=$1
	shift
	private_dkms "$action" -a aarch64 -k "$release" --kernelsourcedir "$headers" "$@"
}

add_to_dkms() {
	works make -C "$root" dkms-source DESTDIR="$work/stage" &&
		cp -r "$work/stage/usr/src/$name-$version" "$work/src/" && works private_dkms add
}
