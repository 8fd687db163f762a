/* SPDX-License-Identifier: GPL-2.0 */
/* The strategies that are always there. */
#ifndef WP_STRATEGY_H
#define WP_STRATEGY_H

#include "kvm_arm_wp_strategy.h"

extern const struct wp_walker_ops wp_walker_inplace;
extern const struct wp_walker_ops wp_walker_swap;
extern const struct wp_splitter_ops wp_splitter_inplace;
extern const struct wp_splitter_ops wp_splitter_swap;

#endif /* WP_STRATEGY_H */
