/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The terminal.
 */
#ifndef WP_SCREEN_H
#define WP_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

/* What wp_screen_wait() returns other than a key. */
#define WP_SCREEN_TIME	(-1)
#define WP_SCREEN_DRAW	(-2)
#define WP_SCREEN_QUIT	(-3)

/**
 * wp_screen_enter() - take the terminal over
 *
 * The alternate screen is shown, without a cursor; keys are neither echoed nor
 * waited for by the line. Signals that end or stop a program, or tell that the
 * terminal has another size, come in wp_screen_wait() only.
 */
void wp_screen_enter(void);

/**
 * wp_screen_leave() - give it back as it was
 *
 * If wp_screen_wait() has seen a signal that ends a program, this one does.
 */
void wp_screen_leave(void);

/**
 * wp_screen_size() - how large it is
 * @width:	Receives its columns.
 * @height:	Receives its lines.
 *
 * If standard output is a terminal. Otherwise, or if it does not know, both
 * are 0.
 */
void wp_screen_size(size_t *width, size_t *height);

/**
 * wp_screen_draw() - show a text instead of what is there
 * @text:	Lines, which must fit; what is not printable is made so.
 *
 * Return: whether there is still a terminal.
 */
bool wp_screen_draw(const char *text);

/**
 * wp_screen_wait() - wait for something to happen
 * @ns:		So long at most, in nanoseconds.
 *
 * Return: a key; or WP_SCREEN_TIME, WP_SCREEN_DRAW if the screen has to be drawn
 * again, WP_SCREEN_QUIT if a signal wants the program to end.
 */
int wp_screen_wait(unsigned long long ns);

#endif
