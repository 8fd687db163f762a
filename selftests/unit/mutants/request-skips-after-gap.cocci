// After a gap the request goes on one page too far: a page stays writable although its bit was taken, and later writes to
// it are never seen.
// Violates: a request protects all of its range.
// File: module/request.c
@@
@@
 wp_request_pause(...)
 {
 ...
- req->start = hold->batch.next;
+ req->start = hold->batch.next += PAGE_SIZE;
 ...
 }
