/* SPDX-License-Identifier: GPL-2.0 */
/*
 * userfaultfd: a program waits for accesses to its memory, and answers them.
 */
#ifndef SELFTESTS_LIB_UFFD_H
#define SELFTESTS_LIB_UFFD_H

#include <stdbool.h>
#include <stdint.h>

/**
 * wp_uffd_open() - open a descriptor that can be polled
 * @features: UFFD_FEATURE_*
 *
 * ARM64 can write-protect since Linux 6.10.
 *
 * Return: the descriptor; -1 if this kernel lacks a feature.
 */
int wp_uffd_open(uint64_t features);

/**
 * wp_uffd_register() - watch memory
 * @fd: from wp_uffd_open()
 * @start: first byte
 * @size: bytes
 * @mode: UFFDIO_REGISTER_MODE_*
 */
void wp_uffd_register(int fd, const void *start, uint64_t size, uint64_t mode);

/**
 * wp_uffd_protect() - write-protect memory, or let all writers go on
 * @fd: from wp_uffd_open()
 * @start: first byte
 * @size: bytes
 * @on: true to protect
 */
void wp_uffd_protect(int fd, const void *start, uint64_t size, bool on);

#endif
