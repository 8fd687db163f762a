// SPDX-License-Identifier: GPL-2.0
/* Runs scripts from libFuzzer, see ./fuzz. */
#include "script.h"

/* One in so many scripts is a new random one: mutated bytes rarely grow to many steps. */
#define WHOLE	16

size_t LLVMFuzzerMutate(u8 *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned int seed);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned int seed)
{
	if (seed % WHOLE || max < SCRIPT_RECORD * (SCRIPT_STEPS + 1))
		return LLVMFuzzerMutate(data, size, max);
	return script_random(data, seed);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	script_run(data, size);
	return 0;
}
