/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Replaces module/trace.h, which has the same guard: the harness receives the events.
 */
#ifndef WP_TRACE_H
#define WP_TRACE_H

#include "fail.h"
#include "pass.h"

#define KBUILD_MODNAME "unit"
/* The only warning is that of wp_pass_report(); wp_stats_add_batch() fails before it. */
#define WARN_ONCE(condition, ...) unit_check(!(condition), "a warning")

static inline bool trace_pass_enabled(void)
{
	return false;
}

void trace_pass(const struct wp_pass *pass, bool end);
void trace_split(const struct wp_pass *pass, phys_addr_t start,
		 const struct wp_batch *batch);
void trace_protect(const struct wp_pass *pass, phys_addr_t start,
		   const struct wp_batch *batch);
void trace_flush(const struct wp_slot *slot, enum wp_occasion occasion,
		 u64 flushes, u64 ns, u64 max_ns);

#endif /* WP_TRACE_H */
