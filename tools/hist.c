// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <string.h>

#include "file.h"
#include "hist.h"

unsigned long long stat_bucket_from(size_t n)
{
	return n ? 1ULL << (n - 1) : 0;
}

unsigned long long stat_bucket_to(size_t n)
{
	return n ? ULLONG_MAX >> (STAT_BUCKETS - 1 - n) : 0;
}

static bool stat_bucket_line(struct stat_hist *hist, size_t n,
			     struct stat_file *file, char *line,
			     struct stat_error *error)
{
	unsigned long long from, to;
	char *words[3];

	if (n == STAT_BUCKETS)
		return stat_line_fail(file, "too many lines", error);
	if (stat_split_words(line, words, 3) != 3)
		return stat_line_fail(file, "not a range and a count", error);
	if (!stat_parse_number(words[0], &from) ||
	    !stat_parse_number(words[1], &to) ||
	    !stat_parse_number(words[2], &hist->bucket[n]))
		return stat_line_fail(file, "not a number, or too large", error);
	if (from != stat_bucket_from(n) || to != stat_bucket_to(n))
		return stat_line_fail(file, "not the next range", error);
	return true;
}

/*
 * The last range is never empty, so an empty one tells that the file is
 * truncated. Nothing tells if the file was cut after another range.
 */
static bool stat_hist_parse(struct stat_hist *hist, struct stat_file *file,
			    struct stat_error *error)
{
	char *line = stat_file_line(file);
	size_t n = 0;

	/* For the message: an incomplete line was not counted. */
	if (!line)
		file->line = 1;
	if (!line || strcmp(line, "from_ns to_ns count"))
		return stat_line_fail(file,
				      "no header line with from_ns, to_ns and count",
				      error);
	while ((line = stat_file_line(file)))
		if (!stat_bucket_line(hist, n++, file, line, error))
			return false;
	file->line++;
	if (*file->next || (n && !hist->bucket[n - 1]))
		return stat_line_fail(file, "the histogram is truncated",
				      error);
	hist->known = true;
	return true;
}

bool stat_hist_read(struct stat_hist *hist, char *path,
		    struct stat_error *error)
{
	struct stat_file file;
	int err = stat_file_read(&file, path);
	bool ok = true;

	*hist = (struct stat_hist){ 0 };
	if (!err)
		ok = stat_hist_parse(hist, &file, error);
	else if (!stat_file_is_gone(err))
		ok = stat_file_fail(&file, err, error);
	stat_file_free(&file);
	return ok;
}

size_t stat_hist_length(const struct stat_hist *hist)
{
	size_t n = STAT_BUCKETS;

	while (n && !hist->bucket[n - 1])
		n--;
	return n;
}

void stat_hist_add(struct stat_hist *to, const struct stat_hist *from)
{
	size_t n;

	if (!from->known)
		return;
	to->known = true;
	for (n = 0; n < STAT_BUCKETS; n++)
		if (__builtin_add_overflow(to->bucket[n], from->bucket[n],
					   &to->bucket[n]))
			to->bucket[n] = ULLONG_MAX;
}

struct stat_hist stat_hist_since(const struct stat_hist *now,
				 const struct stat_hist *then)
{
	struct stat_hist since = { .known = true };
	size_t n;

	if (!now->known || !then->known)
		return (struct stat_hist){ 0 };
	for (n = 0; n < STAT_BUCKETS; n++) {
		if (now->bucket[n] < then->bucket[n])
			return (struct stat_hist){ 0 };
		since.bucket[n] = now->bucket[n] - then->bucket[n];
	}
	return since;
}

/* A sum of doubles cannot overflow, and is exact up to 2^53 durations. */
struct stat_amount stat_hist_percentile(const struct stat_hist *hist,
					unsigned int percent)
{
	double all = 0, seen = 0;
	size_t n;

	for (n = 0; n < STAT_BUCKETS; n++)
		all += hist->bucket[n];
	if (!all)
		return (struct stat_amount){ 0 };
	for (n = 0; n < STAT_BUCKETS - 1; n++) {
		seen += hist->bucket[n];
		if (seen >= all * percent / 100)
			break;
	}
	return (struct stat_amount){ true, stat_bucket_to(n) };
}
