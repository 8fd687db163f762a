// SPDX-License-Identifier: GPL-2.0
/* at: module/shim/bad_shim.c */
#include "shim.h"
#include "../core/walk.h"			/* flag: layers */
#include "kvm_arm_wp_entry.h"			/* flag: layers */
#include "kvm_arm_wp_shim.h"
