// SPDX-License-Identifier: GPL-2.0
/* at: module/core/bad_core.c */
#include <linux/kernel.h>
#include <linux/slab.h>				/* flag: layers */
#include "../stats.h"				/* flag: layers */
#include "stats.h"				/* flag: layers */
#include "kvm_arm_wp_shim.h"			/* flag: layers */
#include "good_core.h"
#include "kvm_arm_wp_strategy.h"

static void bad_core(struct wp_env *env)
{
	void *page = kmalloc(8, GFP_ATOMIC);	/* flag: layers */

	kvm_arm_wp_stage2_flush(env->kvm, 0, 8);	/* flag: layers */
	pr_info("kmalloc() of %p\n", page);	/* flag: layers */
	module_put(env->owner);			/* flag: layers */
}

static u64 good_core(struct wp_env *env, const struct kvm_arm_wp_stage2 *s2)
{
	wp_env_flush(env, 0, 8);
	return max(s2->ia_bits, wp_env_clock_ns());
}
