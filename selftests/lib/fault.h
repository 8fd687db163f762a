/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether the module handles write faults.
 */
#ifndef SELFTESTS_LIB_FAULT_H
#define SELFTESTS_LIB_FAULT_H

#include <stdbool.h>

/**
 * wp_faults_hooked() - check whether KVM's handler of stage-2 faults is hooked
 */
bool wp_faults_hooked(void);

/**
 * wp_faults_ready() - wait until the handler is hooked, if the knob says so
 *
 * The module hooks it some milliseconds after a log was switched on or read. Returns at once if
 * the module is not loaded, or leaves faults to KVM.
 */
void wp_faults_ready(void);

#endif
