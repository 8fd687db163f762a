// Tables are recovered whose memory is small pages: the guest faults for each page, and gets no block.
// Violates: the host must map a block there, see struct wp_recoverer_ops.
// File: module/core/recoverer.c
@@
statement S;
@@
- if (!wp_env_is_large(...)) S
