// SPDX-License-Identifier: GPL-2.0
/*
 * userfaultfd.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "uffd.h"
#include "wp.h"

int wp_uffd_open(uint64_t features)
{
	struct uffdio_api api = { .api = UFFD_API, .features = features };
	int fd = syscall(__NR_userfaultfd, O_CLOEXEC | O_NONBLOCK);

	if (fd >= 0 && ioctl(fd, UFFDIO_API, &api)) {
		close(fd);
		return -1;
	}
	return fd;
}

void wp_uffd_register(int fd, const void *start, uint64_t size, uint64_t mode)
{
	struct uffdio_register range = {
		.range = { .start = (uintptr_t)start, .len = size },
		.mode = mode,
	};

	TEST_ASSERT(!ioctl(fd, UFFDIO_REGISTER, &range), "cannot register: %s", strerror(errno));
}

void wp_uffd_protect(int fd, const void *start, uint64_t size, bool on)
{
	struct uffdio_writeprotect range = {
		.range = { .start = (uintptr_t)start, .len = size },
		.mode = on ? UFFDIO_WRITEPROTECT_MODE_WP : 0,
	};
	int ret;

	/* The kernel says so if a process forks meanwhile. */
	do
		ret = ioctl(fd, UFFDIO_WRITEPROTECT, &range);
	while (ret && errno == EAGAIN);
	TEST_ASSERT(!ret, "cannot protect: %s", strerror(errno));
}
