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

struct shim_redirect {
	const char *name;
	const unsigned long *body;
	void *replacement;
};

#define SHIM_REDIRECT(_original, _replacement) {			\
	.name = #_original,						\
	.body = &shim_body_##_original,					\
	.replacement = _replacement,					\
},

static const struct shim_redirect shim_redirects[] = {
	SHIM_REDIRECTS(SHIM_REDIRECT, SHIM_REDIRECT)
};

/*
 * Since 6.6 kvm_flush_remote_tlbs() calls the other function first, whatever the
 * VM, and that is in another file, so never inlined: it sees each flush, and one
 * detour is enough.
 */
static bool shim_is_unneeded(const struct shim_redirect *redirect)
{
	return redirect->body == &shim_body_kvm_flush_remote_tlbs &&
	       shim_body_kvm_arch_flush_remote_tlbs;
}

static struct percpu_ref shim_inflight;
static DECLARE_COMPLETION(shim_drained);

/* A redirection could not be removed; protected by shim_attach_lock. */
static bool shim_stuck;

/* For shim_redirects_show(), which looks without a lock. */
static bool shim_attached;

/* The functions are few, those that are called most come first. */
static void notrace *shim_replacement(unsigned long ip)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(shim_redirects); i++)
		if (*shim_redirects[i].body == ip + MCOUNT_INSN_SIZE)
			return shim_redirects[i].replacement;
	return NULL;
}

/*
 * The reference is taken here and not in the replacement: from the moment the
 * instruction pointer is changed a task is bound for our text, and only a count
 * that it already holds can make shim_restore_all() wait for it.  While
 * the count is dead the call goes to the original instead.
 */
static void notrace shim_redirect_call(unsigned long ip,
				       unsigned long parent_ip,
				       struct ftrace_ops *ops,
				       struct ftrace_regs *fregs)
{
	void *replacement = shim_replacement(ip);

	if (!replacement || !percpu_ref_tryget_live(&shim_inflight))
		return;
	shim_jump(fregs, (unsigned long)replacement);
}

/*
 * One for all functions: ftrace takes as long for ten as for one.
 *
 * PERMANENT: without it "sysctl kernel.ftrace_enabled=0" would turn the
 * redirection off behind our back; with it the sysctl says -EBUSY.
 */
static struct ftrace_ops shim_ops = {
	.func = shim_redirect_call,
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
static int shim_name_functions(void)
{
	int i, ret = 0;

	for (i = 0; !ret && i < ARRAY_SIZE(shim_redirects); i++) {
		const char *name = shim_redirects[i].name;

		if (*shim_redirects[i].body && !shim_is_unneeded(&shim_redirects[i]))
			ret = ftrace_set_filter(&shim_ops, (char *)name,
						strlen(name), i == 0);
	}
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
 * 2. unregister_ftrace_function() waits until nobody runs
 *    shim_redirect_call() and nobody will enter it again;
 * 3. whoever went through it before that with an instruction pointer of ours
 *    holds a reference; the count reaches zero after the last shim_leave(),
 *    and a task that sleeps inside a replacement holds its reference all along;
 * 4. what may still run is the few instructions between dropping the last
 *    reference and returning to KVM, with no sleep among them (tasks: RCU
 *    tasks), and the tail of shim_inflight_release() (which may be called from
 *    a softirq: RCU).
 * If 2 fails, calls keep coming to shim_redirect_call().  It finds the count
 * dead and passes them on to KVM; it and the count have to stay.
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
	reinit_completion(&shim_drained);
	ret = percpu_ref_init(&shim_inflight, shim_inflight_release,
			      PERCPU_REF_INIT_DEAD | PERCPU_REF_ALLOW_REINIT,
			      GFP_KERNEL);
	if (ret)
		return ret;

	ret = shim_name_functions() ?: register_ftrace_function(&shim_ops);
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

static const char *shim_redirect_state(const struct shim_redirect *redirect)
{
	if (!*redirect->body)
		return "missing";
	if (shim_is_unneeded(redirect))
		return "unneeded";
	return READ_ONCE(shim_attached) ? "attached" : "detached";
}

void shim_redirects_show(struct seq_file *m)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(shim_redirects); i++)
		seq_printf(m, "hook.%s %s\n", shim_redirects[i].name,
			   shim_redirect_state(&shim_redirects[i]));
}
