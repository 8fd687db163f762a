// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live.h"
#include "screen.h"
#include "table.h"

/* Used if the terminal does not report its size. */
#define STAT_WIDTH 80
#define STAT_HEIGHT 24

/* Lines that show no slot: title, headings, Total, keys and two blank lines. */
#define STAT_OTHER_LINES 6

/*
 * struct stat_live - the state of the live table
 * @source:	What to read.
 * @now:	The latest snapshot. It is shown unless @error is set.
 * @before:	The snapshot before it, if @has_before.
 * @has_before:	@before is valid.
 * @paused:	The user paused the refreshes.
 * @error:	The reason if the latest reading failed.
 * @interval:	Time between two refreshes in nanoseconds.
 * @next:	Time of the next refresh, as stat_clock_ns() tells it.
 */
struct stat_live {
	const struct stat_source *source;
	struct stat_snapshot now;
	struct stat_snapshot before;
	bool has_before;
	bool paused;
	struct stat_error error;
	unsigned long long interval;
	unsigned long long next;
};

/* Never computes a rate across a failed reading. */
static void stat_live_read(struct stat_live *live)
{
	bool comparable = !live->error.text && live->now.page_size;

	stat_snapshot_free(&live->before);
	live->has_before = comparable;
	if (comparable)
		live->before = live->now;
	else
		stat_snapshot_free(&live->now);
	stat_error_clear(&live->error);
	stat_snapshot_read(&live->now, live->source, &live->error);
	live->next = stat_clock_ns() + live->interval;
}

static void stat_title(FILE *out, const struct stat_live *live, size_t width)
{
	const struct stat_settings *knobs = &live->now.knobs;
	char line[512];
	size_t i, len = 0;

	len = snprintf(line, sizeof(line), "kvm_arm_wp %s, every %g s%s",
		       STAT_VERSION, live->interval / 1e9,
		       live->paused ? ", PAUSED" : "");
	for (i = 0; !live->error.text && i < knobs->nr && len < sizeof(line);
	     i++)
		len += snprintf(line + len, sizeof(line) - len, "%s%s=%s",
				i ? " " : " | ", knobs->list[i].key,
				knobs->list[i].value);
	fprintf(out, "%.*s\n\n", (int)width, line);
}

static void stat_body(FILE *out, const struct stat_live *live, size_t width,
		      size_t height)
{
	struct stat_view view = {
		.now = &live->now,
		/* With a single snapshot, no rate is known. */
		.before = live->has_before ? &live->before : &live->now,
		.width = width,
		.lines = height > STAT_OTHER_LINES ?
			 height - STAT_OTHER_LINES : 1,
	};

	if (live->error.absent)
		fprintf(out, "%.*s\n\n", (int)width, "waiting for kvm_arm_wp");
	if (live->error.text)
		fprintf(out, "%.*s\n", (int)width, live->error.text);
	else
		stat_table_print(out, &view);
	if (!live->error.text && !live->now.nr_slots)
		fprintf(out, "\n%.*s\n", (int)width,
			"No slot has had dirty logging enabled yet.");
}

/* More lines than the terminal has would scroll it. */
static void stat_cut_lines(char *text, size_t height)
{
	for (; (text = strchr(text, '\n')); text++)
		if (!--height) {
			*text = '\0';
			return;
		}
}

static bool stat_live_draw(const struct stat_live *live)
{
	size_t width, height, size;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);
	bool ok;

	if (!out)
		return false;
	stat_screen_size(&width, &height);
	width = width ? width : STAT_WIDTH;
	height = height ? height : STAT_HEIGHT;
	stat_title(out, live, width);
	stat_body(out, live, width, height);
	fprintf(out, "\n%.*s\n", (int)width,
		live->paused ? "q quit  p resume" : "q quit  p pause");
	ok = !fclose(out);
	if (ok) {
		stat_cut_lines(text, height);
		ok = stat_screen_draw(text);
	}
	free(text);
	return ok;
}

static unsigned long long stat_time_left(const struct stat_live *live)
{
	unsigned long long now = stat_clock_ns();

	if (live->paused)
		return 3600 * 1000000000ULL;
	return live->next > now ? live->next - now : 0;
}

/* Waits for an event and handles it. Returns false to quit. */
static bool stat_live_step(struct stat_live *live)
{
	int key = stat_screen_wait(stat_time_left(live));

	if (key == STAT_SCREEN_QUIT || key == 'q' || key == 'Q')
		return false;
	if (key == 'p' || key == 'P' || key == ' ')
		live->paused = !live->paused;
	if (!live->paused && !stat_time_left(live))
		stat_live_read(live);
	return true;
}

bool stat_live(const struct stat_source *source, unsigned long long interval,
	       struct stat_error *error)
{
	struct stat_live live = { .source = source, .interval = interval };
	bool ok;

	stat_live_read(&live);
	ok = !live.error.text;
	if (ok) {
		stat_screen_enter();
		do {
			ok = stat_live_draw(&live);
		} while (ok && stat_live_step(&live));
		stat_screen_leave();
	}
	*error = live.error;
	if (ok)
		stat_error_clear(error);
	stat_snapshot_free(&live.now);
	stat_snapshot_free(&live.before);
	return ok;
}
