# SPDX-License-Identifier: GPL-2.0
# Draws panels side by side, each with a line for each way over the size of the
# guest. Variables to set before: title, panels, sizes, and for each panel titleN
# and linesN (way, colour and point type of each line).
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
set key at screen 0.995, screen 0.86 right top Left reverse samplen 2.5 invert textcolor rgb text
first = 0
# The first way is drawn last, so that the default way is on top of other lines.
do for [i = 1 : panels] {
	lines = value(sprintf("lines%d", i))
	count = words(lines) / 3
	set lmargin at screen 0.06 + (i - 1) * 0.415
	set rmargin at screen 0.41 + (i - 1) * 0.415
	set title value(sprintf("title%d", i)) . ", million instructions (log scale)" offset 0, -0.3 textcolor rgb text
	plot for [n = count - 1 : 0 : -1] data index first + n with linespoints lc rgb int(word(lines, 3 * n + 2)) \
		lw 2 pt 4 + word(lines, 3 * n + 3) ps 0.7 title word(lines, 3 * n + 1)
	first = first + count
	set key off
	unset label 1
}
unset multiplot
