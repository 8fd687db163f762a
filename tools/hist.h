/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Histograms of durations: parsing their files, and computing with them.
 */
#ifndef STAT_HIST_H
#define STAT_HIST_H

#include "snapshot.h"

/**
 * stat_bucket_from() - get the shortest duration that a bucket counts
 * @n:		The bucket, less than STAT_BUCKETS.
 *
 * Return: nanoseconds.
 */
unsigned long long stat_bucket_from(size_t n);

/**
 * stat_bucket_to() - get the longest duration that a bucket counts
 * @n:		The bucket, less than STAT_BUCKETS.
 *
 * Return: nanoseconds.
 */
unsigned long long stat_bucket_to(size_t n);

/**
 * stat_hist_read() - read a histogram
 * @hist:	Receives the histogram, unknown if there is no such file.
 * @path:	Path of the file, allocated. The function frees it.
 * @error:	Receives the reason on failure.
 *
 * Return: false if the file cannot be read or parsed.
 */
bool stat_hist_read(struct stat_hist *hist, char *path,
		    struct stat_error *error);

/**
 * stat_hist_length() - count the buckets up to the last one that is not empty
 * @hist:	The histogram.
 *
 * Return: the number of buckets; 0 if all are empty.
 */
size_t stat_hist_length(const struct stat_hist *hist);

/**
 * stat_hist_add() - add a histogram to another
 * @to:		Receives the sum, each bucket limited to ULLONG_MAX.
 * @from:	What to add. Adds nothing if it is unknown.
 */
void stat_hist_add(struct stat_hist *to, const struct stat_hist *from);

/**
 * stat_hist_since() - compute what a histogram has counted since then
 * @now:	The histogram.
 * @then:	An earlier reading of it.
 *
 * Return: the difference; unknown if either is unknown, or if a bucket went
 * down: it was reset, or the module was loaded again.
 */
struct stat_hist stat_hist_since(const struct stat_hist *now,
				 const struct stat_hist *then);

/**
 * stat_hist_percentile() - find a duration that few durations exceed
 * @hist:	The histogram.
 * @percent:	1 to 100.
 *
 * Return: nanoseconds: the upper limit of the first bucket up to which there
 * are at least @percent of all durations; unknown if there are none.
 */
struct stat_amount stat_hist_percentile(const struct stat_hist *hist,
					unsigned int percent);

#endif
