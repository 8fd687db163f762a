// SPDX-License-Identifier: GPL-2.0
/* The lists of strategies: registers, chooses and looks up. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "core/strategy.h"
#include "registry.h"

/*
 * struct wp_registry - the strategies of one kind
 * @entry:	The strategies, without gaps; the first is the default.
 * @selected:	The strategy that is chosen, with a reference on its owner.
 */
struct wp_registry {
	const struct wp_strategy *entry[WP_STRATEGIES];
	const struct wp_strategy *selected;
};

/*
 * Protects all registries; innermost.  References on owners are taken under
 * it, so that no strategy is unregistered between lookup and reference.
 */
static DEFINE_SPINLOCK(wp_registry_lock);

/*
 * The built-in strategies have no owner: a reference of this module on itself
 * would prevent its removal.
 */
#define WP_PROTECTOR_ENTRY(name) &wp_protector_##name.strategy,
struct wp_registry wp_registry_protector = {
	.entry = { WP_PROTECTORS(WP_PROTECTOR_ENTRY) },
	.selected = &wp_protector_inplace.strategy,
};

#define WP_SPLITTER_ENTRY(name) &wp_splitter_##name.strategy,
struct wp_registry wp_registry_splitter = {
	.entry = { WP_SPLITTERS(WP_SPLITTER_ENTRY) },
	.selected = &wp_splitter_inplace.strategy,
};

#define WP_RECOVERER_ENTRY(name) &wp_recoverer_##name.strategy,
struct wp_registry wp_registry_recover = {
	.entry = { WP_RECOVERERS(WP_RECOVERER_ENTRY) },
	.selected = &wp_recoverer_write.strategy,
};

static int wp_registry_count(const struct wp_registry *registry)
{
	int nr = 0;

	lockdep_assert_held(&wp_registry_lock);
	while (nr < WP_STRATEGIES && registry->entry[nr])
		nr++;
	return nr;
}

/* Returns the index of the strategy of that name, or -1. */
static int wp_registry_find(const struct wp_registry *registry,
			    const char *text)
{
	int i = wp_registry_count(registry);

	while (i-- > 0)
		if (sysfs_streq(text, registry->entry[i]->name))
			break;
	return i;
}

/* A name must fit "echo name >file", and be readable between brackets. */
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
 * The strategy is not selected here: the reference would keep the owner's exit
 * function from running.  If a live owner unregisters it nevertheless, warn,
 * and leave no pointer to it behind.
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
 * Refuse a module whose init function is still running: init may fail, and the
 * kernel then frees the module in spite of references.
 */
static bool wp_strategy_get(const struct wp_strategy *strategy)
{
	struct module *owner = strategy->owner;

	if (owner && READ_ONCE(owner->state) != MODULE_STATE_LIVE)
		return false;
	return try_module_get(owner);
}

/* Returns NULL, or why this host cannot use the strategy. */
static const char *wp_strategy_refuses(const struct wp_registry *registry,
				       const struct wp_strategy *strategy)
{
	const struct wp_recoverer_ops *ops =
		container_of_const(strategy, struct wp_recoverer_ops, strategy);

	return registry == &wp_registry_recover && ops->refuses ?
		ops->refuses() : NULL;
}

int wp_registry_select(struct wp_registry *registry, const char *text)
{
	const struct wp_strategy *next;
	const char *why = NULL;
	int i, ret = -EINVAL;

	spin_lock(&wp_registry_lock);
	i = wp_registry_find(registry, text);
	next = i < 0 ? NULL : registry->entry[i];
	if (next)
		why = wp_strategy_refuses(registry, next);
	if (why) {
		pr_warn("cannot use '%s': %s\n", next->name, why);
		ret = -EOPNOTSUPP;
	} else if (next && wp_strategy_get(next)) {
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

/* Never fails: the selected strategy holds a reference on its owner. */
static const struct wp_strategy *wp_registry_get(struct wp_registry *registry)
{
	const struct wp_strategy *strategy;

	spin_lock(&wp_registry_lock);
	strategy = registry->selected;
	__module_get(strategy->owner);
	spin_unlock(&wp_registry_lock);
	return strategy;
}

const struct wp_protector_ops *wp_protector_get(void)
{
	return container_of_const(wp_registry_get(&wp_registry_protector),
				  struct wp_protector_ops, strategy);
}

void wp_protector_put(const struct wp_protector_ops *protector)
{
	if (protector)
		module_put(protector->strategy.owner);
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

const struct wp_recoverer_ops *wp_recoverer_get(void)
{
	return container_of_const(wp_registry_get(&wp_registry_recover),
				  struct wp_recoverer_ops, strategy);
}

void wp_recoverer_put(const struct wp_recoverer_ops *recoverer)
{
	module_put(recoverer->strategy.owner);
}

int kvm_arm_wp_register_protector(const struct wp_protector_ops *ops)
{
	return ops->pages ?
		wp_registry_add(&wp_registry_protector, &ops->strategy) : -EINVAL;
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_register_protector, KVM_ARM_WP);

void kvm_arm_wp_unregister_protector(const struct wp_protector_ops *ops)
{
	wp_registry_remove(&wp_registry_protector, &ops->strategy);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_unregister_protector, KVM_ARM_WP);

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

int kvm_arm_wp_register_recoverer(const struct wp_recoverer_ops *ops)
{
	return ops->table ?
		wp_registry_add(&wp_registry_recover, &ops->strategy) : -EINVAL;
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_register_recoverer, KVM_ARM_WP);

void kvm_arm_wp_unregister_recoverer(const struct wp_recoverer_ops *ops)
{
	wp_registry_remove(&wp_registry_recover, &ops->strategy);
}
EXPORT_SYMBOL_NS_GPL(kvm_arm_wp_unregister_recoverer, KVM_ARM_WP);
