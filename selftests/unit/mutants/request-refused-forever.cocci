// While the module is being unloaded a request asks to interrupt the hold again and again.
// Violates: a refused request goes on under one hold.
// File: module/request.c
@@
@@
 wp_request_pause(...)
 {
 <...
- hold->job.one_hold = true;
 ...>
 }
