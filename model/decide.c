/* SPDX-License-Identifier: MIT */
/* The verdict: what the CPU does, what the hypervisor answers, what the host observes. */
#include "model/rules/check.h"
#include "model/rules/rules.h"

#include <string.h>

static const char *const verdict_names[] = {"pass", "undef", "trap", "fault", "panic", "unmodelled"};
static const char *const origin_names[] = {"", "native", "injected"};
static const char *const effect_names[] = {"full", "tags-ignored"};
static const char *const action_names[] = {"none", "inject", "serve", "retry", "forward",
					   "host", "panic",  "exit",  "kill",  "unmodelled"};

#define NAME(table, i) ((size_t)(i) < sizeof table / sizeof *table ? table[i] : "?")

const char *el2_verdict_name(el2_verdict_kind v)
{
	return NAME(verdict_names, v);
}
const char *el2_origin_name(el2_origin o)
{
	return NAME(origin_names, o);
}
const char *el2_effect_name(el2_effect e)
{
	return NAME(effect_names, e);
}
const char *el2_action_name(el2_action a)
{
	return NAME(action_names, a);
}

/* Aborts, alignment and tag check faults. */
static bool is_fault(unsigned ec)
{
	const el2_ec_info *info = el2_ec_get(ec);

	return info && info->when == EL2_EC_MEMORY;
}

/* An exception that the host's own kernel takes: the verdict by its class. */
static void to_host(const el2_exception *e, el2_origin origin, const char *whose, el2_verdict *v)
{
	unsigned ec = EL2_ESR_EC(e->esr);

	v->delivered = *e;
	v->has_delivered = true;
	if (ec == EL2_EC_UNKNOWN || is_fault(ec)) {
		v->verdict = ec == EL2_EC_UNKNOWN ? EL2_UNDEF : EL2_FAULT;
		v->origin = origin;
		return;
	}
	v->verdict = EL2_TRAP;
	v->to_el = e->el;
	v->handler = whose ? whose : "host";
	v->what = whose ? "the guest's own kernel takes it" : "the host's own kernel takes it";
}

static void trap(unsigned el, const char *handler, const char *what, el2_verdict *v)
{
	v->verdict = EL2_TRAP;
	v->to_el = (uint8_t)el;
	v->handler = handler;
	v->what = what;
}

static void at_el2(const el2_state *s, const el2_hypervisor *h, el2_verdict *v, el2_trail *trail)
{
	el2_response *r = &v->response;

	if (!h) {
		trap(2, "none", "no hypervisor is modelled at EL2", v);
		return;
	}
	memset(r, 0, sizeof *r);
	v->asked = true;
	h->handle(h->context, s, &v->taken, r, trail);
	el2_rules_add_all(&v->rules, &r->rules);
	v->action = r->action;
	switch (r->action) {
	case EL2_ACTION_INJECT:
		to_host(&r->injected, EL2_INJECTED, h->below, v);
		break;
	case EL2_ACTION_HOST:
		to_host(&v->taken, EL2_NATIVE, h->below, v);
		break;
	case EL2_ACTION_PANIC:
		v->verdict = EL2_PANIC;
		v->handler = r->handler;
		v->what = r->what;
		break;
	case EL2_ACTION_SERVE:
	case EL2_ACTION_RETRY:
	case EL2_ACTION_FORWARD:
	case EL2_ACTION_EXIT:
	case EL2_ACTION_KILL:
		trap(2, r->handler, r->what, v);
		break;
	default:
		v->verdict = EL2_UNMODELLED;
		v->what = r->what ? r->what : "the hypervisor's handler";
		break;
	}
}

void el2_route(const el2_state *s, const el2_hypervisor *h, el2_verdict *v, el2_trail *trail)
{
	if (v->taken.el == 3) {
		el2_rules_add(&v->rules, EL2_RULE_OF(EL3_FIRMWARE));
		trap(3, "el3", "taken to EL3; what firmware does is not modelled", v);
	} else if (v->taken.el == 2) {
		at_el2(s, h, v, trail);
	} else {
		to_host(&v->taken, EL2_NATIVE, h ? h->below : NULL, v);
	}
}

void el2_decide(const el2_state *s, const el2_hypervisor *h, const el2_insn *insn, el2_verdict *v, el2_trail *trail)
{
	el2_arch_result arch;

	el2_verdict_clear(v);
	el2_check(s, insn, &arch, trail);
	el2_rules_add_all(&v->rules, &arch.rules);
	v->effect = arch.effect;
	v->unpredictable = arch.unpredictable;
	v->accessed = arch.accessed;
	switch (arch.outcome) {
	case EL2_EXECUTES:
		v->verdict = EL2_PASS;
		return;
	case EL2_TAKES:
		break;
	default:
		v->verdict = EL2_UNMODELLED;
		v->what = arch.why;
		return;
	}
	v->taken = arch.exception;
	v->has_taken = true;
	el2_route(s, h, v, trail);
}
