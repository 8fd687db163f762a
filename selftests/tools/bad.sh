# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154,SC2317 # sourced by ./run; functions are called by check
# shellcheck disable=SC2016 # single quotes hold sed and shell scripts
# shellcheck disable=SC2015 # in A && B || C, a check fails if A or B fails
# Files that are missing, truncated or garbled.

bad_points=15

absent() {
	local mode
	for mode in --once --json --prometheus ''; do
		# shellcheck disable=SC2086 # none of them has blanks
		gets 1 --root "$work/nowhere" $mode && equal "$(cat "$work/err")" \
			"kvm-arm-wp-stat: kvm_arm_wp is not loaded: no $work/nowhere" || return
	done
}

# other_root COMMAND: runs COMMAND in its own mount namespace, then the viewer on its default
# directory, which has to fail.
other_root() {
	local status=0
	unshare -m sh -c "$1"' && "$0" --once' "$stat" >"$work/out" 2>"$work/err" || status=$?
	equal "$status" 1 && equal "$(cat "$work/out")" ''
}
debugfs() {
	other_root 'mount -t tmpfs none /sys/kernel/debug' &&
		says err 'debugfs is not mounted on /sys/kernel/debug' || return
	other_root 'mount -t debugfs none /sys/kernel/debug' &&
		says err 'kvm_arm_wp is not loaded: no /sys/kernel/debug/kvm_arm_wp'
}

# forbidden PATH CULPRIT: without root, and PATH with mode 000, the viewer names CULPRIT.
forbidden() {
	small "$work/forbidden"
	chmod 000 "$1"
	local status=0 run=()
	[ "$(id -u)" -ne 0 ] || run=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	"${run[@]}" "$stat" --root "$work/forbidden" >"$work/out" 2>"$work/err" || status=$?
	chmod 755 "$1"
	equal "$status" 1 && equal "$(cat "$work/out")" '' && says err "$2: Permission denied: need root"
}
forbidden_all() {
	forbidden "$work/forbidden" "$work/forbidden/slots" && forbidden "$work/forbidden/slots" "$work/forbidden/slots" &&
		forbidden "$work/forbidden/163-5/slot-1/stat" "$work/forbidden/163-5/slot-1/stat" &&
		forbidden "$work/forbidden/163-5/slot-1/fault_ns_hist" "$work/forbidden/163-5/slot-1/fault_ns_hist"
}

# garbled FILE LINE REASON: changes FILE by the sed script on standard input; the viewer has to name
# LINE and REASON.
garbled() {
	cp "$work/sound/$1" "$work/copy"
	sed "$(cat)" "$work/sound/$1" >"$work/changed"
	! cmp -s "$work/copy" "$work/changed" || { echo "not changed: $1: $3"; return 1; }
	cp "$work/changed" "$work/sound/$1"
	local mode failed=
	for mode in --once --json --prometheus; do
		{ gets 1 --root "$work/sound" "$mode" && says err "$work/sound/$1:$2: $3"; } || failed=1
	done
	cp "$work/copy" "$work/sound/$1"
	[ -z "$failed" ]
}

garbled_slots() {
	small "$work/sound"
	garbled slots 1 'no header' <<<'1d' && garbled slots 1 'no header' <<<'1s/ipa/ipb/' &&
		garbled slots 1 'no header' <<<'1,$d' && garbled slots 1 'no header' <<<'1s/.*//' &&
		garbled slots 1 'duplicate column' <<<'1s/failures/enables/' &&
		garbled slots 2 'the number of columns differs' <<<'2s/ [0-9]*$//' && garbled slots 2 'the number of columns differs' <<<'2s/$/ 0/' &&
		garbled slots 2 'the number of columns differs' <<<'2s/.*//' && garbled slots 2 'not a number' <<<'2s/ 65536/ 65x36/' &&
		garbled slots 2 'not a number' <<<'2s/ 65536/ -6553/' && garbled slots 2 'not a number' <<<'2s/ 23791/ 1e6/' &&
		garbled slots 2 'not a number' <<<'2s/ 23791/ 18446744073709551616/' &&
		garbled slots 2 'invalid slot' <<<'2s/    1 /   -1 /' &&
		garbled slots 2 'invalid slot' <<<'2s/    1 / 2147483648 /' &&
		garbled slots 2 'invalid ipa' <<<'2s/0x100000000/4294967296/' &&
		garbled slots 2 'invalid ipa' <<<'2s/0x100000000/0x10000000000000000/' &&
		garbled slots 2 'invalid ipa' <<<'2s/0x100000000/0x/' &&
		garbled slots 2 'invalid vm' <<<'2s/163-5/../' && garbled slots 2 'invalid vm' <<<'2s/163-5/a\/b/' &&
		garbled slots 2 'invalid vm' <<<'2s/163-5/16\x1b[1m/' && garbled slots 2 'invalid vm' <<<'2s/163-5/16\x00-5/' &&
		garbled slots 2 'invalid vm' <<<"2s/163-5/$(printf '%064d' 0)/" &&
		garbled slots 3 'duplicate slot' <<<'2p' && garbled slots 3 'the table is truncated' <<<'$d' &&
		garbled slots 4 'text after the Total line' <<<'$p' || return
	printf 163 >>"$work/sound/slots"
	gets 1 --root "$work/sound" && says err "$work/sound/slots:4: the table is truncated"
}

garbled_stat() {
	small "$work/sound"
	local file=163-5/slot-1/stat
	seq -f 'more_%g 1' 1000 >"$work/many"
	garbled $file 1 'no version line' <<<'1d' && garbled $file 1 'no version line' <<<'1s/2/x/' &&
		garbled $file 1 'no version line' <<<'1s/ 2//' &&
		garbled $file 1 'the module has format 3, this program reads format 2' <<<'1s/2/3/' &&
		garbled $file 1 'the module has format 1,' <<<'1s/2/1/' && garbled $file 2 'not a key and a value' <<<'2s/ 1//' &&
		garbled $file 2 'not a key and a value' <<<'2s/$/ 1/' && garbled $file 2 'not a key and a value' <<<'2s/.*//' &&
		garbled $file 3 'not a key and a value' <<<'3s/failures/Fail{}/' &&
		garbled $file 3 'not a key and a value' <<<'3s/failures/\x00/' && garbled $file 2 'not a number' <<<'2s/1/-1/' &&
		garbled $file 2 'not a number' <<<'2s/1/0x1/' && garbled $file 2 'not a number' <<<'2s/1/1.5/' &&
		garbled $file 2 'not a number' <<<'2s/1/99999999999999999999/' &&
		garbled $file 4 'duplicate key' <<<'3p' || return
	garbled $file 514 'too many lines' <<<"\$r $work/many"
}

garbled_hist() {
	small "$work/sound"
	local file=163-5/slot-1/fault_ns_hist
	seq -f '0 0 %g' 66 >"$work/many"
	garbled $file 1 'no header line' <<<'1d' && garbled $file 1 'no header line' <<<'1s/to_ns //' &&
		garbled $file 1 'no header line' <<<'1,$d' && garbled $file 1 'no header line' <<<'1s/.*//' &&
		garbled $file 3 'not a range and a count' <<<'3s/ 0$//' && garbled $file 3 'not a range and a count' <<<'3s/$/ 0/' &&
		garbled $file 3 'not a range and a count' <<<'3s/.*//' && garbled $file 5 'not a number' <<<'5s/ 2$/ -2/' &&
		garbled $file 5 'not a number' <<<'5s/ 2$/ 18446744073709551616/' && garbled $file 5 'not a number' <<<'5s/^4/0x4/' &&
		garbled $file 5 'not a number' <<<'5s/ 7 / \x00 /' && garbled $file 4 'not the next range' <<<'4d' &&
		garbled $file 5 'not the next range' <<<'4p' && garbled $file 5 'not the next range' <<<'5s/^4/3/' &&
		garbled $file 5 'not the next range' <<<'5s/ 7 / 8 /' && garbled $file 16 'the histogram is truncated' <<<'15s/4$/0/' || return
	hist "$work/sound" 163-5 1 64=1
	garbled $file 67 'too many lines' <<<'$p'
}

garbled_host() {
	small "$work/sound"
	local value
	for value in 0 x -4096 4097 99999999999999999999 ''; do
		echo "page_size $value" >"$work/sound/host"
		gets 1 --root "$work/sound" && says err "$work/sound/host: invalid page_size" || return
	done
	# Without a complete page_size line, or without the file, this machine's page size is used.
	local size
	size=$(($(getconf PAGESIZE) * 65536 / 1048576))
	printf 'page_size 1' >"$work/sound/host"
	gets 0 --root "$work/sound" && says out " ${size}M " && rm "$work/sound/host" && gets 0 --root "$work/sound" &&
		says out " ${size}M " && echo 'page_size 65536' >"$work/sound/host" && gets 0 --root "$work/sound" && says out ' 4G '
}

# Whatever is not a knob is left out, and slots has to be a file with the table.
odd_files() {
	small "$work/odd"
	mkdir "$work/odd/a-directory"
	mkfifo "$work/odd/fifo"
	ln -s nothing "$work/odd/dangling"
	printf '[' >"$work/odd/half"
	echo 'no brackets' >"$work/odd/none"
	echo '] [' >"$work/odd/wrong"
	echo '[' >"$work/odd/open"
	gets 0 --root "$work/odd" --json &&
		equal "$(sed -n '/"knobs"/,/}/p' "$work/out" | grep -c '": "')" 6 || return
	rm "$work/odd/slots" && mkdir "$work/odd/slots" && gets 1 --root "$work/odd" && says err 'Is a directory' &&
		rmdir "$work/odd/slots" && mkfifo "$work/odd/slots" && gets 1 --root "$work/odd" && says err 'no header'
}

# VMs that are destroyed after the viewer has read slots.
gone() {
	plain "$work/gone"
	rm -r "$work/gone/163-5/slot-1"
	gets 0 --root "$work/gone" && equal "$(field 163-5 2)" 3 && says out '[#####.....]  50%' || return
	rm -r "$work/gone/163-5"
	gets 0 --root "$work/gone" && ! grep '^163-5' "$work/out" && says out '2041-12' && equal "$(field Total 3)" 4G &&
		gets 0 --root "$work/gone" --json && ! grep '163-5' "$work/out" || return
	rm -r "$work/gone/2041-12"
	gets 0 --root "$work/gone" && equal "$(wc -l <"$work/out")" 2
}

# The complete lines of a truncated file are shown.
cut_stat() {
	small "$work/cut"
	local stat_file=$work/cut/163-5/slot-1/stat
	sed -i '/^dirty_pages/,$d' "$stat_file"
	printf 'dirty_pages 237' >>"$stat_file"
	gets 0 --root "$work/cut" --json && ! grep dirty_pages "$work/out" && says out '"ptes_wp": 65536' &&
		gets 0 --root "$work/cut" --prometheus && ! grep dirty_pages "$work/out" && well_formed &&
		gets 0 --root "$work/cut" && equal "$(field 163-5 5) $(field 163-5 6) $(field 163-5 9)" '128 89327 -' || return
	# A sum is unknown if one of its terms is missing.
	sed -i '/^ptes_rewp/d' "$stat_file"
	gets 0 --root "$work/cut" && equal "$(field 163-5 5) $(field 163-5 6)" '128 -' || return
	: >"$stat_file"
	gets 0 --root "$work/cut" && equal "$(field 163-5 3) $(field 163-5 4) $(field 163-5 5) $(field 163-5 11)" '256M - - -'
}

# A truncated table of slots is always rejected.
cut_slots_anywhere() {
	small "$work/cut"
	local n size
	size=$(stat -c %s "$work/cut/slots")
	cp "$work/cut/slots" "$work/whole"
	for ((n = 0; n < size; n++)); do
		head -c "$n" "$work/whole" >"$work/cut/slots"
		gets 1 --root "$work/cut" --once && says err "$work/cut/slots:" || { echo "after $n bytes"; return 1; }
	done
	cp "$work/whole" "$work/cut/slots"
	gets 0 --root "$work/cut" --once
}

# A truncated stat file never shows a wrong value.
cut_stat_anywhere() {
	small "$work/cut"
	local n size stat_file=$work/cut/163-5/slot-1/stat
	size=$(stat -c %s "$stat_file")
	cp "$stat_file" "$work/whole"
	: >"$work/all"
	for ((n = 0; n <= size; n++)); do
		head -c "$n" "$work/whole" >"$stat_file"
		gets 0 --root "$work/cut" --json || { echo "after $n bytes"; return 1; }
		cat "$work/out" >>"$work/all"
	done
	jq -se --rawfile whole "$work/whole" '
		($whole | rtrimstr("\n") | split("\n")[1:] | map(split(" ") | {key: .[0], value: (.[1] | tonumber)})) as $lines |
		length == '$((size + 1))' and all(.[]; (.slots[0].counters | to_entries) as $got |
			$got == $lines[:$got | length]) and (.[-1].slots[0].counters | length == ($lines | length))' "$work/all" >/dev/null
}

# A truncated histogram is rejected, unless nothing is missing but ranges at its end.
cut_hist_anywhere() {
	small "$work/cut"
	local n size want file=$work/cut/163-5/slot-1/fault_ns_hist
	size=$(stat -c %s "$file")
	cp "$file" "$work/whole"
	for ((n = 0; n <= size; n++)); do
		head -c "$n" "$work/whole" >"$file"
		want=1
		case $(tail -n 1 "$file" | tr '\n' .) in
		'from_ns to_ns count.' | *' '[1-9].) want=0 ;;
		esac
		gets $want --root "$work/cut" --prometheus && { [ $want -eq 0 ] || says err "$file:"; } ||
			{ echo "after $n bytes"; return 1; }
	done
	says out 'kvm_arm_wp_fault_duration_seconds_count{vm="163-5",slot="1"} 10'
}

# With any byte in a file, no sanitizer complains and the output is printable text.
any_bytes() {
	small "$work/any"
	local file n size byte status
	for file in slots 163-5/slot-1/stat 163-5/slot-1/fault_ns_hist host prepare; do
		cp "$work/any/$file" "$work/whole"
		size=$(stat -c %s "$work/whole")
		for ((n = 0; n < size; n += size / 40 + 1)); do
			for byte in '\0' '\0377' '\n' ' ' '9' '['; do
				{ head -c "$n" "$work/whole"; printf '%b' "$byte"; tail -c +$((n + 2)) "$work/whole"; } >"$work/any/$file"
				status=0
				"$stat" --root "$work/any" --json >"$work/out" 2>"$work/err" || status=$?
				[ "$status" -le 1 ] && ! LC_ALL=C grep -q '[^ -~]' "$work/out" "$work/err" ||
					{ echo "$file, byte $n is $byte: exit status $status"; cat "$work/err"; return 1; }
			done
		done
		cp "$work/whole" "$work/any/$file"
	done
}

bad_tests() {
	check "the module is not loaded" absent
	if unshare -m true 2>/dev/null && unshare -m mount -t debugfs none /sys/kernel/debug 2>/dev/null &&
		! unshare -m sh -c 'mount -t debugfs none /sys/kernel/debug && test -e /sys/kernel/debug/kvm_arm_wp'; then
		check "debugfs is not mounted" debugfs
	else
		skip "debugfs is not mounted" "debugfs cannot be mounted here, or the module is loaded"
	fi
	check "the user is not root" forbidden_all
	check "the file slots is garbled" garbled_slots
	check "a stat file is garbled" garbled_stat
	check "a histogram is garbled" garbled_hist
	check "the file host is garbled" garbled_host
	check "files that are not knobs" odd_files
	check "VMs are destroyed meanwhile" gone
	check "a stat file is truncated" cut_stat
	check "the file slots is truncated after any byte" cut_slots_anywhere
	with jq "a stat file is truncated after any byte" cut_stat_anywhere
	check "a histogram is truncated after any byte" cut_hist_anywhere
	check "any byte in any file" any_bytes
	check "make install and make clean" installs
}
