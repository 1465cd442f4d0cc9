/* SPDX-License-Identifier: MIT */
/* Any words: decoded, classified, written as text, scanned for; whoever says what a word is says the same. */
#include "decoder/decoder.h"
#include "model/bytes.h"

#include <stdlib.h>
#include <string.h>

#define HITS 64u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool one(uint32_t word, uint64_t pc)
{
	char text[EL2_TEXT_MAX];
	el2_insn insn;
	bool known = el2_decode(word, &insn);

	if (insn.word != word || known != (insn.form != EL2_FORM_NONE) || insn.cls >= EL2_CLASS_COUNT ||
	    el2_classify(word) != (el2_class)insn.cls || (known && !el2_form_get((el2_form)insn.form)))
		abort();
	el2_disassemble(&insn, pc, text, sizeof text);
	if (!memchr(text, '\0', sizeof text) || !*text)
		abort();
	return el2_insn_is_mte(&insn);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t hits[HITS], count = size / 4, found = 0, next;

	for (size_t n = 0; n < count; n++)
		found += one((uint32_t)load_le(data + 4 * n, 4), n * 4);
	if (found < HITS && el2_scan(data, count, hits, HITS, &next) != found)
		abort();
	for (size_t n = 0; n < count; n++)
		el2_is_likely_data(data, count, n);
	return 0;
}
