// A request ends at its first gap: the rest of the range stays writable although its bits were taken.
// Violates: a request protects all of its range.
// File: module/request.c
@@
@@
 wp_request_goes_on(...)
 {
 <...
- if (serve->hold.batch.over && !wp_request_pause(serve, req)) return false;
+ if (serve->hold.batch.over) { wp_request_pause(serve, req); return false; }
 ...>
 }
