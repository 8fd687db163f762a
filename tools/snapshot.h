/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All that the module tells at one time.
 */
#ifndef WP_SNAPSHOT_H
#define WP_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

/**
 * struct wp_amount - a number that may be missing
 * @known:	It is there.
 * @n:		The number; 0 if it is not.
 */
struct wp_amount {
	bool known;
	unsigned long long n;
};

/**
 * struct wp_value - a line of a stat file
 * @key:	Lower case, digits and underscores.
 * @value:	The number.
 */
struct wp_value {
	char *key;
	unsigned long long value;
};

/**
 * struct wp_slot - a line of slots, and its stat file
 * @vm:		The VM's directory: printable, no blanks or slashes.
 * @id:		KVM's number of the slot.
 * @ipa:	First IPA.
 * @pages:	Its size.
 * @values:	The stat file, each key once, in the file's order.
 * @nr_values:	How many were there: fewer than usual if it was cut off.
 * @when:	The stat file was read; ns of a clock that never goes back.
 * @gone:	There was none any more. Not so in a snapshot that is complete.
 */
struct wp_slot {
	char *vm;
	unsigned long long id;
	unsigned long long ipa;
	unsigned long long pages;
	struct wp_value *values;
	size_t nr_values;
	unsigned long long when;
	bool gone;
};

/**
 * struct wp_setting - a knob, or a line of host
 * @key:	The knob's file, or the first word of the line.
 * @value:	The choice, or the rest of the line; any bytes but newlines.
 */
struct wp_setting {
	char *key;
	char *value;
};

/**
 * struct wp_settings - several of them
 * @list:	Knobs by name, lines of host in the file's order.
 * @nr:		How many.
 */
struct wp_settings {
	struct wp_setting *list;
	size_t nr;
};

/**
 * struct wp_snapshot - all that was read
 * @slots:	By VM and number, each once.
 * @nr_slots:	How many.
 * @knobs:	As they are set.
 * @host:	What the shim has found.
 * @page_size:	In bytes.
 */
struct wp_snapshot {
	struct wp_slot *slots;
	size_t nr_slots;
	struct wp_settings knobs;
	struct wp_settings host;
	unsigned long long page_size;
};

/**
 * struct wp_source - what is to be read
 * @root:	The module's directory in debugfs.
 * @vm:		This VM alone, or NULL for all.
 * @one_slot:	Slots with the number @slot alone.
 * @slot:	See @one_slot.
 */
struct wp_source {
	const char *root;
	const char *vm;
	bool one_slot;
	unsigned long long slot;
};

/* The module's directory, where debugfs is mounted as usual. */
#define WP_DEBUGFS "/sys/kernel/debug"
#define WP_ROOT WP_DEBUGFS "/kvm_arm_wp"

/* The same knobs, open under lockdown, too. */
#define WP_PARAMETERS "/sys/module/kvm_arm_wp/parameters"

/**
 * wp_snapshot_read() - read all that there is
 * @snap:	Receives it, to be freed also when this fails.
 * @from:	What is to be read.
 * @error:	Receives why not.
 *
 * A slot whose VM goes meanwhile is left out. What cannot be understood is an
 * error, what is missing is not: nothing is made up.
 *
 * Return: whether @snap is complete.
 */
bool wp_snapshot_read(struct wp_snapshot *snap, const struct wp_source *from,
		      struct wp_error *error);

/**
 * wp_now() - the time
 *
 * Return: ns of a clock that never goes back.
 */
unsigned long long wp_now(void);

/**
 * wp_snapshot_free() - forget it
 * @snap:	What was read, or zeroes.
 */
void wp_snapshot_free(struct wp_snapshot *snap);

#endif
