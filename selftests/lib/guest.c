// SPDX-License-Identifier: GPL-2.0
/*
 * Calls into the guest. The first half of this file runs in the guest, the
 * second half on the host.
 */
#include <errno.h>
#include <sched.h>

#include "guest.h"
#include "processor.h"
#include "ucall_common.h"
#include "wp.h"

/* Host and guest each have a copy: the program is loaded into guest memory. */
static struct wp_call guest_calls[WP_MAX_VCPUS];

/* Where a slot repeats the same memory, the pattern repeats, too. */
static uint64_t pattern(uint64_t start, uint64_t off, uint64_t period, uint64_t salt)
{
	return wp_pattern(start + (period ? off % period : off), salt);
}

static uint64_t pattern_at(const struct wp_call *call, uint64_t at)
{
	return pattern(call->ipa, at - call->ipa, call->period, call->salt);
}

uint64_t wp_guest_read(struct wp_call *call)
{
	uint64_t at, sum = 0;

	for (at = call->ipa; at < call->ipa + call->size; at += call->stride)
		sum += READ_ONCE(*(uint64_t *)at);
	return sum;
}

uint64_t wp_guest_write(struct wp_call *call)
{
	uint64_t at;

	for (at = call->ipa; at < call->ipa + call->size; at += call->stride)
		WRITE_ONCE(*(uint64_t *)at, pattern_at(call, at));
	return 0;
}

uint64_t wp_guest_check(struct wp_call *call)
{
	uint64_t at, wrong = 0;

	for (at = call->ipa; at < call->ipa + call->size; at += call->stride)
		wrong += READ_ONCE(*(uint64_t *)at) != pattern_at(call, at);
	return wrong;
}

void wp_guest_main(uint64_t cpu)
{
	struct wp_call *call = &guest_calls[cpu];

	for (;;) {
		call->result = call->fn(call);
		GUEST_SYNC(0);
	}
}

/* From here on, the code runs on the host. */

static struct wp_call *call_of(struct wp_vm *wvm, int cpu)
{
	return addr_gva2hva(wvm->vm, (vm_vaddr_t)&guest_calls[cpu]);
}

static void expect_done(struct kvm_vcpu *vcpu)
{
	struct ucall uc;

	switch (get_ucall(vcpu, &uc)) {
	case UCALL_SYNC:
		return;
	case UCALL_ABORT:
		REPORT_GUEST_ASSERT(uc);
		return;
	default:
		assert_on_unhandled_exception(vcpu);
		TEST_FAIL("unexpected guest exit: %s", exit_reason_str(vcpu->run->exit_reason));
	}
}

static bool retry_efault;

void wp_call_retry_efault(void)
{
	retry_efault = true;
}

/* Return 0 when the guest's function is done, else errno. */
static int run_once(struct kvm_vcpu *vcpu)
{
	if (__vcpu_run(vcpu))
		return errno;
	expect_done(vcpu);
	return 0;
}

/* Return true when the guest's function is done, false on a signal. */
static bool run(struct kvm_vcpu *vcpu)
{
	int err = run_once(vcpu);

	TEST_ASSERT(!err || err == EINTR || (err == EFAULT && retry_efault), "KVM_RUN: %s",
		    strerror(err));
	return !err;
}

static void run_until_done(struct kvm_vcpu *vcpu)
{
	while (!run(vcpu))
		;
}

static struct wp_call *call_load(struct wp_vm *wvm, int cpu, const struct wp_call *call)
{
	struct wp_call *copy = call_of(wvm, cpu);

	*copy = *call;
	return copy;
}

uint64_t wp_call(struct wp_vm *wvm, int cpu, const struct wp_call *call)
{
	struct wp_call *copy = call_load(wvm, cpu, call);

	run_until_done(wvm->vcpu[cpu]);
	return copy->result;
}

bool wp_call_try(struct wp_vm *wvm, int cpu, const struct wp_call *call)
{
	if (call)
		call_load(wvm, cpu, call);
	return run(wvm->vcpu[cpu]);
}

int wp_call_errno(struct wp_vm *wvm, int cpu, const struct wp_call *call)
{
	if (call)
		call_load(wvm, cpu, call);
	return run_once(wvm->vcpu[cpu]);
}

/*
 * Pin the vCPU: a stale TLB entry exists on one CPU only, and migrating the
 * vCPU to another CPU would hide the bug.
 */
static void stay_on_one_cpu(uint32_t nth)
{
	cpu_set_t allowed, one;
	int cpu;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return;
	nth = CPU_COUNT(&allowed) - 1 - nth % CPU_COUNT(&allowed);
	for (cpu = 0; !CPU_ISSET(cpu, &allowed) || nth--; cpu++)
		;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
}

static void *vcpu_thread(void *arg)
{
	struct kvm_vcpu *vcpu = arg;

	stay_on_one_cpu(vcpu->id);
	run_until_done(vcpu);
	return NULL;
}

struct wp_call *wp_call_start(struct wp_vm *wvm, int cpu, const struct wp_call *call)
{
	struct wp_call *copy = call_load(wvm, cpu, call);
	int err = pthread_create(&wvm->thread[cpu], NULL, vcpu_thread, wvm->vcpu[cpu]);

	TEST_ASSERT(!err, "no thread for vCPU %d", cpu);
	return copy;
}

uint64_t wp_call_join(struct wp_vm *wvm, int cpu)
{
	struct wp_call *copy = call_of(wvm, cpu);

	__atomic_store_n(&copy->stop, 1, __ATOMIC_RELEASE);
	pthread_join(wvm->thread[cpu], NULL);
	return copy->result;
}

struct wp_call wp_slot_call(const struct test_slot *slot, uint64_t (*fn)(struct wp_call *call),
			    uint64_t salt)
{
	return (struct wp_call){
		.fn = fn,
		.ipa = slot->ipa + slot->va_offset,
		.size = slot->size,
		.period = slot->period,
		.stride = wp_page_size(),
		.salt = salt,
	};
}

void wp_slot_read(const struct test_slot *slot)
{
	struct wp_call call = wp_slot_call(slot, wp_guest_read, 0);

	wp_call(slot->wvm, 0, &call);
}

void wp_slot_write(const struct test_slot *slot, uint64_t salt)
{
	wp_slot_write_every(slot, wp_page_size(), salt);
}

void wp_slot_write_every(const struct test_slot *slot, uint64_t stride, uint64_t salt)
{
	struct wp_call call = wp_slot_call(slot, wp_guest_write, salt);

	call.stride = stride;
	wp_call(slot->wvm, 0, &call);
}

uint64_t wp_slot_write_nth(const struct test_slot *slot, uint64_t nth, uint64_t salt,
			   unsigned long *expected)
{
	wp_slot_write_every(slot, nth * wp_page_size(), salt);
	if (expected)
		wp_bitmap_set_every(slot, expected, nth);
	return (wp_slot_pages(slot) + nth - 1) / nth;
}

void wp_slot_fill(const struct test_slot *slot, uint64_t salt)
{
	struct test_slot view = *slot;

	if (slot->period)
		view.size = slot->period;
	wp_slot_write(&view, salt);
	wp_slot_write_every(slot, wp_block_size(2), salt);
}

uint64_t wp_slot_check(const struct test_slot *slot, uint64_t salt)
{
	struct wp_call call = wp_slot_call(slot, wp_guest_check, salt);

	return wp_call(slot->wvm, 0, &call);
}

uint64_t wp_slot_check_host(const struct test_slot *slot, uint64_t salt)
{
	uint64_t off, wrong = 0;

	for (off = 0; off < slot->size; off += wp_page_size())
		wrong += READ_ONCE(*(uint64_t *)(slot->hva + off)) !=
			 pattern(slot->ipa + slot->va_offset, off, slot->period, salt);
	return wrong;
}
