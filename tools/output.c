// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "output.h"

/* In the same directory, for rename(). Hidden, so that no collector reads it. */
static char *stat_partial(const char *path)
{
	const char *slash = strrchr(path, '/');
	int dir = slash ? slash + 1 - path : 0;

	return stat_asprintf("%.*s.%s.XXXXXX", dir, path, path + dir);
}

bool stat_output_open(struct stat_output *output, const char *path,
		      struct stat_error *error)
{
	int fd;

	*output = (struct stat_output){ .stream = stdout, .path = path };
	if (!path)
		return true;
	output->partial = stat_partial(path);
	fd = mkstemp(output->partial);
	output->stream = fd < 0 ? NULL : fdopen(fd, "w");
	if (output->stream)
		return true;
	stat_fail(error, "%s: %s", path, strerror(errno));
	free(output->partial);
	return false;
}

/* Mode 0644 regardless of the umask, so that a collector can read the file. */
static bool stat_output_finish(struct stat_output *output)
{
	int err, fd = fileno(output->stream);
	bool ok = !ferror(output->stream) && !fflush(output->stream) &&
		  !fchmod(fd, 0644) && !fsync(fd);

	/* Keep the errno of the failure: fclose() may change it. */
	if (!ok) {
		err = errno;
		fclose(output->stream);
		errno = err;
		return false;
	}
	return !fclose(output->stream) &&
	       !rename(output->partial, output->path);
}

bool stat_output_close(struct stat_output *output, struct stat_error *error)
{
	bool ok;

	if (!output->path) {
		if (!ferror(stdout) && !fflush(stdout))
			return true;
		return stat_fail(error, "standard output: %s", strerror(errno));
	}
	ok = stat_output_finish(output);
	if (!ok) {
		stat_fail(error, "%s: %s", output->path, strerror(errno));
		unlink(output->partial);
	}
	free(output->partial);
	return ok;
}
