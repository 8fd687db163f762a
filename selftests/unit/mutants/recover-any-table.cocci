// Tables that KVM has made itself are recovered, too: the guest faults for memory that was no block.
// Violates: only a table that has replaced a block is recovered, see struct wp_recoverer_ops.
// File: module/core/recoverer.c
@@
expression E, F;
@@
- E || !wp_entry_is_split(F)
+ E
