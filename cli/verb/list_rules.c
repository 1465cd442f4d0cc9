/* SPDX-License-Identifier: MIT */
/* list rules, list traps: the rules, and the control bits in them. */
#include "cli/show/controls.h"
#include "cli/verb/list.h"
#include "snippet/snippet.h"

#include <stdlib.h>
#include <string.h>

/* Calls `visit` for each rule of each table, until it returns false. */
static void walk_rules(bool (*visit)(void *context, el2_rule rule, const el2_rule_info *info), void *context)
{
	static const unsigned tables[] = {EL2_RULES_ACCESS, EL2_RULES_MODEL, EL2_RULES_POLICY};

	for (unsigned t = 0; t < sizeof tables / sizeof *tables; t++) {
		size_t rows = el2_policy_rule_count(tables[t]);

		for (size_t row = 0; row < rows; row++) {
			el2_rule rule = EL2_RULE(tables[t], row);
			el2_rule_info info;

			if (el2_policy_rule_info(rule, &info) && !visit(context, rule, &info))
				return;
		}
	}
}

static void print_rule(struct cli_list *l, const el2_rule_info *info)
{
	cli_list_row(l);
	cli_list_text(l, "id", 34, info->id);
	cli_list_text(l, "text", l->call->options.verbose ? 80 : 0, info->text);
	if (l->call->options.verbose || l->call->options.json)
		cli_list_text(l, "source", 0, info->source);
	cli_list_end_row(l);
}

/* A rule that was asked for by its id. */
static void print_whole_rule(struct cli_list *l, const el2_rule_info *info)
{
	if (l->call->options.json) {
		print_rule(l, info);
		return;
	}
	fprintf(l->call->out.file, "%s\n  %s\n  source: %s\n", info->id, info->text, info->source);
	l->count++;
}

static bool visit_all(void *context, el2_rule rule, const el2_rule_info *info)
{
	(void)rule;
	print_rule(context, info);
	return true;
}

static bool visit_exact(void *context, el2_rule rule, const el2_rule_info *info)
{
	struct cli_list *l = context;

	(void)rule;
	if (strcmp(info->id, l->wanted))
		return true;
	print_whole_rule(l, info);
	return false;
}

static bool visit_prefix(void *context, el2_rule rule, const el2_rule_info *info)
{
	struct cli_list *l = context;

	(void)rule;
	if (!strncmp(info->id, l->wanted, strlen(l->wanted)))
		print_whole_rule(l, info);
	return true;
}

/* The nearest id, kept by value: the texts of ids do not last. */
struct nearest {
	struct cli_suggest suggest;
	char id[96];
};

static bool visit_nearest(void *context, el2_rule rule, const el2_rule_info *info)
{
	struct nearest *n = context;

	(void)rule;
	cli_suggest_offer(&n->suggest, info->id);
	if (n->suggest.best == info->id) {
		memcpy(n->id, info->id, sizeof n->id);
		n->suggest.best = n->id;
	}
	return true;
}

void cli_list_rules(struct cli_list *l)
{
	struct nearest nearest;
	char hint[128];

	if (!l->wanted) {
		walk_rules(visit_all, l);
		return;
	}
	walk_rules(visit_exact, l);
	if (!l->count)
		walk_rules(visit_prefix, l);
	if (!l->count)
		walk_rules(visit_all, l);
	if (l->count)
		return;
	nearest.suggest = cli_suggest_for(l->wanted);
	walk_rules(visit_nearest, &nearest);
	el2_fail(l->error, EL2_ERR_USAGE, NULL, 0, 0, "no rule '%.64s'%s", l->wanted,
		 cli_suggest_text(&nearest.suggest, hint, sizeof hint));
}

/* ---- traps ------------------------------------------------------------------------------------------------------ */

/* A control bit, and where the rules that name it trap to. */
struct trap {
	struct cli_control control;
	unsigned to; /* bit per Exception level */
	unsigned rules;
};

struct traps {
	struct trap *items;
	size_t count, capacity;
	bool failed;
};

static struct trap *trap_of(struct traps *t, const struct cli_control *c)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->items[i].control.reg == c->reg && !strcmp(t->items[i].control.field, c->field))
			return &t->items[i];
	if (t->count == t->capacity) {
		size_t capacity = t->capacity * 2 + 64;
		struct trap *grown = realloc(t->items, capacity * sizeof *grown);

		if (!grown) {
			t->failed = true;
			return NULL;
		}
		t->items = grown;
		t->capacity = capacity;
	}
	t->items[t->count] = (struct trap){.control = *c};
	return &t->items[t->count++];
}

static bool visit_trap(void *context, el2_rule rule, const el2_rule_info *info)
{
	struct cli_controls walk = {.text = info->text};
	struct traps *t = context;
	struct cli_control c;
	unsigned el;

	if (EL2_RULE_TABLE(rule) != EL2_RULES_ACCESS || sscanf(info->text, "TRAP EL%1u", &el) != 1)
		return true;
	while (cli_controls_next(&walk, &c)) {
		struct trap *trap = trap_of(t, &c);

		if (!trap)
			return false;
		trap->to |= 1u << (el & 3);
		trap->rules++;
	}
	return true;
}

static int by_register_and_bit(const void *a, const void *b)
{
	const struct cli_control *x = &((const struct trap *)a)->control, *y = &((const struct trap *)b)->control;
	int names = strcmp(cli_control_register(x), cli_control_register(y));

	if (names)
		return names;
	if (x->msb != y->msb)
		return x->msb > y->msb ? -1 : 1;
	return strcmp(x->field, y->field);
}

void cli_list_traps(struct cli_list *l)
{
	struct traps t = {0};

	walk_rules(visit_trap, &t);
	if (t.count)
		qsort(t.items, t.count, sizeof *t.items, by_register_and_bit);
	for (size_t i = 0; i < t.count && !t.failed; i++) {
		const struct trap *trap = &t.items[i];
		char text[80], levels[16] = "";

		for (unsigned el = 1; el < 4; el++)
			if (trap->to >> el & 1)
				snprintf(levels + strlen(levels), sizeof levels - strlen(levels), "%sEL%u",
					 *levels ? " " : "", el);
		cli_list_row(l);
		snprintf(text, sizeof text, "%s.%s", cli_control_register(&trap->control), trap->control.field);
		cli_list_text(l, "control", 34, text);
		snprintf(text, sizeof text, trap->control.msb == trap->control.lsb ? "%u" : "%u:%u", trap->control.msb,
			 trap->control.lsb);
		cli_list_text(l, "bits", 6, text);
		cli_list_text(l, "to", 12, levels);
		cli_list_count(l, "rules", trap->rules);
		cli_list_end_row(l);
	}
	free(t.items);
	if (t.failed)
		el2_fail(l->error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
}
