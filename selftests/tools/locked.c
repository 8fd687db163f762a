// SPDX-License-Identifier: GPL-2.0
/*
 * open() as a kernel that is locked down has it for debugfs, which is everything but /sys/module
 * here: no file that has a write bit. Linked into the viewer with --wrap=open, for the fixtures.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

typeof(open) __real_open, __wrap_open;

int __wrap_open(const char *path, int flags, ...)
{
	struct stat st;

	if (strncmp(path, "/sys/module/", strlen("/sys/module/")) && !stat(path, &st) &&
	    st.st_mode & 0222) {
		errno = EPERM;
		return -1;
	}
	/* The viewer creates no file with open(). */
	return __real_open(path, flags);
}
