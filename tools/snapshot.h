/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A snapshot of everything that the module reports.
 */
#ifndef STAT_SNAPSHOT_H
#define STAT_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

/**
 * struct stat_amount - a number that may be unknown
 * @known:	The number is known.
 * @n:		The number; 0 if it is unknown.
 */
struct stat_amount {
	bool known;
	unsigned long long n;
};

/**
 * struct stat_value - a line of a stat file
 * @key:	Lower-case letters, digits and underscores.
 * @value:	The number.
 */
struct stat_value {
	char *key;
	unsigned long long value;
};

/* Bucket n counts durations of n significant bits: 0, 1, 2-3, 4-7 ns, ... */
#define STAT_BUCKETS 65

/**
 * struct stat_hist - a histogram of durations
 * @known:	The histogram is known. An older module does not have the file.
 * @bucket:	How many durations fell into each bucket; 0 if unknown.
 */
struct stat_hist {
	bool known;
	unsigned long long bucket[STAT_BUCKETS];
};

/**
 * struct stat_slot - a line of the file slots and the files of that slot
 * @vm:		Name of the VM's directory: printable, no blanks or slashes.
 * @id:		KVM's number of the slot.
 * @ipa:	First IPA.
 * @pages:	Size in pages.
 * @values:	The lines of the stat file in the file's order, each key once.
 * @nr_values:	Number of @values: smaller than usual if the file is truncated.
 * @fault_ns:	Durations of write faults, read just after the stat file.
 * @read_ns:	When the stat file was read, as stat_clock_ns() tells the time.
 * @gone:	The stat file had been removed. Never set in a snapshot that is
 *		complete.
 */
struct stat_slot {
	char *vm;
	unsigned long long id;
	unsigned long long ipa;
	unsigned long long pages;
	struct stat_value *values;
	size_t nr_values;
	struct stat_hist fault_ns;
	unsigned long long read_ns;
	bool gone;
};

/**
 * struct stat_setting - a knob, or a line of the file host
 * @key:	Name of the knob's file, or the first word of the line.
 * @value:	The current choice, or the rest of the line: any bytes but
 *		newlines.
 */
struct stat_setting {
	char *key;
	char *value;
};

/**
 * struct stat_settings - a list of settings
 * @list:	Knobs sorted by name, or lines of host in the file's order.
 * @nr:		Number of settings.
 */
struct stat_settings {
	struct stat_setting *list;
	size_t nr;
};

/**
 * struct stat_snapshot - everything that was read
 * @slots:	Sorted by VM and number, each once.
 * @nr_slots:	Number of slots.
 * @knobs:	The knobs.
 * @host:	The file host.
 * @page_size:	In bytes.
 */
struct stat_snapshot {
	struct stat_slot *slots;
	size_t nr_slots;
	struct stat_settings knobs;
	struct stat_settings host;
	unsigned long long page_size;
};

/**
 * struct stat_source - what to read
 * @root:	The module's directory in debugfs.
 * @vm:		Take the slots of this VM only; NULL takes those of all VMs.
 * @one_slot:	Take slots with the number @slot only.
 * @slot:	See @one_slot.
 */
struct stat_source {
	const char *root;
	const char *vm;
	bool one_slot;
	unsigned long long slot;
};

/* The usual mount point of debugfs, and the module's directory there. */
#define STAT_DEBUGFS "/sys/kernel/debug"
#define STAT_ROOT STAT_DEBUGFS "/kvm_arm_wp"

/* The knobs as module parameters, which lockdown does not close. */
#define STAT_PARAMETERS "/sys/module/kvm_arm_wp/parameters"

/**
 * stat_snapshot_read() - read everything that the module reports
 * @snap:	Receives the snapshot. The caller frees it, also on failure.
 * @source:	What to read.
 * @error:	Receives the reason on failure.
 *
 * Leaves out a slot whose VM is destroyed meanwhile. Fails if a file cannot be
 * parsed. A missing value is not a failure: it stays unknown.
 *
 * Return: true if @snap is complete.
 */
bool stat_snapshot_read(struct stat_snapshot *snap,
			const struct stat_source *source,
			struct stat_error *error);

/**
 * stat_clock_ns() - get the time
 *
 * Return: nanoseconds of a monotonic clock.
 */
unsigned long long stat_clock_ns(void);

/**
 * stat_snapshot_free() - free a snapshot
 * @snap:	The snapshot, or zeroes.
 */
void stat_snapshot_free(struct stat_snapshot *snap);

#endif
