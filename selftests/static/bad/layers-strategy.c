// SPDX-License-Identifier: GPL-2.0
/* at: module/core/protector_bad.c */
#include "good_core.h"

static void bad_protector(struct wp_batch *batch, const struct wp_run *run)
{
	wp_entry_swap(run->parent, 0);		/* flag: layers */
	wp_env_sync();				/* flag: layers */
}

static void good_protector(struct wp_batch *batch, const struct wp_run *run)
{
	wp_entry_protect(run->ptep, wp_entry_read(run->ptep));
	wp_batch_protected(batch, run, 1);
}
