// SPDX-License-Identifier: GPL-2.0
/*
 * Tests strategies that another module registers: the knobs offer them, a
 * chosen one cannot be unloaded, and invalid ones are refused. plugin_test.c
 * tests their use.
 *
 * Loads the test module itself: run it with that module unloaded.
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

TEST_F(registry, load_and_unload)
{
	int i;

	EXPECT_FALSE(wp_plugin_offered());
	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
	for (i = 0; i < WP_PLUGIN_STRATEGIES; i++) {
		EXPECT_TRUE(wp_knob_has("protector", wp_plugin_protectors[i]));
		EXPECT_FALSE(wp_knob_is("protector", wp_plugin_protectors[i]));
		EXPECT_TRUE(wp_knob_has("splitter", wp_plugin_splitters[i]));
		EXPECT_FALSE(wp_knob_is("splitter", wp_plugin_splitters[i]));
	}
	for (i = 0; i < WP_PLUGIN_RECOVERERS; i++) {
		EXPECT_TRUE(wp_knob_has("recover", wp_plugin_recoverers[i]));
		EXPECT_FALSE(wp_knob_is("recover", wp_plugin_recoverers[i]));
	}
	/* A protector cannot be chosen as a strategy of another kind. */
	EXPECT_FALSE(wp_knob_has("splitter", "tail-first"));
	EXPECT_EQ(EINVAL, wp_knob_set("splitter", "tail-first"));
	EXPECT_FALSE(wp_knob_has("recover", "tail-first"));
	EXPECT_EQ(EINVAL, wp_knob_set("recover", "tail-first"));

	EXPECT_EQ(0, wp_plugin_references());
	EXPECT_EQ(0, wp_module_unload(WP_PLUGIN));
	EXPECT_FALSE(wp_plugin_offered());
	EXPECT_EQ(EINVAL, wp_knob_set("protector", "tail-first"));
	EXPECT_TRUE(wp_knob_has("protector", "inplace"));
	EXPECT_TRUE(wp_knob_has("protector", "swap"));
	EXPECT_EQ(EINVAL, wp_knob_set("recover", "last-page"));
	EXPECT_TRUE(wp_knob_has("recover", "write"));
	EXPECT_TRUE(wp_knob_has("recover", "access"));
	EXPECT_TRUE(wp_knob_has("recover", "none"));
}

TEST_F(registry, pinned_while_chosen)
{
	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
	ASSERT_EQ(0, wp_knob_set("protector", "tail-first"));
	EXPECT_TRUE(wp_knob_is("protector", "tail-first"));
	EXPECT_EQ(1, wp_plugin_references());
	EXPECT_EQ(EWOULDBLOCK, wp_module_unload(WP_PLUGIN));

	ASSERT_EQ(0, wp_knob_set("splitter", "counted"));
	ASSERT_EQ(0, wp_knob_set("protector", "inplace"));
	EXPECT_EQ(1, wp_plugin_references());
	EXPECT_EQ(EWOULDBLOCK, wp_module_unload(WP_PLUGIN));

	/*
	 * Choose another splitter of the module, the same one again, and one
	 * that does not exist.
	 */
	ASSERT_EQ(0, wp_knob_set("splitter", "held"));
	ASSERT_EQ(0, wp_knob_set("splitter", "held"));
	ASSERT_EQ(EINVAL, wp_knob_set("splitter", "nonsense"));
	EXPECT_TRUE(wp_knob_is("splitter", "held"));
	EXPECT_EQ(1, wp_plugin_references());
	EXPECT_EQ(EWOULDBLOCK, wp_module_unload(WP_PLUGIN));

	ASSERT_EQ(0, wp_knob_set("splitter", "prebuild"));
	EXPECT_EQ(0, wp_module_unload(WP_PLUGIN));
}

TEST_F(registry, recoverer_pinned_while_chosen)
{
	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
	ASSERT_EQ(0, wp_knob_set("recover", "last-page"));
	EXPECT_TRUE(wp_knob_is("recover", "last-page"));
	EXPECT_EQ(1, wp_plugin_references());
	EXPECT_EQ(EWOULDBLOCK, wp_module_unload(WP_PLUGIN));

	ASSERT_EQ(0, wp_knob_set("recover", "unmapped"));
	ASSERT_EQ(EINVAL, wp_knob_set("recover", "nonsense"));
	EXPECT_TRUE(wp_knob_is("recover", "unmapped"));
	EXPECT_EQ(1, wp_plugin_references());

	ASSERT_EQ(0, wp_knob_set("recover", "none"));
	EXPECT_EQ(0, wp_plugin_references());
	EXPECT_EQ(0, wp_module_unload(WP_PLUGIN));
}

/* A recoverer may refuse a host on which it would be slow. */
TEST_F(registry, recoverer_refuses_host)
{
	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, "refuses=tests"));
	ASSERT_EQ(0, wp_knob_set("recover", "write"));
	EXPECT_TRUE(wp_knob_has("recover", "unmapped"));
	EXPECT_EQ(EOPNOTSUPP, wp_knob_set("recover", "unmapped"));
	EXPECT_TRUE(wp_knob_is("recover", "write"));
	EXPECT_EQ(0, wp_plugin_references());
}

TEST_F(registry, pins_the_main_module)
{
	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
	EXPECT_EQ(EWOULDBLOCK, wp_module_unload("kvm_arm_wp"));
}

/* The module parameter shows the same choice as the debugfs file. */
TEST_F(registry, module_parameter)
{
	static const char path[] = "/sys/module/kvm_arm_wp/parameters/protector";
	char line[128] = "";
	FILE *f;

	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, ""));
	f = fopen(path, "w");
	ASSERT_NE(NULL, f);
	fputs("tail-first\n", f);
	ASSERT_EQ(0, fclose(f));
	EXPECT_TRUE(wp_knob_is("protector", "tail-first"));
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

/*
 * The strategies of a module whose init has not finished cannot be chosen: if
 * init fails, the module is freed.
 */
TEST_F(registry, not_choosable_before_init_ends)
{
	pthread_t thread;
	int error;

	ASSERT_EQ(0, pthread_create(&thread, NULL, load_and_fail, &error));
	while (wp_plugin_counter("held") != 1)
		sched_yield();
	EXPECT_TRUE(wp_knob_has("protector", "tail-first"));
	EXPECT_EQ(EINVAL, wp_knob_set("protector", "tail-first"));
	EXPECT_EQ(EINVAL, wp_knob_set("splitter", "held"));
	EXPECT_EQ(EINVAL, wp_knob_set("recover", "last-page"));
	wp_plugin_hold(false);
	pthread_join(thread, NULL);
	EXPECT_EQ(ENODEV, error);
	EXPECT_FALSE(wp_plugin_offered());
}

/*
 * Registrations that are refused, with their errno. A refused module registers
 * nothing, not even its valid strategies.
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

REFUSED(protector_name_of_main_module, EEXIST, "protector=inplace");
REFUSED(protector_name_twice, EEXIST, "protector=copy");
REFUSED(splitter_name_of_main_module, EEXIST, "splitter=prebuild");
REFUSED(splitter_name_twice, EEXIST, "splitter=lazy");
REFUSED(recoverer_name_of_main_module, EEXIST, "recoverer=none");
REFUSED(recoverer_name_twice, EEXIST, "recoverer=unmapped");
REFUSED(protector_without_callback, EINVAL, "missing=pages");
REFUSED(protector_without_owner, EINVAL, "missing=protector_owner");
REFUSED(protector_without_name, EINVAL, "missing=protector_name");
REFUSED(splitter_without_callback, EINVAL, "missing=block");
REFUSED(splitter_without_owner, EINVAL, "missing=splitter_owner");
REFUSED(splitter_without_name, EINVAL, "missing=splitter_name");
REFUSED(recoverer_without_callback, EINVAL, "missing=table");
REFUSED(recoverer_without_owner, EINVAL, "missing=recoverer_owner");
REFUSED(recoverer_without_name, EINVAL, "missing=recoverer_name");
REFUSED(empty_name, EINVAL, "protector=");
REFUSED(blank_in_name, EINVAL, "protector=\"two words\"");
REFUSED(blank_after_name, EINVAL, "splitter=\"word \"");
REFUSED(brackets_in_name, EINVAL, "protector=[chosen]");
REFUSED(newline_in_name, EINVAL, "protector=\"a\nb\"");
REFUSED(slash_in_name, EINVAL, "splitter=a/b");
REFUSED(brackets_in_recoverer, EINVAL, "recoverer=[chosen]");
REFUSED(letter_outside_ascii, EINVAL, "protector=caf\xe9");
REFUSED(name_of_16_characters, EINVAL, "protector=abcdefghijklmnop");
REFUSED(one_protector_too_many, ENOSPC, "spare_protectors=4");
REFUSED(one_splitter_too_many, ENOSPC, "spare_splitters=4");
REFUSED(one_recoverer_too_many, ENOSPC, "spare_recoverers=4");

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
 * The errno that userspace gets if the module's init returns @error. Newer
 * kernels replace EEXIST, which for them means only that the module is already
 * loaded.
 */
static int errno_of_init(int error)
{
	char params[16];

	snprintf(params, sizeof(params), "fail=%d", error);
	return wp_module_load(WP_PLUGIN, params);
}

TEST_F(refused, registers_nothing)
{
	EXPECT_EQ(errno_of_init(variant->error), wp_module_load(WP_PLUGIN, variant->params));
	EXPECT_EQ(-1, wp_plugin_references());
	EXPECT_FALSE(wp_plugin_offered());
	/* Without these parameters the module loads. */
	EXPECT_EQ(0, wp_module_load(WP_PLUGIN, ""));
}

/*
 * Values at the limits are accepted, and strategies of different kinds may have
 * the same name.
 */
TEST_F(registry, accepts_limits)
{
	static const char names[] = "protector=ABC-xyz_0123456 splitter=copy recoverer=copy";
	static const char spare[] = "spare_protectors=3 spare_splitters=3 spare_recoverers=3";
	char params[sizeof(names) + sizeof(spare)];

	snprintf(params, sizeof(params), "%s %s", names, spare);
	ASSERT_EQ(0, wp_module_load(WP_PLUGIN, params));
	EXPECT_EQ(0, wp_knob_set("protector", "ABC-xyz_0123456"));
	EXPECT_EQ(0, wp_knob_set("splitter", "copy"));
	EXPECT_EQ(0, wp_knob_set("splitter", "spare-5\n"));
	EXPECT_EQ(0, wp_knob_set("recover", "copy"));
	EXPECT_TRUE(wp_knob_is("protector", "ABC-xyz_0123456"));
	EXPECT_TRUE(wp_knob_is("splitter", "spare-5"));
	EXPECT_TRUE(wp_knob_is("recover", "copy"));
}

int main(int argc, char **argv)
{
	wp_require(WP_NEED_MODULE);
	if (!wp_module_exists(WP_PLUGIN)) {
		ksft_print_header();
		ksft_exit_skip("cannot find the module " WP_PLUGIN "\n");
	}
	return test_harness_run(argc, argv);
}
