/* SPDX-License-Identifier: MIT */
/* A policy as rows: the first that holds answers. */
#include "policy/own.h"

#include <string.h>

static const char *const actions[] = {"undef", "inject", "serve", "retry", "forward", "panic", "kernel", "unmodelled"};

static const char *const whats[EL2_ROW_ACTIONS] = {
	[EL2_ROW_SERVE] = "a row of the policy given serves it",
	[EL2_ROW_RETRY] = "a row of the policy given has the host try again, and nothing has changed",
	[EL2_ROW_FORWARD] = "a row of the policy given passes it to EL3",
	[EL2_ROW_PANIC] = "a row of the policy given panics",
	[EL2_ROW_UNMODELLED] = "a row of the policy given leaves it open",
};

const char *el2_row_action_name(unsigned action)
{
	return action < EL2_ROW_ACTIONS ? actions[action] : NULL;
}

static bool is_read(const el2_exception *taken)
{
	return taken->esr & 1;
}

/* The register or operation that an EC 0x18 names. */
static el2_sysreg named(const el2_exception *taken)
{
	uint16_t key = el2_sys64_key(taken->esr);
	bool operation = key >> 14 == 1, result = is_read(taken);

	return el2_sysreg_by_key(key, operation ? (result ? EL2_EXEC_RESULT : EL2_EXEC)
				      : result  ? EL2_READ
						: EL2_WRITE);
}

/* Is the exception one of the row's, its condition aside? */
static bool is_about(const el2_policy_row *row, const el2_exception *taken)
{
	unsigned ec = EL2_ESR_EC(taken->esr);

	if (row->ec >= 0 && (unsigned)row->ec != ec)
		return false;
	if (row->reg == EL2_SYSREG_NONE && !row->access)
		return true;
	if (ec != EL2_EC_SYS64 || (row->access && row->access != (is_read(taken) ? EL2_READ : EL2_WRITE)))
		return false;
	return row->reg == EL2_SYSREG_NONE || row->reg == named(taken);
}

/* Where the class names the level, that of the host's own kernel: host_inject_mem_abort() does the same. */
static uint64_t reflected(const el2_exception *taken)
{
	unsigned ec = EL2_ESR_EC(taken->esr);
	const el2_ec_info *info = el2_ec_get(ec), *same = el2_ec_get(ec + 1);

	if ((taken->spsr & EL2_PSTATE_EL) && info && info->levels == EL2_EC_LOWER && same &&
	    same->levels == EL2_EC_SAME)
		return taken->esr + (UINT64_C(1) << 26);
	return taken->esr;
}

/* The preferred return address of a call is behind it; that of what was trapped is the instruction. */
static bool steps_over(const el2_exception *taken)
{
	switch (EL2_ESR_EC(taken->esr)) {
	case EL2_EC_HVC64:
	case EL2_EC_HVC32:
	case EL2_EC_SVC64:
	case EL2_EC_SVC32:
		return false;
	default:
		return true;
	}
}

static void serve(const el2_policy_row *row, const el2_exception *taken, el2_response *r)
{
	unsigned rt = taken->esr >> 5 & 31;

	r->action = EL2_ACTION_SERVE;
	r->skip = steps_over(taken);
	r->writes = row->writes;
	memcpy(r->x, row->x, sizeof r->x);
	if (EL2_ESR_EC(taken->esr) == EL2_EC_SYS64 && is_read(taken) && rt < 31) {
		r->writes |= 1u << rt;
		r->x[rt] = row->value;
	}
}

static void answer(const el2_policy_context *c, const el2_policy_row *row, const el2_state *state,
		   const el2_exception *taken, el2_response *r)
{
	r->handler = "own";
	r->what = row->what ? row->what : whats[row->action];
	switch ((el2_row_action)row->action) {
	case EL2_ROW_UNDEF:
		el2_policy_inject(c->boot, state, taken, EL2_ESR(EL2_EC_UNKNOWN, 0), r);
		break;
	case EL2_ROW_INJECT:
		el2_policy_inject(c->boot, state, taken, row->has_esr ? row->esr : reflected(taken), r);
		r->injected.far_valid = taken->far_valid;
		r->injected.far = taken->far;
		break;
	case EL2_ROW_SERVE:
		serve(row, taken, r);
		break;
	case EL2_ROW_RETRY:
		r->action = EL2_ACTION_RETRY;
		break;
	case EL2_ROW_FORWARD:
		r->action = EL2_ACTION_FORWARD;
		r->skip = steps_over(taken);
		break;
	case EL2_ROW_PANIC:
		r->action = EL2_ACTION_PANIC;
		break;
	default:
		r->action = EL2_ACTION_UNMODELLED;
		break;
	}
}

static void note(el2_response *r, el2_trail *trail, size_t number, el2_truth holds)
{
	el2_rule rule = EL2_RULE(EL2_RULES_OWN, number);

	el2_trail_add(trail, rule, holds);
	if (holds != EL2_FALSE)
		el2_rules_add(&r->rules, rule);
}

void el2_policy_rows_handle(const void *context, const el2_state *state, const el2_exception *taken, el2_response *r,
			    el2_trail *trail)
{
	const el2_policy_context *c = context;
	const el2_policy_rows *rows = c->own;
	bool hosts = taken->maker == EL2_BY_HOST || taken->maker == EL2_BY_HOST_EL0;

	for (size_t i = 0; hosts && i < rows->count; i++) {
		const el2_policy_row *row = &rows->row[i];
		el2_truth holds = is_about(row, taken) ? el2_condition_holds(&row->when, state, taken) : EL2_FALSE;

		note(r, trail, i + 1, holds);
		if (holds == EL2_UNKNOWN) {
			r->action = EL2_ACTION_UNMODELLED;
			r->what = "a row of the policy given asks for a field that its register does not have with "
				  "this HCR_EL2.E2H";
			return;
		}
		if (holds == EL2_TRUE && row->action == EL2_ROW_KERNEL) {
			el2_policy_ask_kernel(context, state, taken, r, trail);
			return;
		}
		if (holds == EL2_TRUE) {
			answer(c, row, state, taken, r);
			return;
		}
	}
	note(r, trail, 0, EL2_TRUE);
	if (hosts && rows->unmodelled) {
		r->action = EL2_ACTION_UNMODELLED;
		r->what = "no row of the policy given holds, and it leaves the rest open";
		return;
	}
	el2_policy_ask_kernel(context, state, taken, r, trail);
}

/* Does `a`, which asks for no condition, take all that `b` is about? */
static bool covers(const el2_policy_row *a, const el2_policy_row *b)
{
	return !a->when.count && (a->ec < 0 || a->ec == b->ec) && (a->reg == EL2_SYSREG_NONE || a->reg == b->reg) &&
	       (!a->access || a->access == b->access);
}

static bool same(const el2_policy_row *a, const el2_policy_row *b)
{
	if (a->ec != b->ec || a->reg != b->reg || a->access != b->access || a->when.count != b->when.count)
		return false;
	for (unsigned i = 0; i < a->when.count; i++) {
		const struct el2_condition_term *x = &a->when.term[i], *y = &b->when.term[i];

		if (x->kind != y->kind || x->what != y->what || x->value[0] != y->value[0] ||
		    x->mask[0] != y->mask[0] || x->value[1] != y->value[1] || x->mask[1] != y->mask[1])
			return false;
	}
	return true;
}

size_t el2_policy_rows_hidden(const el2_policy_rows *rows, size_t *by)
{
	for (size_t i = 1; i < rows->count; i++)
		for (size_t k = 0; k < i; k++)
			if (covers(&rows->row[k], &rows->row[i]) || same(&rows->row[k], &rows->row[i])) {
				*by = k;
				return i;
			}
	return rows->count;
}
