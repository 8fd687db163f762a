// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "alloc.h"
#include "counters.h"
#include "file.h"
#include "host.h"
#include "slots.h"
#include "snapshot.h"

/* Ten times what the module has. */
#define WP_VALUES_MAX 512

static bool wp_is_key(const char *word)
{
	return *word >= 'a' && *word <= 'z' &&
	       !word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static bool wp_stat_line(struct wp_slot *slot, struct wp_file *file, char *line,
			 struct wp_error *error)
{
	struct wp_value value;
	char *words[2];
	size_t i;

	if (wp_words(line, words, 2) != 2 || !wp_is_key(words[0]))
		return wp_file_fail(file, "not a key and a value", error);
	if (!wp_number(words[1], &value.value))
		return wp_file_fail(file, "not a number, or too large", error);
	for (i = 0; i < slot->nr_values; i++)
		if (!strcmp(slot->values[i].key, words[0]))
			return wp_file_fail(file, "a key is there twice", error);
	if (slot->nr_values == WP_VALUES_MAX)
		return wp_file_fail(file, "too many lines", error);
	value.key = wp_text_of("%s", words[0]);
	slot->values = wp_grow(slot->values, slot->nr_values, sizeof(value));
	slot->values[slot->nr_values++] = value;
	return true;
}

static bool wp_stat_version_line(struct wp_file *file, char *line,
				 struct wp_error *error)
{
	unsigned long long version;
	char *words[2];

	if (wp_words(line, words, 2) != 2 || strcmp(words[0], "version") ||
	    !wp_number(words[1], &version))
		return wp_file_fail(file, "no version", error);
	if (version != wp_stat_version)
		return wp_fail(error, "%s:%u: version %llu, and this program knows %u",
			       file->path, file->line, version, wp_stat_version);
	return true;
}

static bool wp_stat_parse(struct wp_slot *slot, struct wp_file *file,
			  struct wp_error *error)
{
	char *line = wp_file_line(file);

	if (line && !wp_stat_version_line(file, line, error))
		return false;
	while ((line = wp_file_line(file)))
		if (!wp_stat_line(slot, file, line, error))
			return false;
	return true;
}

unsigned long long wp_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static bool wp_stat_read(struct wp_slot *slot, const char *root,
			 struct wp_error *error)
{
	struct wp_file file;
	int err = wp_file_read(&file, wp_text_of("%s/%s/slot-%llu/stat", root,
						 slot->vm, slot->id));
	bool ok = true;

	slot->when = wp_now();
	slot->gone = wp_file_is_gone(err);
	if (!err)
		ok = wp_stat_parse(slot, &file, error);
	else if (!slot->gone)
		ok = wp_file_unread(&file, err, error);
	wp_file_free(&file);
	return ok;
}

static void wp_slot_free(struct wp_slot *slot)
{
	size_t i;

	for (i = 0; i < slot->nr_values; i++)
		free(slot->values[i].key);
	free(slot->values);
	free(slot->vm);
}

/* Whether any has gone. */
static bool wp_slots_drop(struct wp_snapshot *snap)
{
	size_t i, left = 0;
	bool any;

	for (i = 0; i < snap->nr_slots; i++) {
		if (snap->slots[i].gone)
			wp_slot_free(&snap->slots[i]);
		else
			snap->slots[left++] = snap->slots[i];
	}
	any = left < snap->nr_slots;
	snap->nr_slots = left;
	return any;
}

/* A VM can be destroyed at any time. Or it is the module that goes. */
static bool wp_stats_read(struct wp_snapshot *snap, const char *root,
			  struct wp_error *error)
{
	bool gone;
	char *path;
	size_t i;

	for (i = 0; i < snap->nr_slots; i++)
		if (!wp_stat_read(&snap->slots[i], root, error))
			return false;
	if (!wp_slots_drop(snap))
		return true;
	path = wp_text_of("%s/slots", root);
	gone = access(path, F_OK);
	free(path);
	return !gone || wp_slots_absent(root, error);
}

static int wp_slot_compare(const void *a, const void *b)
{
	const struct wp_slot *one = a, *other = b;
	int order = strverscmp(one->vm, other->vm);

	if (order)
		return order;
	return (one->id > other->id) - (one->id < other->id);
}

bool wp_snapshot_read(struct wp_snapshot *snap, const struct wp_source *from,
		      struct wp_error *error)
{
	*snap = (struct wp_snapshot){ 0 };
	if (!wp_slots_read(snap, from, error) ||
	    !wp_stats_read(snap, from->root, error) ||
	    !wp_host_read(snap, from->root, error))
		return false;
	if (snap->nr_slots)
		qsort(snap->slots, snap->nr_slots, sizeof(*snap->slots),
		      wp_slot_compare);
	return true;
}

void wp_snapshot_free(struct wp_snapshot *snap)
{
	size_t i;

	for (i = 0; i < snap->nr_slots; i++)
		wp_slot_free(&snap->slots[i]);
	free(snap->slots);
	wp_settings_free(&snap->knobs);
	wp_settings_free(&snap->host);
	*snap = (struct wp_snapshot){ 0 };
}
