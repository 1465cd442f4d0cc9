/* SPDX-License-Identifier: MIT */
#include "cli/show/sentence.h"
#include "cli/show/controls.h"
#include "cli/show/esr.h"
#include "snippet/snippet.h"

#include <stdarg.h>
#include <string.h>

uint64_t cli_control_value(const el2_state *state, const struct cli_control *c)
{
	uint64_t value = c->reg == EL2_SYSREG_NONE ? state->pstate : state->sysreg[c->reg];

	return value >> c->lsb & UINT64_MAX >> (63 - c->msb + c->lsb);
}

/* Text that grows in the caller's buffer and is cut at its end. */
struct text {
	char *at;
	size_t left;
};

static void say(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct text *t, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(t->at, t->left, format, args);
	va_end(args);
	if (n < 0)
		return;
	if ((size_t)n >= t->left)
		n = (int)t->left - 1;
	t->at += n;
	t->left -= (size_t)n;
}

static void say_where(struct text *t, const struct cli_session *s)
{
	static const char *const modes[] = {
		[EL2_MODE_NONE] = "without KVM",
		[EL2_MODE_VHE] = "VHE",
		[EL2_MODE_NVHE] = "nVHE",
		[EL2_MODE_HVHE] = "hVHE",
		[EL2_MODE_PROTECTED_NVHE] = "protected, nVHE",
		[EL2_MODE_PROTECTED_HVHE] = "protected, hVHE",
	};

	const char *comma = s->own ? ", policy " : "", *own = s->own ? s->own->driver.name : "";
	char guest[64];

	if (cli_recorded_of(s)) {
		say(t, "At EL%u under %s (recorded, %s%s%s%s), ", el2_el(&s->state), cli_recorded_banner(s),
		    cli_recorded_mode(s), s->hypervisor ? "" : ", hypervisor left out", comma, own);
		return;
	}
	say(t, "At EL%u", el2_el(&s->state));
	if (s->has_guest)
		say(t, " of a guest (%s)", cli_session_guest(s, guest, sizeof guest));
	say(t, " under Linux %s (%s%s%s%s%s), ", el2_kernel_get(s->boot.config.kernel)->name, modes[s->boot.mode],
	    s->boot.mte ? "" : ", MTE off", s->hypervisor ? "" : ", hypervisor left out", comma, own);
}

/* A condition without control bits. That of one missing feature is common enough to be said in words. */
static void say_features(struct text *t, const char *condition)
{
	static const char missing[] = "!feat(";
	const char *name = condition + strlen(missing), *end = strchr(condition, ')');

	if (!strncmp(condition, missing, strlen(missing)) && end && !end[1])
		say(t, "the CPU has no %.*s", (int)(end - name), name);
	else
		say(t, "%s", condition);
}

/* The condition of the rule that decided: the control bits in it, with their values here, else in its own words. */
static void say_cause(struct text *t, const el2_state *state, el2_rule rule)
{
	struct cli_controls walk = {0};
	struct cli_control c;
	const char *condition, *separator = "";
	el2_rule_info info;

	if (!el2_policy_rule_info(rule, &info))
		return;
	condition = strstr(info.text, " if ");
	if (EL2_RULE_TABLE(rule) != EL2_RULES_ACCESS) {
		say(t, " (%s)", info.text);
		return;
	}
	if (!condition) {
		say(t, " (whatever the controls say)");
		return;
	}
	say(t, " (");
	for (walk.text = condition; cli_controls_next(&walk, &c); separator = ", ")
		say(t, "%s%s.%s=%llu", separator, cli_control_register(&c), c.field,
		    (unsigned long long)cli_control_value(state, &c));
	if (!*separator)
		say_features(t, condition + strlen(" if "));
	say(t, ")");
}

/* What a register reads as, where a guest's read was answered. */
static void say_values(struct text *t, const el2_response *r)
{
	for (unsigned n = 0; n < 31; n++)
		if (r->writes >> n & 1)
			say(t, "; x%u = 0x%llx", n, (unsigned long long)r->x[n]);
}

/* Why tags are ignored: the rule about tag access among those that decided. */
static void say_tags(struct text *t, const el2_verdict *v)
{
	for (unsigned i = 0; i < v->rules.count; i++) {
		el2_rule_info info;

		if (el2_policy_rule_info(v->rules.rule[i], &info) && !strncmp(info.id, "tag-access.", 11)) {
			say(t, ": %s", info.text);
			return;
		}
	}
}

static void say_taken(struct text *t, const el2_state *state, const el2_verdict *v)
{
	unsigned ec = EL2_ESR_EC(v->taken.esr);

	say(t, "is taken to EL%u with EC 0x%x, %s", v->taken.el, ec, cli_ec_text(ec));
	if (v->rules.count)
		say_cause(t, state, v->rules.rule[0]);
}

static void say_undef(struct text *t, const el2_state *state, const el2_verdict *v)
{
	if (v->origin == EL2_INJECTED) {
		say(t, "becomes UNDEFINED: EL2 traps it");
		if (v->rules.count)
			say_cause(t, state, v->rules.rule[0]);
		say(t, " and injects an Undefined Instruction exception");
		return;
	}
	say(t, "is UNDEFINED: the CPU itself takes the exception");
	if (v->rules.count)
		say_cause(t, state, v->rules.rule[0]);
}

static void say_pass(struct text *t, const el2_insn *insn, const el2_verdict *v)
{
	const el2_sysreg_info *reached = el2_sysreg_get((el2_sysreg)v->accessed);

	if (v->effect == EL2_EFFECT_TAGS_IGNORED) {
		say(t, "executes with allocation tags ignored");
		say_tags(t, v);
		return;
	}
	say(t, "executes");
	if (reached && v->accessed != insn->sysreg)
		say(t, " and reaches %s", reached->name);
}

const char *cli_sentence(const struct cli_session *s, const el2_insn *insn, const char *text, const el2_verdict *v,
			 char buffer[CLI_SENTENCE_MAX])
{
	struct text t = {buffer, CLI_SENTENCE_MAX};

	say_where(&t, s);
	say(&t, "`%s` ", text);
	switch (v->verdict) {
	case EL2_PASS:
		say_pass(&t, insn, v);
		break;
	case EL2_UNDEF:
		say_undef(&t, &s->state, v);
		break;
	case EL2_TRAP:
		say_taken(&t, &s->state, v);
		if (v->to_el == 3)
			say(&t, "; what firmware does there is not modelled");
		else
			say(&t, "; %s", v->what ? v->what : "what follows is not modelled");
		if (s->has_guest && v->asked && !v->has_delivered)
			say_values(&t, &v->response);
		break;
	case EL2_FAULT:
		if (v->origin == EL2_INJECTED) {
			say_taken(&t, &s->state, v);
			say(&t, ", and EL2 injects a %s into EL%u", cli_ec_text(EL2_ESR_EC(v->delivered.esr)),
			    v->delivered.el);
		} else {
			say(&t, "faults: it ");
			say_taken(&t, &s->state, v);
		}
		break;
	case EL2_PANIC:
		say(&t, "brings the machine down: it ");
		say_taken(&t, &s->state, v);
		say(&t, ", and %s", v->what ? v->what : "the hypervisor panics");
		break;
	default:
		say(&t, "is not modelled: %s", v->what ? v->what : "no reason given");
		break;
	}
	say(&t, "%s.", v->unpredictable ? "; the architecture leaves this open, and this CPU does so" : "");
	return buffer;
}
