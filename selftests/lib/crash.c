// SPDX-License-Identifier: GPL-2.0
/*
 * Prints the registers of a test that crashes: the harness prints only the
 * signal, and the test machine does not outlive the run.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>
#include <unistd.h>

/* A signal frame with all SVE and SME registers takes about 80 KiB. */
#define STACK_SIZE	(128 * 1024)

/*
 * A signal sent by a process (SI_USER) is not a crash of its own: the process
 * that crashed has printed it.
 */
static void tell(int sig, siginfo_t *info, void *context)
{
	const ucontext_t *user = context;
	const mcontext_t *cpu = &user->uc_mcontext;

	if (info->si_code != SI_USER)
		dprintf(STDOUT_FILENO, "# signal %d, code %d, at %p: pc %#llx lr %#llx sp %#llx\n",
			sig, info->si_code, info->si_addr, cpu->pc, cpu->regs[30], cpu->sp);
	raise(sig);
}

/* Use a separate stack: a crashing test may have exhausted its own. */
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
