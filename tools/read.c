// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "alloc.h"
#include "counters.h"
#include "file.h"
#include "hist.h"
#include "host.h"
#include "slots.h"
#include "snapshot.h"

/* Ten times as many as the module has. */
#define STAT_VALUES_MAX 512

static bool stat_is_key(const char *word)
{
	return *word >= 'a' && *word <= 'z' &&
	       !word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static bool stat_counter_line(struct stat_slot *slot, struct stat_file *file,
			      char *line, struct stat_error *error)
{
	struct stat_value value;
	char *words[2];
	size_t i;

	if (stat_split_words(line, words, 2) != 2 || !stat_is_key(words[0]))
		return stat_line_fail(file, "not a key and a value", error);
	if (!stat_parse_number(words[1], &value.value))
		return stat_line_fail(file, "not a number, or too large", error);
	for (i = 0; i < slot->nr_values; i++)
		if (!strcmp(slot->values[i].key, words[0]))
			return stat_line_fail(file, "duplicate key", error);
	if (slot->nr_values == STAT_VALUES_MAX)
		return stat_line_fail(file, "too many lines", error);
	value.key = stat_asprintf("%s", words[0]);
	slot->values = stat_grow(slot->values, slot->nr_values, sizeof(value));
	slot->values[slot->nr_values++] = value;
	return true;
}

static bool stat_version_line(struct stat_file *file, char *line,
			      struct stat_error *error)
{
	unsigned long long version;
	char *words[2];

	if (stat_split_words(line, words, 2) != 2 ||
	    strcmp(words[0], "version") ||
	    !stat_parse_number(words[1], &version))
		return stat_line_fail(file, "no version line", error);
	if (version != stat_format_version)
		return stat_fail(error,
				 "%s:%u: the module has format %llu, this program reads format %u",
				 file->path, file->line, version,
				 stat_format_version);
	return true;
}

static bool stat_counters_parse(struct stat_slot *slot, struct stat_file *file,
				struct stat_error *error)
{
	char *line = stat_file_line(file);

	if (line && !stat_version_line(file, line, error))
		return false;
	while ((line = stat_file_line(file)))
		if (!stat_counter_line(slot, file, line, error))
			return false;
	return true;
}

unsigned long long stat_clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static bool stat_counters_read(struct stat_slot *slot, const char *root,
			       struct stat_error *error)
{
	char *path = stat_asprintf("%s/%s/slot-%llu/stat", root, slot->vm,
				   slot->id);
	struct stat_file file;
	int err = stat_file_read(&file, path);
	bool ok = true;

	slot->read_ns = stat_clock_ns();
	slot->gone = stat_file_is_gone(err);
	if (!err)
		ok = stat_counters_parse(slot, &file, error);
	else if (!slot->gone)
		ok = stat_file_fail(&file, err, error);
	stat_file_free(&file);
	return ok;
}

static bool stat_slot_read(struct stat_slot *slot, const char *root,
			   struct stat_error *error)
{
	if (!stat_counters_read(slot, root, error))
		return false;
	if (slot->gone)
		return true;
	return stat_hist_read(&slot->fault_ns,
			      stat_asprintf("%s/%s/slot-%llu/fault_ns_hist",
					    root, slot->vm, slot->id), error);
}

static void stat_slot_free(struct stat_slot *slot)
{
	size_t i;

	for (i = 0; i < slot->nr_values; i++)
		free(slot->values[i].key);
	free(slot->values);
	free(slot->vm);
}

/* Returns true if it dropped a slot. */
static bool stat_drop_gone_slots(struct stat_snapshot *snap)
{
	size_t i, left = 0;
	bool dropped;

	for (i = 0; i < snap->nr_slots; i++) {
		if (snap->slots[i].gone)
			stat_slot_free(&snap->slots[i]);
		else
			snap->slots[left++] = snap->slots[i];
	}
	dropped = left < snap->nr_slots;
	snap->nr_slots = left;
	return dropped;
}

/* If a stat file is gone, its VM was destroyed or the module was unloaded. */
static bool stat_slot_read_all(struct stat_snapshot *snap, const char *root,
			       struct stat_error *error)
{
	bool unloaded;
	char *path;
	size_t i;

	for (i = 0; i < snap->nr_slots; i++)
		if (!stat_slot_read(&snap->slots[i], root, error))
			return false;
	if (!stat_drop_gone_slots(snap))
		return true;
	path = stat_asprintf("%s/slots", root);
	unloaded = access(path, F_OK);
	free(path);
	return !unloaded || stat_module_absent(root, error);
}

static int stat_slot_compare(const void *a, const void *b)
{
	const struct stat_slot *one = a, *other = b;
	int order = strverscmp(one->vm, other->vm);

	if (order)
		return order;
	return (one->id > other->id) - (one->id < other->id);
}

bool stat_snapshot_read(struct stat_snapshot *snap,
			const struct stat_source *source,
			struct stat_error *error)
{
	*snap = (struct stat_snapshot){ 0 };
	if (!stat_slots_read(snap, source, error) ||
	    !stat_slot_read_all(snap, source->root, error) ||
	    !stat_host_read(snap, source->root, error))
		return false;
	if (snap->nr_slots)
		qsort(snap->slots, snap->nr_slots, sizeof(*snap->slots),
		      stat_slot_compare);
	return true;
}

void stat_snapshot_free(struct stat_snapshot *snap)
{
	size_t i;

	for (i = 0; i < snap->nr_slots; i++)
		stat_slot_free(&snap->slots[i]);
	free(snap->slots);
	stat_settings_free(&snap->knobs);
	stat_settings_free(&snap->host);
	*snap = (struct stat_snapshot){ 0 };
}
