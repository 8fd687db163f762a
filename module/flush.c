// SPDX-License-Identifier: GPL-2.0
/* Attributes KVM's TLB flushes to slots. */
#include "flush.h"
#include "pass.h"

/*
 * The xchg() counts each owed flush once: after a reset of rings KVM flushes
 * without slots_lock, and several tasks may come here at a time.
 */
static bool wp_flush_was_owed(struct wp_slot *slot)
{
	return xchg(&slot->flush_owed, false);
}

void wp_flush_slot(struct wp_slot *slot, bool unseen, u64 ns)
{
	if (wp_flush_was_owed(slot) || unseen)
		wp_pass_flushed(slot, slot->vm->serve.pass.occasion, ns);
}

/*
 * KVM flushes all of the VM once after a reset of rings, for all slots that
 * were in the rings.  The pass has ended by then, slots_lock is free, and
 * another pass may have begun.
 *
 * 6.1 also flushes the whole VM at commit.  Attribute that flush to us if
 * current made the last pass; if another pass has begun meanwhile, an event may
 * have the wrong occasion.
 */
void wp_flush_all(struct wp_vm *vm, u64 ns)
{
	enum wp_occasion occasion = READ_ONCE(vm->serve.pass.occasion);
	struct wp_slot *slot;
	unsigned long id;

	if (READ_ONCE(vm->serve.task) != current)
		return;
	rcu_read_lock();
	xa_for_each(&vm->slots, id, slot)
		if (wp_flush_was_owed(slot))
			wp_pass_flushed(slot, occasion, ns);
	rcu_read_unlock();
}
