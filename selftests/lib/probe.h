/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records when the kernel calls a function or writes a word of memory.
 */
#ifndef SELFTESTS_LIB_PROBE_H
#define SELFTESTS_LIB_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wp_vm;

#define WP_LOCK_FILE	"/sys/kernel/debug/kvm_arm_wp_lock"

/**
 * struct wp_probe - one function or word that is watched on all CPUs
 */
struct wp_probe;

/**
 * wp_probe_function() - watch for calls of a function
 * @name: a function of the kernel or of a module
 * @end: record its returns instead of its calls
 *
 * Return: the probe; NULL if the function does not exist or cannot be probed.
 */
struct wp_probe *wp_probe_function(const char *name, bool end);

/**
 * wp_probe_lock() - watch for writes to a VM's mmu_lock
 *
 * While no vCPU runs, locking and unlocking are one store each.
 *
 * Return: the probe; NULL if the test module that finds the lock's address is
 * not loaded or the CPU has no watchpoints.
 */
struct wp_probe *wp_probe_lock(const struct wp_vm *wvm);

/**
 * wp_probe_times() - get the times of all events since the probe was opened
 * @probe: a probe whose times have not been read yet
 * @ns: receives the times in ns, in ascending order
 * @max: number of entries at @ns
 *
 * Ends the program if more than @max events occurred or the kernel lost some.
 *
 * Return: number of events.
 */
size_t wp_probe_times(struct wp_probe *probe, uint64_t *ns, size_t max);

/**
 * wp_probe_close() - stop watching and free the probe
 * @probe: may be NULL
 */
void wp_probe_close(struct wp_probe *probe);

#endif
