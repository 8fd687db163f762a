// SPDX-License-Identifier: GPL-2.0
#include "counters.h"
#include "hist.h"
#include "json.h"
#include "slot.h"

/* The encoding is unknown: print each non-ASCII byte as one character. */
static void stat_json_string(FILE *out, const char *text)
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

static void stat_json_settings(FILE *out, const char *name,
			       const struct stat_settings *settings)
{
	size_t i;

	fprintf(out, "  \"%s\": {", name);
	for (i = 0; i < settings->nr; i++) {
		fputs(i ? ",\n    " : "\n    ", out);
		stat_json_string(out, settings->list[i].key);
		fputs(": ", out);
		stat_json_string(out, settings->list[i].value);
	}
	fputs(i ? "\n  },\n" : "},\n", out);
}

static void stat_json_counters(FILE *out, const struct stat_slot *slot)
{
	size_t i;

	fputs("      \"counters\": {", out);
	for (i = 0; i < slot->nr_values; i++) {
		fputs(i ? ",\n        " : "\n        ", out);
		stat_json_string(out, slot->values[i].key);
		fprintf(out, ": %llu", slot->values[i].value);
	}
	fputs(i ? "\n      },\n" : "},\n", out);
}

static void stat_json_hist(FILE *out, const char *name,
			   const struct stat_hist *hist)
{
	size_t n, length = stat_hist_length(hist);

	if (!hist->known) {
		fprintf(out, "      \"%s\": null,\n", name);
		return;
	}
	fprintf(out, "      \"%s\": [", name);
	for (n = 0; n < length; n++)
		fprintf(out, "%s        {\"from_ns\": %llu, \"to_ns\": %llu, \"count\": %llu}",
			n ? ",\n" : "\n", stat_bucket_from(n),
			stat_bucket_to(n), hist->bucket[n]);
	fputs(n ? "\n      ],\n" : "],\n", out);
}

static void stat_json_log(FILE *out, const struct stat_slot *slot)
{
	const char *text = stat_log_text(stat_slot_log(slot));

	fputs("      \"log\": ", out);
	if (text)
		stat_json_string(out, text);
	else
		fputs("null", out);
	putc('\n', out);
}

static void stat_json_derived(FILE *out, const struct stat_slot *slot)
{
	double percent = stat_percent(stat_slot_split(slot), slot->pages);
	enum stat_verdict verdict = stat_slot_verdict(slot);
	/* Round down. The addend makes up for the errors of doubles. */
	double hundredths = percent * 100 + 0.000001;

	if (percent < 0)
		fputs("      \"split_percent\": null,\n", out);
	else
		fprintf(out, "      \"split_percent\": %d.%02d,\n",
			(int)hundredths / 100, (int)hundredths % 100);
	fprintf(out, "      \"converges\": %s,\n",
		verdict == STAT_UNDECIDED ? "null" :
		verdict == STAT_GROWS || verdict == STAT_STEADY ? "false" :
								  "true");
	stat_json_log(out, slot);
}

static void stat_json_slot(FILE *out, const struct stat_slot *slot)
{
	fputs("    {\n      \"vm\": ", out);
	stat_json_string(out, slot->vm);
	fprintf(out, ",\n      \"slot\": %llu,\n      \"ipa\": %llu,\n"
		"      \"pages\": %llu,\n", slot->id, slot->ipa, slot->pages);
	stat_json_counters(out, slot);
	stat_json_hist(out, "fault_ns_hist", &slot->fault_ns);
	stat_json_derived(out, slot);
	fputs("    }", out);
}

void stat_json_print(FILE *out, const struct stat_snapshot *snap)
{
	size_t i;

	fprintf(out, "{\n  \"version\": %u,\n", stat_format_version);
	stat_json_settings(out, "knobs", &snap->knobs);
	stat_json_settings(out, "host", &snap->host);
	fputs("  \"slots\": [", out);
	for (i = 0; i < snap->nr_slots; i++) {
		fputs(i ? ",\n" : "\n", out);
		stat_json_slot(out, &snap->slots[i]);
	}
	fputs(i ? "\n  ]\n}\n" : "]\n}\n", out);
}
