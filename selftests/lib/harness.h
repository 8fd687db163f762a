/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's test harness with a longer timeout: a test that takes 10 s in an
 * emulated machine can take a minute when the host is busy. The machine's own
 * time limit ends tests that hang.
 */
#ifndef SELFTESTS_LIB_HARNESS_H
#define SELFTESTS_LIB_HARNESS_H

#include "kselftest_harness.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	300

#endif /* SELFTESTS_LIB_HARNESS_H */
