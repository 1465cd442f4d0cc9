/* SPDX-License-Identifier: MIT */
/* Exceptions that a CPU takes, and returns from them. */
#include "replay/judge/judge.h"

#include "model/machine.h"

#include <stdio.h>

/*
 * PSTATE fields of the handler that follow from the exception alone. N, Z, C, V and DIT are what they were before it
 * (and QEMU clears them, which the architecture does not); PAN, UAO and SSBS depend on SCTLR of software that the
 * trace may not show.
 */
#define PSTATE_COMPARED                                                                                                \
	(EL2_PSTATE_MODE | EL2_PSTATE_DAIF | EL2_PSTATE_TCO | EL2_PSTATE_IL | EL2_PSTATE_ALLINT | EL2_PSTATE_BTYPE |   \
	 EL2_PSTATE_SS)

static bool differ(el2_known recorded, uint64_t value)
{
	return (recorded.value ^ value) & recorded.mask;
}

/* From where exceptions of a class come, and when. A class that is not allocated is held against the model. */
static el2_ec_info class_info(unsigned ec)
{
	const el2_ec_info *info = el2_ec_get(ec);

	return info ? *info : (el2_ec_info){.levels = EL2_EC_ANY, .when = EL2_EC_OWN};
}

unsigned judge_class(const el2_event *e)
{
	if (e->taken.esr.mask)
		return EL2_ESR_EC(e->taken.esr.value);
	return e->taken.ec > 0 ? (unsigned)e->taken.ec & 63 : 0;
}

el2_unknown judge_class_unknown(const el2_event *e)
{
	static const el2_unknown why[] = {
		[EL2_EC_OWN] = EL2_UNKNOWN_NOTHING,
		[EL2_EC_MEMORY] = EL2_UNKNOWN_MEMORY,
		[EL2_EC_ANYTIME] = EL2_UNKNOWN_ANY_INSTRUCTION,
		[EL2_EC_VALUES] = EL2_UNKNOWN_OPERANDS,
	};

	return why[class_info(judge_class(e)).when];
}

/* Which stack pointer the code used is in the vector that was taken, where SPSR is not recorded. */
static void set_sp(struct question *q, const el2_event *e, int el)
{
	el2_state *s = &q->state;

	if (e->taken.spsr.mask == UINT64_MAX) {
		s->pstate = (uint32_t)e->taken.spsr.value;
		el2_set_el(s, (unsigned)el);
		s->pstate = (s->pstate & ~(uint32_t)EL2_PSTATE_SP) | (e->taken.spsr.value & EL2_PSTATE_SP);
	} else if (e->taken.vector >= 0 && e->taken.vector < 0x200 && e->taken.to_el == el && el) {
		s->pstate &= ~(uint32_t)EL2_PSTATE_SP;
	}
}

/* ---- comparing -------------------------------------------------------------------------------------------------- */

/* The first thing in which the recorded exception and the model's differ. */
static bool compare_taken(const el2_event *e, const el2_exception *x, el2_judgement *j)
{
	if (e->taken.to_el >= 0 && e->taken.to_el != x->el)
		judge_disagree(j, "recorded: taken to EL%d; the model: to EL%u with ESR %#llx", e->taken.to_el, x->el,
			       (unsigned long long)x->esr);
	else if (differ(e->taken.esr, x->esr))
		judge_disagree(j, "recorded ESR %#llx, the model: %#llx", (unsigned long long)e->taken.esr.value,
			       (unsigned long long)x->esr);
	else if (e->taken.ec >= 0 && (unsigned)e->taken.ec != EL2_ESR_EC(x->esr))
		judge_disagree(j, "recorded EC %#x, the model: %#x", (unsigned)e->taken.ec, EL2_ESR_EC(x->esr));
	else if (e->has_pc && differ(e->taken.elr, x->elr))
		judge_disagree(j, "recorded ELR %#llx, the model: %#llx", (unsigned long long)e->taken.elr.value,
			       (unsigned long long)x->elr);
	else if (e->taken.vector >= 0 && e->taken.vector != x->vector)
		judge_disagree(j, "recorded vector offset %#x, the model: %#x", (unsigned)e->taken.vector, x->vector);
	else if (differ(e->taken.spsr, x->spsr))
		judge_disagree(j, "recorded SPSR %#llx, the model: %#llx", (unsigned long long)e->taken.spsr.value,
			       (unsigned long long)x->spsr);
	else if (differ(e->taken.pstate, x->pstate) &&
		 ((e->taken.pstate.value ^ x->pstate) & e->taken.pstate.mask & PSTATE_COMPARED))
		judge_disagree(j, "recorded PSTATE %#llx, the model: %#x", (unsigned long long)e->taken.pstate.value,
			       x->pstate);
	else
		return true;
	return false;
}

/* Some classes say whether the exception came from below. An access to VNCR_EL2's page counts as one of EL2. */
static bool levels_fit(const el2_event *e, int el, el2_judgement *j)
{
	unsigned ec = judge_class(e), levels = class_info(ec).levels;
	bool vncr = e->taken.esr.mask && e->taken.esr.value >> 13 & 1 && e->taken.to_el == 2;

	if (!e->taken.esr.mask || e->taken.to_el < 0 || levels == EL2_EC_ANY ||
	    (levels == EL2_EC_LOWER) == (e->taken.to_el > el) || (levels == EL2_EC_SAME && vncr))
		return true;
	judge_disagree(j, "EC %#x does not fit an exception from EL%d to EL%d", ec, el, e->taken.to_el);
	return false;
}

/* Targets that no exception can have, and a syndrome that contradicts itself. */
static bool possible(const el2_event *e, int el, el2_judgement *j)
{
	if (e->taken.to_el >= 0 && (e->taken.to_el < el || !e->taken.to_el)) {
		judge_disagree(j, "an exception from EL%d cannot be taken to EL%d", el, e->taken.to_el);
		return false;
	}
	if (e->taken.esr.mask == UINT64_MAX && e->taken.ec >= 0 &&
	    (unsigned)e->taken.ec != EL2_ESR_EC(e->taken.esr.value)) {
		judge_disagree(j, "recorded EC %#x, but ESR %#llx has EC %#x", (unsigned)e->taken.ec,
			       (unsigned long long)e->taken.esr.value, EL2_ESR_EC(e->taken.esr.value));
		return false;
	}
	return levels_fit(e, el, j);
}

/* ---- memory aborts ---------------------------------------------------------------------------------------------- */

/* What the handler at EL2 does with an abort of its host, as the model has it; the page's owner is not known. */
static void ask_hypervisor(const el2_judge *judge, const struct question *q, const el2_event *e, el2_response *answer)
{
	el2_exception taken;

	*answer = (el2_response){.action = EL2_ACTION_NONE};
	if (!judge->config.hypervisor)
		return;
	el2_exception_build(&q->state, 2, e->taken.esr.value, q->state.pc, &taken);
	taken.far_valid = true;
	taken.far = e->taken.far.mask ? e->taken.far.value : e->address;
	judge->config.hypervisor->handle(judge->config.hypervisor->context, &q->state, &taken, answer, NULL);
}

/* Can a data or instruction abort of EL1 or EL0 be taken to EL2 at all in this state? */
static bool stage2_on(const el2_state *s)
{
	/* VM, DC; TGE and TEA route others */
	return s->sysreg[EL2_SYSREG_HCR_EL2] & (1u | 1u << 12 | UINT64_C(1) << 27 | UINT64_C(1) << 37);
}

/* What an instruction accesses: loads and stores by the machine, tag instructions by their rows. */
static bool find_access(const el2_state *s, const el2_insn *insn, el2_access *a)
{
	const el2_form_info *f = el2_form_get((el2_form)insn->form);
	bool read;

	if (el2_insn_access(s, insn, a))
		return true;
	if (!f || !f->tag_effect || f->tag_effect == EL2_TAG_MAINTENANCE)
		return false;
	read = f->tag_effect == EL2_TAG_READ_GRANULE || f->tag_effect == EL2_TAG_READ_BLOCK;
	*a = (el2_access){.read = read, .write = !read};
	/* STG and its like; the others align their address themselves */
	if (f->cls == EL2_CLASS_TAG_STORE)
		a->align = EL2_GRANULE;
	return true;
}

/* The instruction and its syndrome fit together; `access` is written if the model knows what it accesses. */
static bool fits(const el2_state *s, const el2_event *e, el2_judgement *j, el2_access *access, bool *known)
{
	uint64_t esr = e->taken.esr.value;
	unsigned ec = EL2_ESR_EC(esr), status = esr & 0x3f;
	bool data = ec == EL2_EC_DABT_LOW || ec == EL2_EC_DABT_CUR;

	*known = false;
	if (!data || !j->has_insn)
		return true;
	*known = find_access(s, &j->insn, access);
	/* FnV, CM and external aborts leave WnR and FAR out */
	if (*known && status != 0x10 && (esr >> 6 & 1) != (access->write && !access->read) &&
	    access->read != access->write) {
		judge_disagree(j, "ESR.WnR says %s, the instruction %s", esr >> 6 & 1 ? "write" : "read",
			       access->write ? "writes" : "reads");
		return false;
	}
	return true;
}

/* How an access must be aligned. */
static unsigned alignment(const el2_access *a)
{
	return a->align > a->element ? a->align : a->element;
}

static void judge_memory(const el2_judge *judge, const struct question *q, const el2_event *e, el2_judgement *j,
			 struct standing *next)
{
	uint64_t esr = e->taken.esr.value;
	unsigned ec = EL2_ESR_EC(esr), status = esr & 0x3f;
	el2_access access;
	bool known;

	if (j->has_insn) {
		judge_decide(judge, q, j);
		/* what is not allowed to touch memory takes no abort */
		if (j->verdict.verdict != EL2_PASS && j->verdict.verdict != EL2_UNMODELLED && ec != EL2_EC_IABT_LOW &&
		    ec != EL2_EC_IABT_CUR && ec != EL2_EC_PC_ALIGN) {
			char text[VERDICT_TEXT];

			judge_disagree(j, "recorded a memory abort, the model: %s",
				       judge_verdict_text(&j->verdict, text, sizeof text));
			return;
		}
	}
	if (!fits(&q->state, e, j, &access, &known))
		return;
	if (e->taken.to_el == 2 && el2_el(&q->state) < 2) {
		if (!stage2_on(&q->state)) {
			judge_disagree(j, "recorded an abort taken to EL2, but HCR_EL2 has VM, DC, TGE and TEA clear");
			return;
		}
		ask_hypervisor(judge, q, e, &next->answer);
		next->answer_known = next->answer.action != EL2_ACTION_NONE;
		next->answer_is_call = false;
		next->answer_elr = e->taken.elr.value;
		if (next->answer_known && next->answer.action != EL2_ACTION_PANIC) {
			judge_agree(j);
			return;
		}
	}
	if (status == 0x21 && known && alignment(&access) && e->taken.far.mask == UINT64_MAX) {
		if (e->taken.far.value % alignment(&access))
			judge_agree(j);
		else
			judge_disagree(j, "an alignment fault at %#llx, which is aligned to %u",
				       (unsigned long long)e->taken.far.value, alignment(&access));
		return;
	}
	judge_cannot(j, EL2_UNKNOWN_MEMORY);
}

/* ---- exceptions ------------------------------------------------------------------------------------------------- */

static void remember(const el2_judge *judge, const el2_event *e, const el2_judgement *j, struct standing *next)
{
	next->answer_known = j->outcome == EL2_AGREE && judge->config.hypervisor && j->verdict.asked;
	next->answer_is_call = EL2_ESR_EC(j->verdict.taken.esr) == EL2_EC_HVC64;
	next->answer = j->verdict.response;
	next->answer_elr = e->taken.elr.mask ? e->taken.elr.value : j->verdict.taken.elr;
}

/* An exception that is the instruction's own doing against the one that the model sees. */
static void compare(const el2_event *e, el2_judgement *j)
{
	const el2_verdict *v = &j->verdict;
	char text[VERDICT_TEXT];

	if (v->verdict == EL2_UNMODELLED && !v->has_taken)
		judge_cannot(j, EL2_UNKNOWN_UNMODELLED);
	else if (!v->has_taken)
		judge_disagree(j, "recorded as taken to EL%d with ESR %#llx, the model: %s", e->taken.to_el,
			       (unsigned long long)e->taken.esr.value, judge_verdict_text(v, text, sizeof text));
	else if (compare_taken(e, &v->taken, j))
		judge_agree(j);
	if (j->outcome == EL2_DISAGREE && v->unpredictable)
		judge_cannot(j, EL2_UNKNOWN_UNPREDICTABLE);
}

/* An exception that values decide: it comes only where the instruction would execute. */
static void compare_values(el2_judgement *j)
{
	char text[VERDICT_TEXT];

	if (j->has_verdict && j->verdict.has_taken && !j->verdict.unpredictable)
		judge_disagree(j, "recorded: an exception of an instruction that executes; the model: %s",
			       judge_verdict_text(&j->verdict, text, sizeof text));
	else
		judge_cannot(j, EL2_UNKNOWN_OPERANDS);
}

void judge_sync(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, int el, el2_judgement *j,
		struct standing *next)
{
	unsigned when = class_info(judge_class(e)).when;
	struct question q;

	j->el = (int8_t)el;
	if (!possible(e, el, j))
		return;
	if (when == EL2_EC_ANYTIME) {
		judge_cannot(j, EL2_UNKNOWN_ANY_INSTRUCTION);
		return;
	}
	if (!judge_instruction(judge, e, j) && when == EL2_EC_OWN) {
		judge_cannot(j, EL2_UNKNOWN_WORD);
		return;
	}
	judge_ask(&q, cpu, e, el, e->has_pc ? e->pc : e->taken.elr.value);
	set_sp(&q, e, el);
	if (when == EL2_EC_MEMORY) {
		judge_memory(judge, &q, e, j, next);
	} else {
		if (j->has_insn)
			judge_decide(judge, &q, j);
		if (when == EL2_EC_VALUES)
			compare_values(j);
		else
			compare(e, j);
	}
	judge_doubt(judge, cpu, &q, j);
	if (when == EL2_EC_OWN && j->verdict.has_taken && j->verdict.taken.el == 2)
		remember(judge, e, j, next);
}

/* What the emulator answers itself does not go where the line says. */
static el2_unknown emulated(unsigned cause)
{
	switch (cause) {
	case EL2_CAUSE_PSCI:
		return EL2_UNKNOWN_FIRMWARE;
	case EL2_CAUSE_SEMIHOSTING:
		return EL2_UNKNOWN_SEMIHOSTING;
	default:
		return EL2_UNKNOWN_NOTHING;
	}
}

/* The level that a line says against the one where the CPU was left. QEMU's returns do not name their CPU, so that
 * only holds while there is one. */
static bool continuous(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j)
{
	if (judge->cpu_count > 1 || e->el < 0 || cpu->at.el < 0 || e->el == cpu->at.el)
		return true;
	judge_disagree(j, "recorded at EL%d, but the CPU was left at EL%d", e->el, cpu->at.el);
	return false;
}

void judge_exception(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j,
		     struct standing *next)
{
	int el = judge_level(judge, cpu, e);
	bool doubt;

	next->answer_known = false;
	if (e->guest) {
		judge_guest(judge, cpu, e, j, next);
		return;
	}
	if (emulated(e->taken.cause)) {
		judge_cannot(j, emulated(e->taken.cause));
		continuous(judge, cpu, e, j);
		stand(next, e->el);
		return;
	}
	if (e->taken.cause == EL2_CAUSE_ASYNC)
		judge_cannot(j, EL2_UNKNOWN_ASYNC);
	else if (el < 0)
		judge_cannot(j, EL2_UNKNOWN_EL);
	else if (e->taken.pstate.mask == EL2_PSTATE_NRW)
		judge_cannot(j, EL2_UNKNOWN_AARCH32);
	else
		judge_sync(judge, cpu, e, el, j, next);
	/* a level that is wrong once is not to be held against the lines that follow */
	doubt = j->outcome == EL2_DISAGREE && j->has_verdict && j->verdict.has_taken &&
		j->verdict.taken.el != e->taken.to_el;
	if (j->outcome != EL2_DISAGREE)
		doubt = !continuous(judge, cpu, e, j);
	stand(next, doubt ? EL_UNKNOWN : e->taken.to_el);
}

/* ---- returns ---------------------------------------------------------------------------------------------------- */

/* Does the host go on where the hypervisor's answer says? */
static void compare_answer(const struct standing *at, const el2_event *e, el2_judgement *j)
{
	const el2_response *r = &at->answer;
	uint64_t pc = e->taken.pc.value, on = at->answer_elr + (r->skip ? 4 : 0);
	bool vector = (pc & 0x7ff) == 0x200 || (pc & 0x7ff) == 0x400;

	switch (r->action) {
	case EL2_ACTION_PANIC:
		judge_disagree(j, "recorded: EL2 returned; the model: %s", r->what ? r->what : "the hypervisor panics");
		break;
	case EL2_ACTION_INJECT:
		if ((pc & 0x7ff) == r->injected.vector)
			judge_agree(j);
		else
			judge_disagree(j, "recorded: EL2 returned to %#llx; the model: it injects, vector offset %#x",
				       (unsigned long long)pc, r->injected.vector);
		break;
	case EL2_ACTION_RETRY:
		if (pc == at->answer_elr || vector)
			judge_agree(j);
		else
			judge_disagree(j, "recorded: EL2 returned to %#llx; the model: the host tries %#llx again",
				       (unsigned long long)pc, (unsigned long long)at->answer_elr);
		break;
	case EL2_ACTION_SERVE:
	case EL2_ACTION_FORWARD:
		if (pc == on)
			judge_agree(j);
		else if (at->answer_is_call)
			judge_cannot(j, EL2_UNKNOWN_GUEST); /* a hypercall may run a guest, or come back from one */
		else
			judge_disagree(j, "recorded: EL2 returned to %#llx; the model: the host goes on at %#llx",
				       (unsigned long long)pc, (unsigned long long)on);
		break;
	default:
		judge_cannot(j, EL2_UNKNOWN_EL2_SOFTWARE);
		break;
	}
}

void judge_return(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j,
		  struct standing *next)
{
	int from = e->el >= 0 ? e->el : cpu->at.el;

	if (e->taken.to_el > from && from >= 0)
		judge_disagree(j, "an exception return from EL%d cannot go to EL%d", from, e->taken.to_el);
	else if (from == 0)
		judge_disagree(j, "EL0 has no exception return");
	else if (!continuous(judge, cpu, e, j))
		;
	else if (from == 2 && e->taken.to_el < 2 && cpu->at.answer_known)
		compare_answer(&cpu->at, e, j);
	else
		judge_agree(j); /* all that the architecture asks for */
	next->answer_known = false;
	stand(next, j->outcome == EL2_DISAGREE ? EL_UNKNOWN : e->taken.to_el);
}
