/* SPDX-License-Identifier: MIT */
/* What every word does under a boot: a decision per class of words, Exception level and state that EL1 can make. */
#include "explore/answer.h"

#include <stdlib.h>
#include <string.h>

#define LEVELS 2u

struct el2_audit {
	size_t classes;
	el2_audit_answer *answers; /* by class, then level */
	el2_audit_group *groups;
	size_t group_count;
	uint64_t words[LEVELS][EL2_VERDICT_COUNT];
};

/* ---- groups ---- */

static int compare_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

/* By what users look for; the word itself is left out, so that equal ones form a group. */
static int compare(const el2_audit_answer *a, const el2_audit_answer *b)
{
	el2_insn x, y;
	int d;

	if (a->el != b->el)
		return a->el < b->el ? 1 : -1; /* EL1 first */
	if (answer_severity(a) != answer_severity(b))
		return answer_severity(a) < answer_severity(b) ? 1 : -1;
	if (a->verdict != b->verdict)
		return a->verdict < b->verdict ? -1 : 1;
	if ((d = compare_text(a->handler, b->handler)) || (d = compare_text(a->what, b->what)))
		return d;
	el2_decode(a->word, &x);
	el2_decode(b->word, &y);
	if (x.sysreg != y.sysreg)
		return x.sysreg < y.sysreg ? -1 : 1;
	if (x.form != y.form)
		return x.form < y.form ? -1 : 1;
	if (a->rule != b->rule)
		return a->rule < b->rule ? -1 : 1;
	if (a->effect != b->effect)
		return a->effect < b->effect ? -1 : 1;
	if (a->origin != b->origin)
		return a->origin < b->origin ? -1 : 1;
	if (a->setting_count != b->setting_count)
		return a->setting_count < b->setting_count ? -1 : 1;
	for (unsigned i = 0; i < a->setting_count; i++)
		if ((d = memcmp(&a->settings[i].field, &b->settings[i].field, sizeof a->settings[i].field)))
			return d;
	return 0;
}

static int by_group(const void *a, const void *b)
{
	const el2_audit_answer *x = &((const el2_audit_group *)a)->answer, *y = &((const el2_audit_group *)b)->answer;
	int d = compare(x, y);

	return d ? d : (x->word > y->word) - (x->word < y->word);
}

static bool group(el2_audit *audit)
{
	size_t n = audit->classes * LEVELS, kept = 0;

	audit->groups = malloc((n ? n : 1) * sizeof *audit->groups);
	if (!audit->groups)
		return false;
	for (size_t i = 0; i < n; i++)
		audit->groups[i] = (el2_audit_group){audit->answers[i], audit->answers[i].count};
	if (n)
		qsort(audit->groups, n, sizeof *audit->groups, by_group);
	for (size_t i = 0; i < n; i++) {
		if (kept && !compare(&audit->groups[kept - 1].answer, &audit->groups[i].answer))
			audit->groups[kept - 1].count += audit->groups[i].count;
		else
			audit->groups[kept++] = audit->groups[i];
	}
	audit->group_count = kept;
	return true;
}

/* ---- the audit ---- */

static void answer_all(el2_audit *audit, const struct plan *plan, struct asker *asker)
{
	for (unsigned el = 0; el < LEVELS; el++) {
		el2_set_el(&asker->state, el);
		for (size_t i = 0; i < audit->classes; i++) {
			el2_audit_answer *a = &audit->answers[i * LEVELS + el];

			asker_answer(asker, plan, i, a);
			audit->words[el][a->verdict] += a->count;
		}
	}
}

el2_audit *el2_audit_new(const el2_audit_options *options)
{
	el2_audit *audit = calloc(1, sizeof *audit);
	struct asker *asker = malloc(sizeof *asker);
	struct plan plan = {0};
	bool good = audit && asker && plan_open(&plan);

	if (good) {
		audit->classes = plan.count;
		audit->answers = calloc(audit->classes * LEVELS, sizeof *audit->answers);
		good = audit->answers;
	}
	if (good) {
		asker_open(asker, options->state, options->hypervisor, options->polite);
		answer_all(audit, &plan, asker);
		good = group(audit);
	}
	plan_close(&plan);
	free(asker);
	if (good)
		return audit;
	el2_audit_free(audit);
	return NULL;
}

void el2_audit_free(el2_audit *audit)
{
	if (!audit)
		return;
	free(audit->answers);
	free(audit->groups);
	free(audit);
}

const el2_audit_answer *el2_audit_get(const el2_audit *audit, size_t n, unsigned el)
{
	return n < audit->classes && el < LEVELS ? &audit->answers[n * LEVELS + el] : NULL;
}

uint64_t el2_audit_words(const el2_audit *audit, unsigned el, el2_verdict_kind verdict)
{
	return el < LEVELS && (unsigned)verdict < EL2_VERDICT_COUNT ? audit->words[el][verdict] : 0;
}

const el2_audit_group *el2_audit_group_get(const el2_audit *audit, size_t n)
{
	return n < audit->group_count ? &audit->groups[n] : NULL;
}
