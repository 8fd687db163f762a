// Where KVM may drop the lock after each request, a batch that does little never looks at the counter: KVM keeps the lock
// for the whole slot.
// Violates: a hold ends soon after WP_BATCH_NS.
// File: module/hold.c
@@
@@
 wp_hold_open(...)
 {
 <...
- hold->batch.work = WP_TABLE_WORK;
 ...>
 }
