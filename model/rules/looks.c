/* SPDX-License-Identifier: MIT */
#include "model/rules/looks.h"

/* What the facts of facts.def look at of registers that EL1 may write. */
static const struct {
	uint8_t fact;
	el2_control field;
} fact_reads[] = {
#define EL2_FACT_READS(fact, reg, lsb, width) {EL2_FACT_##fact, {EL2_SYSREG_##reg, lsb, width}},
#include "model/rules/fact_reads.def"
};

void looks_add(struct looks *looks, el2_control field)
{
	for (size_t i = 0; i < looks->count && i < looks->capacity; i++)
		if (looks->out[i].reg == field.reg && looks->out[i].lsb == field.lsb &&
		    looks->out[i].width == field.width)
			return;
	if (looks->count < looks->capacity)
		looks->out[looks->count] = field;
	looks->count++;
}

/* The fields that a mask takes together, HCR_EL2.<DC,VM>: each run of bits. */
static void add_mask(struct looks *looks, uint16_t reg, unsigned shift, uint16_t mask)
{
	for (unsigned lsb = 0, end; mask >> lsb; lsb = end) {
		for (end = lsb; mask >> end & 1;)
			end++;
		if (end > lsb)
			looks_add(looks, (el2_control){reg, (uint8_t)(shift + lsb), (uint8_t)(end - lsb)});
		end += end == lsb;
	}
}

static void add_test(struct looks *looks, const el2_test *t)
{
	switch (t->base & EL2_TEST_BASE) {
	case EL2_TEST_SYSREG:
		if (t->base & EL2_TEST_WHOLE)
			looks_add(looks, (el2_control){t->index, 0, 64});
		else
			add_mask(looks, t->index, t->shift, t->mask);
		break;
	case EL2_TEST_DERIVED:
		for (size_t i = 0; t->index && i < sizeof fact_reads / sizeof *fact_reads; i++)
			if (fact_reads[i].fact == (t->index - 1u) * 64 + t->shift)
				looks_add(looks, fact_reads[i].field);
		break;
	default:
		break;
	}
}

const el2_test *looks_add_row(struct looks *looks, const el2_test *t)
{
	for (;; t++) {
		add_test(looks, t);
		if (t->base & EL2_TEST_ROW_END)
			return t + 1;
	}
}
