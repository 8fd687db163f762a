// SPDX-License-Identifier: GPL-2.0
/* Runs each case, then random scripts, and prints KTAP. */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>

#include "cases.h"
#include "runner.h"
#include "script.h"

/* Random scripts take seconds for each granule; larger granules have larger tables. */
#define SEEDS	(12000ULL >> (PAGE_SHIFT - 12))

static const char usage[] =
	"usage: %s [--cases] [--seeds FIRST COUNT] [--replay HEX]\n"
	"  --cases	run the cases, but no random scripts\n"
	"  --seeds	run only these random scripts\n"
	"  --replay	run only this script, as printed when it failed\n";

static int refuse(void)
{
	fprintf(stderr, usage, runner_name);
	return 64;
}

static const struct unit_case * const lists[] = {
	cases_core, cases_pass, cases_request, cases_block, cases_fault, cases_recover,
};

static unsigned int run_list(const struct unit_case *test, unsigned int *number)
{
	unsigned int failed = 0;

	for (; test->name; test++) {
		bool ok = runner_case(test->run);

		printf("%s %u %s\n", ok ? "ok" : "not ok", ++*number, test->name);
		failed += !ok;
	}
	return failed;
}

static unsigned int run_cases(void)
{
	unsigned int i, number = 0, failed = 0;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		failed += run_list(lists[i], &number);
	return failed;
}

static unsigned int run_seeds(unsigned int number, u64 first, u64 count)
{
	bool ok = runner_seeds(first, count);

	printf("%s %u random_scripts\n", ok ? "ok" : "not ok", number);
	return !ok;
}

static unsigned int nr_cases(void)
{
	const struct unit_case *test;
	unsigned int i, nr = 0;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		for (test = lists[i]; test->name; test++)
			nr++;
	return nr;
}

static int run(bool cases, u64 first, u64 count)
{
	unsigned int failed = 0, nr = 0;

	if (cases)
		nr = nr_cases();
	printf("KTAP version 1\n1..%u\n", nr + !!count);
	if (cases)
		failed += run_cases();
	if (count)
		failed += run_seeds(nr + 1, first, count);
	return !!failed;
}

static int replay(const char *hex)
{
	u8 data[SCRIPT_RECORD * (SCRIPT_STEPS + 1)];
	size_t size = 0;
	int used;

	for (; size < sizeof(data) && sscanf(hex, "%2hhx%n", &data[size], &used) == 1; hex += used)
		size++;
	if (*hex)
		return refuse();
	return !runner_script(data, size);
}

/* Parses a number; trailing characters are an error. */
static bool number(const char *text, u64 *value)
{
	char *end;

	*value = strtoull(text, &end, 0);
	return *text && !*end;
}

int main(int argc, char **argv)
{
	u64 first, count;

	runner_name = basename(argv[0]);
	if (argc == 1)
		return run(true, 1, SEEDS);
	if (argc == 2 && !strcmp(argv[1], "--cases"))
		return run(true, 0, 0);
	if (argc == 3 && !strcmp(argv[1], "--replay"))
		return replay(argv[2]);
	if (argc == 4 && !strcmp(argv[1], "--seeds") && number(argv[2], &first) &&
	    number(argv[3], &count))
		return run(false, first, count);
	return refuse();
}
