/* SPDX-License-Identifier: MIT */
/* The walk itself. */
#include "model/memory/walk.h"

unsigned walk_dfsc(unsigned fault, int level)
{
	if (level >= 0)
		return fault + (unsigned)level;
	return fault == WALK_EXTERNAL ? 0x13 : fault == WALK_ADDRESS_SIZE ? 0x29 : 0x2b;
}

static uint64_t low_bits(unsigned n)
{
	return n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}

/* May a leaf stand at a level above 3? */
static bool block_valid(const struct walk_stage *st, int level)
{
	switch (st->stride) {
	case 9:
		return level == 1 || level == 2 || (level == 0 && st->ds);
	case 11:
		return level == 2 || (level == 1 && st->ds);
	default:
		return level == 2 || (level == 1 && st->large);
	}
}

/* The output address of a descriptor or base register; false: it does not fit. */
static bool output_address(const struct walk_stage *st, uint64_t d, uint64_t *address)
{
	unsigned grain = st->stride + 3;

	*address = d & low_bits(st->ds ? 50 : 48) & ~low_bits(grain);
	if (st->output > 48)
		*address |= st->ds ? (d >> 8 & 3) << 50 : (d >> 12 & 15) << 48;
	return st->output > 48 || !(*address >> st->output);
}

static bool base_address(const struct walk_stage *st, uint64_t mask, uint64_t *address)
{
	uint64_t base = st->base & low_bits(48);

	if (st->output > 48)
		base |= (st->base >> 2 & 15) << 48;
	else if (base >> st->output)
		return false;
	*address = base & ~mask;
	return true;
}

static bool fail(struct walked *out, unsigned fault, int level)
{
	out->fault = (uint8_t)fault;
	out->level = (int8_t)level;
	return false;
}

/* Access flag and dirty state: the leaf as it is to be. */
static bool update(const struct walk_stage *st, bool write, struct walked *out)
{
	const uint64_t af = UINT64_C(1) << 10, ap2 = UINT64_C(1) << 7;

	out->after = out->before;
	if (!(out->before & af)) {
		if (!st->ha)
			return false;
		out->after |= af;
	}
	if (st->hd && write && (st->pie || out->before >> 51 & 1))
		out->after = st->second ? out->after | ap2 : out->after & ~ap2;
	return true;
}

/* Attributes of the tables: XNTable, PXNTable, APTable. */
static uint64_t with_tables(const struct walk_stage *st, uint64_t leaf, uint64_t tables)
{
	if (st->second || st->hpd || st->pie)
		return leaf;
	leaf |= (tables >> 59 & 3) << 53;
	leaf &= ~((tables >> 61 & 1) << 6);
	return leaf | (tables >> 62 & 1) << 7;
}

bool walk(const struct walk_stage *st, uint64_t va, bool write, walk_reader *read, void *context, struct walked *out,
	  bool *nested)
{
	int level = st->start;
	uint64_t table, tables = 0, d, mask;

	*out = (struct walked){0};
	*nested = false;
	if (st->disabled)
		return fail(out, WALK_TRANSLATION, 0);
	/* the first table has as many entries as the bits it resolves */
	mask = low_bits((unsigned)(st->input - st->stride * (4 - level)));
	if (!base_address(st, mask, &table))
		return fail(out, WALK_ADDRESS_SIZE, 0);
	for (;; level++) {
		unsigned shift = (unsigned)(st->stride + 3 + st->stride * (3 - level));

		out->at = table | ((va >> shift << 3) & mask & ~UINT64_C(7));
		switch (read(context, out->at, &d)) {
		case WALK_READ:
			break;
		case WALK_READ_NESTED:
			*nested = true;
			return fail(out, 0, level);
		default:
			return fail(out, WALK_EXTERNAL, level);
		}
		if (!(d & 1) || (!(d & 2) && !block_valid(st, level)))
			return fail(out, WALK_TRANSLATION, level);
		if (!output_address(st, d, &table))
			return fail(out, WALK_ADDRESS_SIZE, level);
		if (!(d & 2) || level == 3) {
			out->address = (table & ~low_bits(shift)) | (va & low_bits(shift));
			break;
		}
		tables |= d;
		mask = low_bits(st->stride + 3);
	}
	out->before = d;
	out->level = (int8_t)level;
	if (!update(st, write, out))
		return fail(out, WALK_ACCESS_FLAG, level);
	out->attributes = with_tables(st, out->after, tables);
	return true;
}
