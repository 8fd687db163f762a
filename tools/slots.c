// SPDX-License-Identifier: GPL-2.0
/* Columns are found by their names: which there are is the module's to say. */
#include <limits.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>

#include "alloc.h"
#include "counters.h"
#include "file.h"
#include "slots.h"

/* Ten times what the module has. */
#define WP_COLUMNS_MAX 256

/* Longer than any name of the module's, and still fits a line. */
#define WP_VM_NAME_MAX 63

/*
 * struct wp_header - which column of slots is what
 * @names:	Of all columns.
 * @nr:		How many.
 * @vm:		Index of each that is needed, as the rest.
 */
struct wp_header {
	char *names[WP_COLUMNS_MAX];
	size_t nr;
	size_t vm;
	size_t slot;
	size_t ipa;
	size_t pages;
};

bool wp_slots_absent(const char *root, struct wp_error *error)
{
	struct statfs fs;

	error->absent = true;
	if (!strcmp(root, WP_ROOT) &&
	    (statfs(WP_DEBUGFS, &fs) || fs.f_type != DEBUGFS_MAGIC))
		return wp_fail(error, "debugfs is not mounted on %s (mount -t debugfs none %s)",
			       WP_DEBUGFS, WP_DEBUGFS);
	return wp_fail(error, "kvm_arm_wp is not loaded: no %s", root);
}

/* Among the names of the header, which must all be different. */
static bool wp_header_find(struct wp_header *header, const char *name,
			   size_t *index)
{
	size_t i;

	for (i = 0; i < header->nr; i++)
		if (!strcmp(header->names[i], name))
			break;
	*index = i;
	return i < header->nr;
}

static bool wp_header_read(struct wp_header *header, struct wp_file *file,
			   struct wp_error *error)
{
	char *line = wp_file_line(file);
	size_t i, first;

	/* For the message: a line that has been cut off is not counted. */
	if (!line)
		file->line = 1;
	header->nr = line ? wp_words(line, header->names, WP_COLUMNS_MAX) : 0;
	if (!header->nr || header->nr > WP_COLUMNS_MAX ||
	    !wp_header_find(header, "vm", &header->vm) ||
	    !wp_header_find(header, "slot", &header->slot) ||
	    !wp_header_find(header, "ipa", &header->ipa) ||
	    !wp_header_find(header, "pages", &header->pages))
		return wp_file_fail(file, "no header of a table of slots", error);
	for (i = 0; i < header->nr; i++) {
		wp_header_find(header, header->names[i], &first);
		if (first != i)
			return wp_file_fail(file, "a column is there twice", error);
	}
	return true;
}

/* It becomes part of a path, and goes to a terminal. */
static bool wp_is_vm_name(const char *name)
{
	const char *c;

	for (c = name; *c; c++)
		if (*c <= ' ' || *c >= 0x7f || *c == '/')
			return false;
	return c - name <= WP_VM_NAME_MAX && strcmp(name, ".") &&
	       strcmp(name, "..");
}

static bool wp_is_selected(const struct wp_source *from, const char *vm,
			   unsigned long long slot)
{
	return (!from->vm || !strcmp(from->vm, vm)) &&
	       (!from->one_slot || from->slot == slot);
}

/* Counters are numbers; of what else a newer module has nothing is known. */
static bool wp_row_is_sound(const struct wp_header *header, char **words)
{
	unsigned long long value;
	size_t i;

	for (i = 0; i < header->nr; i++)
		if (wp_counter_find(header->names[i]) &&
		    !wp_number(words[i], &value))
			return false;
	return wp_number(words[header->pages], &value);
}

static bool wp_is_known(const struct wp_snapshot *snap, const char *vm,
			unsigned long long id)
{
	size_t i;

	for (i = 0; i < snap->nr_slots; i++)
		if (snap->slots[i].id == id && !strcmp(snap->slots[i].vm, vm))
			return true;
	return false;
}

static bool wp_slot_line(struct wp_snapshot *snap, const struct wp_source *from,
			 const struct wp_header *header, struct wp_file *file,
			 char **words, struct wp_error *error)
{
	const char *vm = words[header->vm];
	struct wp_slot slot = { 0 };

	if (!wp_is_vm_name(vm))
		return wp_file_fail(file, "vm is none", error);
	if (!wp_number(words[header->slot], &slot.id) || slot.id > INT_MAX)
		return wp_file_fail(file, "slot is no number", error);
	if (!wp_address(words[header->ipa], &slot.ipa))
		return wp_file_fail(file, "ipa is no address", error);
	if (wp_is_known(snap, vm, slot.id))
		return wp_file_fail(file, "a slot is there twice", error);
	if (!wp_is_selected(from, vm, slot.id))
		return true;
	wp_number(words[header->pages], &slot.pages);
	slot.vm = wp_text_of("%s", vm);
	snap->slots = wp_grow(snap->slots, snap->nr_slots, sizeof(slot));
	snap->slots[snap->nr_slots++] = slot;
	return true;
}

/* The last line tells that nothing has been cut off. */
static bool wp_slots_parse(struct wp_snapshot *snap, const struct wp_source *from,
			   struct wp_file *file, struct wp_error *error)
{
	char *line, *words[WP_COLUMNS_MAX];
	struct wp_header header;
	bool total = false;

	if (!wp_header_read(&header, file, error))
		return false;
	while ((line = wp_file_line(file))) {
		if (total)
			return wp_file_fail(file, "more after the Total line", error);
		if (wp_words(line, words, WP_COLUMNS_MAX) != header.nr)
			return wp_file_fail(file, "not as many columns as in the header", error);
		if (!wp_row_is_sound(&header, words))
			return wp_file_fail(file, "not a number, or too large", error);
		total = !strcmp(words[header.vm], "Total");
		if (!total &&
		    !wp_slot_line(snap, from, &header, file, words, error))
			return false;
	}
	file->line++;
	if (!total || *file->next)
		return wp_file_fail(file, "the table is cut off", error);
	return true;
}

bool wp_slots_read(struct wp_snapshot *snap, const struct wp_source *from,
		   struct wp_error *error)
{
	struct wp_file file;
	int err = wp_file_read(&file, wp_text_of("%s/slots", from->root));
	bool ok;

	if (wp_file_is_gone(err))
		ok = wp_slots_absent(from->root, error);
	else if (err)
		ok = wp_file_unread(&file, err, error);
	else
		ok = wp_slots_parse(snap, from, &file, error);
	wp_file_free(&file);
	return ok;
}
