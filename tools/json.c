// SPDX-License-Identifier: GPL-2.0
#include "counters.h"
#include "json.h"
#include "slot.h"

/* A byte that is no ASCII may be anything: each is a character of its own. */
static void wp_json_string(FILE *out, const char *text)
{
	const unsigned char *c;

	putc('"', out);
	for (c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(out, "\\%c", *c);
		else if (*c < ' ' || *c >= 0x7f)
			fprintf(out, "\\u%04x", *c);
		else
			putc(*c, out);
	}
	putc('"', out);
}

static void wp_json_settings(FILE *out, const char *name,
			     const struct wp_settings *settings)
{
	size_t i;

	fprintf(out, "  \"%s\": {", name);
	for (i = 0; i < settings->nr; i++) {
		fputs(i ? ",\n    " : "\n    ", out);
		wp_json_string(out, settings->list[i].key);
		fputs(": ", out);
		wp_json_string(out, settings->list[i].value);
	}
	fputs(i ? "\n  },\n" : "},\n", out);
}

static void wp_json_counters(FILE *out, const struct wp_slot *slot)
{
	size_t i;

	fputs("      \"counters\": {", out);
	for (i = 0; i < slot->nr_values; i++) {
		fputs(i ? ",\n        " : "\n        ", out);
		wp_json_string(out, slot->values[i].key);
		fprintf(out, ": %llu", slot->values[i].value);
	}
	fputs(i ? "\n      },\n" : "},\n", out);
}

static void wp_json_derived(FILE *out, const struct wp_slot *slot)
{
	double percent = wp_percent(wp_slot_split(slot), slot->pages);
	enum wp_verdict verdict = wp_slot_verdict(slot);
	/* Rounded down, but for what doubles lose. */
	double hundredths = percent * 100 + 0.000001;

	if (percent < 0)
		fputs("      \"split_percent\": null,\n", out);
	else
		fprintf(out, "      \"split_percent\": %d.%02d,\n",
			(int)hundredths / 100, (int)hundredths % 100);
	fprintf(out, "      \"converges\": %s\n",
		verdict == WP_UNDECIDED ? "null" :
		verdict == WP_GROWS || verdict == WP_STEADY ? "false" : "true");
}

static void wp_json_slot(FILE *out, const struct wp_slot *slot)
{
	fputs("    {\n      \"vm\": ", out);
	wp_json_string(out, slot->vm);
	fprintf(out, ",\n      \"slot\": %llu,\n      \"ipa\": %llu,\n"
		"      \"pages\": %llu,\n", slot->id, slot->ipa, slot->pages);
	wp_json_counters(out, slot);
	wp_json_derived(out, slot);
	fputs("    }", out);
}

void wp_json_print(FILE *out, const struct wp_snapshot *snap)
{
	size_t i;

	fprintf(out, "{\n  \"version\": %u,\n", wp_stat_version);
	wp_json_settings(out, "knobs", &snap->knobs);
	wp_json_settings(out, "host", &snap->host);
	fputs("  \"slots\": [", out);
	for (i = 0; i < snap->nr_slots; i++) {
		fputs(i ? ",\n" : "\n", out);
		wp_json_slot(out, &snap->slots[i]);
	}
	fputs(i ? "\n  ]\n}\n" : "]\n}\n", out);
}
