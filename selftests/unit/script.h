/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A script is a test as a string of bytes: an address space, and steps that change it. Every string
 * is a valid script, so that scripts can come from a random generator or a fuzzer, and can be made
 * smaller.
 */
#ifndef UNIT_SCRIPT_H
#define UNIT_SCRIPT_H

#include "names.h"

/* Size of the head and of each step in bytes, and most steps. Missing bytes are 0. */
#define SCRIPT_RECORD	16
#define SCRIPT_STEPS	24

/**
 * script_run() - run a script
 * @data:	The script.
 * @size:	Its length in bytes; bytes beyond SCRIPT_STEPS steps are ignored.
 *
 * Calls unit_fail(), which ends the program, if something is wrong.
 *
 * Return: number of steps.
 */
unsigned int script_run(const u8 *data, size_t size);

/**
 * script_random() - make a random script
 * @data:	Receives the script.
 * @seed:	The same seed gives the same script.
 *
 * Return: its length in bytes.
 */
size_t script_random(u8 data[SCRIPT_RECORD * (SCRIPT_STEPS + 1)], u64 seed);

#endif /* UNIT_SCRIPT_H */
