/* SPDX-License-Identifier: MIT */
/*
 * The text of instructions whose row has no layout and that are newer than Capstone: memory copy and set, thread
 * permissions, thread exceptions, hints of FEAT_HINTE. Sources: A64 ISA XML 2025-03, CPY*, SET*; LLVM 23 for the
 * others.
 */
#include <stdio.h>

#include "decoder/insns.h"
#include "decoder/internal.h"

static const char *x(uint32_t word, unsigned lsb)
{
	return el2_x_name(bits(word, lsb + 4, lsb));
}

/* The options of CPY* and SET* are bits of the word. */
static int mops(uint32_t word, char *buffer, size_t size)
{
	static const char stages[4] = {'p', 'm', 'e', '?'};
	static const char *const accesses[4] = {"", "wt", "rt", "t"}, *const hints[4] = {"", "wn", "rn", "n"};
	static const char *const set_options[4] = {"", "t", "n", "tn"};
	unsigned stage = bits(word, 23, 22), options = bits(word, 15, 12);

	if (stage == 3)
		return snprintf(buffer, size, "set%c%s [%s]!, %s!, %s", stages[options >> 2], set_options[options & 3],
				x(word, 0), x(word, 5), x(word, 16));
	return snprintf(buffer, size, "cpy%s%c%s%s [%s]!, [%s]!, %s!", bits(word, 26, 26) ? "" : "f", stages[stage],
			accesses[options & 3], hints[options >> 2], x(word, 0), x(word, 16), x(word, 5));
}

static int thread(const el2_insn *insn, char *buffer, size_t size)
{
	uint32_t word = insn->word;
	unsigned number = bits(word, 11, 5);
	const char *nb = bits(word, 17, 17) ? ", nb" : "", *to = bits(word, 18, 18) ? "b" : "f";

	switch (insn->form) {
	case EL2_FORM_TCHANGE_REG:
		return snprintf(buffer, size, "tchange%s %s, %s%s", to, x(word, 0), x(word, 5), nb);
	case EL2_FORM_TCHANGE_IMM:
		return snprintf(buffer, size, "tchange%s %s, #%u%s", to, x(word, 0), number, nb);
	case EL2_FORM_TENTER:
		return snprintf(buffer, size, "tenter #%u%s", number, nb);
	default:
		return snprintf(buffer, size, "texit%s", bits(word, 10, 10) ? " nb" : "");
	}
}

int el2_format_named(const el2_insn *insn, char *buffer, size_t size)
{
	uint32_t word = insn->word;

	switch (insn->form) {
	case EL2_FORM_CPY:
	case EL2_FORM_CPY_E:
	case EL2_FORM_SET:
		return mops(word, buffer, size);
	case EL2_FORM_TCHANGE_REG:
	case EL2_FORM_TCHANGE_IMM:
	case EL2_FORM_TENTER:
	case EL2_FORM_TEXIT:
		return thread(insn, buffer, size);
	case EL2_FORM_HINTE:
		return snprintf(buffer, size, "hinte #%u",
				bits(word, 21, 21) << 15 | bits(word, 18, 16) << 12 | bits(word, 11, 0));
	default:
		return el2_format_system(word, buffer, size);
	}
}
