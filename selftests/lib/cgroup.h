/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Limits the kernel memory that this process may allocate.
 */
#ifndef SELFTESTS_LIB_CGROUP_H
#define SELFTESTS_LIB_CGROUP_H

#include <stdint.h>

/**
 * wp_cgroup_enter() - move this process into a new control group
 *
 * The calling thread stays on its CPU until wp_cgroup_leave(): each CPU may hold
 * 64 pages that are charged and not used, beyond any limit.
 *
 * Memory that the process already uses stays charged to its old group.
 *
 * Return: NULL on success, else a sentence for a SKIP line.
 */
const char *wp_cgroup_enter(void);

/**
 * wp_cgroup_limit() - set the limit relative to the current charge
 * @bytes: bytes that may be charged on top; UINT64_MAX lifts the limit
 *
 * Do not touch fresh memory while a limit is set: any allocation that cannot
 * fail makes the kernel kill this process.
 */
void wp_cgroup_limit(uint64_t bytes);

/**
 * wp_cgroup_leave() - move the process to the root group and remove its group
 */
void wp_cgroup_leave(void);

#endif
