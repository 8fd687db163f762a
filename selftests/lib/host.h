/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the host offers, and what a test requires of it.
 */
#ifndef SELFTESTS_LIB_HOST_H
#define SELFTESTS_LIB_HOST_H

#include <linux/bits.h>
#include <stdbool.h>
#include <stdint.h>

/* Requirements of a test. */

#define WP_NEED_MODULE	BIT(0)	/* kvm_arm_wp is loaded, debugfs is mounted */
#define WP_NEED_DUMP	BIT(1)	/* kvm_arm_wp_dump is loaded */
#define WP_NEED_FAULTS	BIT(2)	/* kvm_guest_fault can be counted */
#define WP_NEED_CGROUP	BIT(3)	/* cgroup v2 with its memory controller */
#define WP_NEED_TAKEOVER BIT(4)	/* the module can serve KVM's own passes */
#define WP_NEED_UNLOADED BIT(5)	/* the modules exist and are not loaded */

/**
 * wp_missing() - say why a test cannot run here
 * @needs: WP_NEED_* bits
 *
 * Return: a sentence for a SKIP line; NULL if nothing is missing.
 */
const char *wp_missing(unsigned int needs);

/**
 * wp_require() - exit with SKIP and a reason if the tests cannot run here
 * @needs: WP_NEED_* bits
 *
 * Call it in main(): if all tests skip, the harness reports success.
 */
void wp_require(unsigned int needs);

/**
 * wp_fault_event_id() - get the number of the tracepoint kvm_guest_fault
 *
 * Return: the number; -1 if tracefs does not show the tracepoint.
 */
long long wp_fault_event_id(void);

/**
 * wp_damon_stop() - stop DAMON until the program ends
 *
 * Newer kernels run DAMON by default. It clears access flags at random times.
 */
void wp_damon_stop(void);

/**
 * wp_numa_stop() - stop NUMA balancing until the program ends
 *
 * It takes pages from the guest at random times.
 */
void wp_numa_stop(void);

/**
 * wp_read_number() - read a number from a file of the kernel
 * @path: the file
 * @value: receives the number
 *
 * Return: false if there is no such file, or no number in it.
 */
bool wp_read_number(const char *path, long long *value);

/**
 * wp_write_number() - write a number into a file of the kernel
 * @path: the file
 * @value: the number
 *
 * Return: true if the kernel has taken it.
 */
bool wp_write_number(const char *path, long long value);

/**
 * wp_frame() - get the number of the host's page frame behind an address
 * @at: an address of this program
 *
 * Return: the number; 0 if no frame is mapped.
 */
uint64_t wp_frame(const void *at);

/**
 * wp_thp_missing() - say why transparent huge pages cannot provide blocks here
 *
 * For tests that need to map part of a block with pages. WP_THP provides blocks
 * in either case.
 *
 * Return: a sentence for a SKIP line; NULL if they can.
 */
const char *wp_thp_missing(void);

/**
 * wp_block_missing() - say why huge pages cannot provide blocks here
 * @level: level of the blocks, 1 or 2
 * @nr: number of huge pages to reserve, see wp_hugetlb_reserve()
 *
 * Return: a sentence for a SKIP line; NULL if they can.
 */
const char *wp_block_missing(int level, unsigned int nr);

/**
 * wp_hugetlb_reserve() - reserve huge pages
 * @size: bytes of one huge page
 * @nr: number of huge pages that must be free
 *
 * The end of the test program restores the number configured before.
 *
 * Return: true if that many are free now.
 */
bool wp_hugetlb_reserve(uint64_t size, unsigned int nr);

#endif
