// SPDX-License-Identifier: GPL-2.0
/*
 * Calls KVM's functions and compares the results with those of our
 * replacements.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "call.h"
#include "kselftest.h"
#include "wp.h"

void wp_call_kvm_require(void)
{
	wp_require(WP_NEED_MODULE | WP_NEED_DUMP | WP_NEED_TAKEOVER);
	if (!access(WP_CALL_FILE, R_OK | W_OK))
		return;
	ksft_print_header();
	ksft_exit_skip("no " WP_CALL_FILE ": the test module is not loaded\n");
}

void wp_call_kvm(const struct wp_vm *wvm, const char *function, const struct wp_request *request,
		 unsigned int pages, struct wp_outcome *out)
{
	int fd = open(WP_CALL_FILE, O_RDWR);
	char text[64] = "";

	TEST_ASSERT(fd >= 0, "no " WP_CALL_FILE);
	TEST_ASSERT(dprintf(fd, "%d %s %" PRIx64 " %" PRIx64 " %u", wvm->vm->fd, function,
			    request->ipa, request->size, pages) > 0,
		    "%s was not called: %s", function, strerror(errno));
	TEST_ASSERT(pread(fd, text, sizeof(text) - 1, 0) > 0 &&
		    sscanf(text, "%d %u %u %d", &out->ret, &out->left, &out->soiled,
			   &out->held) == 4, "no result: %s", text);
	close(fd);
}

static int differs(const struct wp_request *request, const char *of, int64_t is, int64_t expected)
{
	if (is == expected)
		return 0;
	fprintf(stderr, "# %s: %s is %" PRId64 ", expected %" PRId64 "\n", request->what, of, is,
		expected);
	return 1;
}

int wp_outcomes_differ(const struct wp_request *request, const struct wp_outcome *kvm,
		       const struct wp_outcome *ours)
{
	return differs(request, "KVM's errno", kvm->ret, request->ret) +
	       differs(request, "our errno", ours->ret, kvm->ret) +
	       differs(request, "KVM: pages that are not zero", kvm->soiled, 0) +
	       differs(request, "ours: pages that are not zero", ours->soiled, 0) +
	       differs(request, "KVM: lock held", kvm->held, 1) +
	       differs(request, "ours: lock held", ours->held, 1) +
	       differs(request, "takeover=0: served calls", kvm->passes, 0) +
	       differs(request, "takeover=1: served calls", ours->passes, request->served);
}

size_t wp_dumps_differ(const struct wp_dump *kvm, const struct wp_dump *ours)
{
	size_t i, n = kvm->nr > ours->nr ? kvm->nr - ours->nr : ours->nr - kvm->nr;
	bool named = false;

	for (i = 0; i < kvm->nr && i < ours->nr; i++) {
		const struct wp_leaf *a = &kvm->leaf[i], *b = &ours->leaf[i];

		if (wp_leaf_same(a, b))
			continue;
		n++;
		if (!named)
			fprintf(stderr, "# KVM has %" PRIx64 " level %d %" PRIx64
				", we have %" PRIx64 " level %d %" PRIx64 "\n",
				a->ipa, a->level, a->desc, b->ipa, b->level, b->desc);
		named = true;
	}
	return n;
}
