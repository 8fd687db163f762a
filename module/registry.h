/* SPDX-License-Identifier: GPL-2.0 */
/* Which strategies there are, and which is chosen. */
#ifndef WP_REGISTRY_H
#define WP_REGISTRY_H

#include "kvm_arm_wp_strategy.h"

struct wp_registry;

extern struct wp_registry wp_registry_walker;
extern struct wp_registry wp_registry_splitter;

/* Room for all names with brackets and blanks, for any choice. */
#define WP_REGISTRY_TEXT	(WP_STRATEGIES * (WP_STRATEGY_NAME + 2) + 2)

/**
 * wp_registry_select() - choose by name
 * @registry:	Of walkers or of splitters.
 * @text:	Name; a newline at its end is ignored.
 *
 * The owner of what is chosen cannot be unloaded from here on; that of what was
 * chosen before can, once the passes that use it have ended.
 *
 * Context: Any.
 * Return: 0; -EINVAL with nothing changed if there is none of that name, or its
 * owner's init function has not returned yet.
 */
int wp_registry_select(struct wp_registry *registry, const char *text);

/**
 * wp_registry_print() - list the names with the chosen one in brackets
 * @registry:	Of walkers or of splitters.
 * @buf:	Receives a line such as "[inplace] swap\n".
 * @size:	Room in @buf in bytes, WP_REGISTRY_TEXT is enough.
 *
 * Context: Any.
 * Return: number of characters written.
 */
int wp_registry_print(struct wp_registry *registry, char *buf, size_t size);

/**
 * wp_walker_get() - the chosen walker, for a pass
 *
 * Context: Any; mmu_lock may be held.
 * Return: the walker; stays until wp_walker_put().
 */
const struct wp_walker_ops *wp_walker_get(void);

/**
 * wp_walker_put() - a pass has ended
 * @walker:	From wp_walker_get(), or NULL.
 *
 * Context: Any; mmu_lock may be held.
 */
void wp_walker_put(const struct wp_walker_ops *walker);

/**
 * wp_splitter_get() - the chosen splitter, for a pass
 *
 * Context: Any; mmu_lock may be held.
 * Return: the splitter; stays until wp_splitter_put().
 */
const struct wp_splitter_ops *wp_splitter_get(void);

/**
 * wp_splitter_put() - a pass has ended
 * @splitter:	From wp_splitter_get(), or NULL.
 *
 * Context: Any; mmu_lock may be held.
 */
void wp_splitter_put(const struct wp_splitter_ops *splitter);

#endif /* WP_REGISTRY_H */
