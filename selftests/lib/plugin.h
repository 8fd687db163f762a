/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The test module kvm_arm_wp_plugin, which brings strategies of its own: see there what they do.
 */
#ifndef SELFTESTS_LIB_PLUGIN_H
#define SELFTESTS_LIB_PLUGIN_H

#include <stdbool.h>
#include <stdint.h>

#define WP_PLUGIN	"kvm_arm_wp_plugin"

/* The strategies that it has when nobody asks for others, of each kind. */
#define WP_PLUGIN_STRATEGIES	3
extern const char * const wp_plugin_walkers[WP_PLUGIN_STRATEGIES];
extern const char * const wp_plugin_splitters[WP_PLUGIN_STRATEGIES];

/**
 * wp_plugin_counter() - one of its parameters that is a number or a truth value
 * @name: the parameter
 *
 * Return: the value, 1 for yes and 0 for no; -1 if the module is not there.
 */
int64_t wp_plugin_counter(const char *name);

/**
 * wp_plugin_references() - what keeps it from being unloaded
 *
 * Return: how many; -1 if it is not there.
 */
int64_t wp_plugin_references(void);

/**
 * wp_plugin_hold() - have its splitter "held" wait where it builds a table
 * @on: or let it go on
 */
void wp_plugin_hold(bool on);

/**
 * wp_plugin_offered() - can any of its strategies be chosen?
 */
bool wp_plugin_offered(void);

/**
 * wp_plugin_remove() - remove it and what the test before has left of it
 *
 * The knobs say what they said when the program started.
 */
void wp_plugin_remove(void);

#endif
