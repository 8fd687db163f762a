/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest's side of struct wp_call.
 */
#ifndef SELFTESTS_LIB_GUEST_H
#define SELFTESTS_LIB_GUEST_H

#include <stdint.h>

/**
 * wp_guest_main() - entry point of every vCPU: run calls until the guest dies
 * @cpu: index of the vCPU
 */
void wp_guest_main(uint64_t cpu);

#endif
