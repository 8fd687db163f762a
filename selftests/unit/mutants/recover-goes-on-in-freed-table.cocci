// The walk goes on in a table that KVM may have freed: it reads, and writes, somebody else's memory.
// Violates: WP_AGAIN after wp_batch_unmap(), which makes the walk begin at the root again.
// File: module/core/recoverer.c
@@ @@
 wp_recover_by_access(...)
 {
 <...
- return WP_AGAIN;
+ return WP_DONE;
 ...>
 }
