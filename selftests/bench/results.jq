# SPDX-License-Identifier: GPL-2.0
# Results as text: a figure a line, so that a change of one is a change of one line.

def list: if length == 0 then "[]" else "[\n" + (map(tojson) | join(",\n")) + "\n]" end;

def lines: "{\"host\":\(.host | tojson),\n\"kernel\":\(.kernel | tojson),\n\"figures\":\(.figures | list),\n" +
	"\"stall\":\(.stall | list)}";
