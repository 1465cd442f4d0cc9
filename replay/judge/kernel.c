/* SPDX-License-Identifier: MIT */
/* What a kernel's log tells: in which mode it booted, oopses, and panics of the hypervisor. */
#include "replay/judge/judge.h"

#include <stdio.h>
#include <string.h>

/* ---- the boot --------------------------------------------------------------------------------------------------- */

/* The log of a kernel in another mode is not to be held against this boot; that is said once, here. */
void judge_boot(const el2_judge *judge, const el2_event *e, el2_judgement *j)
{
	static const struct {
		const char *mode, *words;
	} give[] = {
		{"vhe", "an empty --cmdline"},
		{"nvhe", "--cmdline kvm-arm.mode=nvhe"},
		{"hvhe", "--cmdline 'kvm-arm.mode=nvhe arm64_sw.hvhe=1'"},
		{"protected-nvhe", "--cmdline 'kvm-arm.mode=protected arm64_sw.hvhe=0'"},
		{"protected-hvhe", "--cmdline kvm-arm.mode=protected"},
	};
	const el2_boot *boot = judge->config.boot;
	const char *words = "another boot";

	for (size_t i = 0; i < sizeof give / sizeof *give; i++)
		if (!strcmp(give[i].mode, e->reason))
			words = give[i].words;
	if (!boot)
		judge_cannot(j, EL2_UNKNOWN_EL2_SOFTWARE);
	else if (!strcmp(e->reason, el2_mode_name(boot->mode)))
		judge_agree(j);
	else
		judge_disagree(j, "the log is of a kernel in mode %s, this boot ends in %s: give %s", e->reason,
			       el2_mode_name(boot->mode), words);
}

/* ---- oopses ----------------------------------------------------------------------------------------------------- */

static void remark(el2_judgement *j)
{
	judge_verdict_text(&j->verdict, j->text, sizeof j->text);
}

static bool same_exception(const el2_event *e, const el2_exception *x)
{
	if (e->taken.esr.mask)
		return !((e->taken.esr.value ^ x->esr) & e->taken.esr.mask);
	return e->taken.ec < 0 || (unsigned)e->taken.ec == EL2_ESR_EC(x->esr);
}

static void disagree(const el2_event *e, el2_judgement *j)
{
	char text[VERDICT_TEXT];

	judge_verdict_text(&j->verdict, text, sizeof text);
	if (e->taken.esr.mask)
		judge_disagree(j, "recorded: the kernel saw ESR %#llx; the model: %s",
			       (unsigned long long)e->taken.esr.value, text);
	else
		judge_disagree(j, "recorded: the kernel saw EC %#x; the model: %s", (unsigned)e->taken.ec & 63, text);
}

/* What the instruction itself raises: the log shows what was delivered in the end. */
static void compare_own(const el2_event *e, el2_judgement *j)
{
	const el2_verdict *v = &j->verdict;

	if (v->verdict == EL2_UNMODELLED)
		judge_cannot(j, EL2_UNKNOWN_UNMODELLED);
	else if (v->has_delivered && same_exception(e, &v->delivered))
		judge_agree(j);
	else if (v->unpredictable)
		judge_cannot(j, EL2_UNKNOWN_UNPREDICTABLE);
	else
		disagree(e, j);
	if (j->outcome != EL2_DISAGREE)
		remark(j);
}

/* What addresses, values or debuggers decide: an instruction that cannot execute takes nothing of the kind. */
static void compare_executing(const el2_event *e, el2_judgement *j, el2_unknown why)
{
	const el2_verdict *v = &j->verdict;

	if (v->verdict == EL2_PASS || v->verdict == EL2_UNMODELLED || v->unpredictable ||
	    (v->has_delivered && same_exception(e, &v->delivered)))
		judge_cannot(j, why);
	else
		disagree(e, j);
}

void judge_oops(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j)
{
	bool fetch = judge_class(e) == EL2_EC_IABT_LOW || judge_class(e) == EL2_EC_IABT_CUR;
	el2_unknown why = judge_class_unknown(e);
	struct question q;
	int el = e->el;

	if (el < 0)
		el = judge->config.boot ? judge->config.boot->host_el : 1;
	if (e->taken.cause == EL2_CAUSE_ASYNC) {
		judge_cannot(j, EL2_UNKNOWN_ASYNC);
		return;
	}
	if (!e->taken.esr.mask && e->taken.ec < 0) {
		judge_cannot(j, EL2_UNKNOWN_NO_SYNDROME);
		return;
	}
	if (fetch || !judge_instruction(judge, e, j)) {
		judge_cannot(j, why ? why : EL2_UNKNOWN_WORD);
		return;
	}
	judge_ask(&q, cpu, e, el, e->pc);
	judge_decide(judge, &q, j);
	if (why)
		compare_executing(e, j, why);
	else
		compare_own(e, j);
}

/* ---- other hypervisors ------------------------------------------------------------------------------------------ */

/* What their handlers do is not known here; what this boot does with the same instruction of its host is said. */
void judge_foreign(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j)
{
	struct question q;
	char text[VERDICT_TEXT];

	judge_cannot(j, EL2_UNKNOWN_FOREIGN);
	if (judge_class_unknown(e) || !judge_instruction(judge, e, j))
		return;
	judge_ask(&q, cpu, e, e->el == 0 ? 0 : 1, e->pc);
	judge_decide(judge, &q, j);
	snprintf(j->text, sizeof j->text, "the same of this boot's host: %s",
		 judge_verdict_text(&j->verdict, text, sizeof text));
}

/* ---- panics of the hypervisor ----------------------------------------------------------------------------------- */

/* BUG() in handle_trap(): an exception of the host that it does not know. */
static void unhandled_trap(const el2_judge *judge, el2_judgement *j)
{
	unsigned panics = judge->sys_traps - judge->sys_survivors;

	if (!panics) {
		judge_cannot(j, EL2_UNKNOWN_PANIC);
		snprintf(j->text, sizeof j->text, "no system register access of the host does it under this boot");
		return;
	}
	/* which it was is not recorded: the rules are those of the first that would do */
	j->verdict = judge->panic;
	j->has_verdict = true;
	j->el = 1;
	judge_agree(j);
	snprintf(j->text, sizeof j->text,
		 "handle_trap() knows no such exception; of the host, %u accesses do it here: %s", panics,
		 judge->panics);
}

static void host_abort(const el2_judge *judge, el2_judgement *j)
{
	if (judge->config.state->sysreg[EL2_SYSREG_HCR_EL2] & 1) {
		judge_cannot(j, EL2_UNKNOWN_MEMORY);
		snprintf(j->text, sizeof j->text, "the host touched a page that is not its own");
	} else {
		judge_disagree(j,
			       "recorded: an abort of the host at EL2; the model: it has no stage 2 under this boot");
	}
}

/* The exception came from below: its syndrome is the host's own. */
static void from_host(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j)
{
	struct question q;
	char text[VERDICT_TEXT];

	if (!judge_instruction(judge, e, j)) {
		judge_cannot(j, judge_class_unknown(e) ? judge_class_unknown(e) : EL2_UNKNOWN_WORD);
		return;
	}
	judge_ask(&q, cpu, e, e->el, e->pc);
	judge_decide(judge, &q, j);
	judge_verdict_text(&j->verdict, text, sizeof text);
	if (j->verdict.verdict == EL2_PANIC)
		judge_agree(j);
	else if (j->verdict.verdict == EL2_UNMODELLED)
		judge_cannot(j, EL2_UNKNOWN_UNMODELLED);
	else
		judge_disagree(j, "recorded: the hypervisor panicked; the model: %s", text);
	if (j->outcome != EL2_DISAGREE)
		snprintf(j->text, sizeof j->text, "%s", text);
}

static bool is_bug(const el2_event *e)
{
	return e->taken.esr.mask && EL2_ESR_EC(e->taken.esr.value) == EL2_EC_BRK64;
}

void judge_panic(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j)
{
	const el2_boot *boot = judge->config.boot;
	bool apart = strcmp(e->reason, "hyp_panic") || e->el == 2;

	if (!boot || !judge->config.hypervisor)
		judge_cannot(j, EL2_UNKNOWN_EL2_SOFTWARE);
	else if (apart && !el2_boot_has_hypervisor(boot))
		judge_disagree(j, "recorded: a panic of a hypervisor apart from the host; this boot (%s) has none",
			       el2_mode_name(boot->mode));
	else if (!el2_boot_has_hypervisor(boot))
		judge_cannot(j, EL2_UNKNOWN_GUEST);
	else if (e->el >= 0 && e->el < 2)
		from_host(judge, cpu, e, j);
	else if (!strcmp(e->reason, "handle_trap") && (is_bug(e) || !e->taken.esr.mask))
		unhandled_trap(judge, j);
	else if (!strcmp(e->reason, "handle_host_mem_abort") && (is_bug(e) || !e->taken.esr.mask))
		host_abort(judge, j);
	else
		judge_cannot(j, EL2_UNKNOWN_PANIC);
}
