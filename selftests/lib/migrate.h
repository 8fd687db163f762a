/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A live migration of a guest's memory into a buffer, driven by the dirty log
 * or the dirty rings alone.
 *
 * The vCPUs write as fast as they can, from before the log is enabled until
 * they are stopped. vCPU 0 sweeps over its memory: it writes a few hot pages in
 * turn for a while, which faults only the first time, then moves on to the next
 * few pages and does not return to the old ones for long. A write that is
 * missed because of a stale TLB entry therefore stays missed: no later write to
 * the page hides it. All other vCPUs write random pages. The host thread works
 * on another CPU, so that vCPU 0 need not exit the guest: an exit could drop
 * the stale TLB entries.
 */
#ifndef SELFTESTS_LIB_MIGRATE_H
#define SELFTESTS_LIB_MIGRATE_H

#include <sched.h>

#include "wp.h"

/**
 * enum migrate_step - progress of a migration
 * @MIGRATE_READY: memory is filled and mapped, vCPUs are writing, the log is
 *     off
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
 * migrate_size() - round up to a size that can be migrated
 * @bytes: wanted size
 *
 * Return: @bytes rounded up to whole blocks, at least two blocks.
 */
uint64_t migrate_size(uint64_t bytes);

/**
 * struct migrate_plan - parameters of a migration
 * @nr_vcpus: number of vCPUs that write
 * @backing: host memory behind the guest's memory
 * @size: bytes of guest memory
 * @ipa_bits: bits of an IPA; 0 for WP_IPA_BITS
 * @ipa: start of the guest's memory; used only if @ipa_bits is not 0
 * @manual: KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE and KVM_DIRTY_LOG_INITIALLY_SET,
 *     or 0
 * @rounds: rounds of dirty pages before the vCPUs are stopped
 * @ring: log with dirty rings and their bitmap instead of the bitmap alone
 * @add: adds the slot, in place of wp_slot_add() with @backing; may be NULL
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
	struct test_slot *(*add)(const struct migrate_plan *plan, struct wp_vm *wvm);
	void (*reached)(const struct migration *m, enum migrate_step step);
	void (*collect)(struct migration *m);
	void *arg;
};

/**
 * struct migration - a migration under way
 * @plan: the caller's plan
 * @wvm: the source guest
 * @slot: the source guest's memory
 * @copy: the destination
 * @bitmap: room for one dirty log
 * @call: the call that each vCPU runs
 * @cpus: CPU mask of the host thread before the vCPUs were started
 * @round: rounds done
 * @sent: pages copied so far, counting repetitions
 * @dirty: pages copied in the latest round
 * @lost: pages whose copy differs at the end
 */
struct migration {
	struct migrate_plan plan;
	struct wp_vm *wvm;
	struct test_slot *slot;
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
 * migrate_wait_for_faults() - for @reached: wait until the module handles faults
 * @m: the migration
 * @step: the step
 *
 * It opens files of the module, which nobody can unload meanwhile.
 */
void migrate_wait_for_faults(const struct migration *m, enum migrate_step step);

/**
 * migrate_start() - create the guest, fill its memory, start its vCPUs writing
 * @plan: copied
 *
 * Return: the migration; NULL if the host has no such memory, in which case the
 * caller skips the test.
 */
struct migration *migrate_start(const struct migrate_plan *plan);

/**
 * migrate_enable() - enable dirty logging
 *
 * Return: 0 or errno.
 */
int migrate_enable(struct migration *m);

/**
 * migrate_copy_all() - copy every page once
 */
void migrate_copy_all(struct migration *m);

/**
 * migrate_collect() - fetch the dirty log into @m->bitmap
 *
 * KVM has write-protected its pages again when this returns.
 */
void migrate_collect(struct migration *m);

/**
 * migrate_round() - fetch the dirty log and copy its pages
 */
void migrate_round(struct migration *m);

/**
 * migrate_stop() - stop the vCPUs and copy the pages that are still dirty
 */
void migrate_stop(struct migration *m);

/**
 * migrate_compare() - compare the copy with the guest's memory byte by byte
 *
 * The first few pages that differ are printed on stderr.
 *
 * Return: number of pages that differ, also stored in @m->lost.
 */
uint64_t migrate_compare(struct migration *m);

/**
 * migrate_end() - destroy the guest and free the migration
 * @m: may be NULL
 */
void migrate_end(struct migration *m);

/**
 * migrate_run() - enable the log, copy all pages, run the plan's rounds, stop
 * @m: from migrate_start()
 *
 * Call migrate_compare() afterwards for the verdict.
 *
 * Return: 0, or errno if the log could not be enabled; the vCPUs are stopped in
 * either case.
 */
int migrate_run(struct migration *m);

#endif
