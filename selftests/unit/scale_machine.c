// SPDX-License-Identifier: GPL-2.0
/* The functions that a pass calls, with a clock that each of them advances. */
#include <stdlib.h>

#include "prepare.h"
#include "scale_table.h"
#include "vm.h"

/* A block that was made invalid and does not have its table yet. */
struct broken {
	kvm_pte_t *ptep;
	kvm_pte_t pte;
	phys_addr_t ipa;
	u64 size;
	bool flushed;
};

static struct scale_seen seen;
static const struct scale_guest *guest;
static struct scale_page *root;
static const struct wp_splitter_ops *splitter;
static struct scale_page *built[WP_BATCH_TABLES];
static struct broken broken[WP_BATCH_TABLES];
static unsigned int nr_built, nr_broken, nr_made;
static u64 now, locked_at, fault_at;
static bool locked, synced;

static void need_lock(bool want, const char *what)
{
	if (locked != want)
		scale_bail(what, now);
}

/* Returns a number below @limit; each run gets the same sequence. */
static u64 scatter(u64 limit)
{
	static u64 state = 1;

	state = state * 6364136223846793005 + 1442695040888963407;
	return (state >> 32) % limit;
}

static void next_fault(void)
{
	fault_at = now + scatter(2 * (u64)SCALE_FAULT_EVERY);
}

bool kvm_arm_wp_stage2_lock(struct kvm *kvm, struct kvm_arm_wp_stage2 *s2)
{
	need_lock(false, "the lock is taken while it is held");
	now += SCALE_LOCK;
	if (fault_at < now)
		next_fault();
	locked = true;
	locked_at = now;
	synced = true;
	s2->root = root->entry;
	s2->ia_bits = 48;
	s2->start_level = 0;
	return true;
}

/* A vCPU that waited gets the lock next. */
static void let_in(void)
{
	if (fault_at > now)
		return;
	seen.wait_ps = max(seen.wait_ps, now - fault_at);
	now += SCALE_FAULT;
	next_fault();
}

void kvm_arm_wp_stage2_unlock(struct kvm *kvm)
{
	need_lock(true, "the lock is released while it is not held");
	if (nr_broken)
		scale_bail("the lock is released with a block broken", broken[0].ipa);
	if (!synced)
		scale_bail("the lock is released before table walkers see all tables", now);
	seen.holds++;
	seen.cut_short += fault_at <= now || now - locked_at >= WP_BATCH_NS * 1000;
	seen.hold_ps = max(seen.hold_ps, now - locked_at);
	locked = false;
	let_in();
}

kvm_pte_t *wp_env_table(phys_addr_t pa)
{
	need_lock(true, "a table is walked without the lock");
	now += SCALE_MISS;
	return scale_page_at(pa)->entry;
}

phys_addr_t wp_env_table_pa(kvm_pte_t *table)
{
	return scale_page_of(table)->pa;
}

/* Adds the time of filling a table, unless it was filled without the lock. */
void wp_env_adopt(kvm_pte_t *table, unsigned int entries)
{
	struct scale_page *page = scale_page_of(table);

	need_lock(true, "a table is adopted without the lock");
	if (entries != PTRS_PER_PTE || (page->use != SCALE_HELD && page->use != SCALE_BUILT))
		scale_bail("a page is adopted that is not a new table", page->pa);
	now += SCALE_MISS;
	if (page->use == SCALE_BUILT) {
		seen.prebuilt++;
	} else {
		now += PTRS_PER_PTE * SCALE_FILL;
		seen.stores += PTRS_PER_PTE;
	}
	page->use = SCALE_ADOPTED;
	seen.held--;
}

void wp_env_disown(kvm_pte_t *table, unsigned int entries)
{
	scale_bail("a table is disowned", scale_page_of(table)->pa);
}

void wp_env_flush(const struct wp_env *env, phys_addr_t ipa, u64 size)
{
	u64 begin = now;
	unsigned int i;

	need_lock(true, "a flush without the lock");
	now += SCALE_SYNC + SCALE_FLUSH;
	for (i = 0; i < nr_broken; i++)
		broken[i].flushed |= broken[i].ipa >= ipa &&
				     broken[i].ipa + broken[i].size <= ipa + size;
	seen.flushes++;
	seen.flushes_ps += now - begin;
	seen.flush_ps = max(seen.flush_ps, now - begin);
}

void wp_env_sync(void)
{
	now += SCALE_SYNC;
	synced = true;
}

bool wp_env_contended(const struct wp_env *env)
{
	return fault_at <= now;
}

/* The core calls this once for each block, so it adds the time of a visit. */
u64 wp_env_ticks(void)
{
	now += SCALE_VISIT;
	return now / 1000;
}

u64 wp_env_ticks_in(u64 ns)
{
	return ns;
}

u64 wp_env_clock_ns(void)
{
	now += SCALE_CLOCK;
	return now / 1000;
}

static void break_block(kvm_pte_t *ptep, phys_addr_t ipa, s8 level)
{
	if (*ptep != scale_expected(ipa, level))
		scale_bail("an entry is broken that is not the guest's block", ipa);
	if (nr_broken == ARRAY_SIZE(broken))
		scale_bail("too many blocks are broken at a time", ipa);
	broken[nr_broken++] = (struct broken){
		.ptep = ptep,
		.pte = *ptep,
		.ipa = ipa,
		.size = wp_level_size(level),
	};
}

/* Tables are installed in the order in which blocks were broken. Returns the old block. */
static kvm_pte_t take_broken(const kvm_pte_t *ptep, phys_addr_t ipa)
{
	const struct broken *block = &broken[nr_made];

	if (!nr_broken || block->ptep != ptep || !block->flushed || *ptep)
		scale_bail("an entry is made that was not broken and flushed", ipa);
	if (++nr_made == nr_broken) {
		nr_broken = 0;
		nr_made = 0;
	}
	return block->pte;
}

static void make_table(kvm_pte_t *ptep, kvm_pte_t pte, phys_addr_t ipa, s8 level)
{
	struct scale_page *table = scale_page_at(kvm_pte_to_phys(pte));
	kvm_pte_t block = take_broken(ptep, ipa);

	if (table->use != SCALE_ADOPTED || !wp_entry_is_table(pte, level))
		scale_bail("an entry is installed that is not a new table", ipa);
	scale_table_enter(table, level + 1, ipa);
	scale_page_of(ptep)->made++;
	seen.splits[level]++;
	if (guest->protect && level + 1 == WP_LAST_LEVEL && !wp_entry_is_readonly(block))
		seen.protected += PTRS_PER_PTE;
	synced = false;
}

void unit_store(kvm_pte_t *ptep, kvm_pte_t pte, bool release)
{
	const struct scale_page *page = scale_page_of(ptep);
	phys_addr_t ipa = page->ipa + (ptep - page->entry) * wp_level_size(page->level);

	need_lock(true, "a table is written to without the lock");
	if (page->use != SCALE_TABLE)
		scale_bail("a store to a page that is not a table", page->pa);
	now += SCALE_STORE;
	seen.stores++;
	if (pte)
		make_table(ptep, pte, ipa, page->level);
	else
		break_block(ptep, ipa, page->level);
	*ptep = pte;
}

static void hold(u64 pages)
{
	seen.held += pages;
	seen.held_max = max(seen.held_max, seen.held);
}

unsigned long __get_free_page(gfp_t flags)
{
	need_lock(false, "a page is allocated under the lock");
	now += SCALE_ALLOC;
	hold(1);
	return (unsigned long)scale_page_alloc()->entry;
}

void free_page(unsigned long page)
{
	scale_page_free(scale_page_of((kvm_pte_t *)page));
	seen.held--;
}

/* The pass allocates its state once. */
void *kmalloc(size_t size, gfp_t flags)
{
	seen.bytes += size;
	return malloc(size);
}

void kfree(const void *object)
{
	free((void *)object);
}

void cond_resched(void)
{
}

bool fatal_signal_pending(struct task_struct *task)
{
	return false;
}

void wp_stats_prepared(struct wp_stats *stats, u64 pages)
{
}

void wp_stats_add_flush(struct wp_stats *stats, u64 ns)
{
}

void wp_env_assert_locked(const struct wp_env *env)
{
	need_lock(true, "the table is edited without the lock");
}

void wp_env_assert_slots_locked(const struct wp_env *env)
{
}

void trace_pass(const struct wp_pass *pass, bool end)
{
}

void trace_split(const struct wp_pass *pass, phys_addr_t start, const struct wp_batch *batch)
{
}

void trace_protect(const struct wp_pass *pass, phys_addr_t start, const struct wp_batch *batch)
{
}

void trace_flush(const struct wp_slot *slot, enum wp_occasion occasion, u64 flushes, u64 ns,
		 u64 max_ns)
{
}

void unit_fail(const char *format, ...)
{
	scale_bail("the pass warns", now);
}

/* The pass calls this after it has released the lock and taken unused tables back. */
void wp_stats_add_batch(struct wp_stats *stats, const struct wp_batch *batch)
{
	need_lock(false, "a batch is counted under the lock");
	while (nr_built) {
		struct scale_page *page = built[--nr_built];

		if (page->use == SCALE_BUILT)
			page->use = SCALE_HELD;
	}
	scale_tables_retire(batch->next);
}

/* Wraps the build callback of the splitter. */
static void build(kvm_pte_t *table, const struct wp_block *block, kvm_pte_t clear)
{
	struct scale_page *page = scale_page_of(table);

	need_lock(false, "a table is built under the lock");
	splitter->build(table, block, clear);
	now += PTRS_PER_PTE * SCALE_FILL;
	seen.stores += PTRS_PER_PTE;
	page->use = SCALE_BUILT;
	built[nr_built++] = page;
}

const struct scale_seen *scale_run(const struct scale_guest *of, const struct wp_splitter_ops *by,
				   struct wp_counts *total)
{
	const struct wp_splitter_ops ops = {
		.block = by->block,
		.build = by->build ? build : NULL,
	};
	const struct wp_job job = {
		.splitter = &ops,
		.protector = of->protect ? &wp_protector_inplace : NULL,
		.end = SCALE_IPA + of->size,
	};
	struct wp_slot slot = { .ipa = SCALE_IPA };
	struct wp_pass pass = { .slot = &slot, .occasion = WP_IN_PREPARE };

	guest = of;
	splitter = by;
	seen = (struct scale_seen){};
	now = 0;
	next_fault();
	root = scale_tables_init(guest);
	if (wp_prepare_run(&job, &pass))
		scale_bail("the pass ends with an error", now);
	*total = pass.counts;
	seen.pass_ps = now;
	scale_tables_retire(~0ULL);
	return &seen;
}
