/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's debugfs: knobs, counters of a slot, the slots table.
 */
#ifndef SELFTESTS_LIB_DEBUGFS_H
#define SELFTESTS_LIB_DEBUGFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct wp_slot;
struct wp_vm;

#define WP_DEBUGFS	"/sys/kernel/debug/kvm_arm_wp"
#define WP_PARAMETERS	"/sys/module/kvm_arm_wp/parameters"

/**
 * wp_knob_get() - the choice in force
 * @name: file in WP_DEBUGFS
 * @choice: where to put it, without brackets; "" if there is no such knob
 * @len: bytes at @choice
 */
void wp_knob_get(const char *name, char *choice, size_t len);

/**
 * wp_knob_set() - choose, for the rest of this test
 * @name: file in WP_DEBUGFS
 * @choice: the text to write
 *
 * Return: 0 or errno.
 */
int wp_knob_set(const char *name, const char *choice);

/**
 * wp_param_get() - the choice in force, as the module parameter tells it
 * @name: file in WP_PARAMETERS
 * @choice: as for wp_knob_get()
 * @len: bytes at @choice
 */
void wp_param_get(const char *name, char *choice, size_t len);

/**
 * wp_param_set() - choose by way of the module parameter
 * @name: file in WP_PARAMETERS
 * @choice: the text to write
 *
 * Return: 0 or errno.
 */
int wp_param_set(const char *name, const char *choice);

/**
 * wp_knob_is() - is this the choice in force?
 */
bool wp_knob_is(const char *name, const char *choice);

/**
 * wp_knob_has() - can this be chosen?
 */
bool wp_knob_has(const char *name, const char *choice);

/**
 * wp_takes_over() - do KVM's own passes run our walker and splitter now?
 */
bool wp_takes_over(void);

/**
 * wp_knobs_restore() - put back what the knobs said when the program started
 *
 * Call it in FIXTURE_SETUP(), because the test before may have died with its own settings, and in
 * FIXTURE_TEARDOWN(). It is also done when the program ends.
 */
void wp_knobs_restore(void);

/**
 * wp_slot_dir() - the module's directory for a slot
 * @slot: the slot
 * @path: where to put it
 * @len: bytes at @path
 *
 * Return: whether it exists.
 */
bool wp_slot_dir(const struct wp_slot *slot, char *path, size_t len);

/**
 * wp_stat() - one counter of a slot
 * @slot: the slot
 * @key: a key of its stat file
 *
 * Return: the value; -1 when there is no file or no such key.
 */
int64_t wp_stat(const struct wp_slot *slot, const char *key);

/**
 * wp_gone() - one counter of the slots of a VM that are gone
 * @wvm: the VM
 * @key: a key of its file "gone"
 *
 * Return: the value; -1 when there is no file or no such key.
 */
int64_t wp_gone(const struct wp_vm *wvm, const char *key);

/**
 * wp_hist_entries() - how many values one of a slot's histograms holds
 * @slot: the slot
 * @name: "tlb_flush_ns" or "lock_hold_ns"
 *
 * Return: the sum of its buckets; -1 when there is no such file.
 */
int64_t wp_hist_entries(const struct wp_slot *slot, const char *name);

/**
 * wp_slots_cell() - one value of the slots table
 * @slot: whose line, NULL for the Total line
 * @column: as the header names it
 *
 * Return: the value; -1 when there is no such line or column.
 */
int64_t wp_slots_cell(const struct wp_slot *slot, const char *column);

/**
 * wp_slots_lines() - how many slots of a VM the slots table has
 * @wvm: the VM
 */
int wp_slots_lines(const struct wp_vm *wvm);

/**
 * wp_slots_print() - copy the slots table
 * @out: where to
 */
void wp_slots_print(FILE *out);

#endif
