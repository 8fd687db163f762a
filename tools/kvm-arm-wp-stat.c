// SPDX-License-Identifier: GPL-2.0
/* Shows what kvm_arm_wp reports in debugfs: see kvm-arm-wp-stat(8). */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "json.h"
#include "live.h"
#include "output.h"
#include "prometheus.h"
#include "screen.h"
#include "table.h"

#define WP_NAME "kvm-arm-wp-stat"

/* Status if it was not called as it should be; 1 is for all else. */
#define WP_USAGE 2

enum wp_mode {
	WP_LIVE,
	WP_ONCE,
	WP_JSON,
	WP_PROMETHEUS,
};

/*
 * struct wp_options - what is wanted
 * @mode:	How to print; WP_LIVE if nothing was said.
 * @interval:	In nanoseconds.
 * @output:	A file, or NULL.
 * @from:	What to read.
 */
struct wp_options {
	enum wp_mode mode;
	unsigned long long interval;
	const char *output;
	struct wp_source from;
};

/* Options without a letter. */
enum {
	WP_OPT_JSON = 256,
	WP_OPT_PROMETHEUS,
	WP_OPT_OUTPUT,
	WP_OPT_VM,
	WP_OPT_SLOT,
	WP_OPT_ROOT,
	WP_OPT_HELP,
	WP_OPT_VERSION,
};

static const struct option wp_long_options[] = {
	{ "interval",	required_argument,	NULL, 'i' },
	{ "once",	no_argument,		NULL, '1' },
	{ "json",	no_argument,		NULL, WP_OPT_JSON },
	{ "prometheus",	no_argument,		NULL, WP_OPT_PROMETHEUS },
	{ "output",	required_argument,	NULL, WP_OPT_OUTPUT },
	{ "vm",		required_argument,	NULL, WP_OPT_VM },
	{ "slot",	required_argument,	NULL, WP_OPT_SLOT },
	{ "root",	required_argument,	NULL, WP_OPT_ROOT },
	{ "help",	no_argument,		NULL, WP_OPT_HELP },
	{ "version",	no_argument,		NULL, WP_OPT_VERSION },
	{ NULL,		0,			NULL, 0 }
};

static void wp_help(void)
{
	puts("usage: " WP_NAME " [OPTION]...\n"
	     "\n"
	     "Shows what kvm_arm_wp does to the memory slots of KVM guests, and whether\n"
	     "their migrations come to an end.\n"
	     "\n"
	     "  -i, --interval SECONDS  between two refreshes: 0.1 to 3600, 1 if not given\n"
	     "  -1, --once              one table, also on a terminal\n"
	     "      --json              one JSON document\n"
	     "      --prometheus        metrics for node_exporter's textfile collector\n"
	     "      --output FILE       replace FILE with the result, at once\n"
	     "      --vm VM             this VM alone\n"
	     "      --slot ID           slots with this number alone\n"
	     "      --root DIR          read DIR instead of " WP_ROOT "\n"
	     "      --help              print this\n"
	     "      --version           print the version");
}

static void wp_usage(const char *why)
{
	if (why)
		fprintf(stderr, WP_NAME ": %s\n", why);
	fputs("Try '" WP_NAME " --help'.\n", stderr);
	exit(WP_USAGE);
}

static unsigned long long wp_interval(const char *text)
{
	char *end;
	double seconds = strtod(text, &end);

	/* strtod() knows many more ways to write a number. */
	if (!*text || *end || text[strspn(text, "0123456789.")] ||
	    !(seconds >= 0.1 && seconds <= 3600))
		wp_usage("the interval is a number from 0.1 to 3600");
	return seconds * 1e9;
}

static void wp_mode(struct wp_options *options, enum wp_mode mode)
{
	if (options->mode != WP_LIVE && options->mode != mode)
		wp_usage("--once, --json and --prometheus exclude each other");
	options->mode = mode;
}

static void wp_slot_option(struct wp_options *options, const char *text)
{
	if (!wp_number(text, &options->from.slot) || options->from.slot > INT_MAX)
		wp_usage("a slot is a number");
	options->from.one_slot = true;
}

static void wp_option(struct wp_options *options, int option)
{
	switch (option) {
	case 'i':
		options->interval = wp_interval(optarg);
		break;
	case '1':
		wp_mode(options, WP_ONCE);
		break;
	case WP_OPT_JSON:
		wp_mode(options, WP_JSON);
		break;
	case WP_OPT_PROMETHEUS:
		wp_mode(options, WP_PROMETHEUS);
		break;
	case WP_OPT_OUTPUT:
		options->output = optarg;
		break;
	case WP_OPT_VM:
		options->from.vm = optarg;
		break;
	case WP_OPT_SLOT:
		wp_slot_option(options, optarg);
		break;
	case WP_OPT_ROOT:
		options->from.root = optarg;
		break;
	case WP_OPT_HELP:
		wp_help();
		exit(0);
	case WP_OPT_VERSION:
		puts(WP_NAME " " WP_VERSION);
		exit(0);
	default:
		wp_usage(NULL);
	}
}

static void wp_options(struct wp_options *options, int argc, char **argv)
{
	int option;

	for (;;) {
		option = getopt_long(argc, argv, "i:1", wp_long_options, NULL);
		if (option < 0)
			break;
		wp_option(options, option);
	}
	if (optind < argc)
		wp_usage("there are no arguments but options");
	if (options->output && options->mode == WP_LIVE)
		wp_usage("--output needs --once, --json or --prometheus");
	if (options->mode == WP_LIVE && !isatty(STDOUT_FILENO))
		options->mode = WP_ONCE;
}

static void wp_print(const struct wp_options *options, FILE *out,
		     const struct wp_snapshot *snap)
{
	struct wp_view view = { .now = snap };
	size_t height;

	switch (options->mode) {
	case WP_JSON:
		wp_json_print(out, snap);
		break;
	case WP_PROMETHEUS:
		wp_prometheus_print(out, snap);
		break;
	default:
		if (!options->output)
			wp_screen_size(&view.width, &height);
		wp_table_print(out, &view);
	}
}

/* Nothing is printed before all has been read. */
static bool wp_once(const struct wp_options *options, struct wp_error *error)
{
	struct wp_output output;
	struct wp_snapshot snap;
	bool ok = wp_snapshot_read(&snap, &options->from, error) &&
		  wp_output_open(&output, options->output, error);

	if (ok) {
		wp_print(options, output.stream, &snap);
		ok = wp_output_close(&output, error);
	}
	wp_snapshot_free(&snap);
	return ok;
}

int main(int argc, char **argv)
{
	struct wp_options options = {
		.interval = 1000000000,
		.from.root = WP_ROOT,
	};
	struct wp_error error = { 0 };
	bool ok;

	wp_options(&options, argc, argv);
	if (options.mode == WP_LIVE)
		ok = wp_live(&options.from, options.interval, &error);
	else
		ok = wp_once(&options, &error);
	if (error.text)
		fprintf(stderr, WP_NAME ": %s\n", error.text);
	wp_error_clear(&error);
	return ok ? 0 : 1;
}
