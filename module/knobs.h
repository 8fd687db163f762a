/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Knobs: choices of an operator, as a module parameter or at run time.
 *
 * WP_KNOBS(K) calls K(name, kind, choices...) for each knob.  Parameters,
 * debugfs files and the check of the documentation come from this list.  The
 * first choice is the default.  The kinds:
 *   CHOICE	one of the choices
 *   BOOL	"1" or "0"; wp_knob_is_on()
 *   APPLIED	as BOOL, and wp_knob_apply_<name>() puts a new value into effect
 *   STRATEGY	one of the strategies, see core/strategy.h and registry.h
 *
 * WP_KNOB_ALIASES(A) calls A(name, alias) for each old name of a knob, and
 * WP_CHOICE_ALIASES(A) calls A(knob, alias, choice) for each old name of a
 * choice.
 */
#ifndef WP_KNOBS_H
#define WP_KNOBS_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "registry.h"

#define WP_KNOBS(K)					\
	K(prepare, CHOICE, "split", "protect", "none")	\
	K(takeover, APPLIED, "1", "0")			\
	K(protector, STRATEGY, WP_PROTECTORS)		\
	K(splitter, STRATEGY, WP_SPLITTERS)		\
	K(fault, CHOICE, "fast", "kvm")			\
	K(recover, STRATEGY, WP_RECOVERERS)		\
	K(strict, BOOL, "0", "1")			\
	K(verify, BOOL, "0", "1")

#define WP_KNOB_ALIASES(A)				\
	A(protector, walker)

#define WP_CHOICE_ALIASES(A)				\
	A(splitter, "swap", "prebuild")

/**
 * enum wp_prepare - values of wp_knob_prepare: what prepare does to a slot
 * @WP_PREPARE_SPLIT:	Split its blocks.
 * @WP_PREPARE_PROTECT:	Split its blocks and write-protect its pages.
 * @WP_PREPARE_NONE:	Nothing.
 */
enum wp_prepare {
	WP_PREPARE_SPLIT,
	WP_PREPARE_PROTECT,
	WP_PREPARE_NONE,
};

/**
 * enum wp_fault_choice - values of wp_knob_fault: who handles the write faults of
 * slots that log
 * @WP_FAULT_CHOICE_FAST: We do, if takeover is on and we are certain.
 * @WP_FAULT_CHOICE_KVM: KVM.
 */
enum wp_fault_choice {
	WP_FAULT_CHOICE_FAST,
	WP_FAULT_CHOICE_KVM,
};

/* Room for a list of all choices with brackets, and for any choice, in bytes. */
#define WP_KNOB_TEXT	WP_REGISTRY_TEXT

/**
 * struct wp_knob - a knob
 * @name:	Name of the parameter and of the file.
 * @choices:	Names of the choices in the order in which they are printed, ended
 *		by NULL; not for the kind STRATEGY.
 * @is_bool:	The knob is of the kind BOOL or APPLIED.
 * @value:	The current value: 0 or 1, or the index in @choices.
 * @registry:	The strategies, or NULL; replaces @choices and @value.
 * @apply:	Puts a value into effect before it becomes the current one, or
 *		NULL; an error refuses the value.
 */
struct wp_knob {
	const char *name;
	const char *const *choices;
	bool is_bool;
	int value;
	struct wp_registry *registry;
	int (*apply)(bool value);
};

#define WP_KNOB_DECLARE(_name, ...) extern struct wp_knob wp_knob_##_name;
WP_KNOBS(WP_KNOB_DECLARE)
#undef WP_KNOB_DECLARE

/**
 * struct wp_knob_name - a name of a knob
 * @name:	The name or an alias.
 * @knob:	The knob.
 */
struct wp_knob_name {
	const char *name;
	struct wp_knob *knob;
};

/* All names and aliases, ended by NULL. */
extern const struct wp_knob_name wp_knob_names[];

/**
 * wp_knob_get() - current value of a knob
 * @knob:	The knob, of the kind CHOICE.
 *
 * An operation reads the value once, at its start.
 *
 * Context: Any.
 * Return: the index in the list of choices.
 */
static inline int wp_knob_get(const struct wp_knob *knob)
{
	return READ_ONCE(knob->value);
}

/**
 * wp_knob_is_on() - is a knob set to "1"?
 * @knob:	The knob, of the kind BOOL or APPLIED.
 *
 * Context: Any.
 * Return: true if it is.
 */
static inline bool wp_knob_is_on(const struct wp_knob *knob)
{
	return READ_ONCE(knob->value);
}

/**
 * wp_knobs_watch() - be told of changes
 * @watcher:	Called after a knob, not of the kind STRATEGY, was set, in the
 *		context of wp_knob_set(); it must not set a knob.  NULL: nobody
 *		is told from the return of this function on.
 *
 * Context: Process context, sleeps.
 */
void wp_knobs_watch(void (*watcher)(void));

/**
 * wp_knob_set() - choose by name
 * @knob:	The knob.
 * @text:	Name of a choice, or an old name; a newline at its end is ignored.
 *
 * Context: Process context, sleeps.
 * Return: 0; -EINVAL if there is no such choice; or an error of
 * kvm_arm_wp_take_over().  On an error nothing has changed.
 */
int wp_knob_set(struct wp_knob *knob, const char *text);

/**
 * wp_knob_print() - list the choices with the current one in brackets
 * @knob:	The knob.
 * @buf:	Receives a line such as "[split] protect none\n".
 * @size:	Size of @buf in bytes; WP_KNOB_TEXT is enough.
 *
 * Context: Any.
 * Return: the number of characters written.
 */
int wp_knob_print(const struct wp_knob *knob, char *buf, size_t size);

#endif /* WP_KNOBS_H */
