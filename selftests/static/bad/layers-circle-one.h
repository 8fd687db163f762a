/* SPDX-License-Identifier: GPL-2.0 */
/* at: module/bad_circle_one.h */
#include "bad_circle_two.h"			/* flag: layers */
