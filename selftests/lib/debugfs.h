/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Access to the module's debugfs files: knobs, a slot's counters, the slots
 * table.
 */
#ifndef SELFTESTS_LIB_DEBUGFS_H
#define SELFTESTS_LIB_DEBUGFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct test_slot;
struct wp_vm;

#define WP_DEBUGFS	"/sys/kernel/debug/kvm_arm_wp"
#define WP_PARAMETERS	"/sys/module/kvm_arm_wp/parameters"

/**
 * wp_knob_get() - read the choice in force
 * @name: file in WP_DEBUGFS
 * @choice: receives the choice without its brackets; "" if the knob does not
 *     exist
 * @len: size of @choice in bytes
 */
void wp_knob_get(const char *name, char *choice, size_t len);

/**
 * wp_knob_set() - set a knob until wp_knobs_restore()
 * @name: file in WP_DEBUGFS
 * @choice: text to write
 *
 * Return: 0 or errno.
 */
int wp_knob_set(const char *name, const char *choice);

/**
 * wp_param_get() - read the choice in force from the module parameter
 * @name: file in WP_PARAMETERS
 * @choice: as for wp_knob_get()
 * @len: size of @choice in bytes
 */
void wp_param_get(const char *name, char *choice, size_t len);

/**
 * wp_param_set() - set a knob through its module parameter
 * @name: file in WP_PARAMETERS
 * @choice: text to write
 *
 * Return: 0 or errno.
 */
int wp_param_set(const char *name, const char *choice);

/**
 * wp_knob_is() - check whether @choice is in force
 */
bool wp_knob_is(const char *name, const char *choice);

/**
 * wp_knob_has() - check whether a knob offers @choice
 */
bool wp_knob_has(const char *name, const char *choice);

/**
 * wp_takes_over() - check whether our protector and splitter serve KVM's own
 * passes
 */
bool wp_takes_over(void);

/**
 * wp_knobs_restore() - restore the knobs to their values at the start of the
 * program
 *
 * Call it in FIXTURE_SETUP(), because the previous test may have died with its
 * own settings, and in FIXTURE_TEARDOWN(). The end of the program also restores
 * the knobs.
 */
void wp_knobs_restore(void);

/**
 * wp_slot_dir() - get the path of a slot's debugfs directory
 * @slot: the slot
 * @path: receives the path
 * @len: size of @path in bytes
 *
 * Return: whether the directory exists.
 */
bool wp_slot_dir(const struct test_slot *slot, char *path, size_t len);

/**
 * wp_stat() - read one counter of a slot
 * @slot: the slot
 * @key: a key of the slot's stat file
 *
 * Return: the value; -1 if the file or the key does not exist.
 */
int64_t wp_stat(const struct test_slot *slot, const char *key);

/**
 * wp_gone() - read one counter of a VM's deleted slots
 * @wvm: the VM
 * @key: a key of the VM's "gone" file
 *
 * Return: the value; -1 if the file or the key does not exist.
 */
int64_t wp_gone(const struct wp_vm *wvm, const char *key);

/**
 * wp_hist_entries() - count the values in one of a slot's histograms
 * @slot: the slot
 * @name: "tlb_flush_ns" or "lock_hold_ns"
 *
 * Return: the sum of all buckets; -1 if the file does not exist.
 */
int64_t wp_hist_entries(const struct test_slot *slot, const char *name);

/**
 * wp_slots_cell() - read one value of the slots table
 * @slot: slot whose line is read; NULL for the Total line
 * @column: name of the column in the header
 *
 * Return: the value; -1 if the line or the column does not exist.
 */
int64_t wp_slots_cell(const struct test_slot *slot, const char *column);

/**
 * wp_slots_lines() - count the lines that a VM has in the slots table
 * @wvm: the VM
 */
int wp_slots_lines(const struct wp_vm *wvm);

#endif
