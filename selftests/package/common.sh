# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced by the tests here: finds the kernel to build for, makes a scratch
# directory, and defines checks of built modules. Each test takes a HOST as its
# argument.
# shellcheck disable=SC2034 # variables for the scripts that source this

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=selftests/lib/ktap.sh
. "$here/../lib/ktap.sh"
# Debian has dkms, depmod and modprobe here.
PATH=$PATH:/usr/sbin:/sbin
# The make that runs this test must not pass its flags to the makes in the test.
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
# Debian's headers require the compiler that built the kernel.
compiler=$(sed -nE 's/^CC *= .*(gcc-[0-9]+)$/\1/p' "$headers/.kernelvariables")
need "$cross${compiler:-gcc}" "${cross}strip" make modinfo

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Copies the tree as a release contains it: without build results and .git.
copy_tree() {
	mkdir -p "$1"
	tar -C "$root" --exclude=./build --exclude=./.git -c . | tar -C "$1" -x
}

# Copies the headers to $work/kernel/headers, for a test that changes them. If possible, the files
# are hard links to the cache: replace a file to change it, never write to it.
copy_headers() {
	cp -al "$(realpath "$dir")" "$work/kernel" 2>/dev/null ||
		{ rm -rf "$work/kernel" && cp -a "$(realpath "$dir")" "$work/kernel"; }
}

# common_header PATH: prints the path of a header that all flavours of a kernel share, in the copy.
common_header() { find "$work/kernel/" -path "*-common/$1"; }

# is_module FILE NAME: FILE is the module NAME, for the kernel and of the version under test.
is_module() {
	local file=$1 name=$2
	[ -f "$file" ] || { echo "there is no $file"; return 1; }
	equal "$(modinfo -F name "$file")" "$name" &&
		equal "$(modinfo -F version "$file")" "$version" &&
		equal "$(modinfo -F vermagic "$file" | cut -d' ' -f1)" "$release" &&
		is_arm64 "$file"
}

# Prints a module, which some kernels compress.
content() { case $1 in *.xz) xz -dc "$1" ;; *) cat "$1" ;; esac; }

# Bytes 18 and 19 of an ELF file name the machine: 183 is AArch64.
is_arm64() { equal "$(content "$1" | od -An -tu2 -j18 -N2 | tr -d ' ')" 183; }

# fails STATUS PATTERN COMMAND...: COMMAND has to exit with STATUS, and its output to match PATTERN.
fails() {
	local want=$1 words=$2 status=0
	shift 2
	"$@" >"$work/out" 2>&1 || status=$?
	{ equal "$status" "$want" && grep -qE "$words" "$work/out"; } || { cat "$work/out"; return 1; }
}

# works COMMAND...: COMMAND has to succeed. Prints its output only if it fails.
works() { "$@" >"$work/out" 2>&1 || { tail -n 30 "$work/out"; return 1; }; }

name=kvm-arm-wp
id=$name/$version

# Makes private trees for dkms. dkms calls "strip": link this name to that of the cross-compiler.
prepare_dkms() {
	mkdir -p "$work/bin" "$work/dkms" "$work/src" "$work/lib/$release"
	ln -s "$(command -v "${cross}strip")" "$work/bin/strip"
}

# Without sign_file=/nonexistent, dkms would create a signing key on this machine.
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
