/* SPDX-License-Identifier: MIT */
/* Memory types: what leaves of stage 1 and of stage 2 say, and what comes of both. Source: Arm pseudocode
 * S2CombineS1MemAttrs and what it calls; MAIR_EL1, VMSAv8-64 stage 2 memory attributes. */
#include "model/bits.h"
#include "model/exec/exec.h"
#include "model/memory/walk.h"

enum {
	NON_CACHEABLE =
		0x4, /* in a nibble of MAIR; the others: [3:2] 0 write-through transient, 1 write-back transient */
	WRITE_THROUGH = 0x8,
	WRITE_BACK = 0xc,
	ALLOCATE = 0x3,
	TAGGED = 0xf0
};

unsigned walk_memory1(const el2_state *s, const struct regime *r, uint64_t a)
{
	uint64_t mair = s->sysreg[r->bank == 1   ? EL2_SYSREG_MAIR_EL1
				  : r->bank == 2 ? EL2_SYSREG_MAIR_EL2
						 : EL2_SYSREG_MAIR_EL3];

	return mair >> (8 * (a >> 2 & 7)) & 0xff;
}

bool walk_forced(const el2_state *s)
{
	return el2_has(s->cpu, EL2_FEAT_S2FWB) && EL2_GET(s, HCR_EL2, FWB);
}

/* With FWB, MemAttr[2] set forces Normal: 110 write-back, 101 non-cacheable, 111 as stage 1 has it. */
unsigned walk_memory2(const el2_state *s, unsigned m)
{
	if (!walk_forced(s))
		return m;
	if (m == 0xf && el2_has(s->cpu, EL2_FEAT_MTE_PERM))
		return EL2_S2_NO_TAG_ACCESS;
	return !(m & 4) ? 0x0 : (m & 3) == 1 ? 0x5 : EL2_S2_NORMAL_WB;
}

static bool is_device(unsigned type)
{
	return !(type & 0xf0);
}

/* Outer or inner cacheability; stage 2's is 1 non-cacheable, 2 write-through, 3 write-back. Hints are stage 1's. */
static unsigned weaker(unsigned first, unsigned second)
{
	if (first == NON_CACHEABLE || second == 1)
		return NON_CACHEABLE;
	if (second == 2 && (first & WRITE_BACK) == WRITE_BACK)
		return WRITE_THROUGH | (first & ALLOCATE);
	if (second == 2 && (first & WRITE_BACK) == 4) /* transient */
		return first & ALLOCATE;
	return first;
}

static unsigned made_write_back(unsigned nibble)
{
	return !nibble || nibble == NON_CACHEABLE ? WRITE_BACK | ALLOCATE : nibble | 4;
}

static unsigned combined_forced(unsigned first, unsigned m)
{
	if (!(m & 4))
		return (m & 3) << 2;
	switch (m & 3) {
	case 1:
		return is_device(first) ? first : NON_CACHEABLE << 4 | NON_CACHEABLE;
	case 2:
		return is_device(first) ? 0xff : made_write_back(first >> 4) << 4 | made_write_back(first & 15);
	default:
		return first;
	}
}

unsigned walk_combine(unsigned first, unsigned m, bool forced)
{
	bool tagged = first == TAGGED;
	unsigned type, device;

	if (tagged)
		first = 0xff;
	if (forced) {
		type = combined_forced(first, m);
	} else if (is_device(first) || !(m & 0xc)) {
		device = !(m & 0xc) ? (m & 3) << 2 : 0xc;
		type = is_device(first) && first < device ? first : device;
	} else {
		type = weaker(first >> 4, m >> 2) << 4 | weaker(first & 15, m & 3);
	}
	return tagged && type == 0xff ? TAGGED : type;
}

unsigned walk_combine_share(unsigned first, unsigned second)
{
	return first == 2 || second == 2 ? 2 : first == 3 || second == 3 ? 3 : 0;
}
