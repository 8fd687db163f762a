/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the programs share that measure what the log costs: parts, each of which measures a few
 * figures, and runs until two values of each agree. Figures go to standard output as lines "bench
 * WAY MEMORY MIB RUN FIGURE VALUE"; ../bench/README.md tells what each figure is.
 */
#ifndef SELFTESTS_LIB_BENCH_H
#define SELFTESTS_LIB_BENCH_H

#include <stddef.h>
#include <stdint.h>

struct wp_vm;

/**
 * struct wp_bench_part - some figures that are measured together
 * @name: as it is said on the command line
 * @run: measure each figure once
 * @missing: why this host cannot have these figures, NULL if it can; may be NULL
 */
struct wp_bench_part {
	const char *name;
	void (*run)(void);
	const char *(*missing)(void);
};

/**
 * wp_bench_begin() - begin to count instructions
 *
 * Return: for wp_bench_since().
 */
uint64_t wp_bench_begin(void);

/**
 * wp_bench_since() - how many instructions it was
 * @start: what wp_bench_begin() returned
 */
uint64_t wp_bench_since(uint64_t start);

/**
 * wp_bench_say() - a figure of this run
 * @figure: its name; it stays
 * @value: what was measured; a warm-up does not count
 */
void wp_bench_say(const char *figure, uint64_t value);

/**
 * wp_bench_size() - bytes of memory that a guest has here
 */
uint64_t wp_bench_size(void);

/**
 * wp_bench_step() - bytes that one stage-2 entry of a guest maps here before the log is on
 */
uint64_t wp_bench_step(void);

/**
 * wp_bench_memory() - the guests' memory, in the program
 *
 * The same for all: to fill it anew for each guest would take most of the time.
 */
uint8_t *wp_bench_memory(void);

/**
 * wp_bench_vm() - a guest with one vCPU and no memory, of the way that is measured
 * @ring_entries: of its dirty ring, 0 for none
 */
struct wp_vm *wp_bench_vm(uint32_t ring_entries);

/**
 * wp_bench_settle() - have the kernel free what the guest before has left behind
 *
 * It does when it finds time: nothing tells when.
 */
void wp_bench_settle(void);

/**
 * wp_bench_main() - measure what the command line says: WAY MEMORY MIB PART...
 * @argc: as main() has it
 * @argv: as main() has it
 * @parts: all parts that this program has
 * @nr: how many
 *
 * Way "stock-eager-2M" and "stock-eager-1G" ask KVM to split, others only go into the lines. MEMORY
 * is 2M, 1G or 4K: what maps the guest's memory.
 *
 * Return: exit status; KSFT_SKIP if this host has no such way.
 */
int wp_bench_main(int argc, char **argv, const struct wp_bench_part *parts, size_t nr);

#endif
