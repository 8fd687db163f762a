#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Tests the debugfs files that exist without a VM: modes, contents, and the
# errors of bad writes. Runs with both modules loaded.
# shellcheck disable=SC2317 # functions are called by check
set -eu
# shellcheck source=selftests/lib/ktap.sh
. "$(dirname "$0")/../lib/ktap.sh"

dir=/sys/kernel/debug/kvm_arm_wp

mode() { equal "$(stat -c %a "$dir/$1")" "$2"; }

# Writes to a file and prints the error text, if any.
write() { (echo "$2" >"$dir/$1") 2>&1 | sed 's/.*: //'; }

# Prints the choice in brackets.
chosen() { sed 's/.*\[\(.*\)\].*/\1/' "$dir/$1"; }

refuses() {
	knob=$1 before=$(cat "$dir/$1")
	shift
	for bad; do
		equal "$(write "$knob" "$bad")" 'Invalid argument' || { echo "wrote '$bad' to $knob"; return 1; }
		equal "$(cat "$dir/$knob")" "$before" || { echo "after '$bad' to $knob"; return 1; }
	done
}

# Each value can be written, reads back in brackets, and survives bad writes.
accepts() {
	knob=$1 default=$2
	shift
	for value; do
		equal "$(write "$knob" "$value")" '' && equal "$(chosen "$knob")" "$value" || return 1
		refuses "$knob" nonsense '' || return 1
	done
	write "$knob" "$default"
	equal "$(chosen "$knob")" "$default"
}

too_long=$(printf '%0300d' 0)

knob() {
	name=$1 text=$2
	shift 2
	check "$name has mode 0600" mode "$name" 600
	check "$name begins as '$text'" equal "$(cat "$dir/$name")" "$text"
	check "$name takes its values" accepts "$name" "$@"
	check "$name refuses all others" refuses "$name" nonsense '' "$1$1" "${1%?}" "[$1]" "$1 $1" 2 -1 "$too_long"
}

# Values with a NUL are refused. They need a pipe: an argument cannot have a NUL.
refuses_nul() {
	before=$(cat "$dir/prepare")
	for bad in 'protect\0garbage' 'protect\0' 'protect\n\0' '\0protect' '\0'; do
		# shellcheck disable=SC2059 # it is a format, for the NUL in it
		got=$(printf "$bad" | dd of="$dir/prepare" 2>&1 | sed -n 's/.*: //p')
		equal "$got $(cat "$dir/prepare")" "Invalid argument $before" || { echo "wrote '$bad'"; return 1; }
	done
}

# The module parameter of a knob shows the knob's value.
parameter() {
	write prepare protect
	seen=$(cat /sys/module/kvm_arm_wp/parameters/prepare)
	write prepare split
	equal "$seen" 'split [protect] none'
}

alias_of_protector() {
	mode walker 600 && equal "$(write walker swap)" '' &&
		equal "$(cat "$dir/protector")" 'inplace [swap]' && equal "$(cat "$dir/walker")" 'inplace [swap]' &&
		equal "$(write protector inplace)" '' && equal "$(cat "$dir/walker")" '[inplace] swap' &&
		refuses walker nonsense ''
}

# A CPU without FEAT_S2FWB makes the recoverer refuse.
access_or_refusal() {
	case $(write recover access) in
	'') equal "$(cat "$dir/recover")" 'write [access] none' && equal "$(write recover write)" '' ;;
	'Operation not supported') equal "$(cat "$dir/recover")" '[write] access none' ;;
	*) return 1 ;;
	esac
}

old_value_of_splitter() {
	equal "$(write splitter swap)" '' && equal "$(cat "$dir/splitter")" 'inplace [prebuild]' &&
		equal "$(write splitter inplace)" '' && equal "$(cat "$dir/splitter")" '[inplace] prebuild' &&
		refuses splitter swaps wap
}

host_key() { sed -n "s/^$1 //p" "$dir/host" | grep -xE "$2" || { cat "$dir/host"; return 1; }; }

# Each hook is attached, except hooks whose function the kernel lacks ("missing"), one of two hooks that see the
# same calls ("unneeded"), and the one for faults.
hooks_attached() {
	grep -q '^hook\.kvm_arch_prepare_memory_region attached$' "$dir/host" &&
		! grep '^hook\.' "$dir/host" |
		grep -vE ' (attached|missing)$|^hook\.(kvm_flush_remote_tlbs unneeded|kvm_handle_guest_abort detached)$'
}

is_hooked() { grep -q "^$1 " /sys/kernel/tracing/enabled_functions; }

# With takeover=0, KVM's functions that edit tables are not hooked.
takeover_unhooks() {
	edits=kvm_pgtable_stage2_wrprotect
	is_hooked "$edits" && write takeover 0 && ! is_hooked "$edits" &&
		grep -qx "hook.$edits detached" "$dir/host" &&
		write takeover 1 && is_hooked "$edits" && hooks_attached
}

# No log is in use, so guests do not pay for the hook of their faults.
faults_unhooked() {
	write fault kvm && ! is_hooked kvm_handle_guest_abort && write fault fast &&
		! is_hooked kvm_handle_guest_abort && hooks_attached
}

slots_is_empty_table() {
	equal "$(wc -l <"$dir/slots")" 2 && head -n 1 "$dir/slots" | grep -q 'splits_l2' &&
		tail -n 1 "$dir/slots" | grep -q '^Total'
}

# Reading fails. (An empty file would be read without an error.)
unreadable() { ! cat "$dir/$1" 2>/dev/null; }
unwritable() { equal "$(write "$1" 1)" 'Invalid argument'; }

[ -d "$dir" ] || skip_all "no $dir: kvm_arm_wp is not loaded, or debugfs not mounted"
plan 53
check "the directory has mode 0700" mode . 700
knob prepare '[split] protect none' split protect none
knob takeover '[1] 0' 1 0
knob protector '[inplace] swap' inplace swap
knob splitter '[inplace] prebuild' inplace prebuild
knob fault '[fast] kvm' fast kvm
knob recover '[write] access none' write none
knob strict '[0] 1' 0 1
knob verify '[0] 1' 0 1
check "a value with a NUL in it is refused" refuses_nul
check "walker is an alias of protector" alias_of_protector
check "recover takes access, or refuses this CPU" access_or_refusal
check "splitter accepts its old value swap" old_value_of_splitter
check "the module parameter shows prepare" parameter
check "host has mode 0400" mode host 400
check "host names the kernel" equal "$(sed -n 's/^kernel //p' "$dir/host")" "$(uname -r)"
check "host shows the page size" host_key page_size '(4096|16384|65536)'
check "host shows KVM's mode" host_key hyp_mode '(vhe|nvhe|hvhe)'
check "host shows whether TLB range flushes are used" host_key tlb_range '(yes|no)'
check "host shows every hook attached" hooks_attached
check "takeover=0 unhooks the functions that edit tables" takeover_unhooks
check "fault=fast hooks no function before a log is used" faults_unhooked
check "host cannot be written" unwritable host
check "slots has mode 0400" mode slots 400
check "without VMs, slots has a header and a total" slots_is_empty_table
check "slots cannot be written" unwritable slots
check "reset has mode 0200" mode reset 200
check "reset cannot be read" unreadable reset
check "reset takes a write" equal "$(write reset 1)" ''
finish
