/* SPDX-License-Identifier: MIT */
/* The instructions of the sweeps: all of MTE from the decoder's tables, the others from words.def. */
#include "tests/oracle/qemu/insns.h"

#include "decoder/insns.h"

#include <stdio.h>
#include <string.h>

static void add(struct oq_generator *g, const char *name, unsigned group, const uint32_t *words, unsigned count,
		uint32_t any)
{
	struct oq_insn *insn = &g->insns[g->insn_count];

	if (g->insn_count == OQ_MAX_INSNS)
		return;
	*insn = (struct oq_insn){.group = group, .count = count, .any = any};
	snprintf(insn->name, sizeof insn->name, "%s", name);
	memcpy(insn->word, words, count * sizeof *words);
	g->insn_count++;
}

/* Operands for a form: Rd or Rt is X3, Rn X1, Rm and Rs X2, Rt2 X4; immediates 0, but what moves the base moves it. */
static uint32_t with_operands(const el2_form_info *form)
{
	uint32_t word = form->value, rn = 1u << 5, rt = 3;

	switch (form->operands) {
	case EL2_OPERANDS_XD_SP_XN_SP_XM:
	case EL2_OPERANDS_XD_XN_SP_XM:
	case EL2_OPERANDS_XD_XN_SP_XM_SP:
	case EL2_OPERANDS_MOPS_SET:
		return word | 2u << 16 | rn | rt;
	case EL2_OPERANDS_TAG_IMM:
		return word | 2u << 16 | 3u << 10 | rn | rt;
	case EL2_OPERANDS_XT_SP_POST9:
	case EL2_OPERANDS_XT_SP_PRE9:
		return word | 1u << 12 | rn | rt;
	case EL2_OPERANDS_PAIR_POST:
	case EL2_OPERANDS_PAIR_PRE:
		return word | 1u << 15 | 4u << 10 | rn | rt;
	case EL2_OPERANDS_PAIR_OFFSET:
		return word | 4u << 10 | rn | rt;
	default:
		return word | rn | rt;
	}
}

/* Ordinary loads and stores with any operands. Not those of literals, which only our code is near to, and not those
 * that authenticate their address, which el2_step() leaves to Unicorn. */
static void add_load(struct oq_generator *g, unsigned f, const el2_form_info *form)
{
	char name[32];

	if (f == EL2_FORM_LDR_LITERAL || f == EL2_FORM_PRFM_LITERAL || f == EL2_FORM_LDRA)
		return;
	snprintf(name, sizeof name, "any %.16s%s%.8s", form->op, *form->variant ? " " : "", form->variant);
	add(g, name, LOADS, &form->value, 1, ~(form->mask | form->should_be));
}

/* Data processing, three rows in a row with any operands: the first is the row's, the others are drawn. Not what
 * authenticates pointers, which is identity in the model. */
static void add_stream(struct oq_generator *g, const el2_form_info *form)
{
	const unsigned group = form->value >> 25 & 15; /* 100x immediate, x101 registers */
	const uint32_t words[3] = {form->value, form->value, form->value};
	char name[32];

	if (((group & 14) != 8 && (group & 7) != 5) || (form->features && strstr(form->features, "PAuth")))
		return;
	snprintf(name, sizeof name, "stream %.14s%s%.8s", form->op, *form->variant ? " " : "", form->variant);
	add(g, name, STREAM, words, 3, ~(form->mask | form->should_be));
}

static void add_forms(struct oq_generator *g)
{
	for (unsigned f = 1; f < EL2_FORM_COUNT; f++) {
		const el2_form_info *form = el2_form_get((el2_form)f);
		uint32_t word;
		char name[32];

		if (form->cls == EL2_CLASS_MEMORY)
			add_load(g, f, form);
		if (form->cls == EL2_CLASS_GENERAL)
			add_stream(g, form);
		if (!el2_class_is_mte((el2_class)form->cls) || form->operands == EL2_OPERANDS_OTHER)
			continue;
		word = with_operands(form);
		snprintf(name, sizeof name, "%s%s%s", form->op, *form->variant ? " " : "", form->variant);
		add(g, name, MTE, &word, 1, 0);
		/* 0xc000 of ADDG and SUBG should be zero, and is in every decoder; see docs/disagreements.md */
		snprintf(name, sizeof name, "any %s%s%s", form->op, *form->variant ? " " : "", form->variant);
		add(g, name, OPERANDS, &form->value, 1, ~(form->mask | form->should_be));
	}
}

/* MRS, MSR or SYS of a row, with X1 if it names memory and X3 else. */
static void add_access(struct oq_generator *g, const el2_sysreg_info *info, const char *verb, uint32_t base,
		       unsigned rt)
{
	uint32_t word = base | (uint32_t)info->key << 5 | rt;
	char name[32];

	snprintf(name, sizeof name, "%s%s%s", verb, *verb ? " " : "", info->name);
	add(g, name, MTE, &word, 1, 0);
}

static bool by_set_and_way(const char *name)
{
	size_t n = strlen(name);

	return n > 2 && !strcmp(name + n - 2, "SW");
}

static void add_system(struct oq_generator *g)
{
	for (unsigned r = 1; r < EL2_SYSREG_COUNT; r++) {
		const el2_sysreg_info *info = el2_sysreg_get((el2_sysreg)r);

		if (!el2_class_is_mte((el2_class)info->cls))
			continue;
		if (info->access & EL2_EXEC) {
			add_access(g, info, "", 0xd5000000, by_set_and_way(info->name) ? 3 : 1);
			continue;
		}
		add_access(g, info, "MRS", 0xd5200000, 3);
		add_access(g, info, "MSR", 0xd5000000, 3); /* of GMID_EL1, too: an encoding without a meaning */
	}
	/* any register or operation; Rt is X3 */
	add(g, "system MRS", SYSTEM, (const uint32_t[]){0xd5300003}, 1, 0xfffe0);
	add(g, "system MSR", SYSTEM, (const uint32_t[]){0xd5100003}, 1, 0xfffe0);
	add(g, "system SYS", SYSTEM, (const uint32_t[]){0xd5080003}, 1, 0x7ffe0);
	add(g, "system SYSL", SYSTEM, (const uint32_t[]){0xd5280003}, 1, 0x7ffe0);
	add(g, "MSR TCO, #0", MTE, (const uint32_t[]){0xd503409f}, 1, 0);
	add(g, "MSR TCO, #1", MTE, (const uint32_t[]){0xd503419f}, 1, 0);
}

void oq_insns_init(struct oq_generator *g)
{
	g->insn_count = 0;
	add_forms(g);
	add_system(g);
#define OQ_WORDS(name, group, ...)                                                                                     \
	add(g, name, group, (const uint32_t[]){__VA_ARGS__}, sizeof(uint32_t[]){__VA_ARGS__} / 4, 0);
#include "tests/oracle/qemu/words.def"
}
