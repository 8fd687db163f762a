// Pages that lose their permission for a block count as protected for a log.
// Violates: ptes_wp counts what a log needs, see debugfs-doc/stat.md.
// File: module/core/recoverer.c
@@ @@
- batch->counts.ptes_wp = protected;
+ (void)protected;
