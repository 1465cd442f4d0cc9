/* SPDX-License-Identifier: MIT */
/* Is a known difference the whole of a difference? The model is asked again, of a set-up changed so that an
 * architecture with QEMU's peculiarity would answer as QEMU does. */
#include "tests/oracle/walk/walk_oracle.h"

#define BIT(n) (UINT64_C(1) << (n))

#define AF   BIT(10)
#define AP_2 BIT(7) /* and of stage 2 the same bit's other way round: S2AP[1] */

/* What the model answers of a changed set-up. False: it does not say. */
static bool answer(const struct ow_asked *q, struct ow_case *changed, struct ow_answer *a)
{
	const char *why[OW_QUESTIONS];

	ow_model_run(q->model->cpu, q->model->memory, q->model->vectors, changed, why);
	*a = changed->question[q->n].answer;
	return !why[q->n];
}

static bool explains(const struct ow_asked *q, struct ow_case *changed)
{
	struct ow_answer a;

	return answer(q, changed, &a) && ow_alike(q, q->theirs, &a);
}

static bool is_leaf(uint64_t descriptor)
{
	return descriptor & 1;
}

bool ow_if_dirty(const struct ow_asked *q)
{
	for (uint64_t i = 0; i < q->c->entries; i++) {
		struct ow_case changed = *q->c;

		if (!is_leaf(changed.entry[i].before) || !(changed.entry[i].before & AP_2))
			continue;
		changed.entry[i].before &= ~AP_2;
		if (explains(q, &changed))
			return true;
		changed.reg[OW_VTCR_EL2] &= ~BIT(22); /* and ow_if_not_managed() */
		if (q->at && explains(q, &changed))
			return true;
	}
	return false;
}

bool ow_if_accessed(const struct ow_asked *q)
{
	struct ow_case changed = *q->c;
	bool any = false;

	for (uint64_t i = 0; i < q->c->entries; i++)
		if (is_leaf(q->c->entry[i].before) && (q->c->entry[i].before ^ q->c->entry[i].after) & AF) {
			changed.entry[i].before |= AF;
			any = true;
		}
	return any && explains(q, &changed);
}

bool ow_if_not_managed(const struct ow_asked *q)
{
	bool el2 = q->c->host || q->what == OW_S1E2R || q->what == OW_S1E2W;
	bool two = !el2 || q->c->reg[OW_HCR_EL2] & BIT(34);

	for (unsigned which = 1; which < 4; which++) {
		struct ow_case changed = *q->c;

		if (which & 1)
			changed.reg[el2 ? OW_TCR_EL2 : OW_TCR_EL1] &= ~BIT(two ? 40 : 22);
		if (which & 2)
			changed.reg[OW_VTCR_EL2] &= ~BIT(22);
		if (explains(q, &changed))
			return true;
	}
	return false;
}

bool ow_if_second_faults(const struct ow_asked *q)
{
	struct ow_case changed = *q->c;

	changed.reg[OW_VTCR_EL2] |= 63; /* T0SZ */
	return explains(q, &changed);
}

bool ow_if_loaded(const struct ow_asked *q)
{
	struct ow_case changed = *q->c;
	struct ow_answer load, a;

	changed.question[q->n].what = OW_LDR;
	if (!answer(q, &changed, &load))
		return false;
	if (load.level) {
		if (load.level == 2)
			load.esr &= ~(UINT64_C(0x7ff) << 14); /* LDADD has no ISV */
		return ow_alike(q, q->theirs, &load);
	}
	if (ow_if_dirty(q))
		return true;
	changed = *q->c;
	changed.question[q->n].what = OW_STR;
	return answer(q, &changed, &a) && ow_alike(q, q->theirs, &a);
}

bool ow_if_not_wxn(const struct ow_asked *q)
{
	struct ow_case changed = *q->c;

	changed.reg[q->c->host ? OW_SCTLR_EL2 : OW_SCTLR_EL1] &= ~BIT(19);
	return explains(q, &changed);
}

bool ow_if_device(const struct ow_asked *q)
{
	for (uint64_t i = 0; i < q->c->entries; i++) {
		struct ow_case changed = *q->c;

		if (!is_leaf(changed.entry[i].before) || (changed.entry[i].before >> 4 & 3) != 3)
			continue;
		changed.entry[i].before &= ~UINT64_C(0x3c);
		changed.reg[OW_HCR_EL2] &= ~BIT(2); /* PTW knows better */
		if (explains(q, &changed))
			return true;
	}
	return false;
}
