/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest's side of struct wp_call, and calls that a signal can interrupt.
 */
#ifndef SELFTESTS_LIB_GUEST_H
#define SELFTESTS_LIB_GUEST_H

#include <stdbool.h>
#include <stdint.h>

struct wp_call;
struct wp_vm;

/**
 * wp_guest_main() - run calls until the guest is destroyed; entry point of
 * every vCPU
 * @cpu: index of the vCPU
 */
void wp_guest_main(uint64_t cpu);

/**
 * wp_call_try() - run a function in the guest until it returns or a signal
 * arrives
 * @wvm: the guest
 * @cpu: index of the vCPU
 * @call: function and arguments; NULL to continue the interrupted call
 *
 * Return: true if the function has returned.
 */
bool wp_call_try(struct wp_vm *wvm, int cpu, const struct wp_call *call);

/**
 * wp_call_errno() - run a function in the guest until it returns or KVM_RUN fails
 * @wvm: the guest
 * @cpu: index of the vCPU
 * @call: function and arguments; NULL to continue the call that failed
 *
 * Return: 0 if the function has returned, else the errno of KVM_RUN.
 */
int wp_call_errno(struct wp_vm *wvm, int cpu, const struct wp_call *call);

/**
 * wp_call_retry_efault() - from now on, repeat KVM_RUN if it fails with EFAULT
 *
 * For guests whose memory is sometimes not accessible, in all threads.
 */
void wp_call_retry_efault(void);

#endif
