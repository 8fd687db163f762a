// SPDX-License-Identifier: GPL-2.0
/// Prints facts for ../lock-sleep, which knows the functions that sleep and
/// follows the calls:
///   calls CALLER CALLEE              a call anywhere in a function
///   held FILE LINE CALLEE            a call on some path that holds a lock
///   member FILE LINE .MEMBER CALLEE  an initializer
/// A call through a struct member has the callee ".MEMBER", which in turn calls
/// the functions that initializers put there. A name with GFP in it counts as a
/// callee.

@call@
identifier caller;
expression callee;
@@

caller(...)
{
<+...
 callee(...)
...+>
}

@flag@
identifier caller;
identifier callee =~ "GFP";
@@

caller(...)
{
<+...
 callee
...+>
}

@member@
type T;
identifier v, caller, callee;
position p;
@@

T v = { ..., .caller = callee@p, ... };

@element@
type T;
identifier v, caller, callee;
expression E;
position p;
@@

(
 T v[E] = { ..., { ..., .caller = callee@p, ... }, ... };
|
 T v[] = { ..., { ..., .caller = callee@p, ... }, ... };
)

@held exists@
expression L, callee;
statement S;
position p;
@@

(
 if (!kvm_arm_wp_stage2_lock(...)) S
|
 write_lock(L);
|
 read_lock(L);
|
 spin_lock(L);
|
 lockdep_assert_held_write(&L->mmu_lock);
)
... when != kvm_arm_wp_stage2_unlock(...)
    when != write_unlock(...)
    when != read_unlock(...)
    when != spin_unlock(...)
    when any
 callee@p(...)

@held_flag exists@
expression L;
statement S;
identifier callee =~ "GFP";
position p;
@@

(
 if (!kvm_arm_wp_stage2_lock(...)) S
|
 write_lock(L);
|
 read_lock(L);
|
 spin_lock(L);
|
 lockdep_assert_held_write(&L->mmu_lock);
)
... when != kvm_arm_wp_stage2_unlock(...)
    when != write_unlock(...)
    when != read_unlock(...)
    when != spin_unlock(...)
    when any
 callee@p

@branch exists@
expression callee;
position p;
@@

 if (kvm_arm_wp_stage2_lock(...)) {
 ... when != kvm_arm_wp_stage2_unlock(...)
     when any
 callee@p(...)
 ... when any
 }

@branch_flag exists@
identifier callee =~ "GFP";
position p;
@@

 if (kvm_arm_wp_stage2_lock(...)) {
 ... when != kvm_arm_wp_stage2_unlock(...)
     when any
 callee@p
 ... when any
 }

@initialize:python@
@@
import re

# The name that is called in an expression as spatch spells it: "a -> b -> c".
def name(expression):
    words = re.findall(r"\w+", expression)
    member = "->" in expression or "." in expression
    return ("." if member else "") + (words[-1] if words else "?")

def calls(caller, callee):
    print("calls %s %s" % (caller, name(callee)))

def member(p, caller, callee):
    print("member %s %s .%s %s" % (p[0].file, p[0].line, caller, callee))

def held(p, callee):
    print("held %s %s %s" % (p[0].file, p[0].line, name(callee)))

@script:python@
caller << call.caller;
callee << call.callee;
@@
calls(caller, callee)

@script:python@
caller << flag.caller;
callee << flag.callee;
@@
calls(caller, callee)

@script:python@
caller << member.caller;
callee << member.callee;
p << member.p;
@@
member(p, caller, callee)

@script:python@
caller << element.caller;
callee << element.callee;
p << element.p;
@@
member(p, caller, callee)

@script:python@
callee << held.callee;
p << held.p;
@@
held(p, callee)

@script:python@
callee << held_flag.callee;
p << held_flag.p;
@@
held(p, callee)

@script:python@
callee << branch.callee;
p << branch.p;
@@
held(p, callee)

@script:python@
callee << branch_flag.callee;
p << branch_flag.p;
@@
held(p, callee)
