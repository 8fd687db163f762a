# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154,SC2317 # sourced by ./run; functions are called by check
# shellcheck disable=SC2032,SC2033 # "view" is a tmux session, not the function
# shellcheck disable=SC2015 # in A && B || C, a check fails if A or B fails
# Sourced by ./run: the live table in a detached tmux session. The tests wait for
# text on the screen, never for a fixed time.

live_points=16
live_seconds=30

tm() { TMUX_TMPDIR=$work tmux -L view -f /dev/null "$@"; }
live_end() { [ ! -d "$work/tmux-$(id -u)" ] || tm kill-server 2>/dev/null || :; }

screen() { tm capture-pane -p -t view; }
ask() { tm display-message -p -t view "#{$1}"; }
seen() { screen | grep -qE -e "$1"; }
unseen() { ! seen "$1"; }

# waits COMMAND...: repeats COMMAND until it succeeds
waits() {
	local deadline=$((SECONDS + live_seconds))
	until "$@"; do
		[ $SECONDS -lt $deadline ] || { echo "not within $live_seconds s: $*"; screen; return 1; }
		sleep 0.05
	done
}
shows() { waits seen "$1"; }
hides() { waits unseen "$1"; }

# shell WIDTH HEIGHT: starts a shell and leaves a line of text on its screen.
shell() {
	tm kill-session -t view 2>/dev/null || :
	TMUX='' tm new-session -d -s view -x "$1" -y "$2" \
		"exec env PS1='ready: ' HISTFILE='' bash --norc --noprofile" && tm set -g status off >/dev/null &&
		tm resize-window -t view -x "$1" -y "$2" && shows '^ready:' && types 'echo what was bef""ore' && shows '^what was before'
}
types() { tm send-keys -t view -l "$1" && tm send-keys -t view Enter; }
press() { tm send-keys -t view "$1"; }
resize() { tm resize-window -t view -x "$1" -y "$2"; }

# view WIDTH HEIGHT ARGUMENT...: starts the viewer on a new plain directory, waits for the table
view() {
	live=$work/live
	plain "$live" && shell "$1" "$2" || return
	types "sh -c 'echo \$\$ >\"$work/pid\" && exec \"$stat\" --root \"$live\" ${*:3}'"
	shows '^Total '
}
# The headings that fit into 60 columns.
narrow='^VM +SLOT +SPLIT +PAGES/S +VERDICT$'
# Those that fit into 100 columns.
wider='^VM +SLOT +SIZE +SPLIT +ROUND +PAGES/S +VERDICT +FAULTS/S +P99$'
first='^163-5 +1 .*\[##########\] 100% '

# ended STATUS: the viewer exited with STATUS and restored the terminal.
ended() {
	shows '^ready: *$' && shows '^what was before' && types 'echo status=$?' && shows "^status=$1\$" &&
		equal "$(ask alternate_on) $(ask cursor_flag)" '0 1' && unseen '^Total' && restored
}
# Compares the modes while a command runs: the shell sets its own when it waits for a line.
restored() {
	rm -f "$work/modes"
	types "stty -g >'$work/modes.new' && mv '$work/modes.new' '$work/modes'"
	waits test -e "$work/modes" && equal "$(cat "$work/modes")" "$(cat "$work/modes.before")"
}
modes_before() {
	shell 80 24 && types "stty -g >'$work/modes.before'; echo do\"\"ne" && shows '^done'
}

# No line was wrapped.
unwrapped() {
	tm capture-pane -p -J -t view | sed 's/ *$//' >"$work/joined"
	screen | sed 's/ *$//' | diff -u "$work/joined" -
}
# No line was wrapped, and the screen has the expected lines only.
fits() {
	unwrapped && ! grep -vE '^($|kvm_arm_wp|VM|163-5|2041-12|Total|q quit|\([0-9]+ more\))' "$work/joined" &&
		grep -q '^kvm_arm_wp' "$work/joined" && grep -q '^Total' "$work/joined" && grep -q '^q quit' "$work/joined"
}

live_table() {
	view 160 30 -i 0.2 && shows "$first" && shows '^163-5 +1 +256M +\[' && shows '^2041-12 +0 +4G +\[#####\.{5}\]  50% ' && shows 'converges x0\.18 +pending +96 ' &&
		shows ' grows ' && shows "^kvm_arm_wp $version, every 0\.2 s .* prepare=split protector=inplace splitter=prebuild " && waits fits &&
		equal "$(ask alternate_on) $(ask cursor_flag)" '1 0'
}

# 250000 pages in two seconds, with a tolerance.
rate_is_right() {
	screen | awk '
		$1 == "2041-12" && $10 > 0 {
			found = $10 > 62500 && $10 < 137500 && $11 > $10 / 256 - 0.06 && $11 < $10 / 256 + 0.06
		}
		END { exit !found }'
}
live_rate() {
	view 180 30 -i 2 && shows '^2041-12 .* 40000 +0 +0\.0 +grows' || return
	sed 's/^dirty_pages .*/dirty_pages 341000/' "$live/2041-12/slot-0/stat" >"$work/stat"
	mv "$work/stat" "$live/2041-12/slot-0/stat"
	waits rate_is_right && shows '^2041-12 .* 40000 +0 +0\.0 +grows' || return
	# A reset makes the count smaller.
	sed -i 's/^dirty_pages .*/dirty_pages 5/' "$live/2041-12/slot-0/stat"
	shows '^2041-12 .* 40000 +- +- +grows' && shows '^2041-12 .* 40000 +0 +0\.0 +grows'
}

# same_rates: in the last interval, each VM and Total had as many faults as dirty pages, with the
# percentiles that live_faults expects.
same_rates() {
	screen | awk '
		$2 == 3 || $10 !~ /^[1-9]/ || $(NF - 2) != $10 { next }
		{ got = got " " $1 " " $(NF - 1) " " $NF }
		END { exit got != " 163-5 511ns 511ns 2041-12 1.0ms 16.8ms Total 511ns 1.0ms" }'
}
# busier SLOT PAGES BITS=COUNT...: adds PAGES to dirty_pages and to the sum of the counters of faults,
# and replaces the histogram.
busier() {
	awk -v more="$2" '
		$1 == "dirty_pages" { $2 += more }
		$1 == "faults_fast" { $2 += more - 60 }
		/^faults_slow_/ { $2 += 20 }
		{ print }' "$live/$1/stat" >"$work/stat" && mv "$work/stat" "$live/$1/stat" &&
		hist "$live" "${1%/slot-*}" "${1#*/slot-}" "${@:3}"
}
# The files change while the viewer is paused, so it cannot read one without the others.
live_faults() {
	view 180 30 -i 2 && shows '^VM .* FAULTS/S +P50 +P99$' && shows '^2041-12 .* 0 +- +-$' &&
		press p && shows PAUSED && busier 2041-12/slot-0 100000 12=5000 13=4990 17=10 20=98900 24=1100 &&
		busier 163-5/slot-1 100000 9=100000 10=29000 14=690 15=200 20=110 && press p || return
	waits same_rates && shows '^2041-12 .* 0 +- +-$' || return
	# A reset makes the counts smaller.
	press p && shows PAUSED && plain "$live" && press p && shows '^2041-12 .* - +- +-$' && shows '^2041-12 .* 0 +- +-$'
}

# as_wide WIDTH: the title is cut at WIDTH columns; a blank at its end is not seen.
as_wide() {
	local width
	width=$(screen | head -n 1 | sed 's/ *$//' | wc -L)
	[ "$width" -le "$1" ] && [ "$width" -ge $(($1 - 1)) ]
}
live_narrow() {
	local width
	view 60 30 -i 3600 && waits fits && shows "$first.*converges" && unseen FLUSH || return
	resize 1 30
	# Only wider: when the window gets narrower, tmux cuts the old lines itself.
	for width in 4 10 30 59 80; do
		resize $width 30
		waits as_wide $width && waits unwrapped && { [ $width -lt 10 ] || waits fits; } ||
			{ echo "$width columns"; return 1; }
	done
	resize 100 30 && shows "$wider"
}

# Within this interval, only a new size makes the viewer draw.
live_resized() {
	view 60 30 -i 3600 && unseen FLUSH && resize 160 30 && shows FLUSH && waits fits && resize 60 20 && shows "$narrow" &&
		waits fits && resize 160 8 && shows '\([0-9]+ more\)' && waits fits && resize 160 30 && hides more && waits fits
}

live_high() {
	view 100 30 -i 3600 || return
	local id
	for id in $(seq 10 60); do
		slot "$live" 163-5 "$id" 0x0 512
	done
	table "$live"
	press q && hides '^Total' && types "'$stat' --root '$live'" && shows '\(31 more\)' && waits fits && shows '^Total'
}

live_vm_goes() {
	view 100 30 -i 0.1 && shows "$first" && rm -r "$live/2041-12" && hides '^2041-12' && shows "$first" &&
		shows '^Total +- +256M' && plain "$live" && shows '^2041-12' &&
		rm -r "$live/163-5" "$live/2041-12" && shows 'No slot has had dirty logging enabled yet'
}

live_module_goes() {
	view 100 30 -i 0.1 && shows "$first" && mv "$live" "$work/unloaded" && shows '^waiting for kvm_arm_wp' &&
		shows "is not loaded: no $live" && hides '^Total' && mv "$work/unloaded" "$live" && shows "$first" &&
		hides waiting && press q && ended 0
}

live_garbled() {
	view 100 30 -i 0.1 && shows "$first" && echo $'\e[31mred' >"$live/slots" && shows "$live/slots:1: no header" &&
		hides '^Total' && echo $'[\e[31mred] \e[32mgreen' >"$live/protector" && table "$live" && shows "$first" &&
		shows 'protector=\?\[31m' && sed -i 1s/2/9/ "$live/163-5/slot-1/stat" &&
		shows 'slot-1/stat:1: the module has format 9,' && press q && ended 0
}

live_pause() {
	view 100 30 -i 0.1 && shows "$first" && press p && shows PAUSED && mv "$live" "$work/unloaded" || return
	local width
	for width in 60 160 60 160; do
		resize $width 30 && { [ $width -eq 60 ] || shows FLUSH; } && { [ $width -ne 60 ] || shows "$narrow"; } &&
			seen "$first" && seen PAUSED || { screen; return 1; }
	done
	press p && hides PAUSED && shows '^waiting' && mv "$work/unloaded" "$live" && shows "$first"
}

live_quit() { view 100 30 && press q && ended 0; }
live_interrupt() { view 100 30 && press C-c && ended 130; }
live_terminate() { view 100 30 && kill -TERM "$(cat "$work/pid")" && ended 143; }

live_suspend() {
	view 100 30 && press C-z && shows 'Stopped' && shows '^what was before' && restored &&
		equal "$(ask alternate_on) $(ask cursor_flag)" '0 1' && types fg && shows '^Total' &&
		equal "$(ask alternate_on) $(ask cursor_flag)" '1 0' && press q && ended 0
}

process_ended() { ! kill -0 "$(cat "$work/pid")" 2>/dev/null; }
live_hangup() {
	view 100 30 -i 3600 && tm kill-session -t view && waits process_ended
}

# The viewer leaves the screen alone if the first reading fails, and shows the table without keys if
# standard input is not a terminal.
live_begins() {
	shell 100 30 && types "'$stat' --root '$work/nowhere'" && shows 'is not loaded: no' && ended 1 &&
		view 100 30 -i 0.1 '</dev/null' && shows "$first" && kill -TERM "$(cat "$work/pid")" && ended 143
}

live_tests() {
	local points=(
		live_table "a terminal shows the table"
		live_rate "the rate between two refreshes"
		live_faults "faults between two refreshes"
		live_narrow "a narrow terminal"
		live_resized "the terminal is resized"
		live_high "more slots than lines"
		live_vm_goes "a VM that is destroyed disappears"
		live_module_goes "the viewer waits for a module that was unloaded"
		live_garbled "errors in a file are shown"
		live_pause "p pauses"
		live_quit "q quits and restores the terminal"
		live_interrupt "an interrupt restores the terminal"
		live_terminate "SIGTERM restores the terminal"
		live_suspend "Ctrl-Z restores the terminal, fg shows the table again"
		live_hangup "the viewer ends when its terminal is closed"
		live_begins "no module at the start, or no terminal as standard input"
	)
	local i
	! command -v tmux >/dev/null || TMUX='' tm start-server ';' set -s exit-empty off
	! command -v tmux >/dev/null || modes_before >"$work/out" || cat "$work/out" >&2
	for ((i = 0; i < ${#points[@]}; i += 2)); do
		with tmux "${points[i + 1]}" "${points[i]}"
	done
}
