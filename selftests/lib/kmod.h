/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loading and unloading kernel modules from within a test.
 */
#ifndef SELFTESTS_LIB_KMOD_H
#define SELFTESTS_LIB_KMOD_H

#include <stdbool.h>
#include <stddef.h>

#define WP_SHIM		"kvm_arm_wp_shim"
#define WP_MODULE	"kvm_arm_wp"

/**
 * wp_module_exists() - is there a file to load?
 * @name: the module, without ".ko"
 *
 * Looked for in the directory that WP_MODULES names in the environment, by default /m.
 */
bool wp_module_exists(const char *name);

/**
 * wp_module_read() - the content of a module's file
 * @name: the module, without ".ko"
 * @size: its size in bytes
 *
 * Return: to be given to free(), or NULL.
 */
char *wp_module_read(const char *name, size_t *size);

/**
 * wp_module_load() - load a module
 * @name: the module, without ".ko"
 * @params: "key=value" pairs, or ""
 *
 * Return: 0 or errno.
 */
int wp_module_load(const char *name, const char *params);

/**
 * wp_module_load_image() - load the shim from memory
 * @image: the content of its file, changed or not
 * @size: its size in bytes
 * @words: what to look for in the kernel's log
 * @logged: set to whether a line about the shim with these words came
 *
 * Return: 0 or errno.
 */
int wp_module_load_image(const char *image, size_t size, const char *words, bool *logged);

/**
 * wp_module_unload() - remove a module, waiting for nothing
 * @name: the module
 *
 * Return: 0 or errno.
 */
int wp_module_unload(const char *name);

/**
 * wp_modules_load() - load the shim and the module
 * @params: for the module: "key=value" pairs, or ""
 *
 * Return: 0; or errno, and neither is loaded.
 */
int wp_modules_load(const char *params);

/**
 * wp_modules_unload() - remove the module and the shim
 *
 * Return: 0 or errno.
 */
int wp_modules_unload(void);

/**
 * wp_modules_loaded() - is the shim there, with the module or without it?
 */
bool wp_modules_loaded(void);

#endif
