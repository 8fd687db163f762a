// Pages of KVM's cache are borrowed while the lock is free.  KVM frees the cache with the table, and the pages are given
// back to a cache that is no more.
// Violates: no page is borrowed while the lock is free.
// File: module/request.c
@@
expression E;
@@
 wp_request_split(...)
 {
 <...
- wp_request_give_back(&serve->borrowed, E);
  if (!wp_request_pause(...)) return true;
 ...>
 }
