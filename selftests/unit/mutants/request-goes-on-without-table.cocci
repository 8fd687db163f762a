// KVM has freed the table in a gap, and the walk goes on in freed memory.
// Violates: a request ends if the table is gone.
// File: module/request.c
@@
@@
 wp_request_pause(...)
 {
 ...
- if (!kvm_arm_wp_hold_resume(...)) return false;
+ kvm_arm_wp_hold_resume(req->kvm, &req->s2);
 ...
 }
