// A pass gives the lock up for each table while vCPUs wait: it takes many times as long in a busy guest.
// Violates: a hold lasts WP_BATCH_MIN_NS at least.
// File: module/core/batch.c
@@
expression E;
@@
 wp_batch_expired(...)
 {
 ...
 batch->over = E ||
- (ticks >= batch->min_ticks && wp_env_contended(&batch->job->env));
+ wp_env_contended(&batch->job->env);
 ...
 }
