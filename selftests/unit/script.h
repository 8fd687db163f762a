/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A test as a string of bytes: which address space, and what happens to it. Every string means
 * something, so that they can come from a random generator or a fuzzer, and be made shorter.
 */
#ifndef UNIT_SCRIPT_H
#define UNIT_SCRIPT_H

#include "names.h"

/* Bytes of the head, and of each step that follows it. What is missing is 0. */
#define SCRIPT_RECORD	16
#define SCRIPT_STEPS	24

/**
 * script_run() - do what a script says
 * @data:	The script.
 * @size:	Its length; what is beyond SCRIPT_STEPS steps is ignored.
 *
 * Ends the program with unit_fail() if something is wrong.
 *
 * Return: steps that there were.
 */
unsigned int script_run(const u8 *data, size_t size);

/**
 * script_random() - make one up
 * @data:	Receives it.
 * @seed:	The same seed gives the same script.
 *
 * Return: its length.
 */
size_t script_random(u8 data[SCRIPT_RECORD * (SCRIPT_STEPS + 1)], u64 seed);

#endif /* UNIT_SCRIPT_H */
