// SPDX-License-Identifier: GPL-2.0
/*
 * Tests that verify=1 finds entries that a pass missed: it counts all of them,
 * and the kernel log has one warning with the location of the first. A test
 * module has strategies that miss entries.
 *
 * The module warns once per load, so each test loads the modules itself. Run it
 * with the modules unloaded, through expect-warning.
 */
#include <ctype.h>
#include <fcntl.h>
#include <inttypes.h>

#include "kmod.h"
#include "harness.h"
#include "plugin.h"
#include "wp.h"

#define BLOCKS	16
#define REAL_BLOCKS	2
/* The splitter "lazy" skips one block in LAZY. */
#define LAZY	7

/* Room for all messages that belong to a warning. */
#define ALL	(32 * 1024)

/*
 * struct klog - messages of the kernel since klog_open()
 * @fd: descriptor of /dev/kmsg
 * @findings: number of verification messages
 * @warnings: number of kernel warnings
 * @text: the first verification message
 * @all: all messages, truncated to the buffer
 */
struct klog {
	int fd;
	int findings;
	int warnings;
	char text[256];
	char all[ALL];
};

static void klog_open(struct klog *log)
{
	*log = (struct klog){
		.fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC),
	};
	TEST_ASSERT(log->fd >= 0 && lseek(log->fd, 0, SEEK_END) >= 0, "no /dev/kmsg");
}

/* Each read returns one record. Its text follows the first semicolon. */
static void klog_read(struct klog *log)
{
	char record[2048], *text;
	ssize_t n;

	while ((n = read(log->fd, record, sizeof(record) - 1)) > 0) {
		record[n] = '\0';
		text = strchr(record, ';');
		text = text ? text + 1 : record;
		text[strcspn(text, "\n")] = '\0';
		snprintf(log->all + strlen(log->all), ALL - strlen(log->all), "%s\n", text);
		log->warnings += !strncmp(text, "WARNING: ", 9);
		if (strstr(text, " left behind: ") && !log->findings++)
			snprintf(log->text, sizeof(log->text), "%.*s",
				 (int)sizeof(log->text) - 1, text);
	}
}

static bool warnings_are_fatal(void)
{
	FILE *f = fopen("/proc/sys/kernel/panic_on_warn", "r");
	int value = 0;

	if (!f)
		return false;
	if (fscanf(f, "%d", &value) != 1)
		value = 0;
	fclose(f);
	return value;
}

static void unload_all(void)
{
	wp_knob_set("protector", "inplace");
	wp_knob_set("splitter", "inplace");
	wp_module_unload(WP_PLUGIN);
	wp_modules_unload();
}

FIXTURE(verify)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	struct klog log;
};

FIXTURE_SETUP(verify)
{
	unload_all();
	ASSERT_EQ(0, wp_modules_load(""));
	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
	ASSERT_EQ(0, wp_knob_set("verify", "1"));
	self->wvm = wp_vm_create(1);
	self->slot = wp_slot_add_repeated(self->wvm, 1, REAL_BLOCKS, WP_IPA,
					  BLOCKS * wp_block_size(2));
	wp_slot_fill(self->slot, 1);
	klog_open(&self->log);
}

FIXTURE_TEARDOWN(verify)
{
	wp_vm_destroy(self->wvm);
	close(self->log.fd);
	unload_all();
}

/* The host physical address behind an IPA. */
static uint64_t host_address(const struct test_slot *slot, uint64_t ipa)
{
	uint64_t frame = wp_frame(slot->hva + (ipa - slot->ipa));

	TEST_ASSERT(frame, "no page number in /proc/self/pagemap");
	return frame * wp_page_size();
}

/*
 * The message must not contain the host's address, and no register dump the
 * entry. In an entry the address starts at bit 12 for all page sizes.
 */
static void expect_no_host_address(struct __test_metadata *_metadata,
				   struct _test_data_verify *self, uint64_t ipa)
{
	uint64_t address = host_address(self->slot, ipa), attributes = 0;
	const char *text = strstr(self->log.text, " left behind: ");
	char digits[32];
	int found;

	ASSERT_NE(NULL, text);
	found = sscanf(text, " left behind: level %*d, attributes %" SCNx64, &attributes);
	ASSERT_EQ(1, found);
	snprintf(digits, sizeof(digits), "%" PRIx64, address >> 12);
	EXPECT_EQ(NULL, strstr(text, digits)) {
		TH_LOG("\"%s\" has the host's address %s000", text, digits);
	}
	snprintf(digits, sizeof(digits), "%" PRIx64, address | attributes);
	EXPECT_EQ(NULL, strstr(self->log.all, digits)) {
		TH_LOG("the entry %s is somewhere in\n%s", digits, self->log.all);
	}
}

/* Expect one warning that starts with these words. */
static void expect_finding(struct __test_metadata *_metadata, struct _test_data_verify *self,
			   uint64_t ipa, const char *what, int level)
{
	char start[160];

	klog_read(&self->log);
	EXPECT_EQ(1, self->log.findings);
	EXPECT_EQ(1, self->log.warnings);
	snprintf(start, sizeof(start),
		 WP_MODULE ": vm %d-%d slot %u: IPA 0x%" PRIx64
		 ": %s left behind: level %d, attributes 0x",
		 getpid(), self->wvm->vm->fd, self->slot->id, ipa, what, level);
	EXPECT_EQ(0, strncmp(self->log.text, start, strlen(start))) {
		TH_LOG("\"%s\" does not begin with \"%s\"", self->log.text, start);
	}
	expect_no_host_address(_metadata, self, ipa);
}

static void expect_silence(struct __test_metadata *_metadata, struct _test_data_verify *self)
{
	klog_read(&self->log);
	EXPECT_EQ(0, self->log.findings);
	EXPECT_EQ(0, self->log.warnings);
}

/* The number at the end of a finding: how many entries it covers. */
static int64_t last_number(const char *text)
{
	const char *digits = text + strlen(text);

	while (digits > text && isdigit(digits[-1]))
		digits--;
	return *digits ? strtoll(digits, NULL, 10) : -1;
}

/*
 * In KVM's initial pass, which we serve, the protector misses one page per
 * table.
 */
TEST_F(verify, writable_pages_in_initial_pass)
{
	int64_t tables = wp_slot_blocks(self->slot, 2);
	struct klog *log = &self->log;

	ASSERT_EQ(0, wp_knob_set("protector", "leaky"));
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(tables, wp_stat(self->slot, "verify_failures"));
	EXPECT_EQ(wp_slot_pages(self->slot) - tables, wp_stat(self->slot, "ptes_wp"));
	expect_finding(_metadata, self,
		       self->slot->ipa + wp_block_size(2) - wp_page_size(), "a writable page", 3);
	/* Those of the first hold: as in any request, or fewer if it was interrupted. */
	EXPECT_LE(1, last_number(log->text));
	EXPECT_GE(tables / (int64_t)wp_initial_requests(self->slot), last_number(log->text));

	/* Later findings are counted but not logged. */
	ASSERT_EQ(0, wp_slot_log(self->slot, false));
	wp_slot_write(self->slot, 2);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_LT(tables, wp_stat(self->slot, "verify_failures"));
	klog_read(&self->log);
	EXPECT_EQ(1, log->findings);
	EXPECT_EQ(1, log->warnings);
}

/* Nothing is wrong before the round, and one page per request in it. */
TEST_F(verify, writable_page_in_round)
{
	struct test_slot part = *self->slot;
	unsigned long *bitmap = wp_bitmap_alloc(self->slot);

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(0, wp_stat(self->slot, "verify_failures"));
	ASSERT_EQ(0, wp_knob_set("protector", "leaky"));
	part.ipa += 700 * wp_page_size();
	part.size = 20 * wp_page_size();
	wp_slot_write(&part, 2);
	/*
	 * Two requests, for pages 700 to 703 and 704 to 719: KVM requests at
	 * most 64 pages, starting at a multiple of 64.
	 */
	wp_dirty_get(self->slot, bitmap);
	EXPECT_EQ(20, wp_bitmap_count(self->slot, bitmap));
	EXPECT_EQ(2, wp_stat(self->slot, "verify_failures"));
	EXPECT_EQ(18, wp_stat(self->slot, "ptes_rewp"));
	expect_finding(_metadata, self, self->slot->ipa + 703 * wp_page_size(),
		       "a writable page", 3);
	free(bitmap);
}

/*
 * The prepare pass misses these blocks, and the stragglers pass misses them
 * again.
 */
TEST_F(verify, blocks_left_by_prepare)
{
	uint64_t block = wp_block_size(2), first = self->slot->ipa / block;
	uint64_t i, n = 0, first_left = 0;

	for (i = 0; i < BLOCKS; i++) {
		if ((first + i) % LAZY != LAZY - 1)
			continue;
		if (!n++)
			first_left = (first + i) * block;
	}
	ASSERT_EQ(0, wp_knob_set("splitter", "lazy"));
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(BLOCKS - n, wp_stat(self->slot, "splits_l2"));
	EXPECT_EQ(2 * n, wp_stat(self->slot, "verify_failures"));
	expect_finding(_metadata, self, first_left, "a block", 2);
}

/* verify=0 does not check; verify=1 reports nothing about a correct pass. */
TEST_F(verify, silent_without_findings)
{
	ASSERT_EQ(0, wp_knob_set("protector", "tail-first"));
	ASSERT_EQ(0, wp_knob_set("splitter", "held"));
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(0, wp_stat(self->slot, "verify_failures"));
	ASSERT_EQ(0, wp_slot_log(self->slot, false));

	ASSERT_EQ(0, wp_knob_set("verify", "0"));
	ASSERT_EQ(0, wp_knob_set("protector", "leaky"));
	wp_slot_write(self->slot, 2);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(0, wp_stat(self->slot, "verify_failures"));
	expect_silence(_metadata, self);
}

int main(int argc, char **argv)
{
	const char *why = wp_missing(WP_NEED_UNLOADED);

	if (!why && !wp_module_exists(WP_PLUGIN))
		why = "cannot find the module " WP_PLUGIN;
	if (!why && warnings_are_fatal())
		why = "kernel.panic_on_warn is set: the expected warning would stop the machine";
	if (why) {
		ksft_print_header();
		ksft_exit_skip("%s\n", why);
	}
	return test_harness_run(argc, argv);
}
