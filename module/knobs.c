// SPDX-License-Identifier: GPL-2.0
/* Values of the knobs, and the module parameters that set them. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "core/strategy.h"
#include "knobs.h"
#include "kvm_arm_wp_shim.h"

/* One task at a time applies and stores a value, so that the two agree. */
static DEFINE_MUTEX(wp_knob_lock);

/* Called after each change, or NULL; protected by wp_knob_lock. */
static void (*wp_knob_watcher)(void);

void wp_knobs_watch(void (*watcher)(void))
{
	mutex_lock(&wp_knob_lock);
	wp_knob_watcher = watcher;
	mutex_unlock(&wp_knob_lock);
}

#define wp_knob_apply_takeover	kvm_arm_wp_take_over

/* A knob of each kind: its choices, as strings, and what is special to the kind. */
#define WP_KNOB_OF_CHOICE(_name, ...)					\
	static const char *const wp_choices_##_name[] = { __VA_ARGS__, NULL }; \
	struct wp_knob wp_knob_##_name = {				\
		.name = #_name,						\
		.choices = wp_choices_##_name,				\
	};

#define WP_KNOB_OF_BOOL(_name, ...)	WP_KNOB_BOOLEAN(_name, NULL, __VA_ARGS__)
#define WP_KNOB_OF_APPLIED(_name, ...) \
	WP_KNOB_BOOLEAN(_name, wp_knob_apply_##_name, __VA_ARGS__)
#define WP_KNOB_BOOLEAN(_name, _apply, _default, ...)			\
	static const char *const wp_choices_##_name[] = {		\
		_default, __VA_ARGS__, NULL				\
	};								\
	struct wp_knob wp_knob_##_name = {				\
		.name = #_name,						\
		.choices = wp_choices_##_name,				\
		.is_bool = true,					\
		.value = _default[0] == '1',				\
		.apply = _apply,					\
	};

#define WP_KNOB_OF_STRATEGY(_name, _list)				\
	struct wp_knob wp_knob_##_name = {				\
		.name = #_name,						\
		.registry = &wp_registry_##_name,			\
	};

#define WP_KNOB_DEFINE(_name, _kind, ...) WP_KNOB_OF_##_kind(_name, __VA_ARGS__)
WP_KNOBS(WP_KNOB_DEFINE)

#define WP_KNOB_NAME(_name, ...)	{ #_name, &wp_knob_##_name },
#define WP_KNOB_ALIAS(_name, _alias)	{ #_alias, &wp_knob_##_name },
const struct wp_knob_name wp_knob_names[] = {
	WP_KNOBS(WP_KNOB_NAME)
	WP_KNOB_ALIASES(WP_KNOB_ALIAS)
	{}
};

/* An old name of a choice, and the name that replaced it. */
static const struct {
	const struct wp_knob *knob;
	const char *alias;
	const char *choice;
} wp_choice_aliases[] = {
#define WP_CHOICE_ALIAS(_knob, _alias, _choice) { &wp_knob_##_knob, _alias, _choice },
	WP_CHOICE_ALIASES(WP_CHOICE_ALIAS)
};

/* Returns the name that replaced an old one, or NULL. */
static const char *wp_knob_new_name(const struct wp_knob *knob,
				    const char *text)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(wp_choice_aliases); i++)
		if (wp_choice_aliases[i].knob == knob &&
		    sysfs_streq(text, wp_choice_aliases[i].alias))
			return wp_choice_aliases[i].choice;
	return NULL;
}

/* The value that the choice at an index stands for. */
static int wp_knob_value(const struct wp_knob *knob, int index)
{
	return knob->is_bool ? knob->choices[index][0] == '1' : index;
}

static int wp_knob_store(struct wp_knob *knob, int value)
{
	int ret = 0;

	mutex_lock(&wp_knob_lock);
	if (knob->apply)
		ret = knob->apply(value);
	if (!ret)
		WRITE_ONCE(knob->value, value);
	if (!ret && wp_knob_watcher)
		wp_knob_watcher();
	mutex_unlock(&wp_knob_lock);
	return ret;
}

static int wp_knob_choose(struct wp_knob *knob, const char *text)
{
	int i;

	if (knob->registry)
		return wp_registry_select(knob->registry, text);
	for (i = 0; knob->choices[i]; i++)
		if (sysfs_streq(text, knob->choices[i]))
			return wp_knob_store(knob, wp_knob_value(knob, i));
	return -EINVAL;
}

/* A strategy of another module may have an old name: try that name first. */
int wp_knob_set(struct wp_knob *knob, const char *text)
{
	int ret = wp_knob_choose(knob, text);
	const char *name = wp_knob_new_name(knob, text);

	return ret == -EINVAL && name ? wp_knob_choose(knob, name) : ret;
}

int wp_knob_print(const struct wp_knob *knob, char *buf, size_t size)
{
	int value = READ_ONCE(knob->value);
	int i, len = 0;

	if (knob->registry)
		return wp_registry_print(knob->registry, buf, size);
	for (i = 0; knob->choices[i]; i++)
		len += scnprintf(buf + len, size - len,
				 wp_knob_value(knob, i) == value ?
				 "%s[%s]" : "%s%s",
				 i ? " " : "", knob->choices[i]);
	return len + scnprintf(buf + len, size - len, "\n");
}

static int wp_knob_param_set(const char *text, const struct kernel_param *kp)
{
	return wp_knob_set(kp->arg, text);
}

static int wp_knob_param_get(char *buf, const struct kernel_param *kp)
{
	return wp_knob_print(kp->arg, buf, PAGE_SIZE);
}

static const struct kernel_param_ops wp_knob_param_ops = {
	.set = wp_knob_param_set,
	.get = wp_knob_param_get,
};

/* The description lists the choices of a knob of any kind. */
#define WP_STRATEGY_TEXT(name)		" " #name
#define WP_CHOICES_OF_CHOICE(...)	" " #__VA_ARGS__
#define WP_CHOICES_OF_BOOL(...)		" " #__VA_ARGS__
#define WP_CHOICES_OF_APPLIED(...)	" " #__VA_ARGS__
#define WP_CHOICES_OF_STRATEGY(_list)	_list(WP_STRATEGY_TEXT)

/* checkpatch wants octal modes; root only, as for the files in debugfs. */
#define WP_KNOB_PARAM(_name, _kind, ...)				\
	module_param_cb(_name, &wp_knob_param_ops, &wp_knob_##_name, 0600); \
	MODULE_PARM_DESC(_name, "one of:" WP_CHOICES_OF_##_kind(__VA_ARGS__) \
			 " (the first is the default)");
WP_KNOBS(WP_KNOB_PARAM)

#define WP_KNOB_ALIAS_PARAM(_name, _alias)				\
	module_param_cb(_alias, &wp_knob_param_ops, &wp_knob_##_name, 0600); \
	MODULE_PARM_DESC(_alias, "old name of " #_name);
WP_KNOB_ALIASES(WP_KNOB_ALIAS_PARAM)
