// SPDX-License-Identifier: GPL-2.0
/* at: module/bad_sleep.c */

static void *sleep_alloc(void)
{
	return (void *)__get_free_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
}

static void sleep_deep(struct sleep_ctx *ctx)
{
	ctx->page = sleep_alloc();
}

static void sleep_callback(struct sleep_ctx *ctx)
{
	sleep_deep(ctx);
}

static const struct sleep_ops sleep_ops = {
	.name = "sleeps",
	.sleep_step = sleep_callback,
	.quick_step = quick_callback,
};

static int bad_direct(struct kvm *kvm, struct sleep_ctx *ctx)
{
	if (!kvm_arm_wp_stage2_lock(kvm, &ctx->s2))
		return 0;
	ctx->page = kmalloc(8, GFP_KERNEL);		/* flag: lock-sleep */
	ctx->page = kzalloc(8, ctx->gfp | GFP_NOIO);	/* flag: lock-sleep */
	ctx->page = kmalloc(8, SLEEP_GFP | __GFP_ZERO);	/* flag: lock-sleep */
	while (ctx->more)
		mutex_lock(&ctx->mutex);		/* flag: lock-sleep */
	if (copy_to_user(ctx->to, ctx->from, 8))	/* flag: lock-sleep */
		ctx->more = cond_resched();		/* flag: lock-sleep */
	kvm_arm_wp_stage2_unlock(kvm);
	return 0;
}

static void bad_indirect(struct kvm *kvm, struct sleep_ctx *ctx)
{
	write_lock(&kvm->mmu_lock);
	sleep_deep(ctx);				/* flag: lock-sleep */
	ctx->ops->sleep_step(ctx);			/* flag: lock-sleep */
	write_unlock(&kvm->mmu_lock);
}

static void bad_callee(struct kvm *kvm, struct sleep_ctx *ctx)
{
	lockdep_assert_held_write(&kvm->mmu_lock);
	synchronize_rcu();				/* flag: lock-sleep */
}

static void bad_spin(struct sleep_ctx *ctx)
{
	spin_lock(&ctx->spin);
	if (ctx->more)
		msleep(1);				/* flag: lock-sleep */
	spin_unlock(&ctx->spin);
}

static void bad_in_branch(struct kvm *kvm, struct sleep_ctx *ctx)
{
	if (kvm_arm_wp_stage2_lock(kvm, &ctx->s2)) {
		ctx->page = kvmalloc(8, GFP_USER);	/* flag: lock-sleep */
		kvm_arm_wp_stage2_unlock(kvm);
	}
}

bool kvm_arm_wp_hold_resume(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	cond_resched();
	write_lock(&kvm->mmu_lock);
	msleep(1);					/* flag: lock-sleep */
	return s2;
}

static void good_gap(struct kvm *kvm, struct sleep_ctx *ctx)
{
	lockdep_assert_held_write(&kvm->mmu_lock);
	if (kvm_arm_wp_hold_interrupt(kvm))
		kvm_arm_wp_hold_resume(kvm, &ctx->s2);
}

static int good_outside(struct kvm *kvm, struct sleep_ctx *ctx)
{
	do {
		sleep_deep(ctx);
		if (!kvm_arm_wp_stage2_lock(kvm, &ctx->s2))
			return kvm_arm_wp_detach();
		ctx->ops->quick_step(ctx);
		ctx->page = kmalloc(8, GFP_ATOMIC | __GFP_ZERO);
		kvm_arm_wp_stage2_unlock(kvm);
		cond_resched();
	} while (ctx->more);

	spin_lock(&ctx->spin);
	ctx->more = 0;
	spin_unlock(&ctx->spin);
	mutex_lock(&ctx->mutex);
	return 0;
}
