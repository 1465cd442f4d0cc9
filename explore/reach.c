/* SPDX-License-Identifier: MIT */
/* Which rules can decide at all: an audit's states, all of them. */
#include "explore/answer.h"

#include <stdlib.h>

bool el2_find_reachable(const el2_state *state, void (*reached)(void *context, el2_rule rule), void *context)
{
	struct asker *asker = malloc(sizeof *asker);
	struct plan plan = {0};
	bool good = asker && plan_open(&plan);
	el2_audit_answer answer;

	if (good) {
		asker_open(asker, state, NULL, false);
		asker->reached = reached;
		asker->context = context;
	}
	for (unsigned el = 0; good && el < 2; el++) {
		el2_set_el(&asker->state, el);
		for (size_t n = 0; n < plan.count; n++)
			asker_answer(asker, &plan, n, &answer);
	}
	plan_close(&plan);
	free(asker);
	return good;
}
