// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "output.h"

/* In the same directory, as rename() wants it; hidden, so that nobody reads it. */
static char *wp_partial(const char *path)
{
	const char *slash = strrchr(path, '/');
	int dir = slash ? slash + 1 - path : 0;

	return wp_text_of("%.*s.%s.XXXXXX", dir, path, path + dir);
}

bool wp_output_open(struct wp_output *output, const char *path,
		    struct wp_error *error)
{
	int fd;

	*output = (struct wp_output){ .stream = stdout, .path = path };
	if (!path)
		return true;
	output->partial = wp_partial(path);
	fd = mkstemp(output->partial);
	output->stream = fd < 0 ? NULL : fdopen(fd, "w");
	if (output->stream)
		return true;
	wp_fail(error, "%s: %s", path, strerror(errno));
	free(output->partial);
	return false;
}

/* Readable for whoever collects it, whatever the umask. */
static bool wp_output_finish(struct wp_output *output)
{
	int fd = fileno(output->stream);
	bool ok = !ferror(output->stream) && !fflush(output->stream) &&
		  !fchmod(fd, 0644) && !fsync(fd);

	/* fclose() would hide why that failed, and may fail itself. */
	if (!ok) {
		fd = errno;
		fclose(output->stream);
		errno = fd;
		return false;
	}
	return !fclose(output->stream) &&
	       !rename(output->partial, output->path);
}

bool wp_output_close(struct wp_output *output, struct wp_error *error)
{
	bool ok;

	if (!output->path) {
		if (!ferror(stdout) && !fflush(stdout))
			return true;
		return wp_fail(error, "standard output: %s", strerror(errno));
	}
	ok = wp_output_finish(output);
	if (!ok) {
		wp_fail(error, "%s: %s", output->path, strerror(errno));
		unlink(output->partial);
	}
	free(output->partial);
	return ok;
}
