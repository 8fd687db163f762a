// Where KVM may drop the lock after each request, the time of a hold begins anew with each: KVM keeps the lock for the whole
// slot.
// Violates: a hold ends soon after WP_BATCH_NS.
// File: module/hold.c
@@
@@
 wp_hold_open(...)
 {
 <...
- hold->batch.begin_ticks = hold->since;
 ...>
 }
