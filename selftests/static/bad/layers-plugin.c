// SPDX-License-Identifier: GPL-2.0
/* at: selftests/kmod/kvm_arm_wp_plugin_bad.c */
#include <linux/module.h>
#include "kvm_arm_wp_strategy.h"
#include "kvm_arm_wp_shim.h"			/* flag: layers */
#include "core/batch.h"				/* flag: layers */

static int bad_plugin(struct wp_batch *batch, const struct wp_block *block)
{
	kvm_arm_wp_stage2_flush(NULL, 0, 8);	/* flag: layers */
	wp_entry_break(block->ptep);		/* flag: layers */
	wp_env_flush(NULL, 0, 8);		/* flag: layers */
	return WP_DONE;
}

static int good_plugin(const struct wp_splitter_ops *ops)
{
	return kvm_arm_wp_register_splitter(ops);
}
