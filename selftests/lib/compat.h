/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Adapts the ioctls of the KVM selftest library to the running kernel.
 */
#ifndef SELFTESTS_LIB_COMPAT_H
#define SELFTESTS_LIB_COMPAT_H

/**
 * __real_ioctl() - the C library's ioctl(), as named by the linker's --wrap
 */
int __real_ioctl(int fd, unsigned long request, void *arg);

/**
 * __wrap_ioctl() - replaces every call of ioctl(), see the linker's --wrap
 */
int __wrap_ioctl(int fd, unsigned long request, ...);

/**
 * wp_compat_ipa_bits() - choose the IPA size of VMs created from now on
 * @bits: bits of an IPA; 0 restores the library's choice
 */
void wp_compat_ipa_bits(unsigned int bits);

#endif
