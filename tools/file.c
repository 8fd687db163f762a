// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

/* Far beyond what a host has; whatever is that long is none of our files. */
#define WP_FILE_MAX (64UL << 20)

/*
 * debugfs makes the whole text when it is first read, so that it does not
 * matter in how many parts it is taken.
 */
static int wp_read_all(int fd, char **text, size_t *len)
{
	size_t size = 0;
	ssize_t got;
	char *more;

	for (;;) {
		if (*len + 1 >= size) {
			size = size ? size * 2 : 16384;
			more = size > WP_FILE_MAX ? NULL : realloc(*text, size);
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

int wp_file_read(struct wp_file *file, char *path)
{
	size_t i, len = 0;
	int fd, ret;

	*file = (struct wp_file){ .path = path };
	/* A FIFO under --root must not keep us waiting. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	ret = wp_read_all(fd, &file->text, &len);
	close(fd);
	if (ret)
		return ret;
	file->text[len] = '\0';
	/* It would end a string early; this is in no word that is accepted. */
	for (i = 0; i < len; i++)
		if (!file->text[i])
			file->text[i] = '\1';
	file->next = file->text;
	return 0;
}

char *wp_file_line(struct wp_file *file)
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

void wp_file_free(struct wp_file *file)
{
	free(file->path);
	free(file->text);
	*file = (struct wp_file){ 0 };
}

bool wp_file_is_gone(int err)
{
	return err == -ENOENT || err == -EIO;
}

bool wp_file_unread(const struct wp_file *file, int err, struct wp_error *error)
{
	const char *hint = err == -EACCES ? ": need root" :
			   err == -EPERM ? ": is the kernel locked down?" : "";

	return wp_fail(error, "%s: %s%s", file->path, strerror(-err), hint);
}

bool wp_file_fail(const struct wp_file *file, const char *what,
		  struct wp_error *error)
{
	return wp_fail(error, "%s:%u: %s", file->path, file->line, what);
}

size_t wp_words(char *line, char **words, size_t max)
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

static bool wp_digits(const char *word, const char *digits, int base,
		      unsigned long long *value)
{
	unsigned long long read;

	/* strtoull() takes a sign and blanks, too. */
	if (!*word || word[strspn(word, digits)])
		return false;
	errno = 0;
	read = strtoull(word, NULL, base);
	if (errno)
		return false;
	*value = read;
	return true;
}

bool wp_number(const char *word, unsigned long long *value)
{
	return wp_digits(word, "0123456789", 10, value);
}

bool wp_address(const char *word, unsigned long long *value)
{
	return !strncmp(word, "0x", 2) &&
	       wp_digits(word + 2, "0123456789abcdef", 16, value);
}
