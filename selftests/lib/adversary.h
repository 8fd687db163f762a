/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a host does to the memory of a guest: it shares, moves, frees, protects or
 * replaces pages that the guest has been allowed to write to.
 */
#ifndef SELFTESTS_LIB_ADVERSARY_H
#define SELFTESTS_LIB_ADVERSARY_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "wp.h"

struct adversary;

/**
 * struct adversary_ops - one thing that the host does
 * @backing: host memory that the slot needs
 * @blocks: the slot needs whole blocks
 * @loses: the memory's content is lost
 * @drops_log: KVM forgets which pages are dirty
 * @quiet: @wrong means something only if no vCPU writes during @take and @wrong
 * @missing: says why this host cannot do it, or returns NULL; may be NULL
 * @add: adds the slot, in place of wp_slot_add(); may be NULL
 * @prepare: called before the guest writes to the slot; may be NULL
 * @take: takes the memory back.  Called again only if the slot's content and
 *     mappings allow it; other vCPUs may write meanwhile.
 * @wrong: counts pages in which a write of the guest since the latest @take
 *     arrived where it must not, or did not arrive; NULL if the slot's content
 *     and the log say all
 * @end: undoes what would disturb the next test; may be NULL
 */
struct adversary_ops {
	enum wp_backing backing;
	bool blocks;
	bool loses;
	bool drops_log;
	bool quiet;
	const char *(*missing)(void);
	struct test_slot *(*add)(struct adversary *a, struct wp_vm *wvm, uint64_t size);
	void (*prepare)(struct adversary *a);
	void (*take)(struct adversary *a);
	uint64_t (*wrong)(struct adversary *a);
	void (*end)(struct adversary *a);
};

/**
 * struct adversary - a host that does one thing
 * @ops: the thing
 * @slot: the guest's memory
 * @done: number of pages that were taken; 0 says that @ops has had no effect
 * @twin: other mapping of what the slot had, which the guest must not reach
 * @kept: copy of @twin, or of the slot, at the time of the latest take
 * @seen: pages whose write has been reported to the host
 * @fd: descriptor for the kernel's interface, or -1
 * @pipe: to talk to @child or @thread
 * @child: a process that helps
 * @thread: a thread that helps
 */
struct adversary {
	const struct adversary_ops *ops;
	struct test_slot *slot;
	uint64_t done;
	uint8_t *twin;
	uint8_t *kept;
	unsigned long *seen;
	int fd;
	int pipe[2];
	pid_t child;
	pthread_t thread;
};

/* Host memory gets another content, see adversary_memory.c. */
extern const struct adversary_ops adversary_discard;
extern const struct adversary_ops adversary_discard_huge;
extern const struct adversary_ops adversary_free;
extern const struct adversary_ops adversary_remap;
extern const struct adversary_ops adversary_protect;
extern const struct adversary_ops adversary_memslot;

/* Host memory is shared, see adversary_share.c. */
extern const struct adversary_ops adversary_fork;
extern const struct adversary_ops adversary_fork_huge;
extern const struct adversary_ops adversary_ksm;

/* Host memory gets other frames, see adversary_move.c. */
extern const struct adversary_ops adversary_offline;
extern const struct adversary_ops adversary_swap;
extern const struct adversary_ops adversary_numa;
extern const struct adversary_ops adversary_collapse;

/* The host waits for accesses of the guest, see adversary_uffd.c. */
extern const struct adversary_ops adversary_uffd_missing;
extern const struct adversary_ops adversary_uffd_wp;

/* Host memory is a file, see adversary_file.c. */
extern const struct adversary_ops adversary_writeback;
extern const struct adversary_ops adversary_evict;

/**
 * adversary_missing() - say why this host cannot do it
 * @ops: the thing
 *
 * Return: a sentence for a SKIP line; NULL if it can.
 */
const char *adversary_missing(const struct adversary_ops *ops);

/**
 * adversary_start() - add a slot for it
 * @a: receives what adversary_end() frees
 * @ops: the thing
 * @wvm: the guest; the slot is at WP_IPA
 * @size: bytes, rounded up to what @ops needs
 */
void adversary_start(struct adversary *a, const struct adversary_ops *ops, struct wp_vm *wvm,
		     uint64_t size);

/**
 * adversary_wrong() - count pages that a write of the guest reached or missed, see
 * @wrong of &struct adversary_ops
 * @a: from adversary_start()
 */
uint64_t adversary_wrong(struct adversary *a);

/**
 * adversary_end() - end it and free its memory
 * @a: from adversary_start(), or all zero
 *
 * Call it before the guest is destroyed.
 */
void adversary_end(struct adversary *a);

/*
 * For the things themselves.
 */

/**
 * adversary_map() - map memory as large as the slot
 * @a: the host
 * @fd: file for a shared mapping; -1 for private memory of small pages
 */
uint8_t *adversary_map(const struct adversary *a, int fd);

/**
 * adversary_keep() - remember the content of the twin, or of the slot if there is none
 * @a: the host
 */
void adversary_keep(struct adversary *a);

/**
 * adversary_changed() - count pages of the twin that are not as remembered
 * @a: the host
 */
uint64_t adversary_changed(struct adversary *a);

/**
 * adversary_cached() - count pages of the slot that are in the host's memory
 * @a: the host
 */
uint64_t adversary_cached(const struct adversary *a);

/**
 * adversary_zero_page_wrong() - count words of the kernel's zero page that are not 0
 */
uint64_t adversary_zero_page_wrong(void);

#endif
