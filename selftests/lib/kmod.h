/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loading and unloading kernel modules from within a test.
 */
#ifndef SELFTESTS_LIB_KMOD_H
#define SELFTESTS_LIB_KMOD_H

#include <stdbool.h>

/**
 * wp_module_exists() - is there a file to load?
 * @name: the module, without ".ko"
 *
 * Looked for in the directory that WP_MODULES names in the environment, by default /m.
 */
bool wp_module_exists(const char *name);

/**
 * wp_module_load() - load a module
 * @name: the module, without ".ko"
 * @params: "key=value" pairs, or ""
 *
 * Return: 0 or errno.
 */
int wp_module_load(const char *name, const char *params);

/**
 * wp_module_unload() - remove a module, waiting for nothing
 * @name: the module
 *
 * Return: 0 or errno.
 */
int wp_module_unload(const char *name);

#endif
