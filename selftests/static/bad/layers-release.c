// SPDX-License-Identifier: GPL-2.0
/* at: module/shim/bad_release.c */
#include <linux/version.h>			/* flag: layers */
#include "shim.h"
#include "probed/vtcr.h"

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)	/* flag: layers */
#define BAD_VTCR(kvm) ((kvm)->arch.vtcr)
#endif
