// SPDX-License-Identifier: GPL-2.0
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "debugfs.h"
#include "fault.h"

bool wp_faults_hooked(void)
{
	char line[96];
	bool hooked = false;
	FILE *f = fopen(WP_DEBUGFS "/host", "r");

	while (f && fgets(line, sizeof(line), f))
		hooked |= !strcmp(line, "hook.kvm_handle_guest_abort attached\n");
	if (f)
		fclose(f);
	return hooked;
}

void wp_faults_ready(void)
{
	while (wp_knob_is("fault", "fast") && !wp_faults_hooked())
		sched_yield();
}
