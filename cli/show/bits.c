/* SPDX-License-Identifier: MIT */
#include "cli/show/bits.h"

#include <stdio.h>

struct text {
	char *buffer;
	size_t size, length;
};

static void add(struct text *t, const char *name, unsigned msb, unsigned lsb, uint64_t value)
{
	uint64_t field = value >> lsb & UINT64_MAX >> (63 - msb + lsb);
	const char *blank = t->length ? " " : "", *hex = field > 9 ? "0x" : "";
	char unnamed[16];
	int n;

	if (!name) {
		if (msb == lsb)
			snprintf(unnamed, sizeof unnamed, "[%u]", msb);
		else
			snprintf(unnamed, sizeof unnamed, "[%u:%u]", msb, lsb);
		name = unnamed;
	}
	n = snprintf(t->buffer + t->length, t->size - t->length, "%s%s=%s%llx", blank, name, hex,
		     (unsigned long long)field);
	if (n > 0)
		t->length += (size_t)n < t->size - t->length ? (size_t)n : t->size - t->length - 1;
}

static uint64_t field_mask(unsigned msb, unsigned lsb)
{
	return UINT64_MAX >> (63 - msb + lsb) << lsb;
}

/* Runs of bits that no field has. */
static void add_unnamed(struct text *t, uint64_t bits, uint64_t value)
{
	unsigned msb = 64;

	while (msb--) {
		unsigned lsb = msb;

		if (!(bits >> msb & 1))
			continue;
		while (lsb && bits >> (lsb - 1) & 1)
			lsb--;
		add(t, NULL, msb, lsb, value);
		msb = lsb;
	}
}

static void add_fields(struct text *t, el2_sysreg reg, uint64_t bits, uint64_t value, uint64_t *left, bool whole)
{
	unsigned msb, lsb;
	const char *name;

	for (size_t n = 0; (name = el2_field_get(reg, n, &msb, &lsb)); n++) {
		uint64_t mask = field_mask(msb, lsb);

		if (!(mask & *left) || (whole && mask & ~bits))
			continue;
		add(t, name, msb, lsb, value);
		*left &= ~mask;
	}
}

const char *cli_bits_text(el2_sysreg reg, uint64_t bits, uint64_t value, char *buffer, size_t size)
{
	struct text t = {buffer, size, 0};
	uint64_t left = bits;

	*buffer = '\0';
	/* Fields of two layouts overlap: first those that are wholly asked for, then those that are in part. */
	add_fields(&t, reg, bits, value, &left, true);
	add_fields(&t, reg, bits, value, &left, false);
	add_unnamed(&t, left, value);
	return buffer;
}
