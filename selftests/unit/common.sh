# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# Sourced by the scripts in this directory, which set root: messages, and checks
# for required tools. Messages give the names of packages on several distributions.
# shellcheck source=selftests/vm/common.sh
. "$root/selftests/vm/common.sh"

# Like unavailable() in vm/common.sh, and prints TAP as well.
unavailable() {
	echo "1..0 # SKIP $*"
	say "$prog: $*"
	exit 4
}

# links COMPILER OPTION...: can the compiler link the program $text?
text='int main(void) { return 0; }'
links() {
	mkdir -p "$root/build/unit"
	echo "$text" | "$@" -x c - -o "$root/build/unit/.probe" 2>/dev/null
}

# Prefix for programs with sanitizers: the sanitizers of gcc 12 and clang 16 sometimes fail to start if
# vm.mmap_rnd_bits is above 28.
unrandomized=''
! setarch -R true 2>/dev/null || unrandomized='setarch -R'

need_compiler() {
	for tool in make "$1"; do
		command -v "$tool" >/dev/null || unavailable "$tool is not installed: package '$tool'"
	done
	links "$1" || unavailable "$1 cannot link a program: package 'libc6-dev' (glibc-devel) is missing"
}

# Debian's gcc depends on both libraries.
need_sanitizers() {
	links "$1" -fsanitize=address ||
		unavailable "$1 cannot link with -fsanitize=address: package 'libasan' (Debian: libgcc-N-dev, N as in $1 --version) is missing"
	links "$1" -fsanitize=undefined ||
		unavailable "$1 cannot link with -fsanitize=undefined: package 'libubsan' (Debian: libgcc-N-dev, N as in $1 --version) is missing"
}
