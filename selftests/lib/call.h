/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls of KVM's functions for the dirty log with any range, by way of the test module
 * kvm_arm_wp_call.
 */
#ifndef SELFTESTS_LIB_CALL_H
#define SELFTESTS_LIB_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wp_dump;
struct wp_slot;
struct wp_vm;

#define WP_CALL_FILE	"/sys/kernel/debug/kvm_arm_wp_call"

/**
 * struct wp_request - a call of one of the functions
 * @what: in words
 * @ipa: as it is passed
 * @size: as it is passed
 * @ret: the errno that KVM returns
 * @served: whether ours serves it, rather than leave it to KVM
 */
struct wp_request {
	const char *what;
	uint64_t ipa;
	uint64_t size;
	int ret;
	bool served;
};

/**
 * struct wp_outcome - what a call came to
 * @ret: errno
 * @left: pages in the cache
 * @soiled: those of them that are not zero
 * @held: whether the lock was still held
 * @passes: calls that ours has served; the caller's to fill in
 * @dump: the leaves afterwards, in one or two ranges; the caller's to fill in
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
 * wp_call_kvm_require() - end the program as skipped if there is nothing to call or to compare
 */
void wp_call_kvm_require(void);

/**
 * wp_call_kvm() - have a function of KVM's called
 * @wvm: the guest whose table it is to edit
 * @function: "wrprotect" or "split"
 * @request: the range
 * @pages: what split finds in its cache
 * @out: what came of it
 */
void wp_call_kvm(const struct wp_vm *wvm, const char *function, const struct wp_request *request,
		 unsigned int pages, struct wp_outcome *out);

/**
 * wp_outcomes_differ() - compare two calls, tables and caches aside
 * @request: what was called
 * @kvm: with takeover=0
 * @ours: with takeover=1
 *
 * Return: how many things are wrong; each is named on standard error.
 */
int wp_outcomes_differ(const struct wp_request *request, const struct wp_outcome *kvm,
		       const struct wp_outcome *ours);

/**
 * wp_dumps_differ() - compare two tables
 * @kvm: with takeover=0
 * @ours: with takeover=1
 *
 * Return: how many leaves differ; the first is named on standard error.
 */
size_t wp_dumps_differ(const struct wp_dump *kvm, const struct wp_dump *ours);

#endif
