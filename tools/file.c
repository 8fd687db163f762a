// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

/* No file of the module is nearly that long. */
#define STAT_FILE_MAX (64UL << 20)

/*
 * debugfs generates the whole text at the first read(), so several calls still
 * return a consistent text.
 */
static int stat_read_all(int fd, char **text, size_t *len)
{
	size_t size = 0;
	ssize_t got;
	char *more;

	for (;;) {
		if (*len + 1 >= size) {
			size = size ? size * 2 : 16384;
			more = size > STAT_FILE_MAX ? NULL :
							realloc(*text, size);
			if (!more)
				return -EFBIG;
			*text = more;
		}
		got = read(fd, *text + *len, size - *len - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got ? -errno : 0;
		*len += got;
	}
}

int stat_file_read(struct stat_file *file, char *path)
{
	size_t i, len = 0;
	int fd, ret;

	*file = (struct stat_file){ .path = path };
	/* Do not block on a FIFO under --root. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	ret = stat_read_all(fd, &file->text, &len);
	close(fd);
	if (ret)
		return ret;
	file->text[len] = '\0';
	/*
	 * A NUL would end the string early. Replace it by a byte that no valid
	 * file contains, so that the parser rejects the line.
	 */
	for (i = 0; i < len; i++)
		if (!file->text[i])
			file->text[i] = '\1';
	file->next = file->text;
	return 0;
}

char *stat_file_line(struct stat_file *file)
{
	char *line = file->next;
	char *end = strchr(line, '\n');

	if (!end)
		return NULL;
	*end = '\0';
	file->next = end + 1;
	file->line++;
	return line;
}

void stat_file_free(struct stat_file *file)
{
	free(file->path);
	free(file->text);
	*file = (struct stat_file){ 0 };
}

bool stat_file_is_gone(int err)
{
	return err == -ENOENT || err == -EIO;
}

bool stat_file_fail(const struct stat_file *file, int err,
		    struct stat_error *error)
{
	const char *hint = err == -EACCES ? ": need root" :
			   err == -EPERM ? ": is the kernel locked down?" : "";

	return stat_fail(error, "%s: %s%s", file->path, strerror(-err), hint);
}

bool stat_line_fail(const struct stat_file *file, const char *what,
		    struct stat_error *error)
{
	return stat_fail(error, "%s:%u: %s", file->path, file->line, what);
}

size_t stat_split_words(char *line, char **words, size_t max)
{
	char *word, *rest = line;
	size_t nr = 0;

	for (;;) {
		word = strtok_r(rest, " ", &rest);
		if (!word)
			return nr;
		if (nr == max)
			return max + 1;
		words[nr++] = word;
	}
}

static bool stat_parse_digits(const char *word, const char *digits, int base,
			      unsigned long long *value)
{
	unsigned long long parsed;

	/* strtoull() alone would accept a sign and blanks. */
	if (!*word || word[strspn(word, digits)])
		return false;
	errno = 0;
	parsed = strtoull(word, NULL, base);
	if (errno)
		return false;
	*value = parsed;
	return true;
}

bool stat_parse_number(const char *word, unsigned long long *value)
{
	return stat_parse_digits(word, "0123456789", 10, value);
}

bool stat_parse_address(const char *word, unsigned long long *value)
{
	return !strncmp(word, "0x", 2) &&
	       stat_parse_digits(word + 2, "0123456789abcdef", 16, value);
}
