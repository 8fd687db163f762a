// SPDX-License-Identifier: GPL-2.0
/* at: module/shim/good_shim.c */
#include <linux/ftrace.h>
#include "shim.h"

/* In the shim this is allowed. */
#ifdef KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE
static int good_shim(struct ftrace_ops *ops)
{
	return register_ftrace_function(ops);
}
#endif
