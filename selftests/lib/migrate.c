// SPDX-License-Identifier: GPL-2.0
/*
 * A live migration by the dirty log. migrate.h explains the guest's write
 * pattern.
 */
#include <sched.h>
#include <stdlib.h>

#include "copy.h"
#include "fault.h"
#include "migrate.h"

/*
 * All hot pages must stay in a TLB that has 64 entries of 4 KiB, the smallest
 * that QEMU emulates. 16 KiB pages can use only every fourth of its entries.
 */
#define HOT_PAGES	8ULL	/* hot pages, written in turn */
#define HOT_TURNS	262144ULL /* writes to each of them in one sweep */

/*
 * Runs in the guest. Each vCPU writes its own words of a page, so that no vCPU
 * hides a lost write of another.
 */
static void dirty_page(uint64_t page, uint64_t cpu, uint64_t n)
{
	uint64_t *word = (uint64_t *)(page + cpu * 2 * sizeof(uint64_t));

	WRITE_ONCE(word[0], n);
	WRITE_ONCE(word[1], wp_pattern(page, n));
}

/*
 * Runs in the guest. Returns the page of write @n in a sweep over @pages pages.
 */
static uint64_t sweep_page(uint64_t n, uint64_t pages)
{
	uint64_t set = n / (HOT_PAGES * HOT_TURNS), in_set = n % HOT_PAGES;

	return (set * HOT_PAGES + in_set) % pages;
}

/*
 * Runs in the guest. @salt is the index of the vCPU. vCPU 0 sweeps over the
 * first half of memory; all others write random pages of the second half.
 */
static uint64_t guest_dirty(struct wp_call *call)
{
	uint64_t cpu = call->salt, seed = wp_pattern(cpu, 1), n;
	uint64_t half = call->size / 2, pages = half / call->stride, page;

	for (n = 0; !__atomic_load_n(&call->stop, __ATOMIC_ACQUIRE); n++) {
		page = cpu ? pages + wp_random(&seed) % pages : sweep_page(n, pages);
		dirty_page(call->ipa + page * call->stride, cpu, n);
		__atomic_store_n(&call->progress, n, __ATOMIC_RELEASE);
	}
	return n;
}

static void reached(const struct migration *m, enum migrate_step step)
{
	if (m->plan.reached)
		m->plan.reached(m, step);
}

/*
 * Wait until vCPU 0 has moved on to another set of hot pages and all other
 * vCPUs have written, too.
 */
static void wait_for_writes(const struct migration *m)
{
	int i;

	for (i = 0; i < m->plan.nr_vcpus; i++) {
		uint64_t *progress = &m->call[i]->progress;
		uint64_t until = __atomic_load_n(progress, __ATOMIC_ACQUIRE) +
				 (i ? HOT_PAGES : HOT_PAGES * HOT_TURNS);

		while (__atomic_load_n(progress, __ATOMIC_ACQUIRE) < until)
			sched_yield();
	}
}

static void fill(const struct migration *m)
{
	struct wp_call call = wp_slot_call(m->slot, wp_guest_write, 0);

	/* Write a few words of each page; the rest stays zero. */
	call.stride = wp_page_size() / 8;
	wp_call(m->wvm, 0, &call);
}

/*
 * Call this after the vCPU threads have been started: they would inherit the
 * affinity.
 */
static void leave_last_cpu(struct migration *m)
{
	cpu_set_t others;
	int cpu;

	if (sched_getaffinity(0, sizeof(m->cpus), &m->cpus) || CPU_COUNT(&m->cpus) < 2)
		return;
	others = m->cpus;
	for (cpu = CPU_SETSIZE - 1; !CPU_ISSET(cpu, &others); cpu--)
		;
	CPU_CLR(cpu, &others);
	sched_setaffinity(0, sizeof(others), &others);
}

static void start_writing(struct migration *m)
{
	struct wp_call call;
	int i;

	for (i = 0; i < m->plan.nr_vcpus; i++) {
		call = wp_slot_call(m->slot, guest_dirty, i);
		m->call[i] = wp_call_start(m->wvm, i, &call);
	}
	leave_last_cpu(m);
	wait_for_writes(m);
}

uint64_t migrate_size(uint64_t bytes)
{
	uint64_t block = wp_block_size(2), blocks = (bytes + block - 1) / block;

	return (blocks < 2 ? 2 : blocks) * block;
}

static struct wp_vm *source(const struct migrate_plan *plan)
{
	if (plan->ring)
		return wp_vm_create_ring(plan->nr_vcpus, WP_RING_ENTRIES);
	if (plan->ipa_bits)
		return wp_vm_create_ipa(plan->nr_vcpus, plan->ipa_bits);
	return wp_vm_create(plan->nr_vcpus);
}

static struct test_slot *memory(const struct migrate_plan *plan, struct wp_vm *wvm)
{
	return wp_slot_add(wvm, 1, plan->backing, plan->ipa_bits ? plan->ipa : WP_IPA,
			   plan->size, 0);
}

void migrate_wait_for_faults(const struct migration *m, enum migrate_step step)
{
	if (step == MIGRATE_ENABLED)
		wp_faults_ready();
}

struct migration *migrate_start(const struct migrate_plan *plan)
{
	struct migration *m = calloc(1, sizeof(*m));

	TEST_ASSERT(m, "out of memory");
	m->plan = *plan;
	m->wvm = source(plan);
	if (plan->manual)
		vm_enable_cap(m->wvm->vm, KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2, plan->manual);
	m->slot = plan->add ? plan->add(plan, m->wvm) : memory(plan, m->wvm);
	if (!m->slot) {
		wp_vm_destroy(m->wvm);
		free(m);
		return NULL;
	}
	m->copy = wp_copy_alloc(m->slot);
	m->bitmap = wp_bitmap_alloc(m->slot);

	fill(m);
	start_writing(m);
	reached(m, MIGRATE_READY);
	return m;
}

int migrate_enable(struct migration *m)
{
	int err = wp_slot_log(m->slot, true);

	if (!err)
		reached(m, MIGRATE_ENABLED);
	return err;
}

/*
 * The bitmap lists the pages that KVM itself wrote. Get it first: this
 * overwrites @bitmap.
 */
static void collect_ring(struct migration *m)
{
	wp_dirty_get(m->slot, m->bitmap);
	wp_ring_harvest(m->slot, m->bitmap);
	wp_ring_reset(m->wvm);
}

void migrate_collect(struct migration *m)
{
	if (m->plan.ring) {
		collect_ring(m);
		return;
	}
	wp_dirty_collect(m->slot, m->bitmap, m->plan.manual);
}

/*
 * Have KVM write-protect the pages before they are read, so that the next log
 * lists any write after that.
 */
static void copy_dirty(struct migration *m)
{
	if (m->plan.collect)
		m->plan.collect(m);
	else
		migrate_collect(m);
	m->dirty = wp_copy_dirty(m->slot, m->copy, m->bitmap);
	m->sent += m->dirty;
}

void migrate_copy_all(struct migration *m)
{
	if (m->plan.manual & KVM_DIRTY_LOG_INITIALLY_SET)
		copy_dirty(m);
	else
		m->sent += wp_copy_all(m->slot, m->copy);
	reached(m, MIGRATE_COPIED);
}

void migrate_round(struct migration *m)
{
	wait_for_writes(m);
	copy_dirty(m);
	m->round++;
	reached(m, MIGRATE_ROUND);
}

static void stop_writing(struct migration *m)
{
	int i;

	for (i = 0; i < m->plan.nr_vcpus; i++)
		wp_call_join(m->wvm, i);
	sched_setaffinity(0, sizeof(m->cpus), &m->cpus);
}

void migrate_stop(struct migration *m)
{
	wait_for_writes(m);
	stop_writing(m);
	copy_dirty(m);
	reached(m, MIGRATE_STOPPED);
}

uint64_t migrate_compare(struct migration *m)
{
	m->lost = wp_copy_differs(m->slot, m->copy);
	return m->lost;
}

void migrate_end(struct migration *m)
{
	if (!m)
		return;
	wp_copy_free(m->slot, m->copy);
	free(m->bitmap);
	wp_vm_destroy(m->wvm);
	free(m);
}

int migrate_run(struct migration *m)
{
	int err = migrate_enable(m);

	if (err) {
		stop_writing(m);
		return err;
	}
	migrate_copy_all(m);
	while (m->round < m->plan.rounds)
		migrate_round(m);
	migrate_stop(m);
	return 0;
}
