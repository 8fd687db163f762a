/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A machine for guests of any size: it has memory for those tables only that a pass is at work on.
 *
 * A table that nobody has looked at yet has the content that follows from its place, and is made
 * when it is asked for. Once the pass is past a table, its content is checked and the memory used
 * again: to be asked for it then is an error. Whatever a pass may not do ends the program
 * ("Bail out!").
 */
#ifndef UNIT_SCALE_H
#define UNIT_SCALE_H

#include "core/strategy.h"
#include "core/batch.h"

/*
 * What things take on the machine, in picoseconds: of the order that servers of today have, not
 * measured on any, and the same on each run. The claims of scale.c are about how costs grow, which
 * does not depend on these; the longest hold in microseconds does.
 */

/* A cache miss: to follow an entry into its table; a struct page that is to be changed. */
#define SCALE_MISS		80000
/* An entry more of a table that is being gone through, and what the walk decides about it. */
#define SCALE_VISIT		5000
/* An entry of a new table: a page of them at 10 GB/s, as memory that nobody has in a cache. */
#define SCALE_FILL		800
/* A store to a live table. Other CPUs have its line, one in eight entries. */
#define SCALE_STORE		(SCALE_MISS / 8)
/* ktime_get(). */
#define SCALE_CLOCK		20000
/* One TLBI for a range or a whole VMID, broadcast to all CPUs, and the DSB that waits for them. */
#define SCALE_FLUSH		2000000
/* A DSB alone. */
#define SCALE_SYNC		200000
/* mmu_lock, taken from another CPU. */
#define SCALE_LOCK		200000
/* A page from the allocator, charged to a cgroup. */
#define SCALE_ALLOC		400000
/* A vCPU's fault, under the lock; the mean time from one to the next. */
#define SCALE_FAULT		3000000
#define SCALE_FAULT_EVERY	200000000

/**
 * struct scale_guest - a guest, with one slot
 * @size:	Bytes of the slot, whole GiB.
 * @level:	Level of the blocks that map all of it: 1 (1 GiB) or 2 (2 MiB).
 * @protect:	The pages are to be born protected.
 */
struct scale_guest {
	u64 size;
	s8 level;
	bool protect;
};

/* Where the slot begins, as RAM does on QEMU's "virt". */
#define SCALE_IPA	BIT_ULL(30)

/**
 * struct scale_seen - what the machine has seen of a pass
 * @stores:	Entries written, to tables new and live.
 * @splits:	Blocks that became tables, by level.
 * @protected:	Pages mapped for reading that could be written to in their block.
 * @prebuilt:	Tables that were filled without the lock, and went in.
 * @flushes:	TLB flushes.
 * @holds:	How often the lock was taken.
 * @cut_short:	How often it was released because a vCPU waited, or for the time that it was held.
 * @flush_ps:	Longest flush.
 * @flushes_ps:	All of them.
 * @hold_ps:	Longest hold of the lock.
 * @wait_ps:	Longest wait of a vCPU for the lock.
 * @pass_ps:	From begin to end.
 * @held:	Pages that the pass has now, which are in no table.
 * @held_max:	The most that there were.
 * @bytes:	Memory that it had from kmalloc().
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
 * scale_run() - have the slot of a guest split
 * @guest:	The guest, with all of its memory in blocks.
 * @splitter:	How.
 * @total:	Receives what the pass says of itself.
 *
 * Return: what the machine has seen; valid until the next call.
 */
const struct scale_seen *scale_run(const struct scale_guest *guest,
				   const struct wp_splitter_ops *splitter,
				   struct wp_counts *total);

#endif /* UNIT_SCALE_H */
