// SPDX-License-Identifier: GPL-2.0
/* Values of the knobs, and the module parameters that set them at insmod. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "knobs.h"
#include "kvm_arm_wp_shim.h"

/* A value is applied and stored by one task at a time, so that the two agree. */
static DEFINE_MUTEX(wp_knob_lock);

static int wp_knob_apply_takeover(int value)
{
	return kvm_arm_wp_take_over(value == WP_TAKEOVER);
}

#define WP_KNOB_REGISTRY_FIXED(_name)		NULL
#define WP_KNOB_REGISTRY_APPLIED(_name)		NULL
#define WP_KNOB_REGISTRY_STRATEGY(_name)	(&wp_registry_##_name)
#define WP_KNOB_APPLY_FIXED(_name)		NULL
#define WP_KNOB_APPLY_APPLIED(_name)		wp_knob_apply_##_name
#define WP_KNOB_APPLY_STRATEGY(_name)		NULL

#define WP_KNOB_DEFINE(_name, _kind, ...)				\
	static const char *const wp_choices_##_name[] = {		\
		__VA_ARGS__, NULL					\
	};								\
	struct wp_knob wp_knob_##_name = {				\
		.name = #_name,						\
		.choices = wp_choices_##_name,				\
		.registry = WP_KNOB_REGISTRY_##_kind(_name),		\
		.apply = WP_KNOB_APPLY_##_kind(_name),			\
	};
WP_KNOBS(WP_KNOB_DEFINE)

#define WP_KNOB_POINTER(_name, ...) &wp_knob_##_name,
struct wp_knob *const wp_knobs[] = { WP_KNOBS(WP_KNOB_POINTER) NULL };

static int wp_knob_store(struct wp_knob *knob, int value)
{
	int ret = 0;

	mutex_lock(&wp_knob_lock);
	if (knob->apply)
		ret = knob->apply(value);
	if (!ret)
		WRITE_ONCE(knob->value, value);
	mutex_unlock(&wp_knob_lock);
	return ret;
}

int wp_knob_set(struct wp_knob *knob, const char *text)
{
	int i;

	if (knob->registry)
		return wp_registry_select(knob->registry, text);
	for (i = 0; knob->choices[i]; i++)
		if (sysfs_streq(text, knob->choices[i]))
			return wp_knob_store(knob, i);
	return -EINVAL;
}

int wp_knob_print(const struct wp_knob *knob, char *buf, size_t size)
{
	int value = wp_knob_get(knob);
	int i, len = 0;

	if (knob->registry)
		return wp_registry_print(knob->registry, buf, size);
	for (i = 0; knob->choices[i]; i++)
		len += scnprintf(buf + len, size - len,
				 i == value ? "%s[%s]" : "%s%s",
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

/* checkpatch wants octal modes; root only, as for the files in debugfs. */
#define WP_KNOB_PARAM(_name, _kind, ...)				\
	module_param_cb(_name, &wp_knob_param_ops, &wp_knob_##_name, 0600); \
	MODULE_PARM_DESC(_name, "one of: " #__VA_ARGS__ " (the first is the default)");
WP_KNOBS(WP_KNOB_PARAM)
