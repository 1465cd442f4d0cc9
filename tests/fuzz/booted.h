/* SPDX-License-Identifier: MIT */
/* The booted machine that a fuzz target asks. */
#ifndef EL2TRAP_FUZZ_BOOTED_H
#define EL2TRAP_FUZZ_BOOTED_H

#include "policy/policy.h"

#include <stdlib.h>

/* Fill the three by their names, of the newest kernel. Returns the boot's hypervisor, which points to *boot. */
static inline el2_hypervisor fuzz_boot(el2_cpu *cpu, el2_boot *boot, el2_state *state, const char *cpu_text,
				       const char *cmdline)
{
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;

	config.cpu = cpu;
	config.cmdline = cmdline;
	if (el2_cpu_parse(cpu_text, cpu, NULL) != EL2_OK || el2_boot_make(&config, boot, NULL) != EL2_OK)
		abort();
	el2_boot_state(boot, state);
	return el2_boot_hypervisor(boot);
}

#endif
