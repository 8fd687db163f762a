/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file system of one file, whose content is kept by a process in memory.  Unlike
 * tmpfs it has writeback: the kernel cleans pages and writes them to the process.
 */
#ifndef SELFTESTS_LIB_FUSE_H
#define SELFTESTS_LIB_FUSE_H

#include <stdint.h>

/**
 * struct wp_fuse - the file system
 * @disk: what has been written to the file, as the process has it
 * @size: bytes of the file
 * @server: the process
 * @fd: the file, open for reading and writing
 */
struct wp_fuse {
	uint8_t *disk;
	uint64_t size;
	int server;
	int fd;
};

/**
 * wp_fuse_missing() - say why there can be no such file system
 *
 * Return: a sentence for a SKIP line; NULL if there can.
 */
const char *wp_fuse_missing(void);

/**
 * wp_fuse_mount() - make a file system whose file is all zero
 * @fuse: filled in
 * @size: bytes of the file
 */
void wp_fuse_mount(struct wp_fuse *fuse, uint64_t size);

/**
 * wp_fuse_unmount() - remove the file system
 * @fuse: from wp_fuse_mount()
 *
 * The file may still be mapped.
 */
void wp_fuse_unmount(struct wp_fuse *fuse);

#endif
