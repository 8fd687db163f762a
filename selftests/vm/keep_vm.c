// SPDX-License-Identifier: GPL-2.0
/*
 * Keeps an idle VM until the machine shuts down. Goes to the background once
 * the VM exists.
 *
 * KVM patches the scheduler's code when the first VM is created and when the
 * last one is destroyed (the static key of the preempt notifiers), which tests
 * would do all the time. In about 2 of 100 runs KVM then warned in
 * mark_page_dirty_in_slot() that no vCPU was loaded on a CPU that ran one. A
 * CPU that keeps executing the old code can cause this: an emulator may be
 * translating the code while it is patched. With this VM the code is patched
 * only once.
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
