/* SPDX-License-Identifier: GPL-2.0 */
/* The lists of strategies, and the strategies that are chosen. */
#ifndef WP_REGISTRY_H
#define WP_REGISTRY_H

#include "kvm_arm_wp_strategy.h"

struct wp_registry;

extern struct wp_registry wp_registry_protector;
extern struct wp_registry wp_registry_splitter;
extern struct wp_registry wp_registry_recover;

/* Room for all names with brackets and blanks, in bytes. */
#define WP_REGISTRY_TEXT	(WP_STRATEGIES * (WP_STRATEGY_NAME + 2) + 2)

/**
 * wp_registry_select() - choose by name
 * @registry:	The strategies of one kind.
 * @text:	Name of a strategy; a newline at its end is ignored.
 *
 * From here on the owner of the strategy cannot be unloaded.  The owner of the
 * strategy that was chosen before can, once the passes that use it have ended.
 *
 * Context: Any.
 * Return: 0; or an error with nothing changed: -EINVAL if there is no strategy of
 * that name, or the init function of its owner has not returned yet; -EOPNOTSUPP
 * if the strategy refuses this host, which is logged with the reason.
 */
int wp_registry_select(struct wp_registry *registry, const char *text);

/**
 * wp_registry_print() - list the names, the chosen one in brackets
 * @registry:	The strategies of one kind.
 * @buf:	Receives a line such as "[inplace] swap\n".
 * @size:	Size of @buf in bytes; WP_REGISTRY_TEXT is enough.
 *
 * Context: Any.
 * Return: the number of characters written.
 */
int wp_registry_print(struct wp_registry *registry, char *buf, size_t size);

/**
 * wp_protector_get() - look up the chosen protector for a pass
 *
 * Context: Any; mmu_lock may be held.
 * Return: the protector; valid until wp_protector_put().
 */
const struct wp_protector_ops *wp_protector_get(void);

/**
 * wp_protector_put() - release a protector at the end of a pass
 * @protector:	From wp_protector_get(), or NULL.
 *
 * Context: Any; mmu_lock may be held.
 */
void wp_protector_put(const struct wp_protector_ops *protector);

/**
 * wp_splitter_get() - look up the chosen splitter for a pass
 *
 * Context: Any; mmu_lock may be held.
 * Return: the splitter; valid until wp_splitter_put().
 */
const struct wp_splitter_ops *wp_splitter_get(void);

/**
 * wp_splitter_put() - release a splitter at the end of a pass
 * @splitter:	From wp_splitter_get(), or NULL.
 *
 * Context: Any; mmu_lock may be held.
 */
void wp_splitter_put(const struct wp_splitter_ops *splitter);

/**
 * wp_recoverer_get() - look up the chosen recoverer for a pass
 *
 * Context: Any.
 * Return: the recoverer; valid until wp_recoverer_put().
 */
const struct wp_recoverer_ops *wp_recoverer_get(void);

/**
 * wp_recoverer_put() - release a recoverer at the end of a pass
 * @recoverer:	From wp_recoverer_get().
 *
 * Context: Any.
 */
void wp_recoverer_put(const struct wp_recoverer_ops *recoverer);

#endif /* WP_REGISTRY_H */
