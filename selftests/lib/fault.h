/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Write faults of slots that log, which the module handles with fault=fast.
 */
#ifndef SELFTESTS_LIB_FAULT_H
#define SELFTESTS_LIB_FAULT_H

#include <stdbool.h>
#include <stdint.h>

struct test_slot;

/**
 * wp_faults_hooked() - check whether KVM's handler of stage-2 faults is hooked
 */
bool wp_faults_hooked(void);

/**
 * wp_faults_are_fast() - check whether the module is to handle faults
 *
 * Return: true if both knobs say so.
 */
bool wp_faults_are_fast(void);

/**
 * wp_faults_ready() - wait until the handler is hooked, if the knob says so
 *
 * The module hooks it some milliseconds after a log was switched on or read. Returns at once if
 * the module is not loaded, or leaves faults to KVM.
 */
void wp_faults_ready(void);

/**
 * wp_faults_require() - exit with SKIP and a reason if the module cannot handle
 * faults here
 *
 * Call it in main(). Stops NUMA balancing, see wp_numa_stop().
 */
void wp_faults_require(void);

/**
 * wp_faults_choose_fast() - let our module serve rounds and write faults
 *
 * The module handles faults only on pages that its own protector has protected.
 */
void wp_faults_choose_fast(void);

/**
 * wp_faults_write() - write one word in each page of a slot, in the guest
 * @slot: the slot
 * @salt: for the pattern
 *
 * As wp_slot_write(). But if the writes fault again and again, this ends the
 * test with a message instead of waiting for ever.
 */
void wp_faults_write(const struct test_slot *slot, uint64_t salt);

#endif
