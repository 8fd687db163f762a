# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # sourced by ./run
# Sourced by ./run: makes directories like the module's in debugfs, with the
# same counters in the same format.

# A line "name kind shown" for each counter of the module.
counters=$(printf '%s\n' '#define WP_COUNTERS_ONLY' "#include \"$root/module/counters.h\"" \
	'#define LINE(name, kind, shown) @ name kind shown' 'WP_COUNTERS(LINE)' |
	cc -E -P - | tr '@\n' '\n ' | awk 'NF == 3')

# hist DIR VM ID BITS=COUNT...: writes the file fault_ns_hist of a slot, with
# COUNT faults whose nanoseconds have BITS significant bits. BITS rise.
hist() {
	local pair from bits=0 range='%u %u %u\n'
	{
		echo 'from_ns to_ns count'
		for pair in "${@:4}"; do
			for (( ; bits <= ${pair%=*}; bits++)); do
				from=$((bits ? 1 << (bits - 1) : 0))
				# shellcheck disable=SC2059 # it is a format
				printf "$range" $from $((bits ? from * 2 - 1 : 0)) \
					$((bits == ${pair%=*} ? ${pair#*=} : 0))
			done
		done
	} >"$1/$2/slot-$3/fault_ns_hist"
}

# slot DIR VM ID IPA PAGES KEY=VALUE...: adds a slot. Other counters are 0, and
# there was no fault. A KEY that the module does not have is printed last.
slot() {
	local dir=$1 vm=$2 id=$3
	shift
	mkdir -p "$dir/$vm/slot-$id"
	echo "$*" >>"$dir.rows"
	{ echo "$counters"; echo "$*"; } | awk '
		/=/ {
			for (i = 5; i <= NF; i++) {
				split($i, pair, "=")
				value[pair[1]] = pair[2]
				if (!(pair[1] in known))
					name[++nr] = pair[1]
			}
			next
		}
		NF == 3 { name[++nr] = $1; known[$1] = 1 }
		END {
			print "version 2"
			for (i = 1; i <= nr; i++)
				print name[i], name[i] in value ? value[name[i]] : 0
		}' >"$dir/$vm/slot-$id/stat"
	hist "$dir" "$vm" "$id"
}

# table DIR [reversed]: writes the file slots for the slots added so far. With "reversed", the
# columns are in reverse order.
table() {
	mkdir -p "$1"
	touch "$1.rows"
	{ echo "$counters"; cat "$1.rows"; } | awk -v reversed="${2+1}" '
		function cell(i, text) {
			return i == 1 ? sprintf("%-16s", text) : sprintf("%*s", width[i], text)
		}
		function line(words,   i, text) {
			text = cell(1, words[1])
			for (i = 2; i <= nr; i++)
				text = reversed ? cell(i, words[i]) " " text : text " " cell(i, words[i])
			print text
		}
		BEGIN {
			nr = split("vm slot ipa pages", head, " ")
			width[2] = 5; width[3] = 16; width[4] = 12
			total[1] = "Total"; total[2] = total[3] = "-"
		}
		NF == 3 && $3 == "COLUMN" {
			head[++nr] = $1
			width[nr] = length($1) > 10 ? length($1) : 10
		}
		NF == 3 { next }
		!lines++ { line(head) }
		{
			delete value; delete words
			for (i = 5; i <= NF; i++) {
				split($i, pair, "=")
				value[pair[1]] = pair[2]
			}
			for (i = 1; i <= nr; i++)
				words[i] = i <= 4 ? $i : head[i] in value ? value[head[i]] : 0
			for (i = 4; i <= nr; i++)
				total[i] = head[i] !~ /_max$/ ? total[i] + words[i] : total[i] > words[i] ? total[i] : words[i]
			line(words)
		}
		END {
			if (!lines) line(head)
			for (i = 4; i <= nr; i++) total[i] += 0
			line(total)
		}' >"$1/slots"
}

# host DIR: adds the knobs and the file host.
host() {
	mkdir -p "$1"
	echo '[split] protect none' >"$1/prepare"
	echo '0 [1]' >"$1/takeover"
	echo '[inplace] swap' >"$1/protector"
	echo '[inplace] swap' >"$1/walker"
	echo 'inplace [prebuild]' >"$1/splitter"
	echo '[0] 1' >"$1/strict"
	echo '[0] 1' >"$1/verify"
	: >"$1/reset"
	printf '%s\n' 'kernel 6.12.117+deb12-arm64' 'tested yes' 'page_size 4096' 'hyp_mode vhe' 'tlb_range yes' \
		'symbol.kvm_get_mode found' 'hook.kvm_arch_sync_dirty_log attached' >"$1/host"
}

# plain DIR: one guest whose migration converges and which also has a read-only
# slot; a second guest that writes too fast and is half split.
plain() {
	rm -rf "$1" "$1.rows"
	host "$1"
	slot "$1" 2041-12 0 0x40000000 1048576 enables=1 splits_l1=1 splits_l2=1024 ptes_wp=524288 table_pages=1025 \
		batches=130 lock_hold_ns_max=81920 tlb_flushes=134 tlb_flush_ns_total=998877 tlb_flush_ns_max=1203004 \
		dirty_pages=91000 prepared_pages=524288 rounds=3 round_pages=40000 round_pages_before=31000 \
		round_ns=1000000000 dirty_pages_per_s=40000 faults_fast=9700 faults_slow_unmapped=200 \
		faults_slow_block=90 faults_slow_readonly=10 fault_ns_total=46012345 fault_ns_max=120000 log_on=1
	hist "$1" 2041-12 0 12=5000 13=4990 17=10
	slot "$1" 163-5 1 0x100000000 65536 enables=1 splits_l2=128 ptes_wp=65536 ptes_rewp=23791 table_pages=128 passes=4 \
		batches=13 lock_hold_ns_max=5863504 tlb_flushes=15 tlb_flush_ns_total=5596608 tlb_flush_ns_max=3079520 \
		dirty_pages=23791 prepared_pages=65536 rounds=3 round_pages=3555 round_pages_before=18717 \
		round_ns=500000000 dirty_pages_per_s=7110 faults_fast=29000 faults_slow_block=1000 \
		fault_ns_total=98765432 fault_ns_max=999000 recover_pending=1 recovered_tables=96
	hist "$1" 163-5 1 10=29000 14=690 15=200 20=110
	slot "$1" 163-5 3 0x0 16 skipped=1 skipped_readonly=1 prepared_pages=0 rounds=0 round_pages=0 \
		round_pages_before=0 round_ns=0 dirty_pages_per_s=0
	table "$1"
}

# small DIR: one slot only, for tests that modify a file at each byte.
small() {
	rm -rf "$1" "$1.rows"
	host "$1"
	slot "$1" 163-5 1 0x100000000 65536 enables=1 splits_l2=128 ptes_wp=65536 ptes_rewp=23791 dirty_pages=23791 \
		prepared_pages=65536 rounds=3 round_pages=3555 round_pages_before=18717 dirty_pages_per_s=7110 \
		faults_fast=7 faults_slow_block=3 fault_ns_total=31234
	hist "$1" 163-5 1 0=1 3=2 10=3 13=4
	table "$1"
}
