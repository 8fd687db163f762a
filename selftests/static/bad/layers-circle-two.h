/* SPDX-License-Identifier: GPL-2.0 */
/* at: module/bad_circle_two.h */
#include "bad_circle_one.h"			/* flag: layers */
#include "bad_circle_none.h"
