/* SPDX-License-Identifier: GPL-2.0 */
/* at: include/kvm_arm_wp_env.h */
#include <linux/mm.h>
#include "kvm_arm_wp_shim.h"
#include "kvm_arm_wp_entry.h"			/* flag: layers */

#define GOOD_FLUSH(kvm) kvm_arm_wp_stage2_flush(kvm, 0, 8)
