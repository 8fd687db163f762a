# SPDX-License-Identifier: GPL-2.0
# The style of all charts: dark on white, on any page, and without a date.
background = "#ffffff"
text = "#24292f"
set encoding utf8
set termoption noenhanced
set border lc rgb text
set tics nomirror textcolor rgb text
set grid x lc rgb "#d8dee4" lt 1 lw 0.6
set datafile missing "?"
set output out
