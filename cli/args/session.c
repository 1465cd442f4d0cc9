/* SPDX-License-Identifier: MIT */
#include "cli/args/session.h"

void cli_override_apply(const struct cli_override *o, el2_state *s)
{
	if (o->reg == EL2_SYSREG_NONE)
		s->pstate = (s->pstate & ~(uint32_t)o->mask) | (uint32_t)(o->value & o->mask);
	else
		s->sysreg[o->reg] = (s->sysreg[o->reg] & ~o->mask) | (o->value & o->mask);
}

static bool tge(const el2_state *s)
{
	unsigned msb, lsb;

	return el2_field_find(EL2_SYSREG_HCR_EL2, "TGE", 3, &msb, &lsb) && (s->sysreg[EL2_SYSREG_HCR_EL2] >> lsb & 1);
}

el2_status cli_session_open(struct cli_session *s, const struct cli_options *o, el2_error *error)
{
	el2_boot_config config = {o->kernel, o->cmdline, o->config_arm64_mte, &s->cpu};
	el2_status status;
	unsigned el;

	s->cpu = o->cpu;
	status = el2_boot_make(&config, &s->boot, error);
	if (status != EL2_OK)
		return status;
	el2_boot_state(&s->boot, &s->state);
	el = o->el < 0 ? s->boot.host_el : (unsigned)o->el;
	el2_set_el(&s->state, el);
	for (size_t i = 0; i < o->override_count; i++)
		cli_override_apply(&o->overrides[i], &s->state);
	if (el == 1 && s->boot.host_el == 2 && tge(&s->state))
		return el2_fail(
			error, EL2_ERR_USAGE, NULL, 0, 0,
			"--el 1: under this boot (%s) the host's kernel runs at EL2, and HCR_EL2.TGE leaves no EL1; "
			"use --el 2, or --cmdline kvm-arm.mode=nvhe or =protected",
			el2_mode_name(s->boot.mode));
	s->driver = el2_boot_hypervisor(&s->boot);
	s->hypervisor = o->no_hypervisor ? NULL : &s->driver;
	return EL2_OK;
}

const char *cli_session_name(const struct cli_session *s, char *buffer, size_t size)
{
	snprintf(buffer, size, "%s (%s, MTE %s)", el2_kernel_get(s->boot.config.kernel)->name,
		 el2_mode_name(s->boot.mode), s->boot.mte ? "on" : "off");
	return buffer;
}
