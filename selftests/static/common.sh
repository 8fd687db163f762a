# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# Sourced by the checks in this directory. Each prints its findings as
# "file:line: rule: what is wrong", paths relative to the tree, and exits 0 for
# none, 1 for some, 4 if it could not run (the last line then says why).

here=$(cd "$(dirname "$0")" && pwd)
# selftest points STATIC_TREE at trees made of snippets.
tree=${STATIC_TREE:-$(cd "$here/../.." && pwd)}
cd "$tree"

skip() { echo "$*"; exit 4; }

need() {
	for tool; do
		command -v "$tool" >/dev/null || skip "$tool is not installed"
	done
}

# KSRC names a kernel source tree, or at least its scripts/ directory.
need_kernel_script() {
	[ -n "${KSRC-}" ] || skip "no kernel source: set KSRC"
	[ -e "$KSRC/scripts/$1" ] || skip "KSRC has no scripts/$1"
}

# The files under the given directories with the given names, without the
# snippets of ./bad, which are wrong on purpose.
files() {
	names=$1
	shift
	for top; do
		[ ! -d "$top" ] || find "$top" -path '*/static/bad' -prune -o \
			-type f -name "$names" -print
	done | sort
}

module_sources() { files '*.[ch]' include module; }
kernel_sources() { files '*.[ch]' include module selftests/kmod; }

# Turns findings on standard input into the exit status.
verdict() { ! grep .; }

# Code alone: comments and the contents of strings blanked (not the name in an
# #include), lines kept in place. Prints "file:line:text".
code() {
	for file; do
		perl -0pe 's{^[ \t]*#[ \t]*include[^\n]*|/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"}{
			my $t = $&; $t =~ /^\s*#/ ? $t : $t =~ /^"/ ? $t =~ s/[^\n"]/./gr : $t =~ s/[^\n]//gr }gmse' \
			"$file" | awk -v f="$file" '{ print f ":" FNR ":" $0 }'
	done
}

# Runs one of ./cocci over the named files, each for itself (files on its command
# line would be one program to spatch); types come from our own headers.
spatch_rule() {
	rule=$1
	shift
	work=$(mktemp -d)
	printf '%s\n\n' "$@" >"$work/groups"
	# It recurses deeply, and goes on to the next file when that goes wrong.
	ulimit -s 65536 2>/dev/null || :
	spatch --very-quiet --no-show-diff --cocci-file "$here/cocci/$rule.cocci" \
		--recursive-includes --include-headers-for-types \
		-I include -I module/core -I module/shim -I module \
		--file-groups "$work/groups" 2>"$work/log" ||
		echo "$here/cocci/$rule.cocci:1: $rule: spatch failed: $(tail -n 1 "$work/log")"
	sed -n "s|^EXN: \(.*\) in \([^ ]*\)\$|\2:1: $rule: spatch gave up: \1|p" "$work/log"
	rm -r "$work"
}

# "file line name end-line" of each definition of a kind (ctags' letter) in the
# named files. Attributes that look like functions are told about with -I.
ctags_of() {
	kind=$1
	shift
	ctags --language-force=C --kinds-C="$kind" --fields=+ne -o - \
		-I 'notrace,noinline,__init,__exit,__must_check,__printf+,__force,__user,__percpu' "$@" |
		awk -F '\t' '!/^!/ {
			line = last = 0
			for (i = 4; i <= NF; i++) {
				if ($i ~ /^line:/) line = substr($i, 6)
				if ($i ~ /^end:/) last = substr($i, 5)
			}
			print $2, line, $1, last
		}'
}
