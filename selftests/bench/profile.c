// SPDX-License-Identifier: GPL-2.0
/*
 * A QEMU plugin that counts how often each piece of the guest's code runs between two marks, which
 * are instructions of the guest. For each pair of marks it prints "section", and then for each
 * piece "<address> <times> <instructions>", to the file that its argument "out" names. Unlike a
 * profiler in the guest, it does not disturb the guest and its counts are complete.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin.h"

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

/* Instructions that no compiler emits. */
#define MARK_BEGIN	0xaa1b03fbU	/* mov x27, x27 */
#define MARK_END	0xaa1c03fcU	/* mov x28, x28 */

/* A translation block. Code that QEMU translates twice has two of these. */
struct piece {
	struct piece *next;
	uint64_t address;
	uint64_t instructions;
	uint64_t count;
};

static struct piece *pieces;
static bool counting;
static FILE *out;

static void ran(unsigned int vcpu, void *data)
{
	struct piece *piece = data;

	if (counting)
		piece->count++;
}

static void begin(unsigned int vcpu, void *data)
{
	counting = true;
}

static void end(unsigned int vcpu, void *data)
{
	struct piece *piece;

	if (!counting)
		return;
	counting = false;
	fprintf(out, "section\n");
	for (piece = pieces; piece; piece = piece->next) {
		if (piece->count)
			fprintf(out, "%" PRIx64 " %" PRIu64 " %" PRIu64 "\n", piece->address,
				piece->count, piece->count * piece->instructions);
		piece->count = 0;
	}
}

static void watch(struct qemu_plugin_insn *insn)
{
	uint32_t code;

	memcpy(&code, qemu_plugin_insn_data(insn), sizeof(code));
	if (code == MARK_BEGIN)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, begin, CB_NO_REGS, NULL);
	else if (code == MARK_END)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, end, CB_NO_REGS, NULL);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	struct piece *piece = calloc(1, sizeof(*piece));
	size_t i;

	if (!piece)
		abort();
	piece->address = qemu_plugin_tb_vaddr(tb);
	piece->instructions = qemu_plugin_tb_n_insns(tb);
	piece->next = pieces;
	pieces = piece;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, ran, CB_NO_REGS, piece);
	for (i = 0; i < piece->instructions; i++)
		watch(qemu_plugin_tb_get_insn(tb, i));
}

static void ended(qemu_plugin_id_t id, void *data)
{
	fclose(out);
}

__attribute__((visibility("default")))
int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv)
{
	if (argc != 1 || strncmp(argv[0], "out=", 4)) {
		fprintf(stderr, "profile: usage: out=FILE\n");
		return 1;
	}
	out = fopen(argv[0] + 4, "w");
	if (!out) {
		perror("profile: out");
		return 1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}
