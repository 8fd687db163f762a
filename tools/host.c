// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "file.h"
#include "host.h"

static void wp_settings_add(struct wp_settings *settings, const char *key,
			    const char *value)
{
	settings->list = wp_grow(settings->list, settings->nr,
				 sizeof(*settings->list));
	settings->list[settings->nr].key = wp_text_of("%s", key);
	settings->list[settings->nr].value = wp_text_of("%s", value);
	settings->nr++;
}

static const char *wp_settings_get(const struct wp_settings *settings,
				   const char *key)
{
	size_t i;

	for (i = 0; i < settings->nr; i++)
		if (!strcmp(settings->list[i].key, key))
			return settings->list[i].value;
	return NULL;
}

void wp_settings_free(struct wp_settings *settings)
{
	size_t i;

	for (i = 0; i < settings->nr; i++) {
		free(settings->list[i].key);
		free(settings->list[i].value);
	}
	free(settings->list);
}

static void wp_host_line(struct wp_settings *host, char *line)
{
	char *blank = strchr(line, ' ');

	if (!blank || blank == line)
		return;
	*blank = '\0';
	if (!wp_settings_get(host, line))
		wp_settings_add(host, line, blank + 1);
}

static bool wp_page_size(struct wp_snapshot *snap, const struct wp_file *file,
			 struct wp_error *error)
{
	const char *text = wp_settings_get(&snap->host, "page_size");
	unsigned long long size = sysconf(_SC_PAGESIZE);

	if (text && (!wp_number(text, &size) || !size || size & (size - 1)))
		return wp_fail(error, "%s: page_size is none", file->path);
	snap->page_size = size;
	return true;
}

/* A knob lists its choices, and is the one in brackets. */
static void wp_knob_line(struct wp_settings *knobs, const char *name, char *line)
{
	char *open = strchr(line, '[');
	char *close = open ? strchr(open, ']') : NULL;

	if (!close)
		return;
	*close = '\0';
	wp_settings_add(knobs, name, open + 1);
}

/* Which ones there are is the module's to say, so that new ones show up. */
static int wp_is_candidate(const struct dirent *entry)
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

/* Returns 0 or a negative errno, with nothing added. */
static int wp_knob_read(struct wp_settings *knobs, const char *dir,
			const char *name)
{
	struct wp_file file;
	int err = wp_file_read(&file, wp_text_of("%s/%s", dir, name));
	char *line = err ? NULL : wp_file_line(&file);

	if (line)
		wp_knob_line(knobs, name, line);
	wp_file_free(&file);
	return err;
}

/*
 * A kernel that is locked down opens no file of debugfs that has a write bit,
 * not even for reading.  Nothing but debugfs says EPERM to a reader, so that the
 * knobs of a copy under --root never come from the module that is loaded here.
 */
static void wp_knobs_read(struct wp_settings *knobs, const char *root)
{
	struct dirent **entries;
	int i, nr = scandir(root, &entries, wp_is_candidate, alphasort);

	for (i = 0; i < nr; i++) {
		const char *name = entries[i]->d_name;

		if (wp_knob_read(knobs, root, name) == -EPERM)
			wp_knob_read(knobs, WP_PARAMETERS, name);
		free(entries[i]);
	}
	if (nr >= 0)
		free(entries);
}

bool wp_host_read(struct wp_snapshot *snap, const char *root,
		  struct wp_error *error)
{
	struct wp_file file;
	char *line;
	bool ok;

	wp_knobs_read(&snap->knobs, root);
	if (!wp_file_read(&file, wp_text_of("%s/host", root)))
		while ((line = wp_file_line(&file)))
			wp_host_line(&snap->host, line);
	ok = wp_page_size(snap, &file, error);
	wp_file_free(&file);
	return ok;
}
