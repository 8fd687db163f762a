// SPDX-License-Identifier: GPL-2.0
/*
 * Keeps an idle VM for as long as the machine runs: goes to the background once it has one.
 *
 * KVM patches the scheduler's code when the first VM comes and when the last one goes (the static
 * key of the preempt notifiers), which happens all the time in tests. Twice in about a hundred
 * runs KVM then warned, in mark_page_dirty_in_slot(), that it knew of no vCPU on a CPU that ran
 * one. That is what it looks like when a CPU goes on with the old code, as an emulator may that was
 * translating it at the moment when it was patched. With this VM around, it is patched once.
 */
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int hold(int ready)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (kvm < 0 || ioctl(kvm, KVM_CREATE_VM, 0UL) < 0) {
		perror("keep_vm");
		return 1;
	}
	close(ready);
	for (;;)
		pause();
}

int main(void)
{
	int ready[2];
	char none;

	if (pipe(ready))
		return 1;
	switch (fork()) {
	case -1:
		return 1;
	case 0:
		close(ready[0]);
		return hold(ready[1]);
	}
	close(ready[1]);
	return read(ready[0], &none, 1) != 0;
}
