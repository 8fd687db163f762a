// SPDX-License-Identifier: GPL-2.0
/*
 * Loads and unloads kernel modules.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kmod.h"

static void module_path(const char *name, char *path, size_t len)
{
	const char *dir = getenv("WP_MODULES");

	snprintf(path, len, "%s/%s.ko", dir ? dir : "/m", name);
}

bool wp_module_exists(const char *name)
{
	char path[256];

	module_path(name, path, sizeof(path));
	return !access(path, R_OK);
}

char *wp_module_read(const char *name, size_t *size)
{
	char path[256], *image = NULL;
	struct stat st;
	int fd;

	module_path(name, path, sizeof(path));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	if (!fstat(fd, &st))
		image = malloc(st.st_size);
	if (image && read(fd, image, st.st_size) != st.st_size) {
		free(image);
		image = NULL;
	}
	close(fd);
	*size = st.st_size;
	return image;
}

int wp_module_load(const char *name, const char *params)
{
	char path[256];
	int fd, err;

	module_path(name, path, sizeof(path));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	err = syscall(SYS_finit_module, fd, params, 0) ? errno : 0;
	close(fd);
	return err;
}

int wp_module_load_image(const char *image, size_t size, const char *words, bool *logged)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	char record[1024];
	ssize_t len;
	int err;

	lseek(log, 0, SEEK_END);
	err = syscall(SYS_init_module, image, size, "") ? errno : 0;
	*logged = false;
	while ((len = read(log, record, sizeof(record) - 1)) > 0) {
		record[len] = '\0';
		if (strstr(record, WP_SHIM ": ") && strstr(record, words))
			*logged = true;
	}
	close(log);
	return err;
}

int wp_module_unload(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? errno : 0;
}

int wp_modules_load(const char *params)
{
	int err = wp_module_load(WP_SHIM, "");

	if (err)
		return err;
	err = wp_module_load(WP_MODULE, params);
	if (err)
		wp_module_unload(WP_SHIM);
	return err;
}

int wp_modules_unload(void)
{
	int err = wp_module_unload(WP_MODULE);

	return err ? err : wp_module_unload(WP_SHIM);
}

bool wp_modules_loaded(void)
{
	return !access("/sys/module/" WP_SHIM, F_OK);
}
