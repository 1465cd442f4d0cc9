/* SPDX-License-Identifier: MIT */
/*
 * What the hypervisor does with an exception from its host: handle_trap() of kvm/hyp/nvhe/hyp-main.c and what it
 * calls, per kernel release (columns of kernels.def).
 */
#include "policy/handle.h"
#include "model/bits.h"
#include "model/machine.h"
#include "policy/kernels.h"
#include "policy/own.h"

static void bug(const struct trap *t, const char *handler)
{
	trap_rule(t, true, EL2_POLICY_RULE_OF(BUG));
	t->response->action = EL2_ACTION_PANIC;
	t->response->handler = handler;
	t->response->what = "handle_trap() has no case for it: BUG(), the hypervisor panics";
}

/* inject_host_exception() */
static void inject(const struct trap *t, uint64_t esr)
{
	trap_rule(t, true, EL2_POLICY_RULE_OF(INJECT));
	el2_policy_inject(t->boot, t->state, t->taken, esr, t->response);
}

/* handle_host_mte(): looks at the register, not at the direction. */
static void handle_mte(const struct trap *t)
{
	uint64_t hcr = t->state->sysreg[EL2_SYSREG_HCR_EL2];

	switch (el2_sysreg_by_key(el2_sys64_key(t->taken->esr), EL2_READ)) {
	case EL2_SYSREG_RGSR_EL1:
	case EL2_SYSREG_GCR_EL1:
	case EL2_SYSREG_TFSR_EL1:
	case EL2_SYSREG_TFSRE0_EL1:
		if (!trap_rule(t, hcr & EL2_BIT(HCR_EL2, ATA), EL2_POLICY_RULE_OF(MTE_ATA_SET)) &&
		    trap_rule(t, true, EL2_POLICY_RULE_OF(MTE_UNDEF)))
			inject(t, EL2_ESR(EL2_EC_UNKNOWN, 0));
		else
			bug(t, "sys");
		break;
	case EL2_SYSREG_GMID_EL1:
		if (!trap_rule(t, !(hcr & EL2_BIT(HCR_EL2, TID5)), EL2_POLICY_RULE_OF(GMID_TID5_CLEAR)) &&
		    trap_rule(t, true, EL2_POLICY_RULE_OF(GMID_UNDEF)))
			inject(t, EL2_ESR(EL2_EC_UNKNOWN, 0));
		else
			bug(t, "sys");
		break;
	default:
		bug(t, "sys");
		break;
	}
}

/* Whom handle_host_mem_abort() finds as the owner; without a page (no memory was asked) it is taken to be the host.
 * What stage 2 maps already it leaves at that: EL2's own code, too, which the host may read
 * (fix_host_ownership_walker()). */
static bool is_hosts(const el2_exception *taken)
{
	if (!taken->page_known || taken->page_mapped)
		return true;
	switch (taken->page_owner) {
	case EL2_OWNER_HOST:
	case EL2_OWNER_SHARED:
	case EL2_OWNER_MMIO:
		return true;
	default:
		return false;
	}
}

/* The host's stage 2: memory RWX, MMIO RW and Device-nGnRE. PKVM_HOST_MEM_PROT, PKVM_HOST_MMIO_PROT. */
static void map(el2_response *r, const el2_exception *taken)
{
	r->maps = true;
	r->map.ipa = taken->hpfar >> 4 << 12;
	r->map.perm = EL2_PERM_R | EL2_PERM_W;
	r->map.device = taken->page_owner == EL2_OWNER_MMIO;
	if (r->map.device)
		r->map.memattr = 1;
	else
		r->map.perm |= EL2_PERM_X;
}

/* handle_host_mem_abort(), host_inject_mem_abort(). */
static void handle_mem_abort(const struct trap *t)
{
	const el2_exception *taken = t->taken;
	el2_response *r = t->response;
	uint64_t esr = taken->esr;

	trap_rule(t, true, EL2_POLICY_RULE_OF(MEM_ABORT));
	r->handler = "mem-abort";
	if (is_hosts(taken)) {
		r->action = EL2_ACTION_RETRY;
		if (taken->page_known && !taken->page_mapped)
			map(r, taken);
		trap_rule(t, true, r->maps ? EL2_POLICY_RULE_OF(MEM_ABORT_MAP) : EL2_POLICY_RULE_OF(MEM_ABORT_HOST));
		r->what = r->maps ? "the page is the host's: it is mapped, and the host tries again"
				  : "the page is the host's and mapped: the host tries again, and nothing has changed";
		return;
	}
	if (!trap_rule(t, el2_kernel_columns(t->boot->config.kernel) & EL2_K_INJECT_ABORT,
		       EL2_POLICY_RULE_OF(MEM_ABORT_INJECT))) {
		trap_rule(t, true, EL2_POLICY_RULE_OF(MEM_ABORT_BUG));
		r->action = EL2_ACTION_PANIC;
		r->what = "the page is not the host's: BUG(), the hypervisor panics";
		return;
	}
	/* EC of the same level if the host was not at EL0; S1PTW */
	if (taken->spsr & EL2_PSTATE_EL)
		esr |= UINT64_C(1) << 26;
	inject(t, esr | 1u << 7);
	r->injected.far_valid = (esr & 0x3c) == 0x04; /* a translation fault */
	r->injected.far = taken->far;
}

static void handle(const void *context, const el2_state *state, const el2_exception *taken, el2_response *response,
		   el2_trail *trail)
{
	const struct trap t = {context, state, taken, response, trail};

	if (trap_rule(&t, taken->maker == EL2_BY_GUEST, EL2_POLICY_RULE_OF(GUEST))) {
		response->action = EL2_ACTION_UNMODELLED;
		response->what = "what is done with a guest's exception: which guest is not known";
		return;
	}
	if (trap_rule(&t, t.boot->host_el == 2, EL2_POLICY_RULE_OF(VHE_HOST))) {
		response->action = EL2_ACTION_HOST;
		return;
	}
	if (trap_rule(&t, t.boot->mode == EL2_MODE_NONE, EL2_POLICY_RULE_OF(STUB))) {
		response->action = EL2_ACTION_UNMODELLED;
		response->what = "the boot stub at EL2 (KVM is off)";
		return;
	}
	if (trap_rule(&t, taken->maker == EL2_BY_HYPERVISOR, EL2_POLICY_RULE_OF(OWN_EXCEPTION))) {
		response->action = EL2_ACTION_PANIC;
		response->handler = "el2";
		response->what = "EL2 itself took it: hyp_panic(), its vectors expect none from there";
		return;
	}
	switch (EL2_ESR_EC(taken->esr)) {
	case EL2_EC_HVC64:
		trap_rule(&t, true, EL2_POLICY_RULE_OF(HVC));
		response->action = EL2_ACTION_SERVE;
		response->handler = "hvc";
		response->what = "a hypercall: handle_host_hcall() serves it";
		break;
	case EL2_EC_SMC64:
		el2_handle_smc(&t);
		break;
	case EL2_EC_IABT_LOW:
	case EL2_EC_DABT_LOW:
		handle_mem_abort(&t);
		break;
	case EL2_EC_SYS64:
		if (el2_kernel_columns(t.boot->config.kernel) & EL2_K_MTE_UNDEF) {
			handle_mte(&t);
			break;
		}
		bug(&t, "sys");
		break;
	default:
		bug(&t, "trap");
		break;
	}
}

el2_hypervisor el2_boot_hypervisor(const el2_boot *boot)
{
	return (el2_hypervisor){.name = el2_kernel_get(boot->config.kernel)->name, .context = boot, .handle = handle};
}
