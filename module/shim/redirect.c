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
	void *replacement;
	struct ftrace_ops ops;
	bool attached;
};

static void shim_redirect_call(unsigned long ip, unsigned long parent_ip,
			       struct ftrace_ops *ops,
			       struct ftrace_regs *fregs);

/*
 * PERMANENT: without it "sysctl kernel.ftrace_enabled=0" would turn the
 * redirection off behind our back; with it the sysctl says -EBUSY.
 */
#define SHIM_REDIRECT(_original, _replacement) {			\
	.name = #_original,						\
	.replacement = _replacement,					\
	.ops = {							\
		.func = shim_redirect_call,				\
		.flags = FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT, \
	},								\
},

static struct shim_redirect shim_redirects[] = {
	SHIM_REDIRECTS(SHIM_REDIRECT)
};

static struct percpu_ref shim_inflight;
static DECLARE_COMPLETION(shim_drained);

/* A redirection could not be removed; protected by shim_attach_lock. */
static bool shim_stuck;

/*
 * The reference is taken here and not in the replacement: from the moment the
 * instruction pointer is changed a task is bound for our text, and only a count
 * that it already holds can make shim_restore_all() wait for it.  Once
 * the count is dead the call goes to the original instead.
 */
static void notrace shim_redirect_call(unsigned long ip,
				       unsigned long parent_ip,
				       struct ftrace_ops *ops,
				       struct ftrace_regs *fregs)
{
	struct shim_redirect *redirect =
		container_of(ops, struct shim_redirect, ops);

	if (!percpu_ref_tryget_live(&shim_inflight))
		return;
	ftrace_regs_set_instruction_pointer(fregs,
					    (unsigned long)redirect->replacement);
}

void shim_leave(void)
{
	percpu_ref_put(&shim_inflight);
}

static void shim_inflight_release(struct percpu_ref *ref)
{
	complete(&shim_drained);
}

static int shim_redirect_one(struct shim_redirect *redirect)
{
	int ret;

	ret = ftrace_set_filter(&redirect->ops, (char *)redirect->name,
				strlen(redirect->name), 1);
	if (!ret)
		ret = register_ftrace_function(&redirect->ops);
	if (ret) {
		pr_err("cannot redirect %s(): %d%s\n", redirect->name, ret,
		       ret == -EBUSY ?
		       " (is it live-patched, or kernel.ftrace_enabled=0?)" : "");
		return ret;
	}
	WRITE_ONCE(redirect->attached, true);
	return 0;
}

/*
 * ftrace refuses when it has disabled itself after an error of its own.  KVM's
 * function then goes on calling us, for as long as the kernel runs.
 */
static void shim_restore_one(struct shim_redirect *redirect)
{
	int ret;

	if (!redirect->attached)
		return;
	ret = unregister_ftrace_function(&redirect->ops);
	if (ret) {
		pr_err("ftrace does not let go of %s(): %d; this module has to stay\n",
		       redirect->name, ret);
		shim_stuck = true;
		return;
	}
	WRITE_ONCE(redirect->attached, false);
}

/*
 * Why no task is left in our text when this returns:
 * 1. unregister_ftrace_function() waits until nobody runs
 *    shim_redirect_call() and nobody will enter it again;
 * 2. whoever went through it before that with an instruction pointer of ours
 *    holds a reference; the count reaches zero after the last shim_leave(),
 *    and a task that sleeps inside a replacement holds its reference all along;
 * 3. what may still run is the few instructions between dropping the last
 *    reference and returning to KVM, with no sleep among them (tasks: RCU
 *    tasks), and the tail of shim_inflight_release() (which may be called from
 *    a softirq: RCU).
 * If 1 fails, calls keep coming to shim_redirect_call().  It finds the count
 * dead and passes them on to KVM; it and the count have to stay.
 */
void shim_restore_all(void)
{
	int i;

	for (i = ARRAY_SIZE(shim_redirects) - 1; i >= 0; i--)
		shim_restore_one(&shim_redirects[i]);

	percpu_ref_kill(&shim_inflight);
	wait_for_completion(&shim_drained);
	synchronize_rcu();
	synchronize_rcu_tasks();
	if (shim_stuck)
		__module_get(THIS_MODULE);
	else
		percpu_ref_exit(&shim_inflight);
}

int shim_redirect_all(void)
{
	int ret, i;

	if (shim_stuck)
		return -ENODEV;
	reinit_completion(&shim_drained);
	ret = percpu_ref_init(&shim_inflight, shim_inflight_release, 0,
			      GFP_KERNEL);
	if (ret)
		return ret;

	for (i = 0; i < ARRAY_SIZE(shim_redirects); i++) {
		ret = shim_redirect_one(&shim_redirects[i]);
		if (ret) {
			shim_restore_all();
			return ret;
		}
	}
	return 0;
}

/*
 * Not in shim_restore_one(): ftrace_free_filter() leaves pointers to what it has
 * freed, so that an ops is of no use after it.
 */
void shim_redirects_free(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(shim_redirects); i++)
		ftrace_free_filter(&shim_redirects[i].ops);
}

void shim_redirects_show(struct seq_file *m)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(shim_redirects); i++)
		seq_printf(m, "hook.%s %s\n", shim_redirects[i].name,
			   READ_ONCE(shim_redirects[i].attached) ?
			   "attached" : "detached");
}
