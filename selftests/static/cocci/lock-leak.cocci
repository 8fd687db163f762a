// SPDX-License-Identifier: GPL-2.0
/// A function that takes mmu_lock releases it on every path, except the shim's
/// kvm_arm_wp_stage2_lock() and kvm_arm_wp_hold_resume(), which return with the
/// lock held. The result of the first must be tested in a plain if, because these
/// rules follow nothing else.

@early exists@
identifier fn != {kvm_arm_wp_stage2_lock, kvm_arm_wp_hold_resume};
statement S;
expression k;
position p;
@@

fn(...)
{
... when any
(
 if (!kvm_arm_wp_stage2_lock(...)) S
|
 write_lock(&k->mmu_lock);
|
 read_lock(&k->mmu_lock);
)
... when != kvm_arm_wp_stage2_unlock(...)
    when != write_unlock(...)
    when != read_unlock(...)
    when any
 return@p ...;
... when any
}

@paired disable neg_if forall@
position p;
@@

 if (kvm_arm_wp_stage2_lock@p(...)) {
  ... when strict
 kvm_arm_wp_stage2_unlock(...);
  ... when any
 }

@unpaired disable neg_if@
statement S1, S2;
position p != paired.p;
@@

 if (kvm_arm_wp_stage2_lock@p(...)) S1 else S2

@plain@
statement S1, S2;
position p;
@@

(
 if (!kvm_arm_wp_stage2_lock@p(...)) S1 else S2
|
 if (kvm_arm_wp_stage2_lock@p(...)) S1 else S2
)

@other@
position p != plain.p;
@@

 kvm_arm_wp_stage2_lock@p(...)

@script:python@
p << early.p;
@@
print("%s:%s: lock-leak: returns with mmu_lock held" % (p[0].file, p[0].line))

@script:python@
p << unpaired.p;
@@
print("%s:%s: lock-leak: a path through this branch keeps mmu_lock" % (p[0].file, p[0].line))

@script:python@
p << other.p;
@@
print("%s:%s: lock-leak: result not tested in a plain if: the lock may not be held" % (p[0].file, p[0].line))
