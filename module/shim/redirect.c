// SPDX-License-Identifier: GPL-2.0
/* Sends KVM's calls to our replacements, by ftrace; and takes that back. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/percpu-refcount.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>

#include "shim.h"

/**
 * struct shim_hook - a function of KVM that is redirected or watched
 * @name:	Its name.
 * @body:	Where its address is, behind the call to ftrace; 0 there if this
 *		kernel has no such function.
 * @replacement: Called instead of it; NULL if it is watched.
 * @edits:	It edits tables: hooked while the consumer takes over only.
 */
struct shim_hook {
	const char *name;
	const unsigned long *body;
	void *replacement;
	bool edits;
};

#define SHIM_HOOK(_original, _replacement, _edits) {			\
	.name = #_original,						\
	.body = &shim_body_##_original,					\
	.replacement = _replacement,					\
	.edits = _edits,						\
},
#define SHIM_EDITS(original, replacement)	SHIM_HOOK(original, replacement, true)
#define SHIM_REDIRECT(original, replacement)	SHIM_HOOK(original, replacement, false)
#define SHIM_WATCH(original)			SHIM_HOOK(original, NULL, false)

static const struct shim_hook shim_hooks[] = {
	SHIM_EDITORS(SHIM_EDITS, SHIM_EDITS)
	SHIM_REDIRECTS(SHIM_REDIRECT, SHIM_REDIRECT)
	SHIM_WATCHES(SHIM_WATCH)
};

/*
 * Since 6.6 kvm_flush_remote_tlbs() calls the other function first, whatever the
 * VM, and that is in another file, so never inlined: it sees each flush, and one
 * detour is enough.
 */
static bool shim_is_unneeded(const struct shim_hook *hook)
{
	return hook->body == &shim_body_kvm_flush_remote_tlbs &&
	       shim_body_kvm_arch_flush_remote_tlbs;
}

static struct percpu_ref shim_inflight;
static DECLARE_COMPLETION(shim_drained);

/* A redirection could not be removed; protected by shim_attach_lock. */
static bool shim_stuck;

/* Read without a lock where KVM calls, and by shim_hooks_show(). */
static bool shim_attached;

/*
 * The functions that edit tables are hooked, or will be at the next attach.
 * Changed under shim_attach_lock; shim_hooks_show() reads it without.
 */
static bool shim_takes_over = true;

/*
 * Hooks by the address of the body, with room so that the first look mostly finds
 * it: a search through all of them would be felt where a VMM adds slots.  Filled
 * before ftrace can call us.
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

/* A round calls the first one for each 64 pages. */
static notrace const struct shim_hook *shim_find_hook(unsigned long body)
{
	const struct shim_hook *hook = &shim_hooks[0];
	unsigned long at = body >> 4;

	while (hook && *hook->body != body)
		hook = shim_bucket[at++ % SHIM_BUCKETS];
	return hook;
}

/*
 * May this call go to a replacement?
 *
 * A reference is taken here and not in the replacement: from the moment the
 * instruction pointer is changed a task is bound for our text, and only a count
 * that it already holds can make shim_restore_all() wait for it.  While
 * the count is dead the call goes to the original instead.
 *
 * The functions that edit tables do without, which matters to a round that
 * calls them for each 64 pages.  They run under mmu_lock and never sleep from
 * here to their end, so that RCU-tasks waits for them; but see SHIM_EDITS_SLEEP.
 */
static bool notrace shim_may_enter(const struct shim_hook *hook)
{
	return hook->edits && !SHIM_EDITS_SLEEP ?
		READ_ONCE(shim_attached) :
		percpu_ref_tryget_live(&shim_inflight);
}

static void notrace shim_hook_call(unsigned long ip, unsigned long parent_ip,
				   struct ftrace_ops *ops,
				   struct ftrace_regs *fregs)
{
	unsigned long body = ip + MCOUNT_INSN_SIZE;
	const struct shim_hook *hook;

	if (body == shim_body_mark_page_dirty_in_slot) {
		if (READ_ONCE(shim_attached))
			shim_watch_dirty((void *)shim_argument(fregs, 0),
					 (void *)shim_argument(fregs, 1),
					 shim_argument(fregs, 2));
		return;
	}
	hook = shim_find_hook(body);
	if (hook && shim_may_enter(hook))
		shim_jump(fregs, (unsigned long)hook->replacement);
}

/*
 * One for all functions: ftrace takes as long for ten as for one.
 *
 * PERMANENT: without it "sysctl kernel.ftrace_enabled=0" would turn the
 * redirection off behind our back; with it the sysctl says -EBUSY.
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

static void shim_inflight_release(struct percpu_ref *ref)
{
	complete(&shim_drained);
}

/* Those that this kernel does not have were optional: see shim_resolve(). */
static bool shim_is_there(const struct shim_hook *hook)
{
	return *hook->body && !shim_is_unneeded(hook);
}

/* Where ftrace patches hooks that edit tables, or the others.  Returns how many. */
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

/* All at once: ftrace goes through all functions of the kernel each time. */
static int shim_filter_edits(bool on)
{
	unsigned long ips[ARRAY_SIZE(shim_hooks)];
	int nr = shim_collect(ips, true);
	const int remove = !on, reset = 0;

	return ftrace_set_filter_ips(&shim_ops, ips, nr, remove, reset);
}

int shim_take_over(bool on)
{
	int ret = 0;

	if (on == shim_takes_over)
		return 0;
	if (shim_attached)
		ret = shim_filter_edits(on);
	if (!ret)
		WRITE_ONCE(shim_takes_over, on);
	return ret;
}

/*
 * ftrace refuses when it has disabled itself after an error of its own.  KVM's
 * functions then go on calling us, for as long as the kernel runs.
 */
static void shim_unregister(void)
{
	int ret = unregister_ftrace_function(&shim_ops);

	if (!ret)
		return;
	pr_err("ftrace does not let go of KVM's functions: %d; this module has to stay\n",
	       ret);
	shim_stuck = true;
	__module_get(THIS_MODULE);
}

/*
 * Why no task is left in our text when this returns:
 * 1. once the count is killed, calls go to KVM's own functions, on one CPU
 *    earlier than on another;
 * 2. unregister_ftrace_function() waits until nobody runs shim_hook_call() and
 *    nobody will enter it again;
 * 3. a task that went through it before that, on its way to a replacement that
 *    may sleep, holds a reference; the count reaches zero after the last
 *    shim_leave(), and a task that sleeps inside a replacement holds its
 *    reference all along;
 * 4. what may still run never sleeps: a replacement that edits tables (unless
 *    SHIM_EDITS_SLEEP, which makes it one of 3), the few instructions between
 *    dropping the last reference and returning to KVM (tasks: RCU-tasks), and the
 *    tail of shim_inflight_release() (which may be called from a softirq: RCU).
 * If 2 fails, calls keep coming to shim_hook_call().  It finds the count dead,
 * and shim_attached false, and passes them on to KVM; it and the count have to
 * stay.  Those that it has let through are then covered by 4, too.
 */
void shim_restore_all(void)
{
	WRITE_ONCE(shim_attached, false);
	percpu_ref_kill(&shim_inflight);
	shim_unregister();
	wait_for_completion(&shim_drained);
	synchronize_rcu();
	synchronize_rcu_tasks();
	if (!shim_stuck)
		percpu_ref_exit(&shim_inflight);
}

/*
 * The count is dead until all functions are patched, so that all replacements
 * begin at once: none can make the consumer know a VM whose end it would not be
 * told of.
 */
int shim_redirect_all(void)
{
	int ret;

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
 * Not in shim_restore_all(): ftrace_free_filter() leaves pointers to what it has
 * freed, so that an ops is of no use after it.
 */
void shim_redirects_free(void)
{
	ftrace_free_filter(&shim_ops);
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
}
