// SPDX-License-Identifier: GPL-2.0
/*
 * The init of the demo's guest: writes to memory at a steady pace, remembers
 * what it wrote, and reports on the console whether memory still holds it.
 *
 * usage: guest_memory MEMORY WORKING-SET PACE
 *
 *   MEMORY		MiB to fill and to check
 *   WORKING-SET	MiB of it that are written again and again
 *   PACE		pages to write per second
 *
 * Answers each input line with one line: "pace N" with "pace N", "check" with
 * "good" or "bad" and the details, "write", which writes to all pages, with
 * "wrote".
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define PAGE	4096
#define WORDS	(PAGE / sizeof(uint64_t))
#define TICK_NS	10000000

/*
 * struct memory - pages and their expected content
 * @version: number of writes to each page
 * @sum: sum of the first words of all pages
 */
struct memory {
	uint64_t (*page)[WORDS];
	uint32_t *version;
	size_t nr;
	size_t hot;
	uint64_t sum;
	uint64_t writes;
};

static void die(const char *what)
{
	printf("guest_memory: %s: %s\n", what, strerror(errno));
	reboot(RB_POWER_OFF);
	exit(1);
}

/* Differs for all pages and all versions of a page. */
static uint64_t stamp(size_t page, uint32_t version)
{
	uint64_t x = ((uint64_t)page << 32 | version) + 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static void write_page(struct memory *memory, size_t page)
{
	uint64_t value = stamp(page, ++memory->version[page]);
	size_t i;

	memory->sum += value - memory->page[page][0];
	for (i = 0; i < WORDS; i++)
		memory->page[page][i] = value + i;
	memory->writes++;
}

static bool page_holds(const struct memory *memory, size_t page)
{
	uint64_t value = stamp(page, memory->version[page]);
	size_t i;

	for (i = 0; i < WORDS; i++)
		if (memory->page[page][i] != value + i)
			return false;
	return true;
}

/* Recompute the sum from memory, so that lost writes show in it. */
static void check(const struct memory *memory)
{
	size_t page, bad = 0, first = 0;
	uint64_t sum = 0;

	for (page = 0; page < memory->nr; page++) {
		sum += memory->page[page][0];
		if (page_holds(memory, page))
			continue;
		if (!bad++)
			first = page;
	}
	if (bad || sum != memory->sum)
		printf("bad: %zu of %zu pages are wrong, the first is %zu; sum %016"
		       PRIx64 ", not %016" PRIx64 "\n", bad, memory->nr, first, sum, memory->sum);
	else
		printf("good: %zu pages after %" PRIu64 " writes, sum %016" PRIx64 "\n",
		       memory->nr, memory->writes, sum);
}

static void write_all(struct memory *memory)
{
	size_t page;

	for (page = 0; page < memory->nr; page++)
		write_page(memory, page);
}

static void allocate(struct memory *memory, size_t mib, size_t hot_mib)
{
	memory->nr = mib * ((1 << 20) / PAGE);
	memory->hot = hot_mib * ((1 << 20) / PAGE);
	if (!memory->hot || memory->hot > memory->nr)
		die("the working set must be between 1 MiB and MEMORY");
	memory->version = calloc(memory->nr, sizeof(*memory->version));
	memory->page = mmap(NULL, mib << 20, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!memory->version || memory->page == MAP_FAILED)
		die("not enough memory");
	write_all(memory);
}

static void write_and_tell(struct memory *memory)
{
	write_all(memory);
	printf("wrote: %zu pages\n", memory->nr);
}

static size_t random_page(const struct memory *memory)
{
	static uint64_t state = 88172645463325252;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % memory->hot;
}

static void answer(struct memory *memory, const char *line, unsigned long *pace)
{
	if (sscanf(line, "pace %lu", pace) == 1)
		printf("pace %lu\n", *pace);
	else if (!strcmp(line, "check\n"))
		check(memory);
	else if (!strcmp(line, "write\n"))
		write_and_tell(memory);
	else
		printf("unknown: %s", line);
}

/* If the machine was stopped, skip the missed time instead of catching up. */
static void pause_until(struct timespec *next)
{
	struct timespec now;

	next->tv_nsec += TICK_NS;
	if (next->tv_nsec >= 1000000000) {
		next->tv_nsec -= 1000000000;
		next->tv_sec++;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec > next->tv_sec ||
	    (now.tv_sec == next->tv_sec && now.tv_nsec > next->tv_nsec))
		*next = now;
	else
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, next, NULL);
}

static void work(struct memory *memory, unsigned long pace)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	unsigned long owed = 0;
	struct timespec next;
	char line[128];

	clock_gettime(CLOCK_MONOTONIC, &next);
	for (;;) {
		for (owed += pace; owed >= 1000000000 / TICK_NS;
		     owed -= 1000000000 / TICK_NS)
			write_page(memory, random_page(memory));
		if (poll(&in, 1, 0) == 1 && fgets(line, sizeof(line), stdin))
			answer(memory, line, &pace);
		pause_until(&next);
	}
}

/* Turn echo off: input lines must not appear in the output. */
static void open_console(void)
{
	struct termios term;
	int fd;

	mount("dev", "/dev", "devtmpfs", 0, NULL);
	fd = open("/dev/console", O_RDWR);
	if (fd < 0 || dup2(fd, 0) < 0 || dup2(fd, 1) < 0)
		exit(1);
	if (tcgetattr(0, &term))
		die("the console is no terminal");
	term.c_lflag &= ~(ECHO | ECHONL);
	term.c_oflag &= ~OPOST;
	tcsetattr(0, TCSANOW, &term);
	setvbuf(stdin, NULL, _IONBF, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
}

int main(int argc, char **argv)
{
	struct memory memory = {};

	open_console();
	if (argc != 4)
		die("usage: guest_memory MEMORY WORKING-SET PACE");
	allocate(&memory, strtoul(argv[1], NULL, 0), strtoul(argv[2], NULL, 0));
	printf("ready: %zu pages\n", memory.nr);
	work(&memory, strtoul(argv[3], NULL, 0));
}
