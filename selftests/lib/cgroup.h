/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A memory limit for the kernel memory that this process uses from now on.
 */
#ifndef SELFTESTS_LIB_CGROUP_H
#define SELFTESTS_LIB_CGROUP_H

#include <stdint.h>

/**
 * wp_cgroup_enter() - move this process into a control group of its own
 *
 * Memory it has already stays charged where it is.
 *
 * Return: NULL, or a sentence for a SKIP line.
 */
const char *wp_cgroup_enter(void);

/**
 * wp_cgroup_limit() - allow this much more than is charged now
 * @bytes: headroom; UINT64_MAX lifts the limit
 *
 * Between setting a limit and lifting it touch no fresh memory: only allocations that put up with
 * failure may hit the limit, for any other the kernel kills this process.
 */
void wp_cgroup_limit(uint64_t bytes);

/**
 * wp_cgroup_leave() - back to where the process was, remove the group
 */
void wp_cgroup_leave(void);

#endif
