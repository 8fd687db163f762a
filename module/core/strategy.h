/* SPDX-License-Identifier: GPL-2.0 */
/* The ways of splitting and protecting there are to choose from. */
#ifndef WP_STRATEGY_H
#define WP_STRATEGY_H

#include "batch.h"

extern const struct wp_splitter_ops wp_splitter_inplace;
extern const struct wp_walker_ops wp_walker_inplace;

#endif /* WP_STRATEGY_H */
