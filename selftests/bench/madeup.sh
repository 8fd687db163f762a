# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced by selftest: made-up figures, which just meet every target.

# each_of_ours MEMORY MIB FIGURE VALUE
each_of_ours() {
	printf "%s $*\n" inplace/inplace inplace/prebuild swap/inplace swap/prebuild -/inplace -/prebuild
}

figures() {
	cat <<'END'
stock-lazy 2M 256 enable_ns 50000
stock-lazy 2M 256 get_100_ns 600000
stock-lazy 2M 256 read_all_ns 100000
stock-lazy 2M 256 touch_read_all_ns 6553600
stock-lazy 2M 256 write_all_ns 157286400
stock-eager-2M 2M 256 enable_ns 3000000
inplace/inplace 2M 1024 protect_ns 1048576
inplace/inplace 2M 1024 split_ns 1310720
inplace/inplace 2M 256 enable_flushes 3
inplace/inplace 2M 1024 enable_flushes 9
inplace/inplace 2M 4096 enable_flushes 33
END
	for figure in enable_ns prepare_hold_max_ns get_100_ns; do each_of_ours 2M 256 "$figure" 100000; done
	each_of_ours 2M 256 read_all_ns 103000
	each_of_ours 2M 256 touch_read_all_ns 655360
	each_of_ours 2M 256 write_all_ns 157286400
	holds
	after
}

# Holds in KVM's passes
holds() {
	local figure
	for figure in enable get_100 get_10 get_01 clear_100 clear_10 clear_01; do
		echo "stock-lazy 2M 256 $(hold_figure "$figure") 5000000"
		each_of_ours 2M 256 "$(hold_figure "$figure")" 100000
	done
	for figure in enable get_01 clear_100; do
		echo "stock-lazy 2M 65536 $(hold_figure "$figure") 5000000"
		echo "inplace/inplace 2M 65536 $(hold_figure "$figure") 99999"
	done
}
hold_figure() { [ "$1" = enable ] && echo enable_hold_max_ns || echo "${1%_*}_hold_${1#*_}_ns"; }

# After the log: 128 blocks, each of which takes 6000 ns to come back
after() {
	local scene
	for scene in after after_cancel; do
		echo "stock-lazy 2M 256 ${scene}_write_all_ns 1000000"
		each_of_ours 2M 256 "${scene}_write_all_ns" 1768000
		echo "stock-lazy 2M 256 ${scene}_faults 0"
		each_of_ours 2M 256 "${scene}_faults" 128
		each_of_ours 2M 256 "${scene}_tables_kib" 0
	done
	echo 'stock-lazy 2M 256 after_tables_kib 0'
	echo 'stock-lazy 2M 256 after_cancel_tables_kib 512'
}

# with KEY VALUE: sets a figure; without KEY: removes a figure
with() { awk -v key="$1" -v value="$2" '$1 " " $2 " " $3 " " $4 == key { $5 = value } { print }'; }
without() { grep -vF "$1 "; }

# printed [MORE [KERNEL]]: the lines of the benchmark; the second run is MORE higher
printed() {
	echo "bench-kernel ${2-6.12.1-arm64}"
	awk -v more="${1-0}" '{ print "bench", $1, $2, $3, 1, $4, $5; print "bench", $1, $2, $3, 2, $4, $5 + more }'
}
