/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The frame of the benchmark programs, which measure what dirty logging costs.
 *
 * A program consists of parts. A part measures a few figures and is repeated
 * until two values of each figure agree. Each figure is printed on standard
 * output as "bench WAY MEMORY MIB RUN FIGURE VALUE". ../bench/README.md
 * explains the figures.
 */
#ifndef SELFTESTS_LIB_BENCH_H
#define SELFTESTS_LIB_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct test_slot;
struct wp_vm;

/**
 * struct wp_bench_part - figures that one function measures together
 * @name: name of the part on the command line
 * @run: measures each figure once
 * @missing: returns why this host cannot measure these figures, or NULL if it
 *     can; may be NULL
 */
struct wp_bench_part {
	const char *name;
	void (*run)(void);
	const char *(*missing)(void);
};

/**
 * wp_bench_begin() - start counting instructions
 *
 * Return: the start, for wp_bench_since().
 */
uint64_t wp_bench_begin(void);

/**
 * wp_bench_since() - stop counting instructions
 * @start: value returned by wp_bench_begin()
 *
 * Return: instructions executed since then.
 */
uint64_t wp_bench_since(uint64_t start);

/**
 * wp_bench_say() - record the value of a figure in this run
 * @figure: name of the figure; the string must stay valid
 * @value: the measured value; values of the warm-up run are dropped
 */
void wp_bench_say(const char *figure, uint64_t value);

/**
 * wp_bench_size() - size of the guest's memory in bytes
 */
uint64_t wp_bench_size(void);

/**
 * wp_bench_step() - bytes that one stage-2 leaf maps before the log is on
 */
uint64_t wp_bench_step(void);

/**
 * wp_bench_is_repeated() - is the guest's memory a few huge pages, mapped again and again?
 *
 * So is memory that is larger than the host's.
 */
bool wp_bench_is_repeated(void);

/**
 * wp_bench_memory() - get the host memory behind the guest's slot
 *
 * All guests use the same memory, because filling new memory for each guest
 * would take most of the time.
 */
uint8_t *wp_bench_memory(void);

/**
 * wp_bench_vm() - create a guest for the measured way
 * @ring_entries: entries of its dirty ring, 0 for no ring
 *
 * It has one vCPU and no memory.
 */
struct wp_vm *wp_bench_vm(uint32_t ring_entries);

/**
 * wp_bench_guest() - create such a guest with all of its memory mapped in stage 2
 * @manual: enable manual protection of its logs, with bitmaps that start out full
 *
 * Return: the slot of its memory; wp_vm_destroy() of its VM frees both.
 */
struct test_slot *wp_bench_guest(bool manual);

/**
 * wp_bench_settle() - give the kernel time for its work in the background
 *
 * There it frees what the previous guest used, and does not report when it is done.
 */
void wp_bench_settle(void);

/**
 * wp_bench_timed() - measure one call, and record it as the value of a figure
 * @figure: name of the figure, as for wp_bench_say()
 * @slot: passed to @touch
 * @touch: accesses the slot's memory in the guest
 */
void wp_bench_timed(const char *figure, const struct test_slot *slot,
		    void (*touch)(const struct test_slot *slot));

/**
 * wp_bench_tables_kib() - memory that this host uses for stage-2 tables, in KiB
 */
uint64_t wp_bench_tables_kib(void);

/**
 * wp_bench_main() - measure what the command line selects
 * @argc: from main()
 * @argv: from main()
 * @parts: all parts of this program
 * @nr: number of entries in @parts
 *
 * The command line is WAY MEMORY MIB PART...
 *
 * The ways "stock-eager-2M" and "stock-eager-1G" enable KVM's eager splitting.
 * Any other way is only a label in the output. MEMORY is the size of the
 * guest's stage-2 mappings: 2M, 1G or 4K.
 *
 * Return: the exit status; KSFT_SKIP if this host does not support the way.
 */
int wp_bench_main(int argc, char **argv, const struct wp_bench_part *parts, size_t nr);

#endif
