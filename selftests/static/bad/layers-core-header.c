/* SPDX-License-Identifier: GPL-2.0 */
/* at: module/core/good_core.h */
#include "kvm_arm_wp_entry.h"
