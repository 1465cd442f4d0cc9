/* SPDX-License-Identifier: MIT */
/* fuzz: the rules that decided, when they first did, and those that the boot can reach. */
#include "cli/verb/fuzz.h"

#include <stdlib.h>
#include <string.h>

el2_status cli_cover_open(struct cli_fuzz *f, el2_error *error)
{
	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++) {
		size_t rows = el2_rule_count(table) + 1;

		f->first[table] = malloc(rows * sizeof(uint64_t));
		f->reachable[table] = calloc(rows, sizeof(bool));
		if (!f->first[table] || !f->reachable[table])
			return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		memset(f->first[table], 0xff, rows * sizeof(uint64_t));
	}
	return EL2_OK;
}

void cli_cover_close(struct cli_fuzz *f)
{
	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++) {
		free(f->first[table]);
		free(f->reachable[table]);
	}
}

static bool is_rule(el2_rule rule)
{
	unsigned table = EL2_RULE_TABLE(rule);

	return table >= EL2_RULES_ACCESS && table <= EL2_RULES_MODEL && EL2_RULE_ROW(rule) < el2_rule_count(table);
}

void cli_fuzz_decided(struct cli_fuzz *f, el2_rule rule, uint64_t run)
{
	uint64_t *first;

	if (!is_rule(rule))
		return;
	first = &f->first[EL2_RULE_TABLE(rule)][EL2_RULE_ROW(rule)];
	f->stats.rules += *first == UINT64_MAX;
	*first = run < *first ? run : *first;
}

void cli_fuzz_cover(struct cli_fuzz *f, const el2_fuzz *fuzz)
{
	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++)
		for (size_t row = 0; row < el2_rule_count(table); row++) {
			uint64_t run = el2_fuzz_decided_in(fuzz, EL2_RULE(table, row));

			if (run != UINT64_MAX)
				cli_fuzz_decided(f, EL2_RULE(table, row), run);
		}
	cli_code_cover(f, fuzz);
}

static void reached(void *context, el2_rule rule)
{
	struct cli_fuzz *f = context;

	if (is_rule(rule))
		f->reachable[EL2_RULE_TABLE(rule)][EL2_RULE_ROW(rule)] = true;
}

el2_status cli_cover_find(struct cli_fuzz *f, el2_error *error)
{
	if (!el2_find_reachable(&f->session.state, reached, f))
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++)
		for (size_t row = 0; row < el2_rule_count(table); row++)
			f->reachable[table][row] |= f->first[table][row] != UINT64_MAX;
	return EL2_OK;
}

size_t cli_cover_reachable(const struct cli_fuzz *f)
{
	size_t count = 0;

	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++)
		for (size_t row = 0; row < el2_rule_count(table); row++)
			count += f->reachable[table][row];
	return count;
}

el2_rule cli_cover_missing(const struct cli_fuzz *f, size_t n)
{
	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++)
		for (size_t row = 0; row < el2_rule_count(table); row++)
			if (f->reachable[table][row] && f->first[table][row] == UINT64_MAX && !n--)
				return EL2_RULE(table, row);
	return 0;
}

size_t cli_cover_until(const struct cli_fuzz *f, uint64_t run)
{
	size_t count = 0;

	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++)
		for (size_t row = 0; row < el2_rule_count(table); row++)
			count += f->first[table][row] <= run && f->first[table][row] != UINT64_MAX;
	return count;
}
