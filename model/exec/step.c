/* SPDX-License-Identifier: MIT */
/* One step: the rules, then the instruction itself, then the exception, if it takes one. */
#include "model/exec/exec.h"
#include "model/rules/check.h"

#include <string.h>

/* ---- exceptions ---- */

static void enter(el2_state *s, const el2_exception *e)
{
	static const struct {
		uint16_t esr, elr, spsr, far, vbar;
	} regs[] = {
#define BANK(n)                                                                                                        \
	{EL2_SYSREG_ESR_EL##n, EL2_SYSREG_ELR_EL##n, EL2_SYSREG_SPSR_EL##n, EL2_SYSREG_FAR_EL##n, EL2_SYSREG_VBAR_EL##n}
		{0},
		BANK(1),
		BANK(2),
		BANK(3),
#undef BANK
	};
	unsigned el = e->el & 3;

	s->sysreg[regs[el].esr] = e->esr;
	s->sysreg[regs[el].elr] = e->elr;
	s->sysreg[regs[el].spsr] = e->spsr;
	if (e->far_valid)
		s->sysreg[regs[el].far] = e->far;
	if (e->hpfar_valid)
		s->sysreg[EL2_SYSREG_HPFAR_EL2] = e->hpfar;
	s->pstate = e->pstate;
	s->exlock = e->exlock;
	s->pc = (s->sysreg[regs[el].vbar] & ~UINT64_C(0x7ff)) + e->vector;
	s->exclusive_size = 0;
}

/* The hypervisor has put a page into the host's stage 2. */
static void map_stage2(el2_memory *memory, const el2_response *r)
{
	el2_page *page = el2_memory_page(memory, r->map.ipa);

	if (!page)
		return;
	page->s2_mapped = true;
	page->s2_perm = r->map.perm;
	if (r->map.device)
		page->s2_memattr = r->map.memattr;
}

/* What becomes of the state when `taken` has been dealt with. */
static void deliver(el2_state *s, el2_memory *memory, const el2_hypervisor *h, el2_step_result *result,
		    el2_trail *trail)
{
	el2_verdict *v = &result->verdict;

	el2_route(s, h, v, trail);
	if (v->taken.el != 2 || !h) {
		enter(s, &v->taken);
		return;
	}
	switch (v->response.action) {
	case EL2_ACTION_INJECT:
		enter(s, &v->response.injected);
		break;
	case EL2_ACTION_HOST:
		enter(s, &v->taken);
		break;
	case EL2_ACTION_SERVE:
	case EL2_ACTION_FORWARD:
		for (unsigned n = 0; n < sizeof v->response.x / sizeof *v->response.x; n++)
			if (v->response.writes >> n & 1)
				s->x[n] = v->response.x[n];
		s->pc = v->taken.elr + (v->response.skip ? 4 : 0);
		break;
	case EL2_ACTION_RETRY:
		if (v->response.maps)
			map_stage2(memory, &v->response);
		else
			result->no_progress = true;
		break;
	default:
		break;
	}
}

static void take(struct exec *x, el2_memory *memory, const el2_hypervisor *h, el2_step_result *result)
{
	result->verdict.taken = x->fault;
	result->verdict.has_taken = true;
	deliver(x->s, memory, h, result, x->trail);
}

/* ---- the step ---- */

/* check.c could not ask memory; this can. */
static void drop_assumption(el2_rules *rules)
{
	el2_rule last = rules->count ? rules->rule[rules->count - 1] : 0;

	if (last == EL2_RULE_OF(MEMORY_ASSUMED) || last == EL2_RULE_OF(GCS_ASSUMED))
		rules->count--;
}

/* ata0=abort: the rules say that EL2 takes it; but the address must translate first. */
static bool is_ata0_abort(el2_arch_result *arch)
{
	if (!arch->rules.count || arch->rules.rule[arch->rules.count - 1] != EL2_RULE_OF(ATA0_ABORT))
		return false;
	arch->rules.count--;
	arch->outcome = EL2_EXECUTES;
	return true;
}

static bool touches_memory(const el2_insn *insn)
{
	switch (insn->cls) {
	case EL2_CLASS_MEMORY:
	case EL2_CLASS_TAG_LOAD:
	case EL2_CLASS_TAG_STORE:
	case EL2_CLASS_TAG_BULK:
		return true;
	default:
		return false;
	}
}

static void finish(struct exec *x, el2_memory *memory, const el2_hypervisor *h, bool done, el2_step_result *result)
{
	el2_verdict *v = &result->verdict;
	el2_state *s = x->s;

	v->unpredictable |= x->unpredictable;
	if (done) {
		v->verdict = EL2_PASS;
		if (touches_memory(x->insn))
			exec_rule(x, EL2_RULE_OF(MEMORY_GRANTED));
		result->executed = true;
		s->pc = x->next;
		if (!x->branched)
			s->pstate &= ~(uint32_t)EL2_PSTATE_BTYPE;
	} else if (x->takes) {
		take(x, memory, h, result);
	} else {
		v->verdict = EL2_UNMODELLED;
		v->what = x->why;
	}
}

static void begin(struct exec *x, el2_state *s, el2_memory *memory, const el2_insn *insn, el2_step_result *result,
		  el2_trail *trail)
{
	el2_verdict_clear(&result->verdict);
	result->executed = result->no_progress = false;
	exec_begin(x, s, memory, insn, &result->verdict.rules, trail);
}

/* What comes of what the rules found. */
static void perform(struct exec *x, el2_memory *memory, const el2_hypervisor *h, const el2_arch_result *arch,
		    el2_step_result *result)
{
	el2_verdict *v = &result->verdict;

	x->arch = arch;
	el2_rules_add_all(&v->rules, &arch->rules);
	v->effect = arch->effect;
	v->unpredictable = arch->unpredictable;
	v->accessed = arch->accessed;
	switch (arch->outcome) {
	case EL2_EXECUTES:
		drop_assumption(&v->rules);
		finish(x, memory, h, el2_exec_of((el2_form)x->insn->form)(x), result);
		break;
	case EL2_TAKES:
		x->fault = arch->exception;
		take(x, memory, h, result);
		break;
	default:
		v->verdict = EL2_UNMODELLED;
		v->what = arch->why;
		break;
	}
}

void exec_checked(el2_state *s, el2_memory *memory, const el2_hypervisor *h, const el2_insn *insn,
		  const el2_arch_result *arch, el2_step_result *result)
{
	struct exec x;

	begin(&x, s, memory, insn, result, NULL);
	perform(&x, memory, h, arch, result);
}

void el2_step(el2_state *s, el2_memory *memory, const el2_hypervisor *h, const el2_insn *insn, el2_step_result *result,
	      el2_trail *trail)
{
	struct exec x;
	el2_arch_result arch;

	begin(&x, s, memory, insn, result, trail);
	if (s->pstate & EL2_PSTATE_BTYPE && el2_state_is_usual(s) && !exec_branch_target(&x)) {
		take(&x, memory, h, result);
		return;
	}
	el2_check(s, insn, &arch, trail);
	x.ata0_abort = is_ata0_abort(&arch);
	perform(&x, memory, h, &arch, result);
}

bool el2_step_access(el2_state *s, el2_memory *memory, const el2_hypervisor *h, const el2_access *access,
		     el2_step_result *result, el2_trail *trail)
{
	static const el2_insn none;
	struct span span;
	struct exec x;

	begin(&x, s, memory, &none, result, trail);
	if (access->size > EL2_PAGE_SIZE) {
		result->verdict.verdict = EL2_UNMODELLED;
		result->verdict.what = "an access of more than a page";
		return false;
	}
	if (exec_grant(&x, access, &span))
		return true;
	finish(&x, memory, h, false, result);
	return false;
}

el2_page *exec_fetch(el2_state *s, el2_memory *memory, const el2_hypervisor *h, el2_step_result *result,
		     el2_trail *trail)
{
	static const el2_insn none;
	struct exec x;
	el2_access a = {.address = s->pc, .size = 4, .el = (uint8_t)el2_el(s), .read = true, .fetch = true};
	struct span span;

	begin(&x, s, memory, &none, result, trail);
	if (s->pc & 3) {
		exec_rule(&x, EL2_RULE_OF(MEMORY_PC));
		exec_raise(&x, EL2_EC_PC_ALIGN, 0);
		x.fault.far = s->pc;
		x.fault.far_valid = true;
	} else if (exec_grant(&x, &a, &span)) {
		return span.page[0];
	}
	finish(&x, memory, h, false, result);
	return NULL;
}

void el2_step_at_pc(el2_state *s, el2_memory *memory, const el2_hypervisor *h, el2_step_result *result,
		    el2_trail *trail)
{
	el2_insn insn = {0};
	const el2_page *page;

	if (!(s->pstate & EL2_PSTATE_NRW)) { /* else el2_step() says it */
		page = exec_fetch(s, memory, h, result, trail);
		if (!page)
			return;
		el2_decode((uint32_t)load_le(page->data + s->pc % EL2_PAGE_SIZE, 4), &insn);
	}
	el2_step(s, memory, h, &insn, result, trail);
}
