// A request ends at its first gap: the rest of the range stays writable although its bits were taken.
// Violates: a request protects all of its range.
// File: module/request.c
@@
@@
 wp_request_protect(...)
 {
 <...
- if (hold->batch.over && !wp_request_pause(serve, req)) return true;
+ if (hold->batch.over) { wp_request_pause(serve, req); return true; }
 ...>
 }
