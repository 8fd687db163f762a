# SPDX-License-Identifier: GPL-2.0
# Formats results with one figure a line, so that diffs are short.

def list: if length == 0 then "[]" else "[\n" + (map(tojson) | join(",\n")) + "\n]" end;

def lines: "{\"host\":\(.host | tojson),\n\"kernel\":\(.kernel | tojson),\n\"figures\":\(.figures | list),\n" +
	"\"stall\":\(.stall | list)}";
