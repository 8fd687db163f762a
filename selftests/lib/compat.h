/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What can be changed about the requests that the KVM library makes.
 */
#ifndef SELFTESTS_LIB_COMPAT_H
#define SELFTESTS_LIB_COMPAT_H

/**
 * __real_ioctl() - what the linker makes of the C library's ioctl()
 */
int __real_ioctl(int fd, unsigned long request, void *arg);

/**
 * __wrap_ioctl() - what the linker makes of every call of ioctl()
 */
int __wrap_ioctl(int fd, unsigned long request, ...);

/**
 * wp_compat_ipa_bits() - choose the size of the address space of VMs that are created from now on
 * @bits: of a guest's physical address; 0: as the library's mode says
 */
void wp_compat_ipa_bits(unsigned int bits);

#endif
