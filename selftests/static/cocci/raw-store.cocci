// SPDX-License-Identifier: GPL-2.0
/// Only the helpers in include/kvm_arm_wp_entry.h, which ../raw-store leaves out,
/// write table entries: they take care of ordering and break-before-make.
// (Lines begin with a blank: *, + and - in column 0 have a meaning in SmPL.)

@store@
typedef kvm_pte_t;
kvm_pte_t *P;
expression I, E;
assignment operator aop;
position p;
@@

(
 *P@p aop E
|
 P@p[I] aop E
|
 (*P@p)++
|
 (*P@p)--
|
 ++(*P@p)
|
 --(*P@p)
|
 P@p[I]++
|
 P@p[I]--
)

@call@
typedef kvm_pte_t, u64;
kvm_pte_t *P;
expression I;
identifier f = {WRITE_ONCE, xchg, xchg_relaxed, xchg_acquire, xchg_release,
	cmpxchg, cmpxchg_relaxed, cmpxchg_acquire, cmpxchg_release,
	cmpxchg64, cmpxchg64_relaxed, cmpxchg64_release,
	try_cmpxchg, try_cmpxchg_relaxed, try_cmpxchg64,
	smp_store_release, smp_store_mb, memset, memset64,
	memcpy, memmove, clear_page, copy_page};
position p;
@@

(
 f@p(P, ...)
|
 f@p(&P[I], ...)
|
 f@p(*P, ...)
|
 f@p(P[I], ...)
|
 f@p((void *)P, ...)
|
 f@p((u64 *)P, ...)
)

@bit@
typedef kvm_pte_t;
kvm_pte_t *P;
expression I;
identifier f = {set_bit, clear_bit, __set_bit, __clear_bit, change_bit,
	test_and_set_bit, test_and_clear_bit};
position p;
@@

(
 f@p(I, P)
|
 f@p(I, (void *)P)
|
 f@p(I, (unsigned long *)P)
)

@script:python@
p << store.p;
@@
print("%s:%s: raw-store: an entry is stored to directly" % (p[0].file, p[0].line))

@script:python@
p << call.p;
f << call.f;
@@
print("%s:%s: raw-store: an entry is stored to with %s" % (p[0].file, p[0].line, f))

@script:python@
p << bit.p;
f << bit.f;
@@
print("%s:%s: raw-store: an entry is stored to with %s" % (p[0].file, p[0].line, f))
