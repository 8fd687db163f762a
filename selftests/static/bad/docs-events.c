/* SPDX-License-Identifier: GPL-2.0 */
/* at: module/bad_trace.h */
TRACE_EVENT(good_event,
	TP_STRUCT__entry(
		__field(u64, good_field)
		__array(char, good_array, 8)
		__field(u64, bad_field)		/* flag: docs */
	),
);
TRACE_EVENT(bad_event,				/* flag: docs */
	TP_STRUCT__entry(
		__field(u64, good_field)	/* flag: docs */
	),
);
