// A pass of KVM holds the lock for the whole slot: a vCPU that faults waits for milliseconds, or for a second in a large
// guest.
// Violates: a hold ends soon after WP_BATCH_NS.
// File: module/request.c
@@ @@
 wp_request_goes_on(...)
 {
 <...
- if (serve->hold.batch.over && !wp_request_pause(...)) return false;
 ...>
 }
