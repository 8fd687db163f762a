/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A live migration of a guest's memory into a buffer, by the dirty log or dirty rings alone.
 *
 * The vCPUs write as fast as they can, from before the log is enabled until they are stopped. The
 * first one sweeps over its memory: it writes a few hot pages in turn for a while, without a fault
 * after the first time, then goes on to the next few and does not come back for long. If a write
 * is missed because a TLB still allowed it, the page stays lost: no later write covers up for it.
 * All other vCPUs write random pages. The host does its part on another CPU, so that the
 * first vCPU is not made to leave the guest, which may drop the entries in question.
 */
#ifndef SELFTESTS_LIB_MIGRATE_H
#define SELFTESTS_LIB_MIGRATE_H

#include <sched.h>

#include "wp.h"

/**
 * enum migrate_step - where a migration has got to
 * @MIGRATE_READY: memory is filled and mapped, vCPUs are writing, the log is off
 * @MIGRATE_ENABLED: the log is on
 * @MIGRATE_COPIED: every page has been copied once
 * @MIGRATE_ROUND: one more round of dirty pages has been copied
 * @MIGRATE_STOPPED: vCPUs are stopped, the last dirty pages copied
 */
enum migrate_step {
	MIGRATE_READY,
	MIGRATE_ENABLED,
	MIGRATE_COPIED,
	MIGRATE_ROUND,
	MIGRATE_STOPPED,
};

struct migration;

/**
 * migrate_size() - how much memory makes a migration, at least
 * @bytes: what is wanted
 *
 * Return: the same, rounded up to whole blocks, but two of them at least.
 */
uint64_t migrate_size(uint64_t bytes);

/**
 * struct migrate_plan - what to migrate and how
 * @nr_vcpus: vCPUs that write
 * @backing: host memory behind the guest's
 * @size: bytes of guest memory
 * @ipa_bits: of the guest's physical address; 0: as many as usual
 * @ipa: where its memory is, if @ipa_bits is not 0
 * @manual: KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE and KVM_DIRTY_LOG_INITIALLY_SET, or 0
 * @rounds: rounds of dirty pages before the vCPUs are stopped
 * @ring: log by dirty rings (and their bitmap), not by the bitmap alone
 * @reached: called at each step; may be NULL
 * @collect: called instead of migrate_collect(), which it may call; may be NULL
 * @arg: for the callbacks
 */
struct migrate_plan {
	int nr_vcpus;
	enum wp_backing backing;
	uint64_t size;
	unsigned int ipa_bits;
	uint64_t ipa;
	uint32_t manual;
	int rounds;
	bool ring;
	void (*reached)(const struct migration *m, enum migrate_step step);
	void (*collect)(struct migration *m);
	void *arg;
};

/**
 * struct migration - a migration under way
 * @plan: as given
 * @wvm: the source guest
 * @slot: its memory
 * @copy: the destination
 * @bitmap: room for one dirty log
 * @call: what each vCPU runs
 * @cpus: where the host's thread ran before the vCPUs were started
 * @round: rounds done
 * @sent: pages copied so far, repetitions included
 * @dirty: pages copied in the latest round
 * @lost: pages whose copy differs in the end
 */
struct migration {
	struct migrate_plan plan;
	struct wp_vm *wvm;
	struct wp_slot *slot;
	uint8_t *copy;
	unsigned long *bitmap;
	struct wp_call *call[WP_MAX_VCPUS];
	cpu_set_t cpus;
	int round;
	uint64_t sent;
	uint64_t dirty;
	uint64_t lost;
};

/**
 * migrate_start() - build the guest, fill its memory, set its vCPUs writing
 * @plan: copied
 *
 * Return: the migration, or NULL when the host has no such memory (say SKIP then).
 */
struct migration *migrate_start(const struct migrate_plan *plan);

/**
 * migrate_enable() - switch the dirty log on
 *
 * Return: 0 or errno.
 */
int migrate_enable(struct migration *m);

/**
 * migrate_copy_all() - copy every page once
 */
void migrate_copy_all(struct migration *m);

/**
 * migrate_collect() - fetch the dirty log into @m->bitmap, have those pages protected again
 */
void migrate_collect(struct migration *m);

/**
 * migrate_round() - fetch the dirty log, copy those pages
 */
void migrate_round(struct migration *m);

/**
 * migrate_stop() - stop the vCPUs, copy what is still dirty
 */
void migrate_stop(struct migration *m);

/**
 * migrate_compare() - compare the copy with the guest's memory to the byte
 *
 * The first few pages that differ are named on stderr.
 *
 * Return: how many pages differ, also left in @m->lost.
 */
uint64_t migrate_compare(struct migration *m);

/**
 * migrate_end() - give everything back
 * @m: may be NULL
 */
void migrate_end(struct migration *m);

/**
 * migrate_run() - enable, copy all, every round of the plan, stop
 * @m: from migrate_start()
 *
 * Call migrate_compare() for the verdict.
 *
 * Return: 0, or errno when the log could not be enabled (the vCPUs are stopped then, too).
 */
int migrate_run(struct migration *m);

#endif
