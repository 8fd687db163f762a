// SPDX-License-Identifier: GPL-2.0
/*
 * Strategies that another module brings: they are offered and chosen, and cannot go while they are;
 * what is no strategy is refused. plugin_test.c is about their use.
 *
 * Loads the other module itself: run it without.
 */
#include "kmod.h"
#include "harness.h"
#include "plugin.h"
#include "wp.h"

FIXTURE(registry)
{
};

FIXTURE_SETUP(registry)
{
	wp_plugin_remove();
	ASSERT_EQ(-1, wp_plugin_references());
}

FIXTURE_TEARDOWN(registry)
{
	wp_plugin_remove();
}

TEST_F(registry, comes_and_goes)
{
	int i;

	EXPECT_FALSE(wp_plugin_offered());
	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
	for (i = 0; i < WP_PLUGIN_STRATEGIES; i++) {
		EXPECT_TRUE(wp_knob_has("walker", wp_plugin_walkers[i]));
		EXPECT_FALSE(wp_knob_is("walker", wp_plugin_walkers[i]));
		EXPECT_TRUE(wp_knob_has("splitter", wp_plugin_splitters[i]));
		EXPECT_FALSE(wp_knob_is("splitter", wp_plugin_splitters[i]));
	}
	/* A walker is no splitter. */
	EXPECT_FALSE(wp_knob_has("splitter", "tail-first"));
	EXPECT_EQ(EINVAL, wp_knob_set("splitter", "tail-first"));

	EXPECT_EQ(0, wp_plugin_references());
	EXPECT_EQ(0, wp_module_unload(WP_PLUGIN));
	EXPECT_FALSE(wp_plugin_offered());
	EXPECT_EQ(EINVAL, wp_knob_set("walker", "tail-first"));
	EXPECT_TRUE(wp_knob_has("walker", "inplace"));
	EXPECT_TRUE(wp_knob_has("walker", "swap"));
}

TEST_F(registry, stays_while_chosen)
{
	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
	ASSERT_EQ(0, wp_knob_set("walker", "tail-first"));
	EXPECT_TRUE(wp_knob_is("walker", "tail-first"));
	EXPECT_EQ(1, wp_plugin_references());
	EXPECT_EQ(EWOULDBLOCK, wp_module_unload(WP_PLUGIN));

	ASSERT_EQ(0, wp_knob_set("splitter", "counted"));
	ASSERT_EQ(0, wp_knob_set("walker", "inplace"));
	EXPECT_EQ(1, wp_plugin_references());
	EXPECT_EQ(EWOULDBLOCK, wp_module_unload(WP_PLUGIN));

	/* One of its own in place of another; the same again; one that there is not. */
	ASSERT_EQ(0, wp_knob_set("splitter", "held"));
	ASSERT_EQ(0, wp_knob_set("splitter", "held"));
	ASSERT_EQ(EINVAL, wp_knob_set("splitter", "nonsense"));
	EXPECT_TRUE(wp_knob_is("splitter", "held"));
	EXPECT_EQ(1, wp_plugin_references());
	EXPECT_EQ(EWOULDBLOCK, wp_module_unload(WP_PLUGIN));

	ASSERT_EQ(0, wp_knob_set("splitter", "swap"));
	EXPECT_EQ(0, wp_module_unload(WP_PLUGIN));
}

TEST_F(registry, module_that_it_stands_on_stays)
{
	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
	EXPECT_EQ(EWOULDBLOCK, wp_module_unload("kvm_arm_wp"));
}

/* The parameter of the same name sees what the file sees. */
TEST_F(registry, parameter)
{
	static const char path[] = "/sys/module/kvm_arm_wp/parameters/walker";
	char line[128] = "";
	FILE *f;

	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
	f = fopen(path, "w");
	ASSERT_NE(NULL, f);
	fputs("tail-first\n", f);
	ASSERT_EQ(0, fclose(f));
	EXPECT_TRUE(wp_knob_is("walker", "tail-first"));
	f = fopen(path, "r");
	ASSERT_NE(NULL, f);
	ASSERT_NE(NULL, fgets(line, sizeof(line), f));
	fclose(f);
	EXPECT_STREQ("inplace swap [tail-first] leaky copy\n", line);
}

static void *load_and_fail(void *arg)
{
	char params[32];

	snprintf(params, sizeof(params), "hold=1 fail=%d", ENODEV);
	*(int *)arg = wp_module_load(WP_PLUGIN, params);
	return NULL;
}

/* Whoever has not come yet may never come, and take what has been chosen away. */
TEST_F(registry, waits_for_the_module)
{
	pthread_t thread;
	int error;

	ASSERT_EQ(0, pthread_create(&thread, NULL, load_and_fail, &error));
	while (wp_plugin_counter("held") != 1)
		sched_yield();
	EXPECT_TRUE(wp_knob_has("walker", "tail-first"));
	EXPECT_EQ(EINVAL, wp_knob_set("walker", "tail-first"));
	EXPECT_EQ(EINVAL, wp_knob_set("splitter", "held"));
	wp_plugin_hold(false);
	pthread_join(thread, NULL);
	EXPECT_EQ(ENODEV, error);
	EXPECT_FALSE(wp_plugin_offered());
}

/*
 * What is refused, and why. Nothing of it stays, the parts that were fine included.
 */
FIXTURE(refused)
{
};

FIXTURE_VARIANT(refused)
{
	const char *params;
	int error;
};

#define REFUSED(name, why, what) \
	FIXTURE_VARIANT_ADD(refused, name) { .error = why, .params = what }

REFUSED(walker_of_ours, EEXIST, "walker=inplace");
REFUSED(walker_of_its_own, EEXIST, "walker=copy");
REFUSED(splitter_of_ours, EEXIST, "splitter=swap");
REFUSED(splitter_of_its_own, EEXIST, "splitter=lazy");
REFUSED(walker_without_callback, EINVAL, "missing=pages");
REFUSED(walker_without_owner, EINVAL, "missing=walker_owner");
REFUSED(walker_without_name, EINVAL, "missing=walker_name");
REFUSED(splitter_without_callback, EINVAL, "missing=block");
REFUSED(splitter_without_owner, EINVAL, "missing=splitter_owner");
REFUSED(splitter_without_name, EINVAL, "missing=splitter_name");
REFUSED(empty_name, EINVAL, "walker=");
REFUSED(blank_in_name, EINVAL, "walker=\"two words\"");
REFUSED(blank_after_name, EINVAL, "splitter=\"word \"");
REFUSED(brackets_in_name, EINVAL, "walker=[chosen]");
REFUSED(newline_in_name, EINVAL, "walker=\"a\nb\"");
REFUSED(slash_in_name, EINVAL, "splitter=a/b");
REFUSED(letter_outside_ascii, EINVAL, "walker=caf\xe9");
REFUSED(name_of_16, EINVAL, "walker=abcdefghijklmnop");
REFUSED(one_walker_too_many, ENOSPC, "spare_walkers=4");
REFUSED(one_splitter_too_many, ENOSPC, "spare_splitters=4");

FIXTURE_SETUP(refused)
{
	wp_plugin_remove();
	ASSERT_EQ(-1, wp_plugin_references());
}

FIXTURE_TEARDOWN(refused)
{
	wp_plugin_remove();
}

/*
 * What becomes of a module's errno on its way here. Where EEXIST means that the module is loaded
 * already and nothing else, the kernel replaces it.
 */
static int as_told(int error)
{
	char params[16];

	snprintf(params, sizeof(params), "fail=%d", error);
	return wp_module_load(WP_PLUGIN, params);
}

TEST_F(refused, leaves_no_trace)
{
	EXPECT_EQ(as_told(variant->error), wp_module_load(WP_PLUGIN, variant->params));
	EXPECT_EQ(-1, wp_plugin_references());
	EXPECT_FALSE(wp_plugin_offered());
	/* It is the parameters' fault. */
	EXPECT_EQ(0, wp_module_load(WP_PLUGIN, ""));
}

/* At the limits; and what is a name for one kind is none for the other. */
TEST_F(registry, accepts_what_just_fits)
{
	static const char params[] =
		"walker=ABC-xyz_0123456 splitter=copy spare_walkers=3 spare_splitters=3";

	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, params));
	EXPECT_EQ(0, wp_knob_set("walker", "ABC-xyz_0123456"));
	EXPECT_EQ(0, wp_knob_set("splitter", "copy"));
	EXPECT_EQ(0, wp_knob_set("splitter", "spare-5\n"));
	EXPECT_TRUE(wp_knob_is("walker", "ABC-xyz_0123456"));
	EXPECT_TRUE(wp_knob_is("splitter", "spare-5"));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE);
	if (!wp_module_exists(WP_PLUGIN)) {
		ksft_print_header();
		ksft_exit_skip("there is no module " WP_PLUGIN "\n");
	}
	return test_harness_run(argc, argv);
}
