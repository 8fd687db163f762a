// A table of which only a part belongs to the slot is recovered in part: no block can come back.
// Violates: a recoverer is called for whole tables, see struct wp_recoverer_ops.
// File: module/core/recoverer.c
@@
expression E, F;
@@
- E < PTRS_PER_PTE || F
+ F
