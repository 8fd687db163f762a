// SPDX-License-Identifier: GPL-2.0
/*
 * Control of the test module kvm_arm_wp_plugin.
 */
#include <stdlib.h>

#include "kmod.h"
#include "plugin.h"
#include "wp.h"

#define SYSFS	"/sys/module/" WP_PLUGIN

const char * const wp_plugin_protectors[WP_PLUGIN_STRATEGIES] = { "tail-first", "leaky", "copy" };
const char * const wp_plugin_splitters[WP_PLUGIN_STRATEGIES] = { "counted", "lazy", "held" };
const char * const wp_plugin_recoverers[WP_PLUGIN_RECOVERERS] = { "last-page", "unmapped" };

static int64_t read_value(const char *path)
{
	char text[32] = "";
	FILE *f = fopen(path, "r");

	if (!f)
		return -1;
	if (!fgets(text, sizeof(text), f))
		text[0] = '\0';
	fclose(f);
	if (text[0] == 'Y' || text[0] == 'N')
		return text[0] == 'Y';
	return text[0] ? strtoll(text, NULL, 0) : -1;
}

int64_t wp_plugin_counter(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), SYSFS "/parameters/%s", name);
	return read_value(path);
}

int64_t wp_plugin_references(void)
{
	return read_value(SYSFS "/refcnt");
}

void wp_plugin_hold(bool on)
{
	FILE *f = fopen(SYSFS "/parameters/hold", "w");

	TEST_ASSERT(f && fputs(on ? "1" : "0", f) >= 0 && !fclose(f), "no parameter hold");
}

bool wp_plugin_offered(void)
{
	int i;

	for (i = 0; i < WP_PLUGIN_STRATEGIES; i++)
		if (wp_knob_has("protector", wp_plugin_protectors[i]) ||
		    wp_knob_has("splitter", wp_plugin_splitters[i]))
			return true;
	for (i = 0; i < WP_PLUGIN_RECOVERERS; i++)
		if (wp_knob_has("recover", wp_plugin_recoverers[i]))
			return true;
	return false;
}

void wp_plugin_remove(void)
{
	if (wp_plugin_references() >= 0)
		wp_plugin_hold(false);
	wp_knobs_restore();
	wp_module_unload(WP_PLUGIN);
}
