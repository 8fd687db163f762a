// A split request ends with an error because its time was up, although there are pages: KVM leaves blocks behind.
// Violates: a split request goes on while there are pages.
// File: module/request.c
@@
expression E;
@@
 wp_request_splits_on(...)
 {
- return E;
+ return status == WP_AGAIN || (status == WP_STARVED && pages);
 }
