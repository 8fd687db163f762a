/* SPDX-License-Identifier: GPL-2.0 */
/* What a pass that recovers blocks does with what the walk finds. */
#ifndef WP_RECOVERER_H
#define WP_RECOVERER_H

#include "batch.h"
#include "strategy.h"

/* Gives the tables that have replaced blocks to the recoverer of the job. */
extern const struct wp_protector_ops wp_recover_protector;

/* Leaves blocks as they are. */
extern const struct wp_splitter_ops wp_recover_splitter;

#endif /* WP_RECOVERER_H */
