// After KVM's hold was interrupted the walk begins at the table as it was before: KVM may have freed it.
// Violates: nothing of the table is trusted after the lock was free.
// File: module/request.c
@@
expression E;
@@
 wp_request_pause(...)
 {
 ...
- if (!kvm_arm_wp_hold_resume(E, &req->s2))
+ struct kvm_arm_wp_stage2 s2;
+ if (!kvm_arm_wp_hold_resume(E, &s2))
   return false;
 ...
 }
