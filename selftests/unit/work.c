// SPDX-License-Identifier: GPL-2.0
/* Runs passes and requests, and checks what must hold after each hold of the lock. */
#include "core/strategy.h"
#include "core/unprotect.h"
#include "fail.h"
#include "hold.h"
#include "knobs.h"
#include "model.h"
#include "prepare.h"
#include "request.h"
#include "serve.h"
#include "table.h"
#include "tlb.h"
#include "vm.h"
#include "work.h"

/* More holds than any pass over the space of a test needs, with any injected events. */
#define LOCKS_MAX 20000

/*
 * struct progress - the running pass or request
 * @duty: its remaining work
 * @afterwards: splits count as stragglers
 * @locks: how often it has held the lock
 * @drops: how often it has interrupted KVM's hold
 * @done: its work so far
 */
static struct progress {
	struct duty duty;
	bool afterwards;
	unsigned int locks;
	unsigned int drops;
	struct done done;
} progress;

static u64 range_end(const struct work *work)
{
	return space_ipa(work->first) + work->pages * PAGE_SIZE;
}

/* If the work stopped at a level-1 block, that may just have been split into level-2 blocks. */
static void split_half(const struct duty *duty, struct done *done)
{
	unsigned int page = space_page(duty->next);

	if (!duty->split || duty->next >= duty->end || page == NO_PAGE || !model_is_leaf(page) ||
	    model[page].level != 1)
		return;
	if (table_lookup(duty->next, 2).level == 2)
		model_split_top(page, done);
}

static void check_counts(const struct wp_counts *counts, const struct done *done, bool afterwards)
{
	equal("splits_l1", counts->splits_l1, afterwards ? 0 : done->splits_l1);
	equal("splits_l2", counts->splits_l2, afterwards ? 0 : done->splits_l2);
	equal("table_pages", counts->table_pages, done->splits_l1 + done->splits_l2);
	equal("ptes_wp", counts->ptes_wp, done->protected);
	equal("tlb_flushes", counts->tlb_flushes, machine.flushes);
	equal("tables_swapped", counts->tables_swapped, machine.swaps);
	equal("verify_failures", counts->verify_failures, 0);
}

static struct done check_work(const struct duty *duty)
{
	struct done done;

	unit_check(duty->next >= duty->start && duty->next <= duty->end,
		   "the work stopped at %#llx, outside of %#llx to %#llx",
		   LLU(duty->next), LLU(duty->start),
		   LLU(duty->end));
	space_mark(duty->start, duty->next - duty->start);
	done = model_work(duty);
	split_half(duty, &done);
	table_compare(machine.held);
	return done;
}

static void check_batch(const struct wp_batch *batch)
{
	struct done done;

	unit_check(++progress.locks < LOCKS_MAX, "the pass does not end");
	progress.duty.next = batch->next;
	done = check_work(&progress.duty);
	tlb_check(false);
	space_checked();
	check_counts(&batch->counts, &done, progress.afterwards);
	equal("batches", batch->counts.batches, 1);
	unit_check(batch->next <= batch->until, "the batch went beyond its until");
	unit_check(machine.flushes <= WP_BATCH_FLUSHES + 1, "%u flushes under one lock",
		   machine.flushes);
	progress.duty.start = batch->next;
	progress.done.splits_l1 += done.splits_l1;
	progress.done.splits_l2 += done.splits_l2;
	progress.done.protected += done.protected;
}

static struct wp_job job_of(const struct work *work)
{
	return (struct wp_job){
		.env.kvm = machine_kvm(),
		.splitter = work->splitter,
		.protector = work->protector,
		.end = range_end(work),
		.verify = work->verify,
	};
}

/* An error must have a cause, and a signal must end the pass. */
static void check_result(int ret, const struct work *work)
{
	bool done = progress.duty.start == range_end(work);

	if (ret == -ENOMEM)
		unit_check(machine.failed, "-ENOMEM, but no allocation failed");
	else if (ret == -EINTR)
		unit_check(machine.killed, "-EINTR, but there was no signal");
	else
		unit_check(!ret, "the pass returned %d", ret);
	if (!ret && !done)
		unit_check(!machine.gone, "the pass ended early at %#llx",
			   LLU(progress.duty.start));
	if (machine.killed)
		unit_check(ret == -EINTR, "the pass ignored a signal");
	equal("pages held after a pass", machine.held, 0);
}

static void check_total(const struct wp_counts *total)
{
	equal("splits_l1 in all", total->splits_l1, progress.done.splits_l1);
	equal("splits_l2 in all", total->splits_l2, progress.done.splits_l2);
	equal("ptes_wp in all", total->ptes_wp, progress.done.protected);
	equal("batches in all", total->batches, progress.locks);
}

int work_pass(const struct work *work, struct wp_counts *total)
{
	const struct wp_job job = job_of(work);
	struct wp_slot slot = { .ipa = space_ipa(work->first), .npages = work->pages };
	struct wp_pass pass = {
		.slot = &slot,
		.occasion = work->afterwards ? WP_IN_STRAGGLERS : WP_IN_PREPARE,
	};

	progress = (struct progress){
		.duty.start = slot.ipa,
		.duty.end = job.end,
		.duty.split = true,
		.duty.protect = job.protector,
		.afterwards = work->afterwards,
	};
	machine.pass = check_batch;
	wp_prepare_run(&job, &pass);
	*total = pass.counts;
	check_result(pass.ret, work);
	check_total(total);
	return pass.ret;
}

/*
 * KVM's side of a request: its cache of pages, and the record of the slot. The initial pass asks
 * for all of the slot in one request.
 */
struct kvm_mmu_memory_cache {
	unsigned int nobjs;
	kvm_pte_t *objects[WP_BATCH_TABLES + 16];
};

static struct kvm_mmu_memory_cache cache;
static struct wp_vm vm;
static struct wp_slot slot;

struct wp_slot *unit_slot = &slot;
struct hlist_head wp_slots_by_id[1 << WP_HASH_BITS];
struct wp_knob wp_knob_takeover = { .value = 1 }, wp_knob_verify;

struct wp_vm *wp_vm_find(struct kvm *kvm)
{
	return &vm;
}

void wp_serve_choose(struct wp_vm *of)
{
	unit_fail("strategies are chosen in the middle of a pass");
}

void wp_serve_end(struct wp_vm *of)
{
	unit_fail("a pass ends in the middle of a request");
}

void *kvm_arm_wp_cache_take(struct kvm_mmu_memory_cache *from)
{
	if (!from->nobjs)
		return NULL;
	machine.held++;
	machine.borrowed++;
	return from->objects[--from->nobjs];
}

void kvm_arm_wp_cache_give(struct kvm_mmu_memory_cache *to, void *page)
{
	machine.held--;
	machine.borrowed--;
	memset(page, 0, PAGE_SIZE);
	to->objects[to->nobjs++] = page;
}

static kvm_pte_t *new_page(bool zero)
{
	return memory_alloc(PAGE_SIZE, zero)->page;
}

static void free_pages(kvm_pte_t **page, unsigned int pages)
{
	while (pages--)
		memory_free(memory_find(page[pages]));
}

/* Pages in KVM's cache are zeroed; pages for a protector are not. */
static void fill(const struct work *work)
{
	struct wp_reserve *reserve = &vm.serve.reserve;

	cache.nobjs = 0;
	if (work->splitter)
		while (cache.nobjs < min_t(unsigned int, work->reserve, ARRAY_SIZE(cache.objects)))
			cache.objects[cache.nobjs++] = new_page(true);
	else
		while (reserve->nr < min_t(unsigned int, work->reserve, WP_BATCH_TABLES))
			reserve->table[reserve->nr++] = new_page(false);
	machine.held += reserve->nr;
}

static void drain(void)
{
	struct wp_reserve *reserve = &vm.serve.reserve;

	equal("pages borrowed after a request", machine.borrowed, 0);
	machine.held -= reserve->nr;
	free_pages(reserve->table, reserve->nr);
	free_pages(cache.objects, cache.nobjs);
	reserve->nr = 0;
	cache.nobjs = 0;
}

/* KVM flushes the whole slot after all requests to protect. Its cache is not in the table. */
static void check_hold(const struct wp_batch *batch)
{
	const struct duty *duty = &progress.duty;
	struct done done;

	unit_check(++progress.locks < LOCKS_MAX, "the request does not end");
	progress.duty.next = batch->next;
	machine.held += cache.nobjs;
	done = check_work(duty);
	machine.held -= cache.nobjs;
	check_counts(&batch->counts, &done, false);
	equal("lock_drops", batch->counts.lock_drops, machine.gap);
	if (!duty->split && !machine.swaps)
		equal("flushes in addition to KVM's", machine.flushes, 0);
	tlb_check(duty->protect);
	space_checked();
	progress.drops += batch->counts.lock_drops;
	progress.duty.start = batch->next;
}

static struct kvm_arm_wp_request begin_request(const struct work *work)
{
	static const struct kvm_memory_slot memslot;
	struct kvm_arm_wp_request req = {
		.kvm = machine_kvm(),
		.slot = work->nested ? NULL : &memslot,
		.start = space_ipa(work->first),
		.end = range_end(work),
	};

	slot = (struct wp_slot){ .vm = &vm };
	vm = (struct wp_vm){
		.kvm = req.kvm,
		.serve.pass = { .slot = &slot, .occasion = WP_IN_INITIAL },
		.serve.hold.lasts = work->lasts,
		.serve.protector = work->protector ?: &wp_protector_inplace,
		.serve.splitter = work->splitter ?: &wp_splitter_inplace,
	};
	fill(work);
	wp_knob_verify.value = work->verify;
	progress = (struct progress){
		.duty.start = req.start,
		.duty.end = req.end,
		.duty.split = work->splitter,
		.duty.protect = work->protector,
		.duty.served = true,
	};
	machine.pass = check_hold;
	machine.nested = work->nested;
	machine_lock(false);
	req.s2 = machine_stage2();
	return req;
}

static unsigned int end_request(bool done)
{
	machine_unlock();
	wp_hold_close(&vm.serve.hold, &vm.serve.pass, machine.now);
	unit_check(!done || machine.lost || progress.duty.start == progress.duty.end,
		   "a request ended at %#llx", LLU(progress.duty.start));
	machine.nested = false;
	machine.lost = false;
	machine.turned_down = false;
	if (progress.duty.protect)
		tlb_flush(0, BIT_ULL(space.ia_bits));
	tlb_check(false);
	space_checked();
	drain();
	return progress.drops;
}

unsigned int work_protect(const struct work *work)
{
	const struct kvm_arm_wp_request all = begin_request(work);
	struct kvm_arm_wp_request req = all;
	u64 at;

	for (at = all.start; at < all.end && !machine.lost; at = req.end) {
		machine.turned_down = false;
		req.s2 = machine_stage2();
		req.start = at;
		req.end = work->chunk ? min(at + work->chunk * PAGE_SIZE, all.end) : all.end;
		unit_check(wp_request_protect(&req), "the module refuses to protect");
	}
	return end_request(true);
}

bool work_split(const struct work *work)
{
	struct kvm_arm_wp_request req = begin_request(work);
	int ret;

	unit_check(wp_request_split(&req, &cache, &ret), "the module refuses to split");
	unit_check(!ret || (ret == -ENOMEM && !cache.nobjs), "the module returns %d with %u pages",
		   ret, cache.nobjs);
	end_request(!ret);
	return !ret;
}

static bool only_the_log_protects(const struct page *page)
{
	return (page->desc & (DESC_WRITE | DESC_WAS_WRITABLE)) == DESC_WAS_WRITABLE;
}

/* What the module must find, and do to the model. */
static enum wp_fault expected_fault(struct page *page)
{
	if (!(page->desc & DESC_VALID))
		return WP_FAULT_UNMAPPED;
	if (page->level < 3)
		return WP_FAULT_BLOCK;
	if (only_the_log_protects(page))
		page->desc ^= DESC_WRITE | DESC_WAS_WRITABLE;
	return page->desc & DESC_WRITE ? WP_FAULT_FAST : WP_FAULT_READONLY;
}

void work_write(unsigned int page)
{
	const struct kvm_arm_wp_stage2 s2 = machine_stage2();
	bool shared = machine.shared;
	enum wp_fault result;

	machine.shared = true;
	result = wp_unprotect(machine_kvm(), &s2, space_ipa(page));
	machine.shared = shared;
	equal("what becomes of a fault", result, expected_fault(&model[page]));
	if (result == WP_FAULT_FAST)
		tlb_flush(space_ipa(page), PAGE_SIZE);
}
