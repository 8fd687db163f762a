// SPDX-License-Identifier: GPL-2.0
/*
 * Tests a locked-down kernel, as with Secure Boot: debugfs refuses access to
 * any file that has a write bit. The files with the counters stay readable, and
 * the knobs can be read and set as module parameters.
 *
 * Lockdown cannot be undone, so this test never enables it: see
 * boot/lockdown.sh.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "harness.h"
#include "wp.h"

#define LOCKDOWN	"/sys/kernel/security/lockdown"
#define VIEWER		"kvm-arm-wp-stat"
#define BLOCKS		4

/* Returns 0 or errno; stores the content of the file at @text. */
static int read_file(const char *path, char *text, size_t len)
{
	int fd = open(path, O_RDONLY), err = 0;
	ssize_t n;

	*text = '\0';
	if (fd < 0)
		return errno;
	n = read(fd, text, len - 1);
	if (n < 0)
		err = errno;
	text[n > 0 ? n : 0] = '\0';
	close(fd);
	return err;
}

FIXTURE(lockdown)
{
	struct wp_vm *wvm;
	struct test_slot *slot;
	char prepare[32];
};

FIXTURE_SETUP(lockdown)
{
	wp_param_get("prepare", self->prepare, sizeof(self->prepare));
	self->wvm = wp_vm_create(1);
	self->slot = wp_slot_add(self->wvm, 1, WP_THP, WP_IPA, BLOCKS * wp_block_size(2), 0);
	ASSERT_NE(NULL, self->slot);
	wp_slot_write(self->slot, 1);
}

FIXTURE_TEARDOWN(lockdown)
{
	wp_vm_destroy(self->wvm);
	wp_param_set("prepare", self->prepare);
}

/*
 * Call @each for every module parameter; each knob is one. Returns their
 * number.
 */
static int visit_parameters(void (*each)(struct __test_metadata *_metadata, const char *name,
					 const void *arg),
			    struct __test_metadata *_metadata, const void *arg)
{
	DIR *dir = opendir(WP_PARAMETERS);
	struct dirent *entry;
	int n = 0;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.') {
			each(_metadata, entry->d_name, arg);
			n++;
		}
	if (dir)
		closedir(dir);
	return n;
}

static void expect_closed(struct __test_metadata *_metadata, const char *name, const void *arg)
{
	char path[320], text[128];

	snprintf(path, sizeof(path), WP_DEBUGFS "/%s", name);
	EXPECT_EQ(EPERM, read_file(path, text, sizeof(text))) {
		TH_LOG("%s can be read", name);
	}
	EXPECT_EQ(EPERM, wp_knob_set(name, "0")) {
		TH_LOG("%s can be written", name);
	}
}

/* The kernel does this. If it changes, the documentation is wrong. */
TEST_F(lockdown, debugfs_knobs_are_refused)
{
	EXPECT_LT(0, visit_parameters(expect_closed, _metadata, NULL));
	EXPECT_EQ(EPERM, wp_knob_set("reset", "1"));
}

static void expect_text(struct __test_metadata *_metadata, const char *dir, const char *name)
{
	char path[320], text[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	EXPECT_EQ(0, read_file(path, text, sizeof(text))) {
		TH_LOG("%s cannot be read", path);
	}
	EXPECT_NE('\0', text[0]);
}

TEST_F(lockdown, counters_are_readable)
{
	char dir[160];

	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	ASSERT_TRUE(wp_slot_dir(self->slot, dir, sizeof(dir)));
	expect_text(_metadata, WP_DEBUGFS, "host");
	expect_text(_metadata, WP_DEBUGFS, "slots");
	expect_text(_metadata, dir, "stat");
	expect_text(_metadata, dir, "tlb_flush_ns_hist");
	expect_text(_metadata, dir, "lock_hold_ns_hist");
	EXPECT_EQ(1, wp_slots_cell(self->slot, "enables"));
	EXPECT_EQ(BLOCKS, wp_stat(self->slot, "splits_l2"));
}

static void expect_choice(struct __test_metadata *_metadata, const char *name, const void *arg)
{
	char choice[32], again[32];

	wp_param_get(name, choice, sizeof(choice));
	EXPECT_NE('\0', choice[0]);
	EXPECT_EQ(EINVAL, wp_param_set(name, "nonsense"));
	EXPECT_EQ(0, wp_param_set(name, choice)) {
		TH_LOG("%s cannot be set to %s", name, choice);
	}
	wp_param_get(name, again, sizeof(again));
	EXPECT_STREQ(choice, again);
}

TEST_F(lockdown, parameters_are_writable)
{
	EXPECT_LT(0, visit_parameters(expect_choice, _metadata, NULL));
}

TEST_F(lockdown, parameters_take_effect)
{
	char choice[32];

	ASSERT_EQ(0, wp_param_set("prepare", "none"));
	wp_param_get("prepare", choice, sizeof(choice));
	EXPECT_STREQ("none", choice);
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(1, wp_stat(self->slot, "skipped_none"));
	EXPECT_EQ(0, wp_stat(self->slot, "splits_l2"));

	ASSERT_EQ(0, wp_slot_log(self->slot, false));
	wp_slot_write(self->slot, 2);
	ASSERT_EQ(0, wp_param_set("prepare", "split"));
	ASSERT_EQ(0, wp_slot_log(self->slot, true));
	EXPECT_EQ(1, wp_stat(self->slot, "enables"));
	EXPECT_EQ(0, wp_slot_check(self->slot, 2));
}

static void expect_shown(struct __test_metadata *_metadata, const char *name, const void *json)
{
	char choice[32], member[320];

	/* The viewer shows the protector, and not its alias. */
	if (!strcmp(name, "walker"))
		return;
	wp_param_get(name, choice, sizeof(choice));
	snprintf(member, sizeof(member), "\"%s\": \"%s\"", name, choice);
	EXPECT_NE(NULL, strstr(json, member)) {
		TH_LOG("not shown: %s", member);
	}
}

TEST_F(lockdown, viewer_shows_the_knobs)
{
	static char json[64 * 1024];
	FILE *out;

	if (system("command -v " VIEWER " >/dev/null"))
		SKIP(return, VIEWER " is not installed");
	ASSERT_EQ(0, wp_param_set("prepare", "protect"));
	out = popen(VIEWER " --json", "r");
	ASSERT_NE(NULL, out);
	json[fread(json, 1, sizeof(json) - 1, out)] = '\0';
	EXPECT_EQ(0, pclose(out));
	EXPECT_LT(0, visit_parameters(expect_shown, _metadata, json));
}

static const char *not_locked_down(void)
{
	char text[128];

	if (read_file(LOCKDOWN, text, sizeof(text)))
		return "no " LOCKDOWN;
	return strstr(text, "[none]") ? "the kernel is not locked down" : NULL;
}

int main(int argc, char **argv)
{
	const char *why = not_locked_down();

	wp_require(WP_NEED_MODULE);
	if (why) {
		ksft_print_header();
		ksft_exit_skip("%s\n", why);
	}
	return test_harness_run(argc, argv);
}
