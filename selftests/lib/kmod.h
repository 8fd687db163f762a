/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loads and unloads kernel modules from within a test.
 */
#ifndef SELFTESTS_LIB_KMOD_H
#define SELFTESTS_LIB_KMOD_H

#include <stdbool.h>
#include <stddef.h>

#define WP_SHIM		"kvm_arm_wp_shim"
#define WP_MODULE	"kvm_arm_wp"

/**
 * wp_module_exists() - check whether the module's file exists
 * @name: module name without ".ko"
 *
 * The directory is $WP_MODULES, by default /m.
 */
bool wp_module_exists(const char *name);

/**
 * wp_module_read() - read a module's file
 * @name: module name without ".ko"
 * @size: receives the size in bytes
 *
 * Return: the content, to be freed with free(); NULL on error.
 */
char *wp_module_read(const char *name, size_t *size);

/**
 * wp_module_load() - load a module
 * @name: module name without ".ko"
 * @params: "key=value" pairs, or ""
 *
 * Return: 0 or errno.
 */
int wp_module_load(const char *name, const char *params);

/**
 * wp_module_load_image() - load the shim from a buffer
 * @image: content of its file, possibly modified
 * @size: size of @image in bytes
 * @words: text to look for in the kernel log
 * @logged: set to true if the shim logged a line that contains @words
 *
 * Return: 0 or errno.
 */
int wp_module_load_image(const char *image, size_t size, const char *words, bool *logged);

/**
 * wp_module_unload() - remove a module without waiting for its users
 * @name: the module
 *
 * Return: 0 or errno.
 */
int wp_module_unload(const char *name);

/**
 * wp_modules_load() - load the shim and the main module
 * @params: "key=value" pairs for the main module, or ""
 *
 * Return: 0 or errno; on error neither module is loaded.
 */
int wp_modules_load(const char *params);

/**
 * wp_modules_unload() - remove the main module and the shim
 *
 * Return: 0 or errno.
 */
int wp_modules_unload(void);

/**
 * wp_modules_loaded() - check whether the shim is loaded
 */
bool wp_modules_loaded(void);

#endif
