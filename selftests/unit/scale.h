/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A machine for guests of any size: it has memory only for the tables that a pass is working on.
 *
 * The initial content of a table follows from its place, and the table is generated when the pass
 * first reads it. When the pass has left a table behind, the machine checks the content and reuses
 * the memory; a later access is an error. Errors end the program ("Bail out!").
 */
#ifndef UNIT_SCALE_H
#define UNIT_SCALE_H

#include "core/strategy.h"
#include "core/batch.h"

/*
 * Durations on the machine, in picoseconds. They have the magnitude of today's servers, but were
 * not measured on one, and are the same in each run. The claims of scale.c are about the growth of
 * costs, which does not depend on these durations; the longest hold in microseconds does.
 */

/* A cache miss: following an entry to its table, or changing a struct page. */
#define SCALE_MISS		80000
/* One more entry of a table that is being walked, and the walk's decision about it. */
#define SCALE_VISIT		5000
/* An entry of a new table: filling an uncached page at 10 GB/s. */
#define SCALE_FILL		800
/* A store to a live table. Other CPUs have its cache lines, which have eight entries each. */
#define SCALE_STORE		(SCALE_MISS / 8)
/* ktime_get(). */
#define SCALE_CLOCK		20000
/* One TLBI for a range or a whole VMID, broadcast to all CPUs, and the DSB that waits for them. */
#define SCALE_FLUSH		2000000
/* A DSB alone. */
#define SCALE_SYNC		200000
/* Taking mmu_lock after another CPU had it. */
#define SCALE_LOCK		200000
/* A page from the allocator, charged to a cgroup. */
#define SCALE_ALLOC		400000
/* A vCPU's fault, under the lock; the mean time between faults. */
#define SCALE_FAULT		3000000
#define SCALE_FAULT_EVERY	200000000

/**
 * struct scale_guest - a guest, with one slot
 * @size:	Bytes of the slot, whole GiB.
 * @level:	Level of the blocks that map all of it: 1 (1 GiB) or 2 (2 MiB).
 * @protect:	The pass creates pages without write permission.
 */
struct scale_guest {
	u64 size;
	s8 level;
	bool protect;
};

/* First IPA of the slot, as RAM on QEMU's machine "virt". */
#define SCALE_IPA	BIT_ULL(30)

/**
 * struct scale_seen - what the machine has measured of a pass
 * @stores:	Entries written, to new and live tables.
 * @splits:	Blocks that became tables, by level.
 * @protected:	Pages that are read-only and whose block was writable.
 * @prebuilt:	Tables that were filled without the lock, and installed.
 * @flushes:	TLB flushes.
 * @holds:	How often the lock was taken.
 * @cut_short:	How often it was released because a vCPU waited, or because time was up.
 * @flush_ps:	Longest flush, in ps.
 * @flushes_ps:	Sum of all flushes, in ps.
 * @hold_ps:	Longest hold of the lock, in ps.
 * @wait_ps:	Longest wait of a vCPU for the lock, in ps.
 * @pass_ps:	Duration of the pass, in ps.
 * @held:	Pages that the pass holds now outside of tables.
 * @held_max:	Maximum of @held.
 * @bytes:	Memory from kmalloc(), in bytes.
 */
struct scale_seen {
	u64 stores;
	u64 splits[4];
	u64 protected;
	u64 prebuilt;
	u64 flushes;
	u64 holds;
	u64 cut_short;
	u64 flush_ps;
	u64 flushes_ps;
	u64 hold_ps;
	u64 wait_ps;
	u64 pass_ps;
	u64 held;
	u64 held_max;
	u64 bytes;
};

/**
 * scale_run() - run a pass that splits the slot of a guest
 * @guest:	The guest, with all of its memory in blocks.
 * @splitter:	The splitter.
 * @total:	Receives the pass's own counts.
 *
 * Return: the machine's measurements; valid until the next call.
 */
const struct scale_seen *scale_run(const struct scale_guest *guest,
				   const struct wp_splitter_ops *splitter,
				   struct wp_counts *total);

#endif /* UNIT_SCALE_H */
