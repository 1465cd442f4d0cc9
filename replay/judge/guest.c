/* SPDX-License-Identifier: MIT */
/*
 * KVM's events about guests. What an event says may be of any guest that the boot can have, if none was named; and some
 * trap bits come and go while a guest runs (HCR_EL2.TVM, MDCR_EL2.TDA, CPTR_EL2), so that only MTE accesses can be
 * contradicted.
 */
#include "replay/judge/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool kvm_is_on(const el2_judge *judge)
{
	return judge->config.boot && judge->config.boot->mode != EL2_MODE_NONE;
}

bool judge_guests(el2_judge *judge)
{
	static const el2_guest_config any[] = {{EL2_GUEST_NORMAL, 0},
					       {EL2_GUEST_NORMAL, EL2_GUEST_MTE},
					       {EL2_GUEST_PROTECTED, 0},
					       {EL2_GUEST_NESTED, 0}};
	const el2_judge_config *c = &judge->config;
	size_t count = c->guest ? 1 : sizeof any / sizeof *any;

	if (!kvm_is_on(judge))
		return true;
	judge->guests = calloc(count, sizeof *judge->guests);
	for (size_t i = 0; judge->guests && i < count; i++) {
		struct judge_candidate *g = &judge->guests[judge->guest_count];
		el2_boot reasons = *c->boot;

		if (el2_guest_make(c->boot, c->guest ? c->guest : &any[i], &g->guest, NULL) != EL2_OK)
			continue;
		g->state = *c->state;
		el2_guest_state(&g->guest, &reasons, &g->state);
		judge->guest_count++;
	}
	return judge->guests;
}

/* The verdict on j->insn as a guest at `el`. */
static void decide_guest(const struct judge_candidate *g, el2_judgement *j, unsigned el)
{
	el2_hypervisor kvm = el2_guest_hypervisor(&g->guest);
	el2_state s = g->state;

	el2_set_el(&s, el);
	el2_decide(&s, &kvm, &j->insn, &j->verdict, NULL);
	j->has_verdict = true;
	j->el = (int8_t)el;
}

static bool same(const el2_event *e, const el2_verdict *v)
{
	uint64_t esr = v->taken.esr;

	if (!v->has_taken || v->taken.el != 2)
		return false;
	if (e->taken.ec >= 0 && (unsigned)e->taken.ec != EL2_ESR_EC(esr))
		return false;
	return !e->taken.esr.mask || e->taken.esr.value == esr;
}

/* An MTE instruction, or an access to an MTE register that does not exist (MSR GMID_EL1). */
static bool is_mte(const el2_insn *insn)
{
	const el2_sysreg_info *info = el2_sysreg_get((el2_sysreg)insn->sysreg);

	return el2_insn_is_mte(insn) || (info && el2_class_is_mte((el2_class)info->cls));
}

/* The instruction, at each level of each guest: one of them must trap as recorded. */
static void judge_trap(const el2_judge *judge, const el2_event *e, el2_judgement *j)
{
	const struct judge_candidate *nearest = judge->guests;
	char text[VERDICT_TEXT];

	if (e->taken.pstate.mask & e->taken.pstate.value & EL2_PSTATE_NRW) {
		judge_cannot(j, EL2_UNKNOWN_AARCH32);
		return;
	}
	if (!judge_instruction(judge, e, j)) {
		el2_unknown why = e->taken.esr.mask ? judge_class_unknown(e) : EL2_UNKNOWN_SYNDROME;

		judge_cannot(j, why ? why : EL2_UNKNOWN_WORD);
		return;
	}
	for (size_t i = 0; i < judge->guest_count; i++)
		for (int el = 1; el >= 0; el--) {
			decide_guest(&judge->guests[i], j, (unsigned)el);
			if (same(e, &j->verdict)) {
				judge_agree(j);
				if (j->verdict.response.what)
					snprintf(j->text, sizeof j->text, "%s", j->verdict.response.what);
				return;
			}
			if (el == 1 && j->verdict.has_taken && j->verdict.taken.el == 2)
				nearest = &judge->guests[i];
		}
	if (!judge->guest_count) {
		judge_cannot(j, EL2_UNKNOWN_GUEST_TRAP);
		return;
	}
	decide_guest(nearest, j, 1); /* one that traps, though not as recorded */
	if (is_mte(&j->insn))
		judge_disagree(j, "recorded: trapped from a guest; the model: %s",
			       judge_verdict_text(&j->verdict, text, sizeof text));
	else
		judge_cannot(j, EL2_UNKNOWN_GUEST_TRAP);
	if (j->outcome == EL2_CANNOT_JUDGE)
		snprintf(j->text, sizeof j->text, "by the guest's trap registers: %s",
			 judge_verdict_text(&j->verdict, text, sizeof text));
}

/* A line about the exit before it must agree with it. */
static bool fits_exit(const struct standing *at, const el2_event *e, el2_judgement *j)
{
	if (at->exit_ec == NO_EXIT)
		return true;
	if (e->taken.ec >= 0 && e->taken.ec != at->exit_ec) {
		judge_disagree(j, "EC %#x, but the exit before it was for EC %#x", (unsigned)e->taken.ec,
			       (unsigned)at->exit_ec);
		return false;
	}
	if (e->has_pc && at->exit_has_pc && e->pc != at->exit_pc) {
		judge_disagree(j, "PC %#llx, but the exit before it was at %#llx", (unsigned long long)e->pc,
			       (unsigned long long)at->exit_pc);
		return false;
	}
	return true;
}

static void judge_exit(const el2_event *e, el2_judgement *j, struct standing *next)
{
	next->exit_ec = e->taken.ec;
	next->exit_pc = e->pc;
	next->exit_has_pc = e->has_pc;
	judge_cannot(j, e->taken.cause == EL2_CAUSE_ASYNC ? EL2_UNKNOWN_ASYNC : EL2_UNKNOWN_SYNDROME);
}

static void judge_fault(const el2_event *e, el2_judgement *j)
{
	unsigned ec = EL2_ESR_EC(e->taken.esr.value);

	if (ec != EL2_EC_IABT_LOW && ec != EL2_EC_DABT_LOW)
		judge_disagree(j, "EC %#x is no abort of a lower Exception level", ec);
	else if (!el2_is_stage2_fault(e->taken.esr.value))
		judge_disagree(j, "fault status %#x is none of stage 2 translation",
			       (unsigned)(e->taken.esr.value & 0x3f));
	else if (e->taken.far.mask && e->has_address && ((e->taken.far.value ^ e->address) & 0xfff) &&
		 e->address & 0xfff)
		judge_disagree(j, "FAR and IPA differ within the page");
	else
		judge_cannot(j, EL2_UNKNOWN_MEMORY);
}

void judge_guest(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j,
		 struct standing *next)
{
	if (!judge->config.boot) {
		judge_cannot(j, EL2_UNKNOWN_EL2_SOFTWARE);
		return;
	}
	if (!kvm_is_on(judge)) {
		judge_disagree(j, "recorded: a guest; KVM is off under this boot");
		return;
	}
	if (!strcmp(e->reason, "kvm_exit")) {
		judge_exit(e, j, next);
		return;
	}
	if (!strcmp(e->reason, "kvm_entry")) {
		next->exit_ec = NO_EXIT;
		judge_agree(j);
		return;
	}
	if (!strcmp(e->reason, "kvm_inject_nested_exception")) {
		judge_cannot(j, EL2_UNKNOWN_GUEST);
		return;
	}
	/* what follows its exit at once must agree with it */
	if (e->kind == EL2_EVENT_ABORT)
		judge_fault(e, j);
	else if (strcmp(e->reason, "kvm_handle_sys_reg") && strcmp(e->reason, "kvm_sys_access"))
		judge_trap(judge, e, j);
	else if (fits_exit(&cpu->at, e, j))
		judge_trap(judge, e, j);
}
