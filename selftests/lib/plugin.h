/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Control of the test module kvm_arm_wp_plugin, which adds its own strategies.
 * kvm_arm_wp_plugin.c describes them.
 */
#ifndef SELFTESTS_LIB_PLUGIN_H
#define SELFTESTS_LIB_PLUGIN_H

#include <stdbool.h>
#include <stdint.h>

#define WP_PLUGIN	"kvm_arm_wp_plugin"

/* Protectors, and splitters, that the module registers by default. */
#define WP_PLUGIN_STRATEGIES	3
extern const char * const wp_plugin_protectors[WP_PLUGIN_STRATEGIES];
extern const char * const wp_plugin_splitters[WP_PLUGIN_STRATEGIES];

/* Recoverers that the module registers by default. */
#define WP_PLUGIN_RECOVERERS	2
extern const char * const wp_plugin_recoverers[WP_PLUGIN_RECOVERERS];

/**
 * wp_plugin_counter() - read a numeric or boolean parameter of the module
 * @name: the parameter
 *
 * Return: the value, with 1 for yes and 0 for no; -1 if the module is not
 * loaded.
 */
int64_t wp_plugin_counter(const char *name);

/**
 * wp_plugin_references() - read the module's reference count
 *
 * Return: the count; -1 if the module is not loaded.
 */
int64_t wp_plugin_references(void);

/**
 * wp_plugin_hold() - make the splitter "held" wait while it builds a table, and the
 * recoverer "last-page" slow
 * @on: true to make them wait, false to let them continue
 */
void wp_plugin_hold(bool on);

/**
 * wp_plugin_offered() - check whether a knob offers any of the module's
 * strategies
 */
bool wp_plugin_offered(void);

/**
 * wp_plugin_remove() - clean up after the previous test and unload the module
 *
 * Restores the knobs to their values at the start of the program.
 */
void wp_plugin_remove(void);

#endif
