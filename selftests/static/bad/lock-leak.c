// SPDX-License-Identifier: GPL-2.0
/* at: module/bad_leak.c */

static int bad_error_path(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	if (!kvm_arm_wp_stage2_lock(kvm, s2))
		return 0;
	if (leak_work(s2))
		return -EAGAIN;			/* flag: lock-leak */
	kvm_arm_wp_stage2_unlock(kvm);
	return 0;
}

static void bad_fall_off(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	if (!kvm_arm_wp_stage2_lock(kvm, s2))
		return;
	if (leak_work(s2))
		kvm_arm_wp_stage2_unlock(kvm);
}						/* flag: lock-leak */

static int bad_goto(struct kvm *kvm)
{
	int ret = -ENOENT;

	write_lock(&kvm->mmu_lock);
	if (!kvm->arch.mmu.pgt)
		goto out;
	ret = leak_work(NULL);
	write_unlock(&kvm->mmu_lock);
out:
	return ret;				/* flag: lock-leak */
}

static int bad_branch(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	if (kvm_arm_wp_stage2_lock(kvm, s2)) {	/* flag: lock-leak */
		if (leak_work(s2))
			return 1;
		kvm_arm_wp_stage2_unlock(kvm);
	}
	return 0;
}

static void bad_untested(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	kvm_arm_wp_stage2_lock(kvm, s2);	/* flag: lock-leak */
	leak_work(s2);
	kvm_arm_wp_stage2_unlock(kvm);
}

static int good_loop(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	int ret;

	do {
		if (!kvm_arm_wp_stage2_lock(kvm, s2))
			return 0;
		ret = leak_work(s2);
		kvm_arm_wp_stage2_unlock(kvm);
	} while (ret == -EAGAIN);
	return ret;
}

static int good_error_path(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	if (!kvm_arm_wp_stage2_lock(kvm, s2))
		return 0;
	if (leak_work(s2)) {
		kvm_arm_wp_stage2_unlock(kvm);
		return -EAGAIN;
	}
	kvm_arm_wp_stage2_unlock(kvm);
	return 0;
}

static int good_goto(struct kvm *kvm)
{
	int ret = -ENOENT;

	write_lock(&kvm->mmu_lock);
	if (!kvm->arch.mmu.pgt)
		goto out;
	ret = leak_work(NULL);
out:
	write_unlock(&kvm->mmu_lock);
	return ret;
}

static int good_branch(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	if (kvm_arm_wp_stage2_lock(kvm, s2)) {
		leak_work(s2);
		kvm_arm_wp_stage2_unlock(kvm);
	}
	return 0;
}
