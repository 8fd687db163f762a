// SPDX-License-Identifier: GPL-2.0
/*
 * Collects the entries of dirty rings.
 */
#include "wp.h"

const char *wp_ring_missing(void)
{
	if (!kvm_has_cap(KVM_CAP_DIRTY_LOG_RING_ACQ_REL))
		return "this kernel has no dirty ring";
	if (!kvm_has_cap(KVM_CAP_DIRTY_LOG_RING_WITH_BITMAP))
		return "this kernel has no bitmap for dirty rings";
	return NULL;
}

/* Return the next new entry, or NULL. */
static struct kvm_dirty_gfn *next_entry(struct kvm_vcpu *vcpu)
{
	struct kvm_dirty_gfn *ring = vcpu_map_dirty_ring(vcpu), *entry;

	entry = &ring[vcpu->fetch_index % vcpu->dirty_gfns_count];
	if (__atomic_load_n(&entry->flags, __ATOMIC_ACQUIRE) != KVM_DIRTY_GFN_F_DIRTY)
		return NULL;
	vcpu->fetch_index++;
	return entry;
}

static uint64_t harvest(struct kvm_vcpu *vcpu, const struct test_slot *slot, unsigned long *bitmap)
{
	struct kvm_dirty_gfn *entry;
	uint64_t n = 0;

	while ((entry = next_entry(vcpu))) {
		if (entry->slot == slot->id) {
			TEST_ASSERT(entry->offset < wp_slot_pages(slot),
				    "ring lists page %llu", entry->offset);
			wp_bitmap_set(bitmap, entry->offset);
			n++;
		}
		__atomic_store_n(&entry->flags, KVM_DIRTY_GFN_F_RESET, __ATOMIC_RELEASE);
	}
	return n;
}

uint64_t wp_ring_harvest(const struct test_slot *slot, unsigned long *bitmap)
{
	uint64_t n = 0;
	int i;

	for (i = 0; i < slot->wvm->nr_vcpus; i++)
		n += harvest(slot->wvm->vcpu[i], slot, bitmap);
	return n;
}

uint64_t wp_ring_reset(const struct wp_vm *wvm)
{
	return kvm_vm_reset_dirty_ring(wvm->vm);
}
