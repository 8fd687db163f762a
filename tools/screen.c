// SPDX-License-Identifier: GPL-2.0
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "screen.h"

static const int stat_signals[] = {
	SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH
};

#define STAT_SIGNALS (sizeof(stat_signals) / sizeof(*stat_signals))

static volatile sig_atomic_t stat_signal_end;
static volatile sig_atomic_t stat_signal_stop;
static volatile sig_atomic_t stat_signal_resized;

/* The state to restore when the program leaves the screen. */
static struct termios stat_termios;
static bool stat_has_termios;
static sigset_t stat_sigmask;

static bool stat_has_keys;

static void stat_on_signal(int number)
{
	if (number == SIGWINCH)
		stat_signal_resized = 1;
	else if (number == SIGTSTP)
		stat_signal_stop = 1;
	else
		stat_signal_end = number;
}

/*
 * Only ppoll() unblocks these signals, so none can arrive between the test of a
 * flag and the wait.
 */
static void stat_signals_take(void)
{
	struct sigaction action = { .sa_handler = stat_on_signal };
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < STAT_SIGNALS; i++) {
		sigaddset(&set, stat_signals[i]);
		sigaction(stat_signals[i], &action, NULL);
	}
	sigprocmask(SIG_BLOCK, &set, &stat_sigmask);
}

static void stat_signals_give_back(void)
{
	size_t i;

	for (i = 0; i < STAT_SIGNALS; i++)
		signal(stat_signals[i], SIG_DFL);
	sigprocmask(SIG_SETMASK, &stat_sigmask, NULL);
}

static void stat_terminal_take(void)
{
	struct termios raw;

	stat_has_termios = !tcgetattr(STDIN_FILENO, &stat_termios);
	stat_has_keys = stat_has_termios;
	if (stat_has_termios) {
		raw = stat_termios;
		raw.c_lflag &= ~(ICANON | ECHO);
		/* After Ctrl-S, output would block and delay SIGTERM. */
		raw.c_iflag &= ~IXON;
		raw.c_cc[VMIN] = 0;
		raw.c_cc[VTIME] = 0;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	}
	fputs("\033[?1049h\033[?25l", stdout);
	fflush(stdout);
}

static void stat_terminal_give_back(void)
{
	fputs("\033[?25h\033[?1049l", stdout);
	fflush(stdout);
	if (stat_has_termios)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &stat_termios);
}

void stat_screen_enter(void)
{
	stat_signals_take();
	stat_terminal_take();
}

void stat_screen_leave(void)
{
	stat_terminal_give_back();
	stat_signals_give_back();
	/* Let the shell see that a signal ended the program. */
	if (stat_signal_end)
		raise(stat_signal_end);
}

static void stat_screen_suspend(void)
{
	stat_terminal_give_back();
	raise(SIGSTOP);
	stat_terminal_take();
	stat_signal_stop = 0;
}

void stat_screen_size(size_t *width, size_t *height)
{
	struct winsize size = { 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		size = (struct winsize){ 0 };
	*width = size.ws_col;
	*height = size.ws_row;
}

/*
 * Clear each line before writing it, not after: the cursor may stay on a
 * character in the last column, and clearing would erase this character.
 */
bool stat_screen_draw(const char *text)
{
	fputs("\033[H\033[K", stdout);
	for (; *text; text++) {
		if (*text == '\n')
			fputs(text[1] ? "\r\n\033[K" : "", stdout);
		else
			putc(*text >= ' ' && *text < 0x7f ? *text : '?',
			     stdout);
	}
	fputs("\033[J", stdout);
	return !fflush(stdout);
}

static int stat_key(short events)
{
	char key;

	if (read(STDIN_FILENO, &key, 1) == 1)
		return (unsigned char)key;
	/* At end of file or on error, poll would report ready forever. */
	if (events != POLLIN)
		stat_has_keys = false;
	return STAT_SCREEN_DRAW;
}

int stat_screen_wait(unsigned long long ns)
{
	struct timespec time = { ns / 1000000000, ns % 1000000000 };
	struct pollfd keys = { .fd = STDIN_FILENO, .events = POLLIN };
	int ready = ppoll(&keys, stat_has_keys, &time, &stat_sigmask);

	if (stat_signal_end)
		return STAT_SCREEN_QUIT;
	if (stat_signal_stop)
		stat_screen_suspend();
	stat_signal_resized = 0;
	if (ready > 0)
		return stat_key(keys.revents);
	return ready ? STAT_SCREEN_DRAW : STAT_SCREEN_TIME;
}
