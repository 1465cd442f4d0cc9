/* SPDX-License-Identifier: MIT */
#include "cli/case/without.h"

#include <stdio.h>

el2_status cli_without_open(struct cli_without *w, const struct cli_session *s, const el2_state *state,
			    el2_error *error)
{
	el2_boot_config config = s->boot.config;
	char name[sizeof s->cpu.name + sizeof ",mte=0"];
	el2_state booted;
	el2_status status;

	w->boot = s->boot;
	el2_boot_state(&w->boot, &booted);
	snprintf(name, sizeof name, "%s,mte=0", s->cpu.name);
	status = el2_cpu_parse(name, &w->cpu, error);
	config.cpu = &w->cpu;
	if (status == EL2_OK)
		status = el2_boot_make(&config, &w->boot, error);
	if (status != EL2_OK)
		return status;
	el2_boot_state(&w->boot, &w->state);
	for (unsigned r = 1; r < EL2_SYSREG_REGISTERS; r++)
		if (booted.sysreg[r] != state->sysreg[r])
			w->state.sysreg[r] = state->sysreg[r];
	w->hypervisor = el2_boot_hypervisor(&w->boot);
	return EL2_OK;
}
