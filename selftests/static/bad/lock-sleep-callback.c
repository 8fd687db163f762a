// SPDX-License-Identifier: GPL-2.0
/* at: module/bad_callback.c */

static void callback_sleeps(struct sleep_ctx *ctx)
{
	mutex_lock(&ctx->mutex);
}

static const struct wp_protector_ops callback_protector = {
	.strategy.name = "sleeps",
	.pages = callback_sleeps,			/* flag: lock-sleep */
};

static struct wp_splitter_ops callback_splitters[] = {
	{
		.block = callback_quick,
		.build = callback_sleeps,
	}, {
		.block = callback_sleeps,		/* flag: lock-sleep */
	},
};

static struct kvm_arm_wp_hooks callback_hooks[CALLBACK_MAX + 1] = {
	{
		.prepare = callback_sleeps,
		.split = callback_sleeps,		/* flag: lock-sleep */
	},
};
