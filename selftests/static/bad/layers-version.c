// SPDX-License-Identifier: GPL-2.0
/* at: module/bad_version.c */
#include <linux/kernel.h>
#include <linux/version.h>			/* flag: layers */
#include <linux/debugfs.h>			/* flag: layers */
#include <linux/ftrace.h>			/* flag: layers */

/* Comments do not count: LINUX_VERSION_CODE, debugfs_create_dir(). */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)	/* flag: layers */
#define BAD_OLD "KERNEL_VERSION(6, 2, 0)"
#endif

static unsigned long bad_resolve(struct dentry *dir)
{
	debugfs_remove(dir);			/* flag: layers */
	return kallsyms_lookup_name("x");	/* flag: layers */
}
