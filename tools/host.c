// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "file.h"
#include "host.h"

static void stat_settings_add(struct stat_settings *settings, const char *key,
			      const char *value)
{
	settings->list = stat_grow(settings->list, settings->nr,
				   sizeof(*settings->list));
	settings->list[settings->nr].key = stat_asprintf("%s", key);
	settings->list[settings->nr].value = stat_asprintf("%s", value);
	settings->nr++;
}

static const char *stat_settings_get(const struct stat_settings *settings,
				     const char *key)
{
	size_t i;

	for (i = 0; i < settings->nr; i++)
		if (!strcmp(settings->list[i].key, key))
			return settings->list[i].value;
	return NULL;
}

void stat_settings_free(struct stat_settings *settings)
{
	size_t i;

	for (i = 0; i < settings->nr; i++) {
		free(settings->list[i].key);
		free(settings->list[i].value);
	}
	free(settings->list);
}

static void stat_host_line(struct stat_settings *host, char *line)
{
	char *blank = strchr(line, ' ');

	if (!blank || blank == line)
		return;
	*blank = '\0';
	if (!stat_settings_get(host, line))
		stat_settings_add(host, line, blank + 1);
}

static bool stat_page_size(struct stat_snapshot *snap,
			   const struct stat_file *file,
			   struct stat_error *error)
{
	const char *text = stat_settings_get(&snap->host, "page_size");
	unsigned long long size = sysconf(_SC_PAGESIZE);

	if (text &&
	    (!stat_parse_number(text, &size) || !size || size & (size - 1)))
		return stat_fail(error, "%s: invalid page_size", file->path);
	snap->page_size = size;
	return true;
}

/* A knob lists its choices. The current choice is in brackets. */
static void stat_knob_line(struct stat_settings *knobs, const char *name,
			   char *line)
{
	char *open = strchr(line, '[');
	char *close = open ? strchr(open, ']') : NULL;

	if (!close)
		return;
	*close = '\0';
	stat_settings_add(knobs, name, open + 1);
}

/* Any other file may be a knob: this also finds the knobs of a newer module. */
static int stat_may_be_knob(const struct dirent *entry)
{
	static const char *const others[] = { "host", "slots", "reset" };
	size_t i;

	if (entry->d_name[0] == '.' || entry->d_type == DT_DIR)
		return 0;
	for (i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (!strcmp(entry->d_name, others[i]))
			return 0;
	return 1;
}

/* Returns 0, or a negative errno after adding nothing. */
static int stat_knob_read(struct stat_settings *knobs, const char *dir,
			  const char *name)
{
	struct stat_file file;
	int err = stat_file_read(&file, stat_asprintf("%s/%s", dir, name));
	char *line = err ? NULL : stat_file_line(&file);

	if (line)
		stat_knob_line(knobs, name, line);
	stat_file_free(&file);
	return err;
}

/* The protector has a second file under its old name. */
static bool stat_is_alias(const struct stat_settings *knobs, const char *name)
{
	return !strcmp(name, "walker") && stat_settings_get(knobs, "protector");
}

/*
 * Under lockdown, debugfs refuses to open files that have a write bit, even for
 * reading: EPERM. Regular filesystems do not return EPERM here, so the knobs of
 * a copy under --root are never taken from the module that is loaded.
 */
static void stat_knobs_read(struct stat_settings *knobs, const char *root)
{
	struct dirent **entries;
	/* Sorted: "protector" comes before its alias. */
	int i, nr = scandir(root, &entries, stat_may_be_knob, alphasort);

	for (i = 0; i < nr; i++) {
		const char *name = entries[i]->d_name;

		if (!stat_is_alias(knobs, name) &&
		    stat_knob_read(knobs, root, name) == -EPERM)
			stat_knob_read(knobs, STAT_PARAMETERS, name);
		free(entries[i]);
	}
	if (nr >= 0)
		free(entries);
}

bool stat_host_read(struct stat_snapshot *snap, const char *root,
		    struct stat_error *error)
{
	struct stat_file file;
	char *line;
	bool ok;

	stat_knobs_read(&snap->knobs, root);
	if (!stat_file_read(&file, stat_asprintf("%s/host", root)))
		while ((line = stat_file_line(&file)))
			stat_host_line(&snap->host, line);
	ok = stat_page_size(snap, &file, error);
	stat_file_free(&file);
	return ok;
}
