// SPDX-License-Identifier: GPL-2.0
/*
 * A test that crashes says where, next to its own lines: the harness names just the signal, and a
 * machine that is gone by then cannot be asked.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>
#include <unistd.h>

/* A frame with all of SVE's and SME's registers is about 80 KiB. */
#define STACK_SIZE	(128 * 1024)

/* A signal that was only passed on has been told about by whoever got it first. */
static void tell(int sig, siginfo_t *info, void *context)
{
	const ucontext_t *user = context;
	const mcontext_t *cpu = &user->uc_mcontext;

	if (info->si_code != SI_USER)
		dprintf(STDOUT_FILENO, "# signal %d, code %d, at %p: pc %#llx lr %#llx sp %#llx\n",
			sig, info->si_code, info->si_addr, cpu->pc, cpu->regs[30], cpu->sp);
	raise(sig);
}

/* What crashes may have no stack left, so that there is another. */
static void __attribute__((constructor)) tell_of_crashes(void)
{
	const stack_t alternate = { .ss_sp = malloc(STACK_SIZE), .ss_size = STACK_SIZE };
	const struct sigaction action = {
		.sa_sigaction = tell,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND,
	};

	sigaltstack(&alternate, NULL);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGILL, &action, NULL);
}
