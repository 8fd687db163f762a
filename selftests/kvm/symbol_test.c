// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that the shim refuses to load into a kernel that lacks a required
 * function and names it, and that it does without an optional one and reports
 * that in its file "host". The test simulates such a kernel by changing one
 * letter of the name in an in-memory copy of the module. The module's .modinfo
 * lists the names as "requires=" and "uses=".
 *
 * It simulates a kernel newer than the tested ones in the same way.
 *
 * Run it with the modules unloaded.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kselftest.h"

#include "debugfs.h"
#include "kmod.h"
#include "wp.h"

/* No symbol name ends in this character, but BTF strings may contain it. */
#define STRANGE		'0'
#define NAMES_MAX	64
#define REDIRECTED	"kvm_arch_destroy_vm"
#define UNREACHABLE	"memcpy"
#define TESTED		"newest tested: "

/* The unchanged content of the module's file. */
static char *module;
static size_t module_size;

struct symbol {
	const char *name;
	bool required;
};

static struct symbol symbols[NAMES_MAX];
static unsigned int nr_symbols;

/* Whether a string starts at @at. */
static bool is_string(const char *image, const char *at)
{
	return at > image && !at[-1];
}

static void find_symbols(const char *key, bool required)
{
	const char *end = module + module_size, *at = module;
	size_t len = strlen(key);

	while ((at = memmem(at, end - at, key, len))) {
		if (is_string(module, at) && nr_symbols < NAMES_MAX)
			symbols[nr_symbols++] = (struct symbol){ at + len, required };
		at += len;
	}
}

/* Replace every string that equals @name; @other must not be longer. */
static int rename_symbol(char *image, const char *name, const char *other)
{
	size_t len = strlen(name) + 1;
	char *end = image + module_size, *at = image;
	int n = 0;

	while ((at = memmem(at, end - at, name, len))) {
		if (is_string(image, at)) {
			memcpy(at, other, strlen(other) + 1);
			n++;
		}
		at += len;
	}
	return n;
}

/*
 * Whether the file "host" reports the function as missing, under either prefix.
 */
static bool host_says_missing(const char *name)
{
	FILE *f = fopen(WP_DEBUGFS "/host", "r");
	char key[128], value[64];
	bool missing = false;

	if (!f)
		return false;
	while (fscanf(f, "%127s %63s", key, value) == 2) {
		const char *dot = strchr(key, '.');

		if (dot && !strcmp(dot + 1, name))
			missing = !strcmp(value, "missing");
	}
	fclose(f);
	return missing;
}

static bool refused(const char *image, const char *name)
{
	bool logged;
	int err = wp_module_load_image(image, module_size, name, &logged);

	if (!err)
		wp_module_unload(WP_SHIM);
	ksft_print_msg("errno %d, %s in the log\n", err, logged ? "named" : "not named");
	return (err == ENOENT || err == EOPNOTSUPP) && logged;
}

static bool does_without(const char *image, const char *name)
{
	bool logged, missing;
	int err = wp_module_load_image(image, module_size, name, &logged);

	if (err) {
		ksft_print_msg("errno %d\n", err);
		return false;
	}
	err = wp_module_load(WP_MODULE, "");
	missing = !err && host_says_missing(name);
	if (!err)
		err = wp_module_unload(WP_MODULE);
	ksft_print_msg("errno %d, %s\n", err, missing ? "missing in host" : "not missing in host");
	return !wp_module_unload(WP_SHIM) && !err && missing;
}

static void test_missing(const struct symbol *symbol)
{
	char *image = memcpy(malloc(module_size), module, module_size);
	char name[128];
	bool ok = false;

	snprintf(name, sizeof(name), "%s", symbol->name);
	name[strlen(name) - 1] = STRANGE;
	if (rename_symbol(image, symbol->name, name))
		ok = symbol->required ? refused(image, name) : does_without(image, name);
	else
		ksft_print_msg("the module does not use this name\n");
	ksft_test_result(ok, "without %s(): %s\n", symbol->name,
			 symbol->required ? "refused by name" : "does without");
	free(image);
}

/*
 * The shim treats a function that ftrace cannot reach like a missing one. Make
 * it redirect a function in assembly.
 */
static void test_unreachable(void)
{
	char *image = memcpy(malloc(module_size), module, module_size);
	const char *words = "ftrace cannot hook " UNREACHABLE "()";
	bool logged = false;
	int err = ENOENT;

	if (rename_symbol(image, REDIRECTED, UNREACHABLE))
		err = wp_module_load_image(image, module_size, words, &logged);
	if (!err)
		wp_module_unload(WP_SHIM);
	ksft_test_result(err == EOPNOTSUPP && logged,
			 "function that ftrace cannot reach: refused by name\n");
	free(image);
}

/*
 * In protected mode on an untested kernel the shim cannot know whether the host
 * owns its guests' tables.
 */
static bool host_is_protected(void)
{
	char line[4096] = "";
	FILE *f = fopen("/proc/cmdline", "r");

	if (f && !fgets(line, sizeof(line), f))
		line[0] = '\0';
	if (f)
		fclose(f);
	return strstr(line, "kvm-arm.mode=protected");
}

/* The version ends the string. Make it older than any kernel. */
static void test_newer_kernel(void)
{
	const char *words = host_is_protected() ? "protected mode" : "not tested on Linux";
	int expected = host_is_protected() ? EOPNOTSUPP : 0;
	char *image = memcpy(malloc(module_size), module, module_size);
	char *at = memmem(image, module_size, TESTED, strlen(TESTED));
	bool warned = false;
	int err = ENOENT;

	if (at) {
		at[strlen(TESTED)] = '0';
		err = wp_module_load_image(image, module_size, words, &warned);
	}
	ksft_test_result(err == expected && warned, "a newer kernel: %s\n",
			 expected ? "refused" : "a warning");
	if (!err)
		wp_module_unload(WP_SHIM);
	err = wp_module_load_image(module, module_size, "not tested on Linux", &warned);
	ksft_test_result(!err && !warned, "a tested kernel: no warning\n");
	if (!err)
		wp_module_unload(WP_SHIM);
	free(image);
}

int main(void)
{
	const char *why = wp_missing(WP_NEED_UNLOADED);
	unsigned int i;

	ksft_print_header();
	if (why)
		ksft_exit_skip("%s\n", why);
	module = wp_module_read(WP_SHIM, &module_size);
	if (!module)
		ksft_exit_fail_msg("cannot read the module\n");
	find_symbols("requires=", true);
	find_symbols("uses=", false);
	if (!nr_symbols || nr_symbols == NAMES_MAX)
		ksft_exit_fail_msg("the module names %u functions\n", nr_symbols);
	ksft_set_plan(nr_symbols + 3);
	for (i = 0; i < nr_symbols; i++)
		test_missing(&symbols[i]);
	test_unreachable();
	test_newer_kernel();
	ksft_finished();
}
