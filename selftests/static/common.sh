# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# Sourced by the checks in this directory. A check prints findings as
# "file:line: rule: text", with paths relative to the tree. Exit status: 0, no
# findings; 1, findings; 4, the check could not run, and the last line says why.

here=$(cd "$(dirname "$0")" && pwd)
# selftest sets STATIC_TREE to a tree made of snippets.
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

# files PATTERN DIRECTORY...: the files whose names match, without the snippets
# in ./bad, which are wrong on purpose
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

# Prints the findings on stdin, and returns 1 if there are any.
verdict() { ! grep .; }

# Prints code as "file:line:text", without comments and with the contents of
# strings blanked (except the name in an #include).
code() {
	for file; do
		perl -0pe 's{^[ \t]*#[ \t]*include[^\n]*|/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"}{
			my $t = $&; $t =~ /^\s*#/ ? $t : $t =~ /^"/ ? $t =~ s/[^\n"]/./gr : $t =~ s/[^\n]//gr }gmse' \
			"$file" | awk -v f="$file" '{ print f ":" FNR ":" $0 }'
	done
}

# spatch_rule RULE FILE...: runs cocci/RULE.cocci over the files. Each file is a
# group of its own: spatch takes files on its command line for one program. Types
# come from the tree's headers.
spatch_rule() {
	rule=$1
	shift
	work=$(mktemp -d)
	printf '%s\n\n' "$@" >"$work/groups"
	# spatch recurses deeply. If it runs out of stack it skips the file.
	ulimit -s 65536 2>/dev/null || :
	spatch --very-quiet --no-show-diff --cocci-file "$here/cocci/$rule.cocci" \
		--recursive-includes --include-headers-for-types \
		-I include -I module/core -I module/shim -I module \
		--file-groups "$work/groups" 2>"$work/log" ||
		echo "$here/cocci/$rule.cocci:1: $rule: spatch failed: $(tail -n 1 "$work/log")"
	sed -n "s|^EXN: \(.*\) in \([^ ]*\)\$|\2:1: $rule: spatch gave up: \1|p" "$work/log"
	rm -r "$work"
}

# ctags_of KIND FILE...: prints "file line name end-line" for each definition of
# a kind (ctags' letter). -I lists attributes that look like functions.
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
