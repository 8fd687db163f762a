/* SPDX-License-Identifier: GPL-2.0 */
/* at: include/kvm_arm_wp_bad.h */
#include <linux/minmax.h>
#include <linux/mm.h>				/* flag: layers */
#include "kvm_arm_wp_entry.h"
#include "kvm_arm_wp_shim.h"			/* flag: layers */
#include "walk.h"				/* flag: layers */

#define BAD_LOCKED(lock) spin_lock(lock)	/* flag: layers */
#define GOOD_SIZE(level) wp_level_size(level)
