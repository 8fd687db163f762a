// SPDX-License-Identifier: GPL-2.0
/* Finds columns by name: the order and further columns do not matter. */
#include <limits.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>

#include "alloc.h"
#include "counters.h"
#include "file.h"
#include "slots.h"

/* Ten times as many as the module has. */
#define STAT_COLUMNS_MAX 256

/* Longer than any name that the module makes, and still fits a line. */
#define STAT_VM_NAME_MAX 63

/*
 * struct stat_header - the columns of the file slots
 * @names:	Names of all columns.
 * @nr:		Number of columns.
 * @vm:		Index of the column vm.
 * @slot:	Index of the column slot.
 * @ipa:	Index of the column ipa.
 * @pages:	Index of the column pages.
 */
struct stat_header {
	char *names[STAT_COLUMNS_MAX];
	size_t nr;
	size_t vm;
	size_t slot;
	size_t ipa;
	size_t pages;
};

bool stat_module_absent(const char *root, struct stat_error *error)
{
	struct statfs fs;

	error->absent = true;
	if (!strcmp(root, STAT_ROOT) &&
	    (statfs(STAT_DEBUGFS, &fs) || fs.f_type != DEBUGFS_MAGIC))
		return stat_fail(error, "debugfs is not mounted on %s (mount -t debugfs none %s)",
				 STAT_DEBUGFS, STAT_DEBUGFS);
	return stat_fail(error, "kvm_arm_wp is not loaded: no %s", root);
}

/* Sets @index to the first column with this name. */
static bool stat_header_find(struct stat_header *header, const char *name,
			     size_t *index)
{
	size_t i;

	for (i = 0; i < header->nr; i++)
		if (!strcmp(header->names[i], name))
			break;
	*index = i;
	return i < header->nr;
}

static bool stat_header_read(struct stat_header *header, struct stat_file *file,
			     struct stat_error *error)
{
	char *line = stat_file_line(file);
	size_t i, first;

	/* For the message: an incomplete line was not counted. */
	if (!line)
		file->line = 1;
	if (line)
		header->nr = stat_split_words(line, header->names,
					      STAT_COLUMNS_MAX);
	else
		header->nr = 0;
	if (!header->nr || header->nr > STAT_COLUMNS_MAX ||
	    !stat_header_find(header, "vm", &header->vm) ||
	    !stat_header_find(header, "slot", &header->slot) ||
	    !stat_header_find(header, "ipa", &header->ipa) ||
	    !stat_header_find(header, "pages", &header->pages))
		return stat_line_fail(file,
				      "no header line with vm, slot, ipa and pages",
				      error);
	for (i = 0; i < header->nr; i++) {
		stat_header_find(header, header->names[i], &first);
		if (first != i)
			return stat_line_fail(file, "duplicate column", error);
	}
	return true;
}

/* The name must be safe as a part of a path and on a terminal. */
static bool stat_is_vm_name(const char *name)
{
	const char *c;

	for (c = name; *c; c++)
		if (*c <= ' ' || *c >= 0x7f || *c == '/')
			return false;
	return c - name <= STAT_VM_NAME_MAX && strcmp(name, ".") &&
	       strcmp(name, "..");
}

static bool stat_is_selected(const struct stat_source *source, const char *vm,
			     unsigned long long slot)
{
	return (!source->vm || !strcmp(source->vm, vm)) &&
	       (!source->one_slot || source->slot == slot);
}

/* Known counters must be numbers. Unknown columns may contain anything. */
static bool stat_row_is_sound(const struct stat_header *header, char **words)
{
	unsigned long long value;
	size_t i;

	for (i = 0; i < header->nr; i++)
		if (stat_counter_find(header->names[i]) &&
		    !stat_parse_number(words[i], &value))
			return false;
	return stat_parse_number(words[header->pages], &value);
}

static bool stat_has_slot(const struct stat_snapshot *snap, const char *vm,
			  unsigned long long id)
{
	size_t i;

	for (i = 0; i < snap->nr_slots; i++)
		if (snap->slots[i].id == id && !strcmp(snap->slots[i].vm, vm))
			return true;
	return false;
}

static bool stat_slot_line(struct stat_snapshot *snap,
			   const struct stat_source *source,
			   const struct stat_header *header,
			   struct stat_file *file, char **words,
			   struct stat_error *error)
{
	const char *vm = words[header->vm];
	struct stat_slot slot = { 0 };

	if (!stat_is_vm_name(vm))
		return stat_line_fail(file, "invalid vm", error);
	if (!stat_parse_number(words[header->slot], &slot.id) ||
	    slot.id > INT_MAX)
		return stat_line_fail(file, "invalid slot", error);
	if (!stat_parse_address(words[header->ipa], &slot.ipa))
		return stat_line_fail(file, "invalid ipa", error);
	if (stat_has_slot(snap, vm, slot.id))
		return stat_line_fail(file, "duplicate slot", error);
	if (!stat_is_selected(source, vm, slot.id))
		return true;
	stat_parse_number(words[header->pages], &slot.pages);
	slot.vm = stat_asprintf("%s", vm);
	snap->slots = stat_grow(snap->slots, snap->nr_slots, sizeof(slot));
	snap->slots[snap->nr_slots++] = slot;
	return true;
}

/* Without a complete Total line at its end, the file is truncated. */
static bool stat_slots_parse(struct stat_snapshot *snap,
			     const struct stat_source *source,
			     struct stat_file *file, struct stat_error *error)
{
	char *line, *words[STAT_COLUMNS_MAX];
	struct stat_header header;
	bool total = false;

	if (!stat_header_read(&header, file, error))
		return false;
	while ((line = stat_file_line(file))) {
		if (total)
			return stat_line_fail(file, "text after the Total line",
					      error);
		if (stat_split_words(line, words, STAT_COLUMNS_MAX) !=
		    header.nr)
			return stat_line_fail(file,
					      "the number of columns differs from the header",
					      error);
		if (!stat_row_is_sound(&header, words))
			return stat_line_fail(file, "not a number, or too large", error);
		total = !strcmp(words[header.vm], "Total");
		if (!total &&
		    !stat_slot_line(snap, source, &header, file, words, error))
			return false;
	}
	file->line++;
	if (!total || *file->next)
		return stat_line_fail(file, "the table is truncated", error);
	return true;
}

bool stat_slots_read(struct stat_snapshot *snap,
		     const struct stat_source *source,
		     struct stat_error *error)
{
	struct stat_file file;
	int err = stat_file_read(&file, stat_asprintf("%s/slots", source->root));
	bool ok;

	if (stat_file_is_gone(err))
		ok = stat_module_absent(source->root, error);
	else if (err)
		ok = stat_file_fail(&file, err, error);
	else
		ok = stat_slots_parse(snap, source, &file, error);
	stat_file_free(&file);
	return ok;
}
