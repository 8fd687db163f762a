/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When and how often the kernel comes by a place: a function, or a word of its memory.
 */
#ifndef SELFTESTS_LIB_PROBE_H
#define SELFTESTS_LIB_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wp_vm;

#define WP_LOCK_FILE	"/sys/kernel/debug/kvm_arm_wp_lock"

/**
 * struct wp_probe - one place that is watched on all CPUs
 */
struct wp_probe;

/**
 * wp_probe_function() - watch for calls of a function
 * @name: of a function of the kernel or of a module
 * @end: watch for its end, not for its begin
 *
 * Return: NULL if there is no such function, or no probe can be set there.
 */
struct wp_probe *wp_probe_function(const char *name, bool end);

/**
 * wp_probe_lock() - watch for what is written to the mmu_lock of a VM
 *
 * While no vCPU runs, that is one store to take it and one to give it back.
 *
 * Return: NULL if the test module that knows its address is not loaded, or this CPU has no
 * watchpoints.
 */
struct wp_probe *wp_probe_lock(const struct wp_vm *wvm);

/**
 * wp_probe_times() - when it has happened since, in the order of time
 * @probe: not yet asked for its times
 * @ns: where to put them
 * @max: room at @ns
 *
 * More than @max, or than the kernel could keep, end the program.
 *
 * Return: how often.
 */
size_t wp_probe_times(struct wp_probe *probe, uint64_t *ns, size_t max);

/**
 * wp_probe_close() - watch no longer
 * @probe: may be NULL
 */
void wp_probe_close(struct wp_probe *probe);

#endif
