// SPDX-License-Identifier: GPL-2.0
/*
 * The shim refuses a kernel that lacks a function, and names it; or does without, if it can. Such a
 * kernel is had by changing the name that the shim looks for: one letter, in a copy of the module
 * in memory.
 *
 * Run it without the modules.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "harness.h"

#include "debugfs.h"
#include "kmod.h"

#define SHIM		"kvm_arm_wp_shim"
#define MODULE		"kvm_arm_wp"
#define STRANGE		'#'	/* occurs in no name */

FIXTURE(symbol)
{
	char *image;
	size_t size;
	int log;
};

enum need {
	REQUIRED,
	OPTIONAL,
	OPTIONAL_HOOK,	/* it would be redirected, if it were there */
};

FIXTURE_VARIANT(symbol)
{
	const char *name;
	enum need need;
};

#define SYMBOL(_name, _need)			\
FIXTURE_VARIANT_ADD(symbol, _name)		\
{						\
	.name = #_name, .need = _need,		\
}

SYMBOL(ftrace_location, REQUIRED);
SYMBOL(is_kvm_arm_initialised, REQUIRED);
SYMBOL(kvm_get_mode, REQUIRED);
SYMBOL(kvm_flush_remote_tlbs, REQUIRED);
SYMBOL(kvm_arch_destroy_vm, REQUIRED);
SYMBOL(kvm_arch_commit_memory_region, REQUIRED);
SYMBOL(kvm_arch_prepare_memory_region, REQUIRED);
SYMBOL(kvm_arch_sync_dirty_log, REQUIRED);
SYMBOL(kvm_pgtable_stage2_wrprotect, REQUIRED);
SYMBOL(mark_page_dirty_in_slot, REQUIRED);
SYMBOL(kvm_tlb_flush_vmid_range, OPTIONAL);
SYMBOL(kvm_arch_flush_remote_tlbs, OPTIONAL_HOOK);
SYMBOL(kvm_arch_flush_remote_tlbs_range, OPTIONAL_HOOK);
SYMBOL(kvm_dirty_ring_reset, OPTIONAL_HOOK);
SYMBOL(kvm_pgtable_stage2_split, OPTIONAL_HOOK);

FIXTURE_SETUP(symbol)
{
	self->image = wp_module_read(SHIM, &self->size);
	ASSERT_NE(NULL, self->image);
	self->log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	ASSERT_LE(0, self->log);
	lseek(self->log, 0, SEEK_END);
}

FIXTURE_TEARDOWN(symbol)
{
	free(self->image);
	close(self->log);
}

/* Every string that is just this name; it ends in the byte 0. */
static int rename_symbol(char *image, size_t size, const char *name)
{
	size_t len = strlen(name) + 1;
	char *end = image + size, *at = image;
	int n = 0;

	while ((at = memmem(at, end - at, name, len))) {
		if (at > image && !at[-1]) {
			at[len - 2] = STRANGE;
			n++;
		}
		at += len;
	}
	return n;
}

static bool log_names(int log, const char *name)
{
	char record[1024];
	ssize_t len;

	while ((len = read(log, record, sizeof(record) - 1)) > 0) {
		record[len] = '\0';
		if (strstr(record, SHIM ": ") && strstr(record, name))
			return true;
	}
	return false;
}

static int hooks_missing(void)
{
	FILE *f = fopen(WP_DEBUGFS "/host", "r");
	char key[64], value[64];
	int n = 0;

	if (!f)
		return -1;
	while (fscanf(f, "%63s %63s", key, value) == 2)
		n += !strcmp(value, "missing");
	fclose(f);
	return n;
}

static void expect_does_without(struct __test_metadata *_metadata, bool hook)
{
	EXPECT_EQ(0, wp_module_load(MODULE, ""));
	EXPECT_EQ(hook, hooks_missing());
	EXPECT_EQ(0, wp_module_unload(MODULE));
	EXPECT_EQ(0, wp_module_unload(SHIM));
}

TEST_F(symbol, missing)
{
	char name[64];
	int err;

	ASSERT_LT(0, rename_symbol(self->image, self->size, variant->name));
	err = syscall(SYS_init_module, self->image, self->size, "") ? errno : 0;
	if (variant->need != REQUIRED) {
		ASSERT_EQ(0, err);
		expect_does_without(_metadata, variant->need == OPTIONAL_HOOK);
		return;
	}
	EXPECT_EQ(ENOENT, err);
	snprintf(name, sizeof(name), "%s", variant->name);
	name[strlen(name) - 1] = STRANGE;
	EXPECT_TRUE(log_names(self->log, name));
}

int main(int argc, char **argv)
{
	if (wp_module_exists(SHIM) && !access("/dev/kvm", F_OK))
		return test_harness_run(argc, argv);
	ksft_print_header();
	ksft_exit_skip("no module to load, or no /dev/kvm\n");
}
