// SPDX-License-Identifier: GPL-2.0
/*
 * Replaces open() in the viewer (linked with --wrap=open) to imitate lockdown: any file outside
 * /sys/module counts as debugfs, and one with a write bit cannot be opened.
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
