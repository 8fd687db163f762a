/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Collects repeated measurements of figures and selects two that agree.
 */
#ifndef SELFTESTS_LIB_FIGURE_H
#define SELFTESTS_LIB_FIGURE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * wp_figure_add() - record one more value of a figure
 * @name: name of the figure; the string must stay valid
 * @value: the measured value
 */
void wp_figure_add(const char *name, uint64_t value);

/**
 * wp_figures_agree() - check whether two values of each figure agree
 *
 * Return: false if some figure has no two values within the tolerance.
 */
bool wp_figures_agree(void);

/**
 * wp_figures_print() - print the two lowest values of each figure that agree,
 * then forget all values
 * @print: prints one value as run 1 or run 2, the lower value first
 *
 * Prints the two lowest values of a figure if no two agree.
 */
void wp_figures_print(void (*print)(const char *name, int run, uint64_t value));

#endif
