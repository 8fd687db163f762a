# SPDX-License-Identifier: GPL-2.0
# Draws panels side by side, each with a bar for each way, from top to bottom,
# and whiskers where minimum and maximum are known. Variables to set before:
# title, axis, logarithmic, panels, ways, and for each panel titleN, lowN, highN.
rows = words(ways)
height = 110 + 24 * rows
set terminal svg size 960, height font "sans-serif,12" background background noenhanced

left = 0.135
width = (0.985 - left) / panels
set multiplot
set label 1 title at screen 0.012, screen 1 - 16.0 / height left font "sans-serif,15" textcolor rgb text
set key off
set style fill solid noborder
set border 1
set yrange [rows - 0.4 : -0.6]
set tics scale 0.4
set format x "%g"
set tmargin at screen 1 - 56.0 / height
set bmargin at screen 46.0 / height
do for [i = 1 : panels] {
	low = value(sprintf("low%d", i))
	high = value(sprintf("high%d", i))
	set lmargin at screen left + (i - 1) * width
	set rmargin at screen left + i * width - 0.02
	set title value(sprintf("title%d", i)) offset 0, -0.5 textcolor rgb text
	set xlabel axis offset 0, 0.3 textcolor rgb text
	unset ytics
	if (i == 1) {
		set ytics scale 0
		do for [n = 1 : rows] { set ytics add (word(ways, n) n - 1) }
	}
	if (logarithmic) { set logscale x; set mxtics 1 }
	set xrange [low : high]
	plot data index i - 1 using (low):1:(low):2:($1 - 0.36):($1 + 0.36):6 with boxxyerror fc rgb variable, \
		'' index i - 1 using ($3 < $4 ? $2 : NaN):1:3:4 with xerrorbars pt 0 lw 1.5 lc rgb text, \
		'' index i - 1 using 4:1:5 with labels left offset 0.5, 0 textcolor rgb text
	unset label 1
}
unset multiplot
