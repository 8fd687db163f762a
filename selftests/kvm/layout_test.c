// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that the shim loads only into a kernel whose struct kvm it was built
 * for. With CONFIG_MODVERSIONS the kernel compares the CRCs of the shim's
 * imports, two of which depend on struct kvm. Without, it compares its release
 * with the module's vermagic. The test flips one bit of either in an in-memory
 * copy of the module.
 *
 * Run it with the modules unloaded.
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kselftest.h"

#include "kmod.h"
#include "wp.h"

#define VERMAGIC	"vermagic="

/* An entry of the section __versions, as defined by the kernel. */
struct version {
	unsigned long crc;
	char name[64 - sizeof(unsigned long)];
};

static char *module;
static size_t module_size;

static char *section(char *image, const char *name, size_t *size)
{
	Elf64_Ehdr *file = (Elf64_Ehdr *)image;
	Elf64_Shdr *headers = (Elf64_Shdr *)(image + file->e_shoff);
	const char *names = image + headers[file->e_shstrndx].sh_offset;
	unsigned int i;

	for (i = 0; i < file->e_shnum; i++) {
		if (!strcmp(names + headers[i].sh_name, name)) {
			*size = headers[i].sh_size;
			return image + headers[i].sh_offset;
		}
	}
	*size = 0;
	return NULL;
}

static struct version *version_of(char *image, const char *symbol)
{
	size_t size, i;
	struct version *versions = (struct version *)section(image, "__versions", &size);

	for (i = 0; i < size / sizeof(*versions); i++)
		if (!strcmp(versions[i].name, symbol))
			return &versions[i];
	return NULL;
}

static char *vermagic_of(char *image)
{
	size_t size;
	char *modinfo = section(image, ".modinfo", &size);
	char *vermagic = modinfo ? memmem(modinfo, size, VERMAGIC, strlen(VERMAGIC)) : NULL;

	return vermagic ? vermagic + strlen(VERMAGIC) : NULL;
}

static bool refused(const char *image, int expected, const char *words)
{
	bool logged;
	int err = wp_module_load_image(image, module_size, words, &logged);

	if (!err)
		wp_module_unload(WP_SHIM);
	ksft_print_msg("errno %d, %s in the log\n", err, logged ? "found" : "not found");
	return err == expected && logged;
}

static void test_version(const char *symbol)
{
	char *image = memcpy(malloc(module_size), module, module_size);
	struct version *version = version_of(image, symbol);
	char words[128];
	bool ok = false;

	snprintf(words, sizeof(words), "disagrees about version of symbol %s", symbol);
	if (version) {
		version->crc ^= 1;
		ok = refused(image, EINVAL, words);
	} else {
		ksft_print_msg("the module has no version of this symbol\n");
	}
	ksft_test_result(ok, "wrong CRC of %s: refused\n", symbol);
	free(image);
}

static void test_release(void)
{
	char *image = memcpy(malloc(module_size), module, module_size);

	vermagic_of(image)[0] ^= 1;
	ksft_test_result(refused(image, ENOEXEC, "version magic"), "wrong vermagic: refused\n");
	free(image);
}

static void test_unchanged(void)
{
	bool logged;
	int err = wp_module_load_image(module, module_size, "version", &logged);

	if (!err)
		err = wp_module_unload(WP_SHIM);
	ksft_test_result(!err && !logged, "unchanged: loads\n");
}

int main(void)
{
	const char *why = wp_missing(WP_NEED_UNLOADED);
	const char *vermagic;

	ksft_print_header();
	if (why)
		ksft_exit_skip("%s\n", why);
	module = wp_module_read(WP_SHIM, &module_size);
	vermagic = module ? vermagic_of(module) : NULL;
	if (!vermagic)
		ksft_exit_fail_msg("cannot read the module\n");
	ksft_print_msg("vermagic: %s\n", vermagic);
	if (strstr(vermagic, " modversions")) {
		ksft_set_plan(3);
		test_version("kvm_get_kvm_safe");
		test_version("kvm_put_kvm");
	} else {
		ksft_set_plan(2);
		test_release();
	}
	test_unchanged();
	ksft_finished();
}
