/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Full-screen drawing, keys and signals on a terminal.
 */
#ifndef STAT_SCREEN_H
#define STAT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

/* Results of stat_screen_wait() that are not keys. */
#define STAT_SCREEN_TIME	(-1)
#define STAT_SCREEN_DRAW	(-2)
#define STAT_SCREEN_QUIT	(-3)

/**
 * stat_screen_enter() - switch the terminal to full-screen mode
 *
 * Shows the alternate screen, hides the cursor, and turns off echo and line
 * buffering. Blocks the signals that end or stop a program or report a new
 * terminal size: only stat_screen_wait() receives them.
 */
void stat_screen_enter(void);

/**
 * stat_screen_leave() - restore the terminal and the signals
 *
 * If stat_screen_wait() received a signal that ends a program, raises this
 * signal again, which ends the program.
 */
void stat_screen_leave(void);

/**
 * stat_screen_size() - get the size of the terminal
 * @width:	Receives the number of columns.
 * @height:	Receives the number of lines.
 *
 * Both are 0 if standard output is not a terminal or its size is not known.
 */
void stat_screen_size(size_t *width, size_t *height);

/**
 * stat_screen_draw() - replace the contents of the screen
 * @text:	Lines, which must fit the screen. Unprintable bytes are shown
 *		as '?'.
 *
 * Return: false if the terminal has gone.
 */
bool stat_screen_draw(const char *text);

/**
 * stat_screen_wait() - wait for a key, a signal or a timeout
 * @ns:		The timeout in nanoseconds.
 *
 * Return: a key; STAT_SCREEN_TIME after the timeout; STAT_SCREEN_DRAW if the
 * screen must be drawn again; STAT_SCREEN_QUIT after a signal that ends the
 * program.
 */
int stat_screen_wait(unsigned long long ns);

#endif
