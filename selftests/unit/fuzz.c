// SPDX-License-Identifier: GPL-2.0
/* Scripts from libFuzzer, see ./fuzz. */
#include "script.h"

/* One in so many is made up as a whole: it has many steps, which bytes do not become soon. */
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
