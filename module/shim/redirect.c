// SPDX-License-Identifier: GPL-2.0
/* Redirects KVM's functions to our replacements by ftrace, and undoes that. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/percpu-refcount.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>

#include "shim.h"

/**
 * struct shim_hook - a KVM function that is redirected or watched
 * @name:	Name of the function.
 * @body:	Points to the address behind the function's call to ftrace; that
 *		address is 0 if this kernel lacks the function.
 * @replacement: The function that runs instead; NULL if the shim only watches.
 * @edits:	The function edits tables: it is hooked only while the consumer
 *		takes over.
 * @changes:	The function changes a slot: calls that shim_wants_change()
 *		refuses go to KVM's own function.
 */
struct shim_hook {
	const char *name;
	const unsigned long *body;
	void *replacement;
	bool edits;
	bool changes;
};

#define SHIM_HOOK(_original, _replacement, ...) {			\
	.name = #_original,						\
	.body = &shim_body_##_original,					\
	.replacement = _replacement,					\
	__VA_ARGS__							\
},
#define SHIM_EDITS(original, replacement)	SHIM_HOOK(original, replacement, .edits = true)
#define SHIM_REDIRECT(original, replacement)	SHIM_HOOK(original, replacement)
#define SHIM_CHANGE(original, replacement)	SHIM_HOOK(original, replacement, .changes = true)
#define SHIM_WATCH(original)			SHIM_HOOK(original, NULL)

static const struct shim_hook shim_hooks[] = {
	SHIM_EDITORS(SHIM_EDITS, SHIM_EDITS)
	SHIM_REDIRECTS(SHIM_REDIRECT, SHIM_REDIRECT)
	SHIM_CHANGES(SHIM_CHANGE)
	SHIM_WATCHES(SHIM_WATCH)
};

/*
 * Since 6.6 kvm_flush_remote_tlbs() always calls kvm_arch_flush_remote_tlbs()
 * first.  The latter lies in another file and is never inlined, so its hook
 * sees each flush; do not make flushes pay for two hooks.
 */
static bool shim_is_unneeded(const struct shim_hook *hook)
{
	return hook->body == &shim_body_kvm_flush_remote_tlbs &&
	       shim_body_kvm_arch_flush_remote_tlbs;
}

static struct percpu_ref shim_inflight;
static DECLARE_COMPLETION(shim_drained);

/* ftrace refused to remove the redirection; protected by shim_attach_lock. */
static bool shim_stuck;

/*
 * Written under shim_attach_lock.  The ftrace callback and shim_hooks_show()
 * read it without.
 */
static bool shim_attached;

/*
 * The functions that edit tables are hooked, or will be hooked at the next
 * attach.  Written under shim_attach_lock; shim_hooks_show() reads it without.
 */
static bool shim_takes_over = true;

/*
 * Hash table of the hooks, by the address of the body.  It is large so that the
 * first lookup mostly hits: a linear search would slow down a VMM that adds
 * slots.  Filled before ftrace can call us.
 */
#define SHIM_BUCKETS 64
static const struct shim_hook *shim_bucket[SHIM_BUCKETS];

static void shim_fill_buckets(void)
{
	unsigned long at;
	int i;

	memset(shim_bucket, 0, sizeof(shim_bucket));
	for (i = 0; i < ARRAY_SIZE(shim_hooks); i++) {
		at = *shim_hooks[i].body >> 4;
		while (shim_bucket[at % SHIM_BUCKETS])
			at++;
		shim_bucket[at % SHIM_BUCKETS] = &shim_hooks[i];
	}
}

static notrace const struct shim_hook *shim_find_hook(unsigned long body)
{
	const struct shim_hook *hook;
	unsigned long at = body >> 4;

	do
		hook = shim_bucket[at++ % SHIM_BUCKETS];
	while (hook && *hook->body != body);
	return hook;
}

bool notrace shim_try_enter(void)
{
	return percpu_ref_tryget_live(&shim_inflight);
}

/*
 * Tells whether the call may go to the replacement.
 *
 * Take the reference here and not in the replacement: once the instruction
 * pointer is changed the task will enter our text, and shim_restore_all() waits
 * only for a task that already holds a reference.  While the count is dead the
 * call goes to the original.
 *
 * Functions that edit tables take no reference, because a round calls them for
 * each 64 pages.  They run under mmu_lock and never sleep from here to their
 * return, so RCU-tasks waits for them; but see SHIM_EDITS_SLEEP.  While they
 * interrupt KVM's hold of mmu_lock they have a reference, see shim_try_stay().
 */
static bool notrace shim_may_enter(const struct shim_hook *hook)
{
	return hook->edits && !SHIM_EDITS_SLEEP ?
		READ_ONCE(shim_attached) : shim_try_enter();
}

/*
 * Tells whether the consumer wants to know of a memslot change.  It does if the
 * log of the slot will be on, or if the slot is deleted or moved: its log may
 * have been on before.  VMMs add and change many slots without a log; these
 * calls must not pay for a replacement.
 *
 * Both functions have the same parameters: the VM, the old slot, the new slot
 * and the kind of change.  KVM owns the slots and holds slots_lock during the
 * call, so they may be read here without a reference on the consumer.  The new
 * slot is NULL only if the slot is deleted.
 */
static notrace bool shim_wants_change(struct ftrace_regs *fregs)
{
	const struct kvm_memory_slot *new = (void *)shim_argument(fregs, 2);
	enum kvm_mr_change change = shim_argument(fregs, 3);

	return change == KVM_MR_DELETE || change == KVM_MR_MOVE ||
	       new->flags & KVM_MEM_LOG_DIRTY_PAGES;
}

/* KVM marks each page dirty that a guest maps writable, with and without a log. */
static notrace bool shim_wants_dirty(struct ftrace_regs *fregs)
{
	const struct kvm_memory_slot *slot = (void *)shim_argument(fregs, 1);

	return slot && kvm_slot_dirty_track_enabled(slot) &&
	       READ_ONCE(shim_attached);
}

static notrace void shim_call_watch(struct ftrace_regs *fregs)
{
	if (shim_wants_dirty(fregs))
		shim_watch_dirty((void *)shim_argument(fregs, 0),
				 (void *)shim_argument(fregs, 1),
				 shim_argument(fregs, 2));
}

/*
 * The most frequent calls first: in a round KVM calls
 * kvm_pgtable_stage2_wrprotect(), which has the first hook, for each 64 pages,
 * and guests without a log pay for mark_page_dirty_in_slot().
 */
static void notrace shim_hook_call(unsigned long ip, unsigned long parent_ip,
				   struct ftrace_ops *ops,
				   struct ftrace_regs *fregs)
{
	unsigned long body = ip + MCOUNT_INSN_SIZE;
	const struct shim_hook *hook = &shim_hooks[0];

	if (body != *hook->body) {
		if (body == shim_body_mark_page_dirty_in_slot) {
			shim_call_watch(fregs);
			return;
		}
		if (!SHIM_CALLS_ITS_OPS &&
		    body == shim_body_kvm_handle_guest_abort) {
			shim_fault_call(fregs);
			return;
		}
		hook = shim_find_hook(body);
		if (!hook || (hook->changes && !shim_wants_change(fregs)))
			return;
	}
	if (shim_may_enter(hook))
		shim_jump(fregs, (unsigned long)hook->replacement);
}

/*
 * One ftrace_ops for all functions: ftrace takes as long to register ten
 * functions as to register one.
 *
 * PERMANENT: without it "sysctl kernel.ftrace_enabled=0" would turn the
 * redirection off behind our back; with it the sysctl fails with -EBUSY.
 */
static struct ftrace_ops shim_ops = {
	.func = shim_hook_call,
	.flags = FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT |
		 SHIM_FTRACE_FLAGS,
};

void shim_leave(void)
{
	percpu_ref_put(&shim_inflight);
}

/* Not tryget_live: a replacement that runs already may go on. */
bool shim_try_stay(void)
{
	return percpu_ref_tryget(&shim_inflight);
}

static void shim_inflight_release(struct percpu_ref *ref)
{
	complete(&shim_drained);
}

/* shim_resolve() has made sure that only optional functions are missing. */
static bool shim_is_there(const struct shim_hook *hook)
{
	return *hook->body && !shim_is_unneeded(hook);
}

/*
 * Collects the ftrace sites of the functions that edit tables, or of the
 * others.  Returns the number of sites.
 */
static int shim_collect(unsigned long *ips, bool edits)
{
	int i, nr = 0;

	for (i = 0; i < ARRAY_SIZE(shim_hooks); i++)
		if (shim_hooks[i].edits == edits && shim_is_there(&shim_hooks[i]))
			ips[nr++] = *shim_hooks[i].body - MCOUNT_INSN_SIZE;
	return nr;
}

static int shim_filter_all(void)
{
	unsigned long ips[ARRAY_SIZE(shim_hooks)];
	int nr = shim_collect(ips, false);
	const int remove = 0, reset = 1;

	if (shim_takes_over)
		nr += shim_collect(ips + nr, true);
	return ftrace_set_filter_ips(&shim_ops, ips, nr, remove, reset);
}

/* One call for all: each call makes ftrace go through all kernel functions. */
static int shim_filter_edits(bool on)
{
	unsigned long ips[ARRAY_SIZE(shim_hooks)];
	int nr = shim_collect(ips, true);
	const int remove = !on, reset = 0;

	return ftrace_set_filter_ips(&shim_ops, ips, nr, remove, reset);
}

int shim_filter_fault(unsigned long ip, bool on)
{
	const int remove = !on, reset = 0;

	return ftrace_set_filter_ip(&shim_ops, ip, remove, reset);
}

int shim_take_over(bool on)
{
	int ret = 0;

	lockdep_assert_held(&shim_attach_lock);
	if (on == shim_takes_over)
		return 0;
	if (shim_attached)
		ret = shim_filter_edits(on);
	if (!ret)
		WRITE_ONCE(shim_takes_over, on);
	return ret;
}

/*
 * ftrace refuses if it has disabled itself after an internal error.  KVM's
 * functions then call shim_hook_call() until the next boot, so this module must
 * stay loaded.
 */
static void shim_unregister(void)
{
	int ret = shim_faults_hook(false) ?: unregister_ftrace_function(&shim_ops);

	if (!ret)
		return;
	pr_err("cannot remove the hooks from KVM's functions: %d; this module stays loaded\n",
	       ret);
	shim_stuck = true;
	__module_get(THIS_MODULE);
}

/*
 * A fault may wait for long, for the owner of a userfaultfd.  A wait with a
 * timeout is short for the kernel, which reports long ones as hung tasks.
 */
static void shim_wait_drained(void)
{
	while (!wait_for_completion_timeout(&shim_drained, 30 * HZ))
		pr_notice_once("unloading waits for a call of KVM to end (a fault may wait for a userfaultfd)\n");
}

/*
 * No task is left in our text on return:
 * 1. Once the count is killed, calls go to KVM's own functions.  CPUs notice
 *    that at different times.
 * 2. unregister_ftrace_function() waits until no task runs shim_hook_call() and
 *    none can enter it again; the same for shim_fault_call().
 * 3. A task that shim_hook_call() sent to a replacement that may sleep holds a
 *    reference, also while it sleeps there.  The count reaches zero after the
 *    last shim_leave().
 * 4. All our code that may still run never sleeps.  RCU-tasks waits for a
 *    replacement that edits tables (with SHIM_EDITS_SLEEP, or while it has
 *    dropped mmu_lock, 3 applies to it), and for the few instructions between
 *    dropping the last reference and returning to KVM.  RCU waits for the tail
 *    of shim_inflight_release(), which may run in a softirq.
 * If 2 fails, KVM's functions keep calling shim_hook_call().  It finds the
 * count dead and shim_attached false, and lets KVM's own functions run; it and
 * the count must not be freed.  4 then also covers tasks that are on their way from
 * shim_hook_call() to a replacement.
 */
void shim_restore_all(void)
{
	lockdep_assert_held(&shim_attach_lock);
	WRITE_ONCE(shim_attached, false);
	percpu_ref_kill(&shim_inflight);
	shim_unregister();
	shim_wait_drained();
	synchronize_rcu();
	synchronize_rcu_tasks();
	if (!shim_stuck)
		percpu_ref_exit(&shim_inflight);
}

/*
 * The count is dead until all functions are patched, so that all replacements
 * start at the same time.  Otherwise the consumer could learn of a VM and not
 * be told when that VM is destroyed.
 */
int shim_redirect_all(void)
{
	int ret;

	lockdep_assert_held(&shim_attach_lock);
	if (shim_stuck)
		return -ENODEV;
	shim_fill_buckets();
	reinit_completion(&shim_drained);
	ret = percpu_ref_init(&shim_inflight, shim_inflight_release,
			      PERCPU_REF_INIT_DEAD | PERCPU_REF_ALLOW_REINIT,
			      GFP_KERNEL);
	if (ret)
		return ret;

	ret = shim_filter_all() ?: register_ftrace_function(&shim_ops);
	if (ret) {
		pr_err("cannot redirect KVM's functions: %d%s\n", ret,
		       ret == -EBUSY ?
		       " (is one live-patched, or kernel.ftrace_enabled=0?)" : "");
		percpu_ref_exit(&shim_inflight);
		return ret;
	}
	percpu_ref_reinit(&shim_inflight);
	WRITE_ONCE(shim_attached, true);
	return 0;
}

/*
 * Do not move this into shim_restore_all(): ftrace_free_filter() leaves
 * dangling pointers in the ftrace_ops, which cannot be registered again
 * afterwards.
 */
void shim_redirects_free(void)
{
	ftrace_free_filter(&shim_ops);
	shim_faults_free();
}

static const char *shim_hook_state(const struct shim_hook *hook)
{
	if (!*hook->body)
		return "missing";
	if (shim_is_unneeded(hook))
		return "unneeded";
	if (hook->edits && !READ_ONCE(shim_takes_over))
		return "detached";
	return READ_ONCE(shim_attached) ? "attached" : "detached";
}

void shim_hooks_show(struct seq_file *m)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(shim_hooks); i++)
		seq_printf(m, "hook.%s %s\n", shim_hooks[i].name,
			   shim_hook_state(&shim_hooks[i]));
	shim_faults_show(m);
}
