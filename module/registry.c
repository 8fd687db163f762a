// SPDX-License-Identifier: GPL-2.0
/* Strategies come, are chosen, are used, and go. */
#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "core/strategy.h"
#include "registry.h"

/*
 * struct wp_registry - strategies of one kind
 * @entry:	Those there are, without gaps; the first is the default.
 * @selected:	The chosen one, with a reference on its owner.
 */
struct wp_registry {
	const struct wp_strategy *entry[WP_STRATEGIES];
	const struct wp_strategy *selected;
};

/*
 * Protects both registries.  References are taken under it, so that what is
 * found cannot be on its way out; innermost.
 */
static DEFINE_SPINLOCK(wp_registry_lock);

/* Our own have no owner: a reference on ourselves would keep us from leaving. */
struct wp_registry wp_registry_walker = {
	.entry = { &wp_walker_inplace.strategy, &wp_walker_swap.strategy },
	.selected = &wp_walker_inplace.strategy,
};

struct wp_registry wp_registry_splitter = {
	.entry = { &wp_splitter_inplace.strategy, &wp_splitter_swap.strategy },
	.selected = &wp_splitter_inplace.strategy,
};

static int wp_registry_count(const struct wp_registry *registry)
{
	int nr = 0;

	lockdep_assert_held(&wp_registry_lock);
	while (nr < WP_STRATEGIES && registry->entry[nr])
		nr++;
	return nr;
}

/* Position of the strategy of that name, or -1. */
static int wp_registry_find(const struct wp_registry *registry,
			    const char *text)
{
	int i = wp_registry_count(registry);

	while (i-- > 0)
		if (sysfs_streq(text, registry->entry[i]->name))
			break;
	return i;
}

/* A name has to get through "echo name >file" and stand between brackets. */
static bool wp_strategy_is_valid(const struct wp_strategy *strategy)
{
	const char *c = strategy->name;

	if (!strategy->owner || !c || !*c || strlen(c) >= WP_STRATEGY_NAME)
		return false;
	for (; *c; c++)
		if (!(isascii(*c) && isalnum(*c)) && *c != '-' && *c != '_')
			return false;
	return true;
}

static int wp_registry_add(struct wp_registry *registry,
			   const struct wp_strategy *strategy)
{
	int nr, ret = 0;

	if (!wp_strategy_is_valid(strategy))
		return -EINVAL;

	spin_lock(&wp_registry_lock);
	nr = wp_registry_count(registry);
	if (wp_registry_find(registry, strategy->name) >= 0)
		ret = -EEXIST;
	else if (nr == WP_STRATEGIES)
		ret = -ENOSPC;
	else
		registry->entry[nr] = strategy;
	spin_unlock(&wp_registry_lock);
	return ret;
}

/*
 * It is not chosen: the owner's exit function would not run.  If a live owner
 * withdraws it nevertheless, at least let no pointer to it remain.
 */
static void wp_registry_remove(struct wp_registry *registry,
			       const struct wp_strategy *strategy)
{
	int i, nr;

	spin_lock(&wp_registry_lock);
	if (WARN_ON(registry->selected == strategy)) {
		registry->selected = registry->entry[0];
		module_put(strategy->owner);
	}
	nr = wp_registry_count(registry);
	for (i = 0; i < nr && registry->entry[i] != strategy; i++)
		;
	for (; i < nr; i++)
		registry->entry[i] = i + 1 < nr ? registry->entry[i + 1] : NULL;
	spin_unlock(&wp_registry_lock);
}

/*
 * A module whose init function still runs may yet fail and be freed; one that is
 * live cannot go without its references being counted.
 */
static bool wp_strategy_get(const struct wp_strategy *strategy)
{
	struct module *owner = strategy->owner;

	if (owner && READ_ONCE(owner->state) != MODULE_STATE_LIVE)
		return false;
	return try_module_get(owner);
}

int wp_registry_select(struct wp_registry *registry, const char *text)
{
	const struct wp_strategy *next;
	int i, ret = -EINVAL;

	spin_lock(&wp_registry_lock);
	i = wp_registry_find(registry, text);
	next = i < 0 ? NULL : registry->entry[i];
	if (next && wp_strategy_get(next)) {
		module_put(registry->selected->owner);
		registry->selected = next;
		ret = 0;
	}
	spin_unlock(&wp_registry_lock);
	return ret;
}

int wp_registry_print(struct wp_registry *registry, char *buf, size_t size)
{
	int i, nr, len = 0;

	spin_lock(&wp_registry_lock);
	nr = wp_registry_count(registry);
	for (i = 0; i < nr; i++)
		len += scnprintf(buf + len, size - len,
				 registry->entry[i] == registry->selected ?
				 "%s[%s]" : "%s%s", i ? " " : "",
				 registry->entry[i]->name);
	spin_unlock(&wp_registry_lock);
	return len + scnprintf(buf + len, size - len, "\n");
}

/* Never fails: the chosen one's owner has a reference already. */
static const struct wp_strategy *wp_registry_get(struct wp_registry *registry)
{
	const struct wp_strategy *strategy;

	spin_lock(&wp_registry_lock);
	strategy = registry->selected;
	__module_get(strategy->owner);
	spin_unlock(&wp_registry_lock);
	return strategy;
}

const struct wp_walker_ops *wp_walker_get(void)
{
	return container_of_const(wp_registry_get(&wp_registry_walker),
				  struct wp_walker_ops, strategy);
}

void wp_walker_put(const struct wp_walker_ops *walker)
{
	if (walker)
		module_put(walker->strategy.owner);
}

const struct wp_splitter_ops *wp_splitter_get(void)
{
	return container_of_const(wp_registry_get(&wp_registry_splitter),
				  struct wp_splitter_ops, strategy);
}

void wp_splitter_put(const struct wp_splitter_ops *splitter)
{
	if (splitter)
		module_put(splitter->strategy.owner);
}

int kvm_arm_wp_register_walker(const struct wp_walker_ops *ops)
{
	return ops->pages ?
		wp_registry_add(&wp_registry_walker, &ops->strategy) : -EINVAL;
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_register_walker, KVM_ARM_WP);

void kvm_arm_wp_unregister_walker(const struct wp_walker_ops *ops)
{
	wp_registry_remove(&wp_registry_walker, &ops->strategy);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_unregister_walker, KVM_ARM_WP);

int kvm_arm_wp_register_splitter(const struct wp_splitter_ops *ops)
{
	return ops->block ?
		wp_registry_add(&wp_registry_splitter, &ops->strategy) : -EINVAL;
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_register_splitter, KVM_ARM_WP);

void kvm_arm_wp_unregister_splitter(const struct wp_splitter_ops *ops)
{
	wp_registry_remove(&wp_registry_splitter, &ops->strategy);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_unregister_splitter, KVM_ARM_WP);
