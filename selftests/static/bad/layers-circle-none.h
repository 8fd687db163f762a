/* SPDX-License-Identifier: GPL-2.0 */
/* at: module/bad_circle_none.h */
struct bad_circle;
