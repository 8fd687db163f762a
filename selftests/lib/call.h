/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls KVM's dirty-log functions with any range, through the test module
 * kvm_arm_wp_call.
 */
#ifndef SELFTESTS_LIB_CALL_H
#define SELFTESTS_LIB_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wp_dump;
struct test_slot;
struct wp_vm;

#define WP_CALL_FILE	"/sys/kernel/debug/kvm_arm_wp_call"

/**
 * struct wp_request - one call of a KVM function
 * @what: description for messages
 * @ipa: first address passed to the function
 * @size: bytes passed to the function
 * @ret: errno that KVM is expected to return
 * @served: true if our replacement serves the call, false if it passes the call
 *     to KVM
 */
struct wp_request {
	const char *what;
	uint64_t ipa;
	uint64_t size;
	int ret;
	bool served;
};

/**
 * struct wp_outcome - result of one call
 * @ret: errno returned
 * @left: pages left in the page-table cache
 * @soiled: pages in the cache that are not zeroed
 * @held: 1 if mmu_lock was still held when the function returned
 * @passes: calls that our replacement served; filled in by the caller
 * @dump: leaves after the call, in one or two ranges; filled in by the caller
 */
struct wp_outcome {
	int ret;
	unsigned int left;
	unsigned int soiled;
	int held;
	int64_t passes;
	struct wp_dump *dump[2];
};

/**
 * wp_call_kvm_require() - exit with SKIP unless the test modules are loaded and
 * takeover is available
 */
void wp_call_kvm_require(void);

/**
 * wp_call_kvm() - call a KVM function
 * @wvm: guest whose stage-2 table the function edits
 * @function: "wrprotect" or "split"
 * @request: the range
 * @pages: pages in the page-table cache before a split
 * @out: receives the result
 */
void wp_call_kvm(const struct wp_vm *wvm, const char *function, const struct wp_request *request,
		 unsigned int pages, struct wp_outcome *out);

/**
 * wp_outcomes_differ() - compare the results of two calls, except their tables
 * @request: the call
 * @kvm: result with takeover=0
 * @ours: result with takeover=1
 *
 * Return: number of differences; each one is printed on standard error.
 */
int wp_outcomes_differ(const struct wp_request *request, const struct wp_outcome *kvm,
		       const struct wp_outcome *ours);

/**
 * wp_dumps_differ() - compare two tables
 * @kvm: leaves with takeover=0
 * @ours: leaves with takeover=1
 *
 * Return: number of leaves that differ; the first one is printed on standard
 * error.
 */
size_t wp_dumps_differ(const struct wp_dump *kvm, const struct wp_dump *ours);

#endif
