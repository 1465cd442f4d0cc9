/* SPDX-License-Identifier: MIT */
#include "cli/show/esr.h"

#include <stdio.h>
#include <string.h>

const char *cli_ec_text(unsigned ec)
{
	const el2_ec_info *info = el2_ec_get(ec);

	return info ? info->text : "an unallocated class";
}

/* Where fields are many and mostly 0, those that are 0 go without saying. */
static bool is_worth_a_word(unsigned ec, const el2_esr_field *f)
{
	switch (ec) {
	case EL2_EC_IABT_LOW:
	case EL2_EC_IABT_CUR:
	case EL2_EC_DABT_LOW:
	case EL2_EC_DABT_CUR:
		return f->value || !strcmp(f->name, "WnR") || f->lsb == 0;
	default:
		return true;
	}
}

static size_t add(char *buffer, size_t size, size_t length, const char *text)
{
	int n = snprintf(buffer + length, size - length, "%s", text);

	return n < 0 ? length : (size_t)n < size - length ? length + (size_t)n : size - 1;
}

const char *cli_esr_meaning(unsigned ec, const el2_esr_field *f, char *buffer, size_t size)
{
	bool abort = ec == EL2_EC_DABT_LOW || ec == EL2_EC_DABT_CUR || ec == EL2_EC_IABT_LOW || ec == EL2_EC_IABT_CUR;
	int level;

	*buffer = '\0';
	if (f->meaning && abort && f->lsb == 0 && el2_fault_status((unsigned)f->value, &level) && level != EL2_NO_LEVEL)
		snprintf(buffer, size, "%s, level %d", f->meaning, level);
	else if (f->meaning)
		snprintf(buffer, size, "%s", f->meaning);
	return buffer;
}

const char *cli_iss_text(uint64_t esr, char *buffer, size_t size)
{
	el2_esr_parts parts;
	size_t length;
	char text[EL2_TEXT_MAX + 4], meaning[96];
	uint32_t word;

	el2_esr_read(esr, &parts);
	snprintf(text, sizeof text, "IL=%u", parts.il);
	length = add(buffer, size, 0, text);
	for (unsigned i = 0; i < parts.count; i++) {
		const el2_esr_field *f = &parts.fields[i];

		if (!is_worth_a_word(parts.ec, f))
			continue;
		snprintf(text, sizeof text, f->value > 9 ? " %s=0x%llx" : " %s=%llx", f->name,
			 (unsigned long long)f->value);
		length = add(buffer, size, length, text);
		if (!*cli_esr_meaning(parts.ec, f, meaning, sizeof meaning))
			continue;
		snprintf(text, sizeof text, " (%s)", meaning);
		length = add(buffer, size, length, text);
	}
	if (parts.rest) {
		snprintf(text, sizeof text, " other bits=0x%llx", (unsigned long long)parts.rest);
		length = add(buffer, size, length, text);
	}
	if (parts.ec == EL2_EC_SYS64 && el2_esr_word(esr, &word)) {
		el2_insn insn;

		el2_decode(word, &insn);
		length = add(buffer, size, length, ": ");
		el2_format(&insn, text, sizeof text);
		add(buffer, size, length, text);
	}
	return buffer;
}
