// SPDX-License-Identifier: GPL-2.0
/* Warnings with a name and a guest's address in them, and no address of the host. */
#include <linux/bug.h>

#include "report.h"
#include "vm.h"

#define WP_FINDING KBUILD_MODNAME \
	": vm %s slot %d: IPA %#llx: %s left behind: level %d, attributes %#llx, 1/%u\n"

void wp_report_finding(const struct wp_slot *slot, struct wp_batch *batch)
{
	const struct wp_finding *finding = &batch->finding;

	if (!finding->nr)
		return;
	WARN_ONCE(1, WP_FINDING, slot->vm->name, slot->id, finding->addr,
		  wp_entry_is_block(finding->pte, finding->level) ?
		  "a block" : "a writable page",
		  finding->level, wp_entry_attributes(finding->pte),
		  finding->nr);
	batch->finding.nr = 0;
}
