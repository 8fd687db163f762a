// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live.h"
#include "screen.h"
#include "table.h"

/* Of a terminal that does not say. */
#define WP_WIDTH 80
#define WP_HEIGHT 24

/* Lines that are not slots': title, heads, Total, keys; and two blank ones. */
#define WP_OTHER_LINES 6

/*
 * struct wp_live - the view
 * @from:	What is read.
 * @now:	What was read last; what is shown, unless there is an error.
 * @before:	What was read before, if has_before.
 * @error:	Why it could not be read last.
 * @next:	When to read again: ns of the clock.
 */
struct wp_live {
	const struct wp_source *from;
	struct wp_snapshot now;
	struct wp_snapshot before;
	bool has_before;
	bool paused;
	struct wp_error error;
	unsigned long long interval;
	unsigned long long next;
};

/* What has been read before an error is not compared with what comes after. */
static void wp_live_read(struct wp_live *live)
{
	bool had = !live->error.text && live->now.page_size;

	wp_snapshot_free(&live->before);
	live->has_before = had;
	if (had)
		live->before = live->now;
	else
		wp_snapshot_free(&live->now);
	wp_error_clear(&live->error);
	wp_snapshot_read(&live->now, live->from, &live->error);
	live->next = wp_now() + live->interval;
}

static void wp_title(FILE *out, const struct wp_live *live, size_t width)
{
	const struct wp_settings *knobs = &live->now.knobs;
	char line[512];
	size_t i, len = 0;

	len = snprintf(line, sizeof(line), "kvm_arm_wp %s, every %g s%s",
		       WP_VERSION, live->interval / 1e9,
		       live->paused ? ", PAUSED" : "");
	for (i = 0; !live->error.text && i < knobs->nr && len < sizeof(line); i++)
		len += snprintf(line + len, sizeof(line) - len, "%s%s=%s",
				i ? " " : " | ", knobs->list[i].key,
				knobs->list[i].value);
	fprintf(out, "%.*s\n\n", (int)width, line);
}

static void wp_body(FILE *out, const struct wp_live *live, size_t width,
		    size_t height)
{
	struct wp_view view = {
		.now = &live->now,
		/* Of one reading alone there is no rate. */
		.before = live->has_before ? &live->before : &live->now,
		.width = width,
		.lines = height > WP_OTHER_LINES ? height - WP_OTHER_LINES : 1,
	};

	if (live->error.absent)
		fprintf(out, "%.*s\n\n", (int)width, "waiting for kvm_arm_wp");
	if (live->error.text)
		fprintf(out, "%.*s\n", (int)width, live->error.text);
	else
		wp_table_print(out, &view);
	if (!live->error.text && !live->now.nr_slots)
		fprintf(out, "\n%.*s\n", (int)width,
			"No slot has had its dirty log on yet.");
}

/* More lines than there are would scroll. */
static void wp_cut_lines(char *text, size_t height)
{
	for (; (text = strchr(text, '\n')); text++)
		if (!--height) {
			*text = '\0';
			return;
		}
}

static bool wp_live_draw(const struct wp_live *live)
{
	size_t width, height, size;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);
	bool ok;

	if (!out)
		return false;
	wp_screen_size(&width, &height);
	width = width ? width : WP_WIDTH;
	height = height ? height : WP_HEIGHT;
	wp_title(out, live, width);
	wp_body(out, live, width, height);
	fprintf(out, "\n%.*s\n", (int)width,
		live->paused ? "q quit  p go on" : "q quit  p pause");
	ok = !fclose(out);
	if (ok) {
		wp_cut_lines(text, height);
		ok = wp_screen_draw(text);
	}
	free(text);
	return ok;
}

static unsigned long long wp_time_left(const struct wp_live *live)
{
	unsigned long long now = wp_now();

	if (live->paused)
		return 3600 * 1000000000ULL;
	return live->next > now ? live->next - now : 0;
}

/* Returns false if it is over. */
static bool wp_live_step(struct wp_live *live)
{
	int key = wp_screen_wait(wp_time_left(live));

	if (key == WP_SCREEN_QUIT || key == 'q' || key == 'Q')
		return false;
	if (key == 'p' || key == 'P' || key == ' ')
		live->paused = !live->paused;
	if (!live->paused && !wp_time_left(live))
		wp_live_read(live);
	return true;
}

bool wp_live(const struct wp_source *from, unsigned long long interval,
	     struct wp_error *error)
{
	struct wp_live live = { .from = from, .interval = interval };
	bool ok;

	wp_live_read(&live);
	ok = !live.error.text;
	if (ok) {
		wp_screen_enter();
		do {
			ok = wp_live_draw(&live);
		} while (ok && wp_live_step(&live));
		wp_screen_leave();
	}
	*error = live.error;
	if (ok)
		wp_error_clear(error);
	wp_snapshot_free(&live.now);
	wp_snapshot_free(&live.before);
	return ok;
}
