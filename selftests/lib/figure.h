/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Figures that were measured several times over.
 */
#ifndef SELFTESTS_LIB_FIGURE_H
#define SELFTESTS_LIB_FIGURE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * wp_figure_add() - a figure has been measured once more
 * @name: which; it stays
 * @value: what it was
 */
void wp_figure_add(const char *name, uint64_t value);

/**
 * wp_figures_agree() - is there anything to be gained by measuring again?
 *
 * Return: false if each two values of a figure differ by more than results may.
 */
bool wp_figures_agree(void);

/**
 * wp_figures_print() - print the two least values of each figure that agree, and begin anew
 * @print: prints one of them, as run 1 or 2, the lesser one first
 *
 * If no two agree, the two least.
 */
void wp_figures_print(void (*print)(const char *name, int run, uint64_t value));

#endif
