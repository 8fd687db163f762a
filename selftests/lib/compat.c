// SPDX-License-Identifier: GPL-2.0
/*
 * Translates the ioctls of the KVM selftest library, which comes from one
 * kernel version, for older kernels. The linker redirects every call of ioctl()
 * here.
 */
#include <linux/kvm.h>
#include <stdarg.h>
#include <sys/ioctl.h>

#include "compat.h"

/* IPA bits of the next VM; 0 for the library's choice. */
static unsigned int ipa_bits;

void wp_compat_ipa_bits(unsigned int bits)
{
	ipa_bits = bits;
}

/*
 * The library requires KVM_SET_USER_MEMORY_REGION2 (Linux 6.8). Its argument
 * begins with that of the older ioctl, which suffices unless the memory is a
 * guest_memfd.
 */
static int set_memory(int fd, struct kvm_userspace_memory_region2 *region)
{
	if (region->flags & KVM_MEM_GUEST_MEMFD)
		return __real_ioctl(fd, KVM_SET_USER_MEMORY_REGION2, region);
	return __real_ioctl(fd, KVM_SET_USER_MEMORY_REGION, region);
}

int __wrap_ioctl(int fd, unsigned long request, ...)
{
	va_list args;
	void *arg;

	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);

	if (request == KVM_SET_USER_MEMORY_REGION2)
		return set_memory(fd, arg);
	if (request == KVM_CHECK_EXTENSION && (long)arg == KVM_CAP_USER_MEMORY2)
		return 1;
	if (request == KVM_CREATE_VM && ipa_bits)
		arg = (void *)KVM_VM_TYPE_ARM_IPA_SIZE((unsigned long)ipa_bits);
	return __real_ioctl(fd, request, arg);
}
