/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints.  pass.c and fault.c, which also count, fire them.
 * debugfs-doc/tracing.md describes the fields.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kvm_arm_wp

#if !defined(WP_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define WP_TRACE_H

#include <linux/string.h>
#include <linux/tracepoint.h>

#include "vm.h"

/* Tools do not know the values of an enum in the kernel's source. */
#define WP_TRACE_ENUM(name, text) TRACE_DEFINE_ENUM(name);
WP_OCCASIONS(WP_TRACE_ENUM)
#undef WP_TRACE_ENUM

#define WP_TRACE_TEXT(name, text) { name, text },
#define wp_trace_occasion(occasion) \
	__print_symbolic(occasion, WP_OCCASIONS(WP_TRACE_TEXT) { -1, NULL })

TRACE_DEFINE_ENUM(WP_FAULT_FAST);
#define WP_TRACE_FAULT_ENUM(name, why) TRACE_DEFINE_ENUM(why);
WP_FAULT_REASONS(WP_TRACE_FAULT_ENUM)
#undef WP_TRACE_FAULT_ENUM

#define WP_TRACE_FAULT_TEXT(name, why) { why, #name },
#define wp_trace_fault_result(why) \
	__print_symbolic(why, WP_FAULT_REASONS(WP_TRACE_FAULT_TEXT) \
			 { WP_FAULT_FAST, "fast" })

/* The first fields of every event about a pass. */
#define WP_TRACE_SLOT				\
	__array(char, vm, WP_VM_NAME)		\
	__field(int, slot)			\
	__field(int, occasion)

#define wp_trace_assign_slot(from, why)				\
	strscpy(__entry->vm, (from)->vm->name, WP_VM_NAME);	\
	__entry->slot = (from)->id;				\
	__entry->occasion = (why)

#define WP_TRACE_SLOT_FORMAT "vm=%s slot=%d occasion=%s"
#define WP_TRACE_SLOT_ARGS \
	__entry->vm, __entry->slot, wp_trace_occasion(__entry->occasion)

/**
 * pass - a pass over a slot begins or ends
 * @pass:	The pass.
 * @end:	It has ended; the fields about its work are 0 otherwise.
 */
TRACE_EVENT(pass,
	TP_PROTO(const struct wp_pass *pass, bool end),
	TP_ARGS(pass, end),
	TP_STRUCT__entry(
		WP_TRACE_SLOT
		__field(bool, end)
		__field(int, ret)
		__field(u64, duration_ns)
		__field(u64, batches)
		__field(u64, blocks)
		__field(u64, ptes)
		__field(u64, recovered)
		__field(u64, flushes)
	),
	TP_fast_assign(
		wp_trace_assign_slot(pass->slot, pass->occasion);
		__entry->end = end;
		__entry->ret = end ? pass->ret : 0;
		__entry->duration_ns = end ? pass->ns : 0;
		__entry->batches = end ? pass->holds : 0;
		__entry->blocks = end ? pass->counts.splits_l1 +
					pass->counts.splits_l2 : 0;
		__entry->ptes = end ? pass->counts.ptes_wp +
				      pass->counts.ptes_rewp : 0;
		__entry->recovered = end ? pass->counts.recovered_tables : 0;
		__entry->flushes = end ? pass->counts.tlb_flushes : 0;
	),
	TP_printk(WP_TRACE_SLOT_FORMAT " %s ret=%d duration_ns=%llu batches=%llu blocks=%llu ptes=%llu recovered=%llu flushes=%llu",
		  WP_TRACE_SLOT_ARGS, __entry->end ? "end" : "begin",
		  __entry->ret, __entry->duration_ns, __entry->batches,
		  __entry->blocks, __entry->ptes, __entry->recovered,
		  __entry->flushes)
);

/**
 * split - a batch has split blocks
 * @pass:	The pass.
 * @start:	IPA at which the batch began.
 * @batch:	The batch.
 */
TRACE_EVENT(split,
	TP_PROTO(const struct wp_pass *pass, phys_addr_t start,
		 const struct wp_batch *batch),
	TP_ARGS(pass, start, batch),
	TP_STRUCT__entry(
		WP_TRACE_SLOT
		__field(u64, start)
		__field(u64, end)
		__field(u64, splits_l1)
		__field(u64, splits_l2)
		__field(u64, tables)
		__field(u64, duration_ns)
	),
	TP_fast_assign(
		wp_trace_assign_slot(pass->slot, pass->occasion);
		__entry->start = start;
		__entry->end = batch->next;
		__entry->splits_l1 = batch->counts.splits_l1;
		__entry->splits_l2 = batch->counts.splits_l2;
		__entry->tables = batch->counts.table_pages;
		__entry->duration_ns = batch->hold_ns;
	),
	TP_printk(WP_TRACE_SLOT_FORMAT " start=%#llx end=%#llx splits_l1=%llu splits_l2=%llu tables=%llu duration_ns=%llu",
		  WP_TRACE_SLOT_ARGS, __entry->start, __entry->end,
		  __entry->splits_l1, __entry->splits_l2, __entry->tables,
		  __entry->duration_ns)
);

/**
 * protect - a batch has write-protected pages
 * @pass:	The pass.
 * @start:	IPA at which the batch began.
 * @batch:	The batch.
 */
TRACE_EVENT(protect,
	TP_PROTO(const struct wp_pass *pass, phys_addr_t start,
		 const struct wp_batch *batch),
	TP_ARGS(pass, start, batch),
	TP_STRUCT__entry(
		WP_TRACE_SLOT
		__field(u64, start)
		__field(u64, end)
		__field(u64, ptes)
		__field(u64, swapped)
		__field(u64, duration_ns)
	),
	TP_fast_assign(
		wp_trace_assign_slot(pass->slot, pass->occasion);
		__entry->start = start;
		__entry->end = batch->next;
		__entry->ptes = batch->counts.ptes_wp + batch->counts.ptes_rewp;
		__entry->swapped = batch->counts.tables_swapped;
		__entry->duration_ns = batch->hold_ns;
	),
	TP_printk(WP_TRACE_SLOT_FORMAT " start=%#llx end=%#llx ptes=%llu swapped=%llu duration_ns=%llu",
		  WP_TRACE_SLOT_ARGS, __entry->start, __entry->end,
		  __entry->ptes, __entry->swapped, __entry->duration_ns)
);

/**
 * flush - TLBs were flushed for a slot
 * @slot:	The slot.
 * @occasion:	The pass that the flushes belong to.
 * @flushes:	Number of flushes.
 * @ns:		Duration of all of them, in nanoseconds.
 * @max_ns:	Duration of the longest one, in nanoseconds.
 */
TRACE_EVENT(flush,
	TP_PROTO(const struct wp_slot *slot, enum wp_occasion occasion,
		 u64 flushes, u64 ns, u64 max_ns),
	TP_ARGS(slot, occasion, flushes, ns, max_ns),
	TP_STRUCT__entry(
		WP_TRACE_SLOT
		__field(u64, flushes)
		__field(u64, duration_ns)
		__field(u64, max_ns)
	),
	TP_fast_assign(
		wp_trace_assign_slot(slot, occasion);
		__entry->flushes = flushes;
		__entry->duration_ns = ns;
		__entry->max_ns = max_ns;
	),
	TP_printk(WP_TRACE_SLOT_FORMAT " flushes=%llu duration_ns=%llu max_ns=%llu",
		  WP_TRACE_SLOT_ARGS, __entry->flushes, __entry->duration_ns,
		  __entry->max_ns)
);

/**
 * fault - a write fault of a slot that logs has been handled
 * @slot:	The slot.
 * @fault:	The fault.
 * @ns:		How long it took, in nanoseconds.
 */
TRACE_EVENT(fault,
	TP_PROTO(const struct wp_slot *slot,
		 const struct kvm_arm_wp_fault *fault, u64 ns),
	TP_ARGS(slot, fault, ns),
	TP_STRUCT__entry(
		__array(char, vm, WP_VM_NAME)
		__field(int, slot)
		__field(int, result)
		__field(u64, ipa)
		__field(u64, duration_ns)
	),
	TP_fast_assign(
		strscpy(__entry->vm, slot->vm->name, WP_VM_NAME);
		__entry->slot = slot->id;
		__entry->result = fault->why;
		__entry->ipa = fault->ipa;
		__entry->duration_ns = ns;
	),
	TP_printk("vm=%s slot=%d result=%s ipa=%#llx duration_ns=%llu",
		  __entry->vm, __entry->slot,
		  wp_trace_fault_result(__entry->result), __entry->ipa,
		  __entry->duration_ns)
);

#endif /* WP_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
