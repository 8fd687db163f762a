/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Knobs: what an operator can choose, as a module parameter or at run time.
 *
 * WP_KNOBS(K) calls K(name, kind, choice, ...) for each; the first choice is the
 * default.  Parameter, debugfs file and the test of the documentation all come
 * from this list.  The kinds:
 *   FIXED	these are the choices
 *   APPLIED	the same, and wp_knob_apply_<name>() makes a new one hold
 *   STRATEGY	other modules may add to them, see registry.h
 */
#ifndef WP_KNOBS_H
#define WP_KNOBS_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "registry.h"

#define WP_KNOBS(K)					\
	K(prepare, FIXED, "split", "protect", "none")	\
	K(takeover, APPLIED, "1", "0")			\
	K(walker, STRATEGY, "inplace", "swap")		\
	K(splitter, STRATEGY, "inplace", "swap")	\
	K(strict, FIXED, "0", "1")			\
	K(verify, FIXED, "0", "1")

/**
 * enum wp_prepare - values of wp_knob_prepare: what prepare does to a slot
 * @WP_PREPARE_SPLIT:	Splits its blocks.
 * @WP_PREPARE_PROTECT:	Splits its blocks and write-protects its pages.
 * @WP_PREPARE_NONE:	Leaves it to KVM.
 */
enum wp_prepare {
	WP_PREPARE_SPLIT,
	WP_PREPARE_PROTECT,
	WP_PREPARE_NONE,
};

/**
 * enum wp_takeover - values of wp_knob_takeover: who serves KVM's own passes
 * @WP_TAKEOVER:	We do.
 * @WP_NO_TAKEOVER:	KVM does.
 */
enum wp_takeover {
	WP_TAKEOVER,
	WP_NO_TAKEOVER,
};

/**
 * enum wp_verification - values of wp_knob_verify: look at the result?
 * @WP_TRUST:	No.
 * @WP_VERIFY:	After each pass.
 */
enum wp_verification {
	WP_TRUST,
	WP_VERIFY,
};

/* Room for the longest list of choices with brackets, and for any choice. */
#define WP_KNOB_TEXT	WP_REGISTRY_TEXT

/**
 * struct wp_knob - a choice between named values
 * @name:	Of the parameter and the file.
 * @choices:	Names of the values, ended by NULL.
 * @value:	Position of the present one.
 * @registry:	Has choices and value in place of these two, if not NULL.
 * @apply:	Makes a value hold before it becomes the present one, if not
 *		NULL; an error refuses it.
 */
struct wp_knob {
	const char *name;
	const char *const *choices;
	int value;
	struct wp_registry *registry;
	int (*apply)(int value);
};

#define WP_KNOB_DECLARE(_name, ...) extern struct wp_knob wp_knob_##_name;
WP_KNOBS(WP_KNOB_DECLARE)
#undef WP_KNOB_DECLARE

/* All knobs, ended by NULL. */
extern struct wp_knob *const wp_knobs[];

/**
 * wp_knob_get() - present value of a knob
 * @knob:	The knob, of the kind FIXED or APPLIED.
 *
 * Read once at the start of an operation and used until its end.
 *
 * Context: Any.
 * Return: position in the list of choices.
 */
static inline int wp_knob_get(const struct wp_knob *knob)
{
	return READ_ONCE(knob->value);
}

/**
 * wp_knob_is_on() - is a knob set to "1"?
 * @knob:	The knob, of the kind FIXED with the choices "0" and "1".
 *
 * Context: Any; as for wp_knob_get().
 * Return: true if so, whichever of the two is the default.
 */
static inline bool wp_knob_is_on(const struct wp_knob *knob)
{
	return knob->choices[wp_knob_get(knob)][0] == '1';
}

/**
 * wp_knob_set() - choose by name
 * @knob:	The knob.
 * @text:	Name of a choice; a newline at its end is ignored.
 *
 * Context: Process context, sleeps.
 * Return: 0; -EINVAL if there is no such choice; or an error of
 * kvm_arm_wp_take_over().  Nothing has changed on an error.
 */
int wp_knob_set(struct wp_knob *knob, const char *text);

/**
 * wp_knob_print() - list the choices with the present one in brackets
 * @knob:	The knob.
 * @buf:	Receives a line such as "[split] protect none\n".
 * @size:	Room in @buf in bytes, WP_KNOB_TEXT is enough.
 *
 * Context: Any.
 * Return: number of characters written.
 */
int wp_knob_print(const struct wp_knob *knob, char *buf, size_t size);

#endif /* WP_KNOBS_H */
