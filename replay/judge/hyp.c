/* SPDX-License-Identifier: MIT */
/* What the hypervisor's own trace says: entries and exits with a reason, calls, aborts of the host. */
#include "replay/judge/judge.h"

#include <stdio.h>
#include <string.h>

/* Reasons: what brings the CPU to EL2, or sends it on. */
enum reason_of {
	OF_HOST,     /* of the host: an exception of it, or its continuation */
	OF_GUEST,    /* of a vCPU */
	OF_FIRMWARE, /* EL3, either way */
};

struct reason {
	const char *name;
	uint8_t kind; /* EL2_EVENT_ENTER, EL2_EVENT_EXIT; NONE: both */
	uint8_t of;
	uint32_t word; /* the host's instruction that does it; 0: none */
};

/* Source: Linux 7.2 arch/arm64/include/asm/kvm_hypevents.h, kvm/hyp/nvhe/hyp-main.c. */
static const struct reason reasons[] = {
	{"hvc", EL2_EVENT_ENTER, OF_HOST, 0xd4000002}, {"smc", EL2_EVENT_NONE, OF_HOST, 0xd4000003},
	{"sys", EL2_EVENT_ENTER, OF_HOST, 0},          {"psci", EL2_EVENT_NONE, OF_FIRMWARE, 0},
	{"host_abort", EL2_EVENT_ENTER, OF_HOST, 0},   {"guest_exit", EL2_EVENT_ENTER, OF_GUEST, 0},
	{"eret_host", EL2_EVENT_EXIT, OF_HOST, 0},     {"eret_guest", EL2_EVENT_EXIT, OF_GUEST, 0},
};

static const struct reason *find(const char *name)
{
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (!strcmp(reasons[i].name, name))
			return &reasons[i];
	return NULL;
}

static bool has_hypervisor(const el2_judge *judge)
{
	return judge->config.boot && judge->config.hypervisor && el2_boot_has_hypervisor(judge->config.boot);
}

/* ---- which system register traps there can be ------------------------------------------------------------------- */

static bool lists(const char *list, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = list; (at = strstr(at, name)); at += length)
		if ((at == list || at[-1] == ' ') && (!at[length] || at[length] == ','))
			return true;
	return false;
}

/* Names, once each, as many as there is room for; then dots. */
static void add_name(char *list, size_t size, uint16_t sysreg)
{
	size_t used = strlen(list);
	const char *name = sysreg ? el2_sysreg_get((el2_sysreg)sysreg)->name : NULL;

	if (!name || lists(list, name) || lists(list, "..."))
		return;
	snprintf(list + used, size - used, "%s%s", used ? ", " : "", used + strlen(name) + 8 < size ? name : "...");
}

static void survey_one(el2_judge *judge, const el2_state *state, uint32_t word)
{
	el2_verdict v;
	el2_insn insn;

	el2_decode(word, &insn);
	el2_decide(state, judge->config.hypervisor, &insn, &v, NULL);
	if (!v.asked || EL2_ESR_EC(v.taken.esr) != EL2_EC_SYS64)
		return;
	judge->sys_traps++;
	if (v.verdict == EL2_PANIC) {
		if (!judge->panics[0])
			judge->panic = v;
		add_name(judge->panics, sizeof judge->panics, insn.sysreg);
	}
	if (v.verdict == EL2_PANIC || v.verdict == EL2_UNMODELLED)
		return;
	if (!judge->sys_survivors++)
		judge->survivor = v;
	add_name(judge->survivors, sizeof judge->survivors, insn.sysreg);
}

void judge_survey(el2_judge *judge)
{
	el2_state state = *judge->config.state;

	if (!has_hypervisor(judge))
		return;
	el2_set_el(&state, 1);
	for (unsigned id = 1; id < EL2_SYSREG_COUNT; id++) {
		const el2_sysreg_info *info = el2_sysreg_get((el2_sysreg)id);
		uint32_t word = 0xd5000000 | (uint32_t)info->key << 5;

		if (info->access & (EL2_WRITE | EL2_EXEC))
			survey_one(judge, &state, word | (info->access & EL2_NO_REGISTER ? 31 : 0));
		if (info->access & (EL2_READ | EL2_EXEC_RESULT))
			survey_one(judge, &state, word | 1u << 21);
	}
}

/* ---- entries ---------------------------------------------------------------------------------------------------- */

static void no_hypervisor(el2_judgement *j)
{
	judge_disagree(j, "recorded: a hypervisor apart from the host; this boot has none");
}

static void enter_sys(const el2_judge *judge, el2_judgement *j, struct standing *next)
{
	if (!judge->sys_traps) {
		judge_disagree(j, "recorded: a system register trap; the model: none is trapped under this boot");
		return;
	}
	next->entry_panics = !judge->sys_survivors;
	j->verdict = judge->survivor;
	j->has_verdict = judge->sys_survivors > 0;
	judge_agree(j);
	if (judge->sys_survivors)
		snprintf(j->text, sizeof j->text, "which register is not recorded: %s", judge->survivors);
	else
		snprintf(j->text, sizeof j->text,
			 "which register is not recorded: the hypervisor panics on each of the %u that are trapped",
			 judge->sys_traps);
}

/* An HVC or SMC of the host: does it come to EL2? */
static void enter_call(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, uint32_t word,
		       el2_judgement *j)
{
	struct question q;
	char text[VERDICT_TEXT];

	el2_decode(word, &j->insn);
	j->has_insn = true;
	judge_ask(&q, cpu, e, 1, 0);
	judge_decide(judge, &q, j);
	if (j->verdict.has_taken && j->verdict.taken.el == 2)
		judge_agree(j);
	else
		judge_disagree(j, "recorded: entered for %s; the model: %s", e->reason,
			       judge_verdict_text(&j->verdict, text, sizeof text));
	judge_doubt(judge, cpu, &q, j);
}

static void enter_reason(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e,
			 const struct reason *r, el2_judgement *j, struct standing *next)
{
	next->entry_panics = false;
	if (r->word)
		enter_call(judge, cpu, e, r->word, j);
	else if (!strcmp(r->name, "sys"))
		enter_sys(judge, j, next);
	else if (!strcmp(r->name, "host_abort") && !(cpu->state.sysreg[EL2_SYSREG_HCR_EL2] & 1))
		judge_disagree(j,
			       "recorded: an abort of the host at EL2; the model: it has no stage 2 under this boot");
	else
		judge_agree(j);
}

/* A reason of a vCPU names one, and a reason of the host none. */
static bool vcpu_fits(const el2_event *e, const struct reason *r, el2_judgement *j)
{
	if (!e->has_vcpu || r->of == OF_FIRMWARE || (r->of == OF_GUEST) == (e->vcpu != 0))
		return true;
	judge_disagree(j, "reason %s with vcpu=%lld", r->name, (long long)e->vcpu);
	return false;
}

/* ---- exits ------------------------------------------------------------------------------------------------------ */

static bool before_sys_reason(const el2_judge *judge)
{
	return !el2_kernel_traces_sys(judge->config.boot->config.kernel);
}

static void exit_unbalanced(const el2_judge *judge, const struct judge_cpu *cpu, el2_judgement *j)
{
	if (cpu->at.crossing == CROSSING_UNKNOWN)
		judge_cannot(j, before_sys_reason(judge) ? EL2_UNKNOWN_UNBALANCED : EL2_UNKNOWN_BEGINNING);
	else if (!before_sys_reason(judge))
		judge_disagree(j, "an exit without an entry, in a kernel that traces all of them");
	else if (!judge->sys_survivors)
		judge_disagree(j, "an exit without an entry is a system register trap before 7.2; the model: %s",
			       judge->sys_traps ? "the hypervisor panics" : "none is trapped under this boot");
	else
		judge_cannot(j, EL2_UNKNOWN_UNBALANCED);
}

static void exit_balanced(const struct judge_cpu *cpu, el2_judgement *j)
{
	if (cpu->at.entry_panics)
		judge_disagree(j,
			       "recorded: the hypervisor went on; the model: it panics on every system register trap");
	else if (!cpu->at.entry_agreed)
		judge_cannot(j, EL2_UNKNOWN_ENTRY);
	else
		judge_agree(j);
}

void judge_crossing(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j,
		    struct standing *next)
{
	const struct reason *r = find(e->reason);
	bool enter = e->kind == EL2_EVENT_ENTER;

	if (!judge->config.boot)
		judge_cannot(j, EL2_UNKNOWN_EL2_SOFTWARE);
	else if (!has_hypervisor(judge))
		no_hypervisor(j);
	else if (r && r->kind && r->kind != e->kind)
		judge_disagree(j, "%s is no reason to %s the hypervisor", r->name, enter ? "enter" : "leave");
	else if (r && !vcpu_fits(e, r, j))
		;
	else if (enter && cpu->at.crossing == CROSSING_HYP)
		judge_disagree(j, "entered twice without an exit between");
	else if (enter && r)
		enter_reason(judge, cpu, e, r, j, next);
	else if (e->reason[0] && !r)
		judge_cannot(j, EL2_UNKNOWN_REASON);
	else if (enter)
		judge_agree(j); /* no reason was printed yet: that it comes there is all it says */
	else if (cpu->at.crossing != CROSSING_HYP)
		exit_unbalanced(judge, cpu, j);
	else
		exit_balanced(cpu, j);
	if (enter) {
		next->entry_agreed = j->outcome == EL2_AGREE;
		next->entry_panics = next->entry_panics && r && next->entry_agreed;
	}
	next->crossing = enter ? CROSSING_HYP : CROSSING_HOST;
}

/* ---- calls and aborts ------------------------------------------------------------------------------------------- */

/* x0 of a call. */
static bool argument(const el2_event *e, uint64_t *id)
{
	for (unsigned i = 0; i < e->reg_count; i++) {
		const el2_event_reg *r = &e->regs[i];

		if (r->sysreg || r->x || r->value.mask != UINT64_MAX)
			continue;
		*id = r->value.value;
		return true;
	}
	return false;
}

void judge_call(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j)
{
	bool smc = !strcmp(e->reason, "smc");
	uint64_t id;
	el2_action action;

	if (!judge->config.boot) {
		judge_cannot(j, EL2_UNKNOWN_EL2_SOFTWARE);
		return;
	}
	if (!has_hypervisor(judge)) {
		no_hypervisor(j);
		return;
	}
	enter_call(judge, cpu, e, smc ? 0xd4000003 : 0xd4000002, j);
	if (j->outcome != EL2_AGREE || !smc || e->forwarded < 0)
		return;
	if (!argument(e, &id)) {
		judge_cannot(j, EL2_UNKNOWN_ARGUMENT);
		return;
	}
	action = j->verdict.action;
	/* The event is Android's: `forwarded` is 0 for what EL2 relays itself, too. */
	if (e->forwarded && action != EL2_ACTION_FORWARD)
		judge_cannot(j, EL2_UNKNOWN_ANDROID);
	else if (!e->forwarded && action == EL2_ACTION_FORWARD && !el2_smc_is_relayed(id))
		judge_disagree(j, "recorded: SMC %#llx was served; the model: neither PSCI nor FF-A, it goes to EL3",
			       (unsigned long long)id);
}

/* handle_host_mem_abort(): an abort from a lower level, about a page that stage 2 does not give to the host. */
void judge_abort(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e, el2_judgement *j,
		 struct standing *next)
{
	uint64_t esr = e->taken.esr.value;
	unsigned ec = EL2_ESR_EC(esr);
	struct question q;
	el2_exception taken;
	el2_response answer = {.action = EL2_ACTION_NONE};

	if (e->guest) {
		judge_guest(judge, cpu, e, j, next);
		return;
	}
	if (!judge->config.boot) {
		judge_cannot(j, EL2_UNKNOWN_EL2_SOFTWARE);
		return;
	}
	if (!has_hypervisor(judge)) {
		no_hypervisor(j);
		return;
	}
	if (ec != EL2_EC_IABT_LOW && ec != EL2_EC_DABT_LOW) {
		judge_disagree(j, "EC %#x is no abort of a lower Exception level", ec);
		return;
	}
	if (!(cpu->state.sysreg[EL2_SYSREG_HCR_EL2] & 1)) {
		judge_disagree(j,
			       "recorded: an abort of the host at EL2; the model: it has no stage 2 under this boot");
		return;
	}
	if (!el2_is_stage2_fault(esr)) {
		judge_disagree(j, "fault status %#x is none of stage 2 translation", (unsigned)(esr & 0x3f));
		return;
	}
	judge_ask(&q, cpu, e, 1, 0);
	el2_exception_build(&q.state, 2, esr, 0, &taken);
	judge->config.hypervisor->handle(judge->config.hypervisor->context, &q.state, &taken, &answer, NULL);
	if (answer.action == EL2_ACTION_PANIC)
		judge_disagree(j, "recorded: an abort that was handled; the model: %s",
			       answer.what ? answer.what : "panic");
	else if (answer.action == EL2_ACTION_UNMODELLED)
		judge_cannot(j, EL2_UNKNOWN_UNMODELLED);
	else
		judge_agree(j);
}
