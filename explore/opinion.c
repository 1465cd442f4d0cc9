/* SPDX-License-Identifier: MIT */
#include "explore/opinion.h"

#include <string.h>

#define FPSR_FLAGS 0x0800009fu /* QC and the cumulative ones: what instructions set */

void opinion_ask(struct player *p, const el2_insn *insn)
{
	struct lane *lane = &p->lane[LANE_OPINION];

	if (!lane->plays)
		return;
	lane->state = p->lane[LANE_FIRST].state;
	lane->has_opinion = p->options.opinion(p->options.opinion_context, &lane->state, lane->memory, insn);
}

/* Pages that one of the two has written hold the same. Where they do not, those of the second then hold the first's. */
static bool same_pages(const struct lane *first, struct lane *second)
{
	const el2_page *page;
	bool same = true;

	for (unsigned i = 0; i < 2; i++)
		for (size_t n = 0; (page = el2_memory_written((i ? second : first)->memory, n)); n++) {
			const el2_page *a = el2_memory_page(first->memory, page->address);
			const el2_page *b = el2_memory_page(second->memory, page->address);

			if (!memcmp(a->data, b->data, EL2_PAGE_SIZE))
				continue;
			same = false;
			el2_memory_write(second->memory, page->address, a->data, EL2_PAGE_SIZE);
		}
	return same;
}

unsigned opinion_other(struct player *p, el2_step_result *result)
{
	const el2_state *a = &p->lane[LANE_FIRST].state, *b = &p->lane[LANE_OPINION].state;
	struct lane *lane = &p->lane[LANE_OPINION];
	const char *what = NULL;
	bool same_memory;

	if (!lane->plays)
		return 0;
	same_memory = same_pages(&p->lane[LANE_FIRST], lane);
	if (!lane->has_opinion || !result->executed || result->verdict.verdict != EL2_PASS ||
	    result->verdict.unpredictable)
		return 0;
	if (memcmp(a->x, b->x, sizeof a->x) || memcmp(a->sp, b->sp, sizeof a->sp))
		what = "Unicorn comes to another general register";
	else if (a->pc != b->pc)
		what = "Unicorn comes to another PC";
	else if ((a->pstate ^ b->pstate) & EL2_PSTATE_NZCV)
		what = "Unicorn comes to other flags";
	else if (memcmp(a->v, b->v, sizeof a->v) ||
		 (a->sysreg[EL2_SYSREG_FPSR] ^ b->sysreg[EL2_SYSREG_FPSR]) & FPSR_FLAGS)
		what = "Unicorn comes to another vector register";
	else if (!same_memory)
		what = "Unicorn comes to other contents of memory";
	if (what)
		result->verdict.what = what;
	return what ? EL2_PROMISE_SAME_RESULT : 0;
}
