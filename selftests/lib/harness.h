/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's harness, with more patience: a test that takes 10 s in an emulated machine takes a
 * minute where others keep the processors busy. What hangs is ended by the machine's own limit.
 */
#ifndef SELFTESTS_LIB_HARNESS_H
#define SELFTESTS_LIB_HARNESS_H

#include "kselftest_harness.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	300

#endif /* SELFTESTS_LIB_HARNESS_H */
