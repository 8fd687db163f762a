// SPDX-License-Identifier: GPL-2.0
/* at: module/shim/good_shim.c */
#include <linux/ftrace.h>
#include <linux/version.h>
#include "shim.h"

/* What is wrong elsewhere is the shim's task. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
static int good_shim(struct ftrace_ops *ops)
{
	return register_ftrace_function(ops);
}
#endif
