/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Defines shim_original_X() for each replaced function X().  A replacement uses
 * it to call KVM's own X().
 *
 * shim_original_X() enters X() just behind the call to ftrace, so that ftrace
 * cannot redirect the call again.  The ftrace callback cannot instead recognise
 * calls of the shim by the return address: a kretprobe on X() replaces that
 * address with its own, and the replacement would call itself until the stack
 * overflows.
 *
 * RET and not BR: with branch target identification, BR may land on a BTI
 * instruction only.  Arguments, stack and link register stay those of the
 * caller; x16 is free for use between a caller and a callee (AAPCS64, 6.1.1).
 */
#include <linux/linkage.h>
#include <asm/assembler.h>

#include "functions.h"

	.macro	shim_original name
SYM_FUNC_START(shim_original_\name)
	ldr_l	x16, shim_body_\name
	ret	x16
SYM_FUNC_END(shim_original_\name)
	.endm

#define SHIM_ORIGINAL(name, ...) shim_original name;

	SHIM_EDITORS(SHIM_ORIGINAL, SHIM_ORIGINAL)
	SHIM_REDIRECTS(SHIM_ORIGINAL, SHIM_ORIGINAL)
	SHIM_CHANGES(SHIM_ORIGINAL)
	SHIM_FAULTS(SHIM_ORIGINAL)
	SHIM_WATCHES(SHIM_ORIGINAL)
