// SPDX-License-Identifier: GPL-2.0
/*
 * The shim refuses a kernel that lacks a function, and names it. Such a kernel is had by changing
 * the name that the shim looks for: one letter, in a copy of the module in memory.
 *
 * Run it without the modules.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "kselftest_harness.h"

#include "kmod.h"

#define SHIM		"kvm_arm_wp_shim"
#define STRANGE		'#'	/* occurs in no name */

FIXTURE(symbol)
{
	char *image;
	size_t size;
	int log;
};

FIXTURE_VARIANT(symbol)
{
	const char *name;
	bool optional;
};

#define SYMBOL(_name, _optional)		\
FIXTURE_VARIANT_ADD(symbol, _name)		\
{						\
	.name = #_name, .optional = _optional,	\
}

SYMBOL(ftrace_location, false);
SYMBOL(is_kvm_arm_initialised, false);
SYMBOL(kvm_get_mode, false);
SYMBOL(kvm_flush_remote_tlbs, false);
SYMBOL(kvm_arch_destroy_vm, false);
SYMBOL(kvm_arch_commit_memory_region, false);
SYMBOL(kvm_arch_prepare_memory_region, false);
SYMBOL(kvm_tlb_flush_vmid_range, true);

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

TEST_F(symbol, missing)
{
	char name[64];
	int err;

	ASSERT_LT(0, rename_symbol(self->image, self->size, variant->name));
	err = syscall(SYS_init_module, self->image, self->size, "") ? errno : 0;
	if (variant->optional) {
		EXPECT_EQ(0, err);
		EXPECT_EQ(0, wp_module_unload(SHIM));
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
