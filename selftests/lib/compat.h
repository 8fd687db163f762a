/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What can be changed about the requests that the KVM library makes.
 */
#ifndef SELFTESTS_LIB_COMPAT_H
#define SELFTESTS_LIB_COMPAT_H

/**
 * wp_compat_ipa_bits() - choose the size of the address space of VMs that are created from now on
 * @bits: of a guest's physical address; 0: as the library's mode says
 */
void wp_compat_ipa_bits(unsigned int bits);

#endif
