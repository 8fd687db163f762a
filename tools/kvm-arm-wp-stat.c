// SPDX-License-Identifier: GPL-2.0
/* Options and main() of kvm-arm-wp-stat(8). */
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

#define STAT_NAME "kvm-arm-wp-stat"

/* Exit status after a wrong option. All other failures exit with 1. */
#define STAT_EXIT_USAGE 2

enum stat_mode {
	STAT_LIVE,
	STAT_ONCE,
	STAT_JSON,
	STAT_PROMETHEUS,
};

/*
 * struct stat_options - the options of the command line
 * @mode:	How to print.
 * @interval:	Time between two refreshes in nanoseconds.
 * @output:	Path of a file, or NULL for standard output.
 * @source:	What to read.
 */
struct stat_options {
	enum stat_mode mode;
	unsigned long long interval;
	const char *output;
	struct stat_source source;
};

/* Options that have no short form. */
enum {
	STAT_OPT_JSON = 256,
	STAT_OPT_PROMETHEUS,
	STAT_OPT_OUTPUT,
	STAT_OPT_VM,
	STAT_OPT_SLOT,
	STAT_OPT_ROOT,
	STAT_OPT_HELP,
	STAT_OPT_VERSION,
};

static const struct option stat_long_options[] = {
	{ "interval",	required_argument,	NULL, 'i' },
	{ "once",	no_argument,		NULL, '1' },
	{ "json",	no_argument,		NULL, STAT_OPT_JSON },
	{ "prometheus",	no_argument,		NULL, STAT_OPT_PROMETHEUS },
	{ "output",	required_argument,	NULL, STAT_OPT_OUTPUT },
	{ "vm",		required_argument,	NULL, STAT_OPT_VM },
	{ "slot",	required_argument,	NULL, STAT_OPT_SLOT },
	{ "root",	required_argument,	NULL, STAT_OPT_ROOT },
	{ "help",	no_argument,		NULL, STAT_OPT_HELP },
	{ "version",	no_argument,		NULL, STAT_OPT_VERSION },
	{ NULL,		0,			NULL, 0 }
};

static void stat_help(void)
{
	puts("usage: " STAT_NAME " [OPTION]...\n"
	     "\n"
	     "Shows what kvm_arm_wp does to the memory slots of KVM guests, and whether\n"
	     "their migrations converge.\n"
	     "\n"
	     "  -i, --interval SECONDS  time between two refreshes: 0.1 to 3600, default 1\n"
	     "  -1, --once              print the table once, also on a terminal\n"
	     "      --json              print one JSON document\n"
	     "      --prometheus        print metrics for node_exporter's textfile collector\n"
	     "      --output FILE       write to FILE, replacing it atomically\n"
	     "      --vm VM             show this VM only\n"
	     "      --slot ID           show slots with this number only\n"
	     "      --root DIR          read DIR instead of " STAT_ROOT "\n"
	     "      --help              print this help\n"
	     "      --version           print the version");
}

static void stat_usage(const char *why)
{
	if (why)
		fprintf(stderr, STAT_NAME ": %s\n", why);
	fputs("Try '" STAT_NAME " --help'.\n", stderr);
	exit(STAT_EXIT_USAGE);
}

static unsigned long long stat_interval(const char *text)
{
	char *end;
	double seconds = strtod(text, &end);

	/* strtod() alone would accept "1e3", "0x1", "inf" and more. */
	if (!*text || *end || text[strspn(text, "0123456789.")] ||
	    !(seconds >= 0.1 && seconds <= 3600))
		stat_usage("the interval must be a number of seconds from 0.1 to 3600");
	return seconds * 1e9;
}

static void stat_mode(struct stat_options *options, enum stat_mode mode)
{
	if (options->mode != STAT_LIVE && options->mode != mode)
		stat_usage("use only one of --once, --json and --prometheus");
	options->mode = mode;
}

static void stat_slot_option(struct stat_options *options, const char *text)
{
	if (!stat_parse_number(text, &options->source.slot) ||
	    options->source.slot > INT_MAX)
		stat_usage("the slot must be a number");
	options->source.one_slot = true;
}

static void stat_option(struct stat_options *options, int option)
{
	switch (option) {
	case 'i':
		options->interval = stat_interval(optarg);
		break;
	case '1':
		stat_mode(options, STAT_ONCE);
		break;
	case STAT_OPT_JSON:
		stat_mode(options, STAT_JSON);
		break;
	case STAT_OPT_PROMETHEUS:
		stat_mode(options, STAT_PROMETHEUS);
		break;
	case STAT_OPT_OUTPUT:
		options->output = optarg;
		break;
	case STAT_OPT_VM:
		options->source.vm = optarg;
		break;
	case STAT_OPT_SLOT:
		stat_slot_option(options, optarg);
		break;
	case STAT_OPT_ROOT:
		options->source.root = optarg;
		break;
	case STAT_OPT_HELP:
		stat_help();
		exit(0);
	case STAT_OPT_VERSION:
		puts(STAT_NAME " " STAT_VERSION);
		exit(0);
	default:
		stat_usage(NULL);
	}
}

static void stat_options(struct stat_options *options, int argc, char **argv)
{
	int option;

	for (;;) {
		option = getopt_long(argc, argv, "i:1", stat_long_options,
				     NULL);
		if (option < 0)
			break;
		stat_option(options, option);
	}
	if (optind < argc)
		stat_usage("unexpected argument");
	if (options->output && options->mode == STAT_LIVE)
		stat_usage("--output needs --once, --json or --prometheus");
	if (options->mode == STAT_LIVE && !isatty(STDOUT_FILENO))
		options->mode = STAT_ONCE;
}

static void stat_print(const struct stat_options *options, FILE *out,
		       const struct stat_snapshot *snap)
{
	struct stat_view view = { .now = snap };
	size_t height;

	switch (options->mode) {
	case STAT_JSON:
		stat_json_print(out, snap);
		break;
	case STAT_PROMETHEUS:
		stat_prometheus_print(out, snap);
		break;
	default:
		if (!options->output)
			stat_screen_size(&view.width, &height);
		stat_table_print(out, &view);
	}
}

/* Reads everything before printing, so that a failure prints nothing. */
static bool stat_once(const struct stat_options *options,
		      struct stat_error *error)
{
	struct stat_output output;
	struct stat_snapshot snap;
	bool ok = stat_snapshot_read(&snap, &options->source, error) &&
		  stat_output_open(&output, options->output, error);

	if (ok) {
		stat_print(options, output.stream, &snap);
		ok = stat_output_close(&output, error);
	}
	stat_snapshot_free(&snap);
	return ok;
}

int main(int argc, char **argv)
{
	struct stat_options options = {
		.interval = 1000000000,
		.source.root = STAT_ROOT,
	};
	struct stat_error error = { 0 };
	bool ok;

	stat_options(&options, argc, argv);
	if (options.mode == STAT_LIVE)
		ok = stat_live(&options.source, options.interval, &error);
	else
		ok = stat_once(&options, &error);
	if (error.text)
		fprintf(stderr, STAT_NAME ": %s\n", error.text);
	stat_error_clear(&error);
	return ok ? 0 : 1;
}
