/* SPDX-License-Identifier: MIT */
#include "tests/unit/qemu_recording.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const columns[COLUMN_COUNT] = {
#define COLUMN(name) #name,
	COLUMNS(COLUMN)
#undef COLUMN
};

unsigned column_of(const char *name)
{
	for (unsigned i = 0; i < COLUMN_COUNT; i++)
		if (!strcmp(columns[i], name))
			return i;
	fail_msg("no column %s", name);
	return 0;
}

bool split(struct row *row)
{
	char *p = row->line;

	row->line[strcspn(row->line, "\r\n")] = 0;
	for (unsigned i = 0; i < COLUMN_COUNT; i++) {
		row->text[i] = p;
		p += strcspn(p, ",");
		if (*p)
			*p++ = 0;
		else if (i + 1 < COLUMN_COUNT)
			return false;
		row->value[i] = strtoull(row->text[i], NULL, 16);
	}
	return true;
}

static const struct {
	uint8_t page, type, perm;
	bool s2;
	uint8_t s2_perm, s2_attr;
} pages[] = {
#define RW (EL2_PERM_R | EL2_PERM_W | EL2_PERM_EL0)
	{0, EL2_MEMORY_TAGGED, RW, true, 7, 0xf},
	{1, EL2_MEMORY_UNTAGGED, RW, true, 7, 0xf},
	{2, EL2_MEMORY_DEVICE, RW, true, 7, 0xf},
	{4, EL2_MEMORY_TAGGED, RW, false, 7, 0xf},
	{5, EL2_MEMORY_TAGGED, RW, true, 7, 0x5},
	{6, EL2_MEMORY_TAGGED, EL2_PERM_R | EL2_PERM_EL0, true, 7, 0xf},
	{7, EL2_MEMORY_TAGGED, EL2_PERM_R | EL2_PERM_W, true, 7, 0xf},
	{8, EL2_MEMORY_TAGGED, RW, true, 7, 0xf},
	{10, EL2_MEMORY_TAGGED, RW, true, 7, 0x1},
	{11, EL2_MEMORY_TAGGED, RW, true, EL2_PERM_R, 0xf},
	{12, EL2_MEMORY_NONCACHEABLE, RW, true, 7, 0xf},
	{14, EL2_MEMORY_TAGGED, RW, true, 7, 0xf},
	{15, EL2_MEMORY_UNTAGGED, RW, true, 7, 0xf}, /* MAIR 0xE0 */
	{17, EL2_MEMORY_TAGGED, RW, true, 7, 0x4},
#undef RW
};

void set_vncr(unsigned char *data)
{
	for (unsigned i = 0; i < 0x1000; i++)
		data[i] = (unsigned char)((VNCR_PATTERN + (i & ~7u)) >> i % 8 * 8);
}

void set_memory(el2_memory *m, const struct row *row, bool tags)
{
	uint64_t blk = COL(row, in_blk);

	el2_memory_clear(m);
	assert_true(el2_memory_map(m, CODE, 0x1000));
	el2_memory_page(m, CODE)->perm = EL2_PERM_R | EL2_PERM_X | EL2_PERM_EL0;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		uint64_t at = DATA + pages[i].page * UINT64_C(0x1000);

		if (at != (blk & ~UINT64_C(0xfff)) && at != VNCR)
			continue;
		assert_true(el2_memory_map(m, at, 0x1000));
		el2_page *p = el2_memory_page(m, at);

		p->type = pages[i].type;
		p->perm = pages[i].perm;
		p->s2_mapped = pages[i].s2;
		p->s2_perm = pages[i].s2_perm;
		p->s2_memattr = pages[i].s2_attr;
	}
	set_vncr(el2_memory_page(m, VNCR)->data);
	el2_page *p = el2_memory_page(m, blk);

	for (unsigned i = 0; p && i < 512; i++) {
		uint64_t word = COL(row, in_seed) + i / 8 * UINT64_C(0x0101010101010101);

		p->data[blk % 0x1000 + i] = (unsigned char)(word >> i % 8 * 8);
	}
	for (unsigned i = 0; p && tags && i < 32; i++)
		p->tags[blk % 0x1000 / 16 + i] = (i < 16 ? COL(row, in_tags0) : COL(row, in_tags1)) >> i % 16 * 4 & 15;
}

void set_state(el2_state *s, const struct row *row, const el2_cpu *cpu)
{
	el2_state_init(s, cpu);
	s->pstate = (uint32_t)COL(row, in_spsr);
	if (!el2_has(cpu, EL2_FEAT_MTE2))
		s->pstate &= ~(uint32_t)EL2_PSTATE_TCO; /* the ERET that starts the case drops it */
	s->pc = COL(row, out_elr) & ~UINT64_C(0x1f);
	for (unsigned i = 0; i < 31; i++)
		s->x[i] = UINT64_C(0xA5A5000000000000) + i;
	for (unsigned i = 0; i < 8; i++)
		s->x[i] = row->value[COL_in_x0 + i];
	s->sp[s->pstate & 1 ? el2_el(s) : 0] = COL(row, in_sp);
#define REG(reg, column) s->sysreg[EL2_SYSREG_##reg] = COL(row, in_##column)
	REG(SCR_EL3, scr);
	REG(HCR_EL2, hcr);
	REG(SCTLR_EL1, sctlr1);
	REG(SCTLR_EL2, sctlr2);
	REG(TCR_EL1, tcr1);
	REG(TCR_EL2, tcr2);
	if (el2_has(cpu, EL2_FEAT_MTE2)) {
		REG(GCR_EL1, gcr);
		REG(RGSR_EL1, rgsr);
		REG(TFSR_EL1, tfsr1);
		REG(TFSRE0_EL1, tfsre0);
		REG(TFSR_EL2, tfsr2);
		REG(TFSR_EL3, tfsr3);
	}
	REG(HCRX_EL2, hcrx);
	REG(HFGITR_EL2, hfgitr);
	REG(VNCR_EL2, vncr);
	REG(MAIR_EL1, mair);
	REG(HFGRTR_EL2, hfgrtr);
	REG(HFGWTR_EL2, hfgrtr);
#undef REG
}
