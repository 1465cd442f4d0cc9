/* SPDX-License-Identifier: MIT */
/* Everything that EL2 stage 1 maps. Source: Arm pseudocode AArch64.S1Walk, AArch64.S1StartLevel. */
#include "model/bits.h"
#include "model/bytes.h"
#include "recording/recording.h"

/* More than any hypervisor has: what stops tables that point at themselves. */
#define TABLES_MAX 65536u

#define BITS(value, high, low) ((value) >> (low) & ((UINT64_C(2) << ((high) - (low))) - 1))

struct walk {
	el2_recording_memory memory;
	el2_recording_mapped mapped;
	void *context;
	el2_error *error;
	unsigned granule; /* log2 of its bytes */
	bool lpa2, lpa64; /* 52-bit addresses: of 4 and 16 KB granules; of 64 KB ones */
	unsigned tables;
	bool stopped;
	el2_recorded_range range; /* not yet told; size 0: none */
};

static void tell(struct walk *w)
{
	if (w->range.size && !w->stopped)
		w->stopped = !w->mapped(w->context, &w->range, false);
	w->range.size = 0;
}

static void add_leaf(struct walk *w, uint64_t va, uint64_t pa, uint64_t size, uint64_t attributes)
{
	el2_recorded_range *r = &w->range;

	if (r->size && r->va + r->size == va && r->pa + r->size == pa && r->attributes == attributes) {
		r->size += size;
		return;
	}
	tell(w);
	*r = (el2_recorded_range){va, pa, size, attributes};
}

static uint64_t output_address(const struct walk *w, uint64_t d, unsigned low)
{
	uint64_t address = BITS(d, w->lpa2 ? 49 : 47, low) << low;

	if (w->lpa2)
		address |= BITS(d, 9, 8) << 50;
	if (w->lpa64)
		address |= BITS(d, 15, 12) << 48;
	return address;
}

/* A block may stand at this level. Source: Arm pseudocode AArch64.BlockDescSupported. */
static bool block_allowed(const struct walk *w, int level)
{
	switch (w->granule) {
	case 12:
		return level == 2 || level == 1 || (level == 0 && w->lpa2);
	case 14:
		return level == 2 || (level == 1 && w->lpa2);
	default:
		return level == 2 || (level == 1 && w->lpa64);
	}
}

static el2_status walk_table(struct walk *w, uint64_t table, uint64_t count, int level, uint64_t va, uint64_t inherited)
{
	unsigned shift = w->granule + (w->granule - 3) * (unsigned)(3 - level);
	uint64_t low_attributes = w->lpa2 ? 0xcfc : 0xffc;
	el2_recorded_range pages = {0, table & ~(uint64_t)(EL2_RECORDING_PAGE - 1), 0, 0};

	if (++w->tables > TABLES_MAX)
		return el2_fail(w->error, EL2_ERR_INPUT, NULL, 0, 0, "EL2's translation has more than %u tables",
				TABLES_MAX);
	pages.size = (table + count * 8 - pages.pa + EL2_RECORDING_PAGE - 1) & ~(uint64_t)(EL2_RECORDING_PAGE - 1);
	if (!w->mapped(w->context, &pages, true))
		w->stopped = true;
	for (uint64_t i = 0; i < count && !w->stopped; i++) {
		uint64_t at = table + i * 8, here = va + (i << shift), d, attributes;
		const uint8_t *page = w->memory(w->context, at & ~(uint64_t)(EL2_RECORDING_PAGE - 1));
		el2_status status;

		if (!page)
			return el2_fail(w->error, EL2_ERR_INPUT, NULL, 0, 0,
					"EL2's translation table of level %d at 0x%llx is not in memory", level,
					(unsigned long long)at);
		d = load_le(page + at % EL2_RECORDING_PAGE, 8);
		if (!(d & 1))
			continue;
		if (level < 3 && d & 2) {
			/* APTable[1], XNTable (UXNTable) and PXNTable hold for what follows */
			attributes = inherited | BITS(d, 62, 62) << 7 | BITS(d, 60, 60) << 54 | BITS(d, 59, 59) << 53;
			status = walk_table(w, output_address(w, d, w->granule), UINT64_C(1) << (w->granule - 3),
					    level + 1, here, attributes);
			if (status != EL2_OK)
				return status;
			continue;
		}
		if (level == 3 ? !(d & 2) : !block_allowed(w, level))
			continue;
		attributes = inherited | (d & low_attributes) | BITS(d, 63, 50) << 50;
		add_leaf(w, here, output_address(w, d, shift), UINT64_C(1) << shift, attributes);
	}
	return EL2_OK;
}

static el2_status walk_half(struct walk *w, uint64_t ttbr, unsigned size_offset, bool upper)
{
	unsigned bits = 64 - size_offset, stride = w->granule - 3;
	int level = 4 - (int)((bits - w->granule + stride - 1) / stride);
	uint64_t base = ttbr & 0xfffffffffffe, count;

	if (size_offset < 12 || bits <= w->granule)
		return el2_fail(w->error, EL2_ERR_INPUT, NULL, 0, 0, "TCR_EL2: TxSZ %u is none that EL2 can have",
				size_offset);
	count = UINT64_C(1) << (bits - (w->granule + stride * (unsigned)(3 - level)));
	if (w->lpa2 || w->lpa64)
		base = (base & ~UINT64_C(0x3f)) | BITS(ttbr, 5, 2) << 48;
	if (level < (w->lpa2 ? -1 : 0))
		return el2_fail(w->error, EL2_ERR_INPUT, NULL, 0, 0,
				"TCR_EL2: TxSZ %u needs more levels than there are", size_offset);
	return walk_table(w, base, count, level, upper ? ~UINT64_C(0) << bits : 0, 0);
}

/* TCR_ELx.TG0 and TG1 have codes of their own. */
static unsigned granule_of(uint64_t tg, bool upper)
{
	static const uint8_t lower_half[4] = {12, 16, 14, 0}, upper_half[4] = {0, 14, 12, 16};

	return upper ? upper_half[tg & 3] : lower_half[tg & 3];
}

el2_status el2_recording_walk(const el2_state *s, el2_recording_memory memory, el2_recording_mapped mapped,
			      void *context, el2_error *error)
{
	uint64_t tcr = s->sysreg[EL2_SYSREG_TCR_EL2];
	bool e2h = EL2_GET(s, HCR_EL2, E2H), ds = e2h ? BITS(tcr, 59, 59) : BITS(tcr, 32, 32);
	uint64_t size = e2h ? BITS(tcr, 34, 32) : BITS(tcr, 18, 16);
	el2_status status = EL2_OK;

	for (unsigned upper = 0; upper <= e2h && status == EL2_OK; upper++) {
		struct walk w = {.memory = memory, .mapped = mapped, .context = context, .error = error};

		w.granule = granule_of(upper ? BITS(tcr, 31, 30) : BITS(tcr, 15, 14), upper);
		if (e2h && BITS(tcr, upper ? 23 : 7, upper ? 23 : 7))
			continue;
		if (upper && !s->sysreg[EL2_SYSREG_TTBR1_EL2])
			continue;
		if (!w.granule)
			return el2_fail(error, EL2_ERR_INPUT, NULL, 0, 0, "TCR_EL2: TG%u is reserved", upper);
		w.lpa2 = ds && w.granule != 16;
		w.lpa64 = w.granule == 16 && size == 6;
		status = walk_half(&w, s->sysreg[upper ? EL2_SYSREG_TTBR1_EL2 : EL2_SYSREG_TTBR0_EL2],
				   (unsigned)(upper ? BITS(tcr, 21, 16) : BITS(tcr, 5, 0)), upper);
		if (status == EL2_OK)
			tell(&w);
		if (w.stopped)
			break;
	}
	return status;
}
