/* SPDX-License-Identifier: MIT */
/* What own policies in C call, and whether one was made for this library. */
#include "policy/own.h"
#include "model/bits.h"
#include "policy/handle.h"

#include <string.h>

void el2_policy_ask_kernel(const void *context, const el2_state *state, const el2_exception *taken,
			   el2_response *response, el2_trail *trail)
{
	const el2_policy_context *c = context;

	c->kernel->handle(c->kernel->context, state, taken, response, trail);
}

/* enter_exception64() */
void el2_inject(const el2_state *s, const el2_exception *taken, uint64_t esr, bool tco, el2_response *response)
{
	uint64_t sctlr = s->sysreg[EL2_SYSREG_SCTLR_EL1];
	el2_exception *e = &response->injected;

	response->action = EL2_ACTION_INJECT;
	*e = (el2_exception){.el = 1, .esr = esr, .elr = taken->elr, .spsr = taken->spsr};
	e->vector = taken->spsr & EL2_PSTATE_NRW ? 0x600 : taken->spsr & EL2_PSTATE_EL ? 0x200 : 0x400;
	e->pstate = (uint32_t)taken->spsr & (EL2_PSTATE_NZCV | EL2_PSTATE_DIT | EL2_PSTATE_PAN);
	e->pstate |= EL2_PSTATE_DAIF | 1u << 2 | EL2_PSTATE_SP;
	/* What the CPU lacks ERET drops. */
	if (el2_has(s->cpu, EL2_FEAT_PAN) && !(sctlr & EL2_BIT(SCTLR_EL1, SPAN)))
		e->pstate |= EL2_PSTATE_PAN;
	if (el2_has(s->cpu, EL2_FEAT_SSBS) && (sctlr & EL2_BIT(SCTLR_EL1, DSSBS)))
		e->pstate |= EL2_PSTATE_SSBS;
	if (tco)
		e->pstate |= EL2_PSTATE_TCO;
}

void el2_policy_inject(const el2_boot *boot, const el2_state *s, const el2_exception *taken, uint64_t esr,
		       el2_response *response)
{
	el2_inject(s, taken, esr, boot->mte, response);
}

el2_status el2_policy_entry_check(const el2_policy_entry *entry, el2_error *error)
{
	static const el2_policy_layout layout = EL2_POLICY_LAYOUT;

	if (entry->abi != EL2_POLICY_ABI)
		return el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0,
				"a policy of ABI %u, and this el2trap takes ABI %u: build it with this one's headers",
				entry->abi, EL2_POLICY_ABI);
	if (memcmp(&entry->layout, &layout, sizeof layout))
		return el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0,
				"built with the headers of another el2trap (its el2_state has %u bytes and %u "
				"registers, this one's %u and %u): build it again",
				entry->layout.state, entry->layout.registers, layout.state, layout.registers);
	if (!entry->name || !entry->handle)
		return el2_fail(error, EL2_ERR_INPUT, NULL, 0, 0, "a policy without a name or a handle()");
	return EL2_OK;
}
