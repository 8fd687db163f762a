# SPDX-License-Identifier: GPL-2.0
# Two panels, both by the size of the guest: the whole ioctl, and the longest
# hold. Set before: title, ways, colors, sizes.
set terminal svg size 960, 440 font "sans-serif,12" background background noenhanced
set multiplot
set label 1 title at screen 0.012, screen 0.963 left font "sans-serif,15" textcolor rgb text
set border 3
set logscale xy
set format y "%g"
set xtics () scale 0.4
do for [size in sizes] {
	set xtics add (size % 1024 == 0 ? sprintf("%d GiB", size / 1024) : sprintf("%d MiB", size + 0) size + 0)
}
set mxtics 1
set mytics 1
set ytics scale 0.4
set xrange [word(sizes, 1) / 1.2 : word(sizes, words(sizes)) * 1.2]
set tmargin at screen 0.86
set bmargin at screen 0.09
# The first way is drawn last: where lines meet, the default way should be seen.
array heading[2] = ["whole ioctl, million instructions (log scale)", \
	"longest hold of mmu_lock, million instructions (log scale)"]
do for [i = 1 : 2] {
	set lmargin at screen (i == 1 ? 0.06 : 0.475)
	set rmargin at screen (i == 1 ? 0.41 : 0.825)
	set title heading[i] offset 0, -0.3 textcolor rgb text
	if (i == 1) { set key off } else { set key at screen 0.995, screen 0.86 right top \
		Left reverse samplen 2.5 invert textcolor rgb text }
	plot for [n = words(ways) : 1 : -1] data index n - 1 using 1:(column(i + 1)) with linespoints \
		lc rgb int(word(colors, n)) lw 2 pt 4 + n ps 0.7 title word(ways, n)
	unset label 1
}
unset multiplot
