// SPDX-License-Identifier: GPL-2.0
/*
 * Measures what a VM costs apart from GET and CLEAR, in instructions (1 ns
 * each): faults without a log, and beside one, creating and deleting slots,
 * destroying the VM, and dirty rings.
 *
 * usage: bench_vm WAY MEMORY MIB PART...
 *
 * See lib/bench.h. PART is fault, beside, slots or ring.
 */
#include <errno.h>
#include <stdlib.h>

#include "bench.h"
#include "kvm_util.h"
#include "linux/sizes.h"
#include "gic.h"
#include "gic_v3.h"
#include "processor.h"
#include "vgic.h"
#include "wp.h"

/*
 * Enough slots that the clock's resolution does not matter, few enough that no
 * timer tick comes in between.
 */
#define SLOTS		32
#define SLOT_SIZE	(64 * wp_page_size())
#define DEVICE_READS	2048

/*
 * Create a guest whose memory is populated on the host but not yet mapped in
 * stage 2.
 */
static struct test_slot *guest_new(uint32_t ring_entries)
{
	struct wp_vm *wvm = wp_bench_vm(ring_entries);
	struct test_slot *slot;

	slot = wp_slot_add_hva(wvm, 1, wp_bench_memory(), WP_IPA, wp_bench_size(), 0);
	wp_bench_settle();
	return slot;
}

/*
 * Fault all of the memory into the host's page tables, for both the write test
 * and the read test.
 */
static void populate(const struct test_slot *slot)
{
	uint64_t at;

	for (at = 0; at < slot->size; at += wp_page_size())
		memset(slot->hva + at, 1, 1);
}

/* Map each page of a slot, whose log is off, by a write or by a read. */
static void map_by(const char *figure, const struct test_slot *slot,
		   uint64_t (*access)(struct wp_call *call))
{
	struct wp_call call = wp_slot_call(slot, access, 1);
	uint64_t start;

	call.stride = wp_bench_step();
	start = wp_bench_begin();
	wp_call(slot->wvm, 0, &call);
	wp_bench_say(figure, wp_bench_since(start));
	wp_vm_destroy(slot->wvm);
}

static void part_fault(void)
{
	struct test_slot *slot = guest_new(0);

	populate(slot);
	map_by("map_write_ns", slot, wp_guest_write);
	map_by("map_read_ns", guest_new(0), wp_guest_read);
}

/* As QEMU keeps it on for the memory of a display. */
static struct test_slot *logged_slot(struct wp_vm *wvm)
{
	struct test_slot *slot = wp_slot_add(wvm, 2, WP_PAGES, WP_IPA + wp_bench_size(),
					     16 * WP_MIB, 0);

	TEST_ASSERT(slot && !wp_slot_log(slot, true), "cannot enable the log");
	wp_faults_ready();
	return slot;
}

static uint64_t device_reads(struct wp_call *call)
{
	uint64_t i, sum = 0;

	for (i = 0; i < DEVICE_READS; i++)
		sum += readl(GICD_BASE_GVA + GICD_TYPER);
	return sum;
}

static uint64_t nothing(struct wp_call *call)
{
	return 0;
}

/* Exits to KVM's own device, and to the VMM: each call ends with one. */
static void devices_timed(struct wp_vm *wvm)
{
	const struct wp_call in_kernel = { .fn = device_reads }, in_vmm = { .fn = nothing };
	uint64_t start = wp_bench_begin();
	int i;

	wp_call(wvm, 0, &in_kernel);
	wp_bench_say("beside_device_ns", wp_bench_since(start));
	start = wp_bench_begin();
	for (i = 0; i < DEVICE_READS; i++)
		wp_call(wvm, 0, &in_vmm);
	wp_bench_say("beside_exit_ns", wp_bench_since(start));
}

/* What stage-2 faults cost that have nothing to do with a log, while one is on. */
static void part_beside(void)
{
	struct test_slot *slot = guest_new(0);
	int gic = vgic_v3_setup(slot->wvm->vm, 1, 64);

	TEST_ASSERT(gic >= 0, "cannot create an interrupt controller");
	populate(slot);
	logged_slot(slot->wvm);
	devices_timed(slot->wvm);
	map_by("beside_write_ns", slot, wp_guest_write);
	close(gic);
	slot = guest_new(0);
	logged_slot(slot->wvm);
	map_by("beside_read_ns", slot, wp_guest_read);
}

/*
 * Make the same ioctl for each of the first @nr slots. A @size of 0 deletes
 * them.
 */
static void slots_set(struct wp_vm *wvm, int nr, uint32_t flags, uint64_t size)
{
	struct test_slot slot = { .wvm = wvm, .hva = wp_bench_memory(), .ipa = WP_IPA };
	int err = 0;

	for (slot.id = 1; slot.id <= nr && !err; slot.id++) {
		err = wp_slot_ioctl(&slot, flags, slot.ipa, size);
		slot.hva += SLOT_SIZE;
		slot.ipa += SLOT_SIZE;
	}
	TEST_ASSERT(!err, "KVM refuses a slot: %s", strerror(err));
}

static void slots_timed(const char *figure, struct wp_vm *wvm, int nr, uint32_t flags,
			uint64_t size)
{
	uint64_t start = wp_bench_begin();

	slots_set(wvm, nr, flags, size);
	wp_bench_say(figure, wp_bench_since(start));
}

static void destroy_timed(const char *figure, struct wp_vm *wvm)
{
	uint64_t start = wp_bench_begin();

	wp_vm_destroy(wvm);
	wp_bench_say(figure, wp_bench_since(start));
}

static struct wp_vm *vm_settled(void)
{
	struct wp_vm *wvm = wp_bench_vm(0);

	wp_bench_settle();
	return wvm;
}

/*
 * Half of the slots whose log was on are deleted, the other half is destroyed
 * with the VM. No slot has mappings.
 */
static void part_slots(void)
{
	struct wp_vm *wvm = vm_settled();

	slots_timed("slots_add_ns", wvm, SLOTS, 0, SLOT_SIZE);
	slots_timed("slots_delete_ns", wvm, SLOTS, 0, 0);
	destroy_timed("destroy_ns", wvm);

	wvm = vm_settled();
	slots_set(wvm, SLOTS, 0, SLOT_SIZE);
	slots_timed("slots_enable_ns", wvm, SLOTS, KVM_MEM_LOG_DIRTY_PAGES, SLOT_SIZE);
	slots_timed("slots_disable_ns", wvm, SLOTS, 0, SLOT_SIZE);
	slots_timed("slots_logged_delete_ns", wvm, SLOTS / 2, 0, 0);
	destroy_timed("logged_destroy_ns", wvm);
}

static void ring_round(const struct test_slot *slot, unsigned long *bitmap, const char *figure)
{
	uint64_t pages = wp_ring_harvest(slot, bitmap), start = wp_bench_begin(), was;

	was = wp_ring_reset(slot->wvm);
	start = wp_bench_since(start);
	TEST_ASSERT(was == pages, "%lu of %lu entries reset", (unsigned long)was,
		    (unsigned long)pages);
	wp_bench_say(figure, start);
}

static void part_ring(void)
{
	struct test_slot *slot = guest_new(WP_RING_ENTRIES);
	unsigned long *bitmap = wp_bitmap_alloc(slot);
	uint64_t start;
	int err;

	wp_slot_write(slot, 1);
	err = wp_slot_log(slot, true);
	TEST_ASSERT(!err, "cannot enable the log: %s", strerror(err));
	wp_faults_ready();
	start = wp_bench_begin();
	wp_slot_write(slot, 2);
	wp_bench_say("ring_write_all_ns", wp_bench_since(start));
	ring_round(slot, bitmap, "ring_reset_100_ns");
	wp_slot_write_every(slot, 1000 * wp_page_size(), 3);
	ring_round(slot, bitmap, "ring_reset_01_ns");
	wp_vm_destroy(slot->wvm);
	free(bitmap);
}

static const struct wp_bench_part parts[] = {
	{ "fault", part_fault, NULL },
	{ "beside", part_beside, NULL },
	{ "slots", part_slots, NULL },
	{ "ring", part_ring, wp_ring_missing },
};

int main(int argc, char **argv)
{
	return wp_bench_main(argc, argv, parts, ARRAY_SIZE(parts));
}
