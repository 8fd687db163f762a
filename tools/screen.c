// SPDX-License-Identifier: GPL-2.0
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "screen.h"

static const int wp_signals[] = {
	SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH
};

#define WP_SIGNALS (sizeof(wp_signals) / sizeof(*wp_signals))

static volatile sig_atomic_t wp_signal_end;
static volatile sig_atomic_t wp_signal_stop;
static volatile sig_atomic_t wp_signal_resized;

/* Of before, to be restored if there was any. */
static struct termios wp_termios;
static bool wp_has_termios;
static sigset_t wp_sigmask;

static bool wp_has_keys;

static void wp_on_signal(int number)
{
	if (number == SIGWINCH)
		wp_signal_resized = 1;
	else if (number == SIGTSTP)
		wp_signal_stop = 1;
	else
		wp_signal_end = number;
}

/* Blocked except while waiting: no signal can come between a look and a wait. */
static void wp_signals_take(void)
{
	struct sigaction action = { .sa_handler = wp_on_signal };
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < WP_SIGNALS; i++) {
		sigaddset(&set, wp_signals[i]);
		sigaction(wp_signals[i], &action, NULL);
	}
	sigprocmask(SIG_BLOCK, &set, &wp_sigmask);
}

static void wp_signals_give_back(void)
{
	size_t i;

	for (i = 0; i < WP_SIGNALS; i++)
		signal(wp_signals[i], SIG_DFL);
	sigprocmask(SIG_SETMASK, &wp_sigmask, NULL);
}

static void wp_terminal_take(void)
{
	struct termios raw;

	wp_has_termios = !tcgetattr(STDIN_FILENO, &wp_termios);
	wp_has_keys = wp_has_termios;
	if (wp_has_termios) {
		raw = wp_termios;
		raw.c_lflag &= ~(ICANON | ECHO);
		/* A screen that is held would hold SIGTERM up as well. */
		raw.c_iflag &= ~IXON;
		raw.c_cc[VMIN] = 0;
		raw.c_cc[VTIME] = 0;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	}
	fputs("\033[?1049h\033[?25l", stdout);
	fflush(stdout);
}

static void wp_terminal_give_back(void)
{
	fputs("\033[?25h\033[?1049l", stdout);
	fflush(stdout);
	if (wp_has_termios)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &wp_termios);
}

void wp_screen_enter(void)
{
	wp_signals_take();
	wp_terminal_take();
}

void wp_screen_leave(void)
{
	wp_terminal_give_back();
	wp_signals_give_back();
	/* The shell is to see that it was a signal. */
	if (wp_signal_end)
		raise(wp_signal_end);
}

static void wp_screen_suspend(void)
{
	wp_terminal_give_back();
	raise(SIGSTOP);
	wp_terminal_take();
	wp_signal_stop = 0;
}

void wp_screen_size(size_t *width, size_t *height)
{
	struct winsize size = { 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		size = (struct winsize){ 0 };
	*width = size.ws_col;
	*height = size.ws_row;
}

/*
 * A line is cleared before it is written: after a character in the last column
 * the cursor may still stand on that one.
 */
bool wp_screen_draw(const char *text)
{
	fputs("\033[H\033[K", stdout);
	for (; *text; text++) {
		if (*text == '\n')
			fputs(text[1] ? "\r\n\033[K" : "", stdout);
		else
			putc(*text >= ' ' && *text < 0x7f ? *text : '?', stdout);
	}
	fputs("\033[J", stdout);
	return !fflush(stdout);
}

static int wp_key(short events)
{
	char key;

	if (read(STDIN_FILENO, &key, 1) == 1)
		return (unsigned char)key;
	/* A terminal that has gone would be ready for ever. */
	if (events != POLLIN)
		wp_has_keys = false;
	return WP_SCREEN_DRAW;
}

int wp_screen_wait(unsigned long long ns)
{
	struct timespec time = { ns / 1000000000, ns % 1000000000 };
	struct pollfd keys = { .fd = STDIN_FILENO, .events = POLLIN };
	int ready = ppoll(&keys, wp_has_keys, &time, &wp_sigmask);

	if (wp_signal_end)
		return WP_SCREEN_QUIT;
	if (wp_signal_stop)
		wp_screen_suspend();
	wp_signal_resized = 0;
	if (ready > 0)
		return wp_key(keys.revents);
	return ready ? WP_SCREEN_DRAW : WP_SCREEN_TIME;
}
