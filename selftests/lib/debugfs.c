// SPDX-License-Identifier: GPL-2.0
/*
 * Reads and writes the module's debugfs files.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "wp.h"

static const char * const knobs[] = {
	"prepare", "takeover", "protector", "splitter", "recover", "strict", "verify",
};

static struct {
	char choice[ARRAY_SIZE(knobs)][32];
	pid_t owner;
} saved;

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY), err = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) < 0)
		err = errno;
	close(fd);
	return err;
}

static void knob_path(const char *name, char *path, size_t len)
{
	snprintf(path, len, WP_DEBUGFS "/%s", name);
}

static void param_path(const char *name, char *path, size_t len)
{
	snprintf(path, len, WP_PARAMETERS "/%s", name);
}

static void read_choice(const char *path, char *choice, size_t len)
{
	char line[128] = "", *from, *to;
	FILE *f = fopen(path, "r");

	*choice = '\0';
	if (!f)
		return;
	if (fgets(line, sizeof(line), f)) {
		from = strchr(line, '[');
		to = from ? strchr(from, ']') : NULL;
		if (to)
			snprintf(choice, len, "%.*s", (int)(to - from - 1), from + 1);
	}
	fclose(f);
}

void wp_knob_get(const char *name, char *choice, size_t len)
{
	char path[128];

	knob_path(name, path, sizeof(path));
	read_choice(path, choice, len);
}

int wp_knob_set(const char *name, const char *choice)
{
	char path[128];

	knob_path(name, path, sizeof(path));
	return write_file(path, choice);
}

void wp_param_get(const char *name, char *choice, size_t len)
{
	char path[128];

	param_path(name, path, sizeof(path));
	read_choice(path, choice, len);
}

int wp_param_set(const char *name, const char *choice)
{
	char path[128];

	param_path(name, path, sizeof(path));
	return write_file(path, choice);
}

bool wp_knob_is(const char *name, const char *choice)
{
	char now[32];

	wp_knob_get(name, now, sizeof(now));
	return !strcmp(now, choice);
}

bool wp_knob_has(const char *name, const char *choice)
{
	char path[128], line[128] = "", *word, *save = NULL;
	bool found = false;
	FILE *f;

	knob_path(name, path, sizeof(path));
	f = fopen(path, "r");
	if (!f)
		return false;
	if (fgets(line, sizeof(line), f))
		for (word = strtok_r(line, " []\n", &save); word;
		     word = strtok_r(NULL, " []\n", &save))
			found = found || !strcmp(word, choice);
	fclose(f);
	return found;
}

bool wp_takes_over(void)
{
	return wp_knob_is("takeover", "1");
}

void wp_knobs_restore(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(knobs); i++)
		if (saved.choice[i][0])
			wp_knob_set(knobs[i], saved.choice[i]);
}

/*
 * Restore only in the program itself, not in the child processes that run the
 * tests.
 */
static void knobs_at_exit(void)
{
	if (getpid() == saved.owner)
		wp_knobs_restore();
}

static void __attribute__((constructor)) knobs_save(void)
{
	size_t i;

	saved.owner = getpid();
	for (i = 0; i < ARRAY_SIZE(knobs); i++)
		wp_knob_get(knobs[i], saved.choice[i], sizeof(saved.choice[i]));
	atexit(knobs_at_exit);
}

static void vm_name(const struct wp_vm *wvm, char *name, size_t len)
{
	snprintf(name, len, "%d-%d", getpid(), wvm->vm->fd);
}

bool wp_slot_dir(const struct test_slot *slot, char *path, size_t len)
{
	char vm[32];

	vm_name(slot->wvm, vm, sizeof(vm));
	snprintf(path, len, WP_DEBUGFS "/%s/slot-%u", vm, slot->id);
	return !access(path, F_OK);
}

static int64_t value_of(const char *path, const char *key)
{
	int64_t value, found = -1;
	char name[64];
	FILE *f = fopen(path, "r");

	if (!f)
		return -1;
	while (found < 0 && fscanf(f, "%63s %" SCNd64, name, &value) == 2)
		if (!strcmp(name, key))
			found = value;
	fclose(f);
	return found;
}

int64_t wp_stat(const struct test_slot *slot, const char *key)
{
	char dir[160], path[192];

	wp_slot_dir(slot, dir, sizeof(dir));
	snprintf(path, sizeof(path), "%s/stat", dir);
	return value_of(path, key);
}

int64_t wp_gone(const struct wp_vm *wvm, const char *key)
{
	char path[192], vm[32];

	vm_name(wvm, vm, sizeof(vm));
	snprintf(path, sizeof(path), WP_DEBUGFS "/%s/gone", vm);
	return value_of(path, key);
}

int64_t wp_hist_entries(const struct test_slot *slot, const char *name)
{
	char dir[160], path[192], line[128];
	int64_t count, sum = 0;
	FILE *f;

	wp_slot_dir(slot, dir, sizeof(dir));
	snprintf(path, sizeof(path), "%s/%s_hist", dir, name);
	f = fopen(path, "r");
	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%*u %*u %" SCNd64, &count) == 1)
			sum += count;
	fclose(f);
	return sum;
}

static int column_of(char *header, const char *column)
{
	char *word, *save = NULL;
	int i = 0;

	for (word = strtok_r(header, " \t\n", &save); word; word = strtok_r(NULL, " \t\n", &save)) {
		if (!strcmp(word, column))
			return i;
		i++;
	}
	return -1;
}

/*
 * The first word of the Total line may span several columns, so count columns
 * from the end.
 */
static int64_t cell_from_end(char *line, int from_end)
{
	char *word[64], *save = NULL;
	int n = 0;

	for (word[n] = strtok_r(line, " \t\n", &save); word[n] && n < 63;
	     word[n] = strtok_r(NULL, " \t\n", &save))
		n++;
	return n >= from_end ? strtoll(word[n - from_end], NULL, 0) : -1;
}

static int count_words(const char *line)
{
	int n = 0;

	for (; *line; line++)
		n += !strchr(" \t\n", line[0]) && (!line[1] || strchr(" \t\n", line[1]));
	return n;
}

static bool line_is(const char *line, const struct test_slot *slot)
{
	char want[32], vm[32];
	unsigned int id;

	if (!slot)
		return !strncmp(line, "Total", 5);
	vm_name(slot->wvm, want, sizeof(want));
	return sscanf(line, "%31s %u", vm, &id) == 2 && id == slot->id && !strcmp(vm, want);
}

int64_t wp_slots_cell(const struct test_slot *slot, const char *column)
{
	char line[512];
	int64_t value = -1;
	int columns, at;
	FILE *f = fopen(WP_DEBUGFS "/slots", "r");

	if (!f)
		return -1;
	if (fgets(line, sizeof(line), f)) {
		columns = count_words(line);
		at = column_of(line, column);
		while (at >= 0 && fgets(line, sizeof(line), f))
			if (line_is(line, slot))
				value = cell_from_end(line, columns - at);
	}
	fclose(f);
	return value;
}

int wp_slots_lines(const struct wp_vm *wvm)
{
	FILE *f = fopen(WP_DEBUGFS "/slots", "r");
	char line[512], name[32], vm[32];
	int n = 0;

	vm_name(wvm, name, sizeof(name));
	while (f && fgets(line, sizeof(line), f))
		n += sscanf(line, "%31s", vm) == 1 && !strcmp(vm, name);
	if (f)
		fclose(f);
	return n;
}
