/* SPDX-License-Identifier: MIT */
#include "tests/oracle/qemu/model.h"

#include "model/bits.h"

#include <string.h>

static const uint16_t sysreg_of[OQ_REGISTERS] = {
#define OQ_REGISTER(name, ...) [OQ_##name] = EL2_SYSREG_##name,
#include "tests/oracle/qemu/registers.def"
};

/* ---- memory ---- */

enum {
	R = EL2_PERM_R,
	W = EL2_PERM_W,
	EL0 = EL2_PERM_EL0
};
enum {
	TAGGED = EL2_MEMORY_TAGGED,
	UNTAGGED = EL2_MEMORY_UNTAGGED,
	NONCACHEABLE = EL2_MEMORY_NONCACHEABLE,
	DEVICE = EL2_MEMORY_DEVICE,
};

const struct oq_page oq_pages[] = {
#define OQ_PAGE(n, name, type, s1, s2, memattr) {n, type, s1, s2, memattr},
#include "tests/oracle/qemu/pages.def"
};

const unsigned oq_page_count = sizeof oq_pages / sizeof *oq_pages;

bool oq_model_init(struct oq_model *m, const el2_cpu *cpu, bool page_wide_tags)
{
	*m = (struct oq_model){.cpu = cpu, .memory = el2_memory_new(), .page_wide_tags = page_wide_tags};
	if (!m->memory)
		return false;
	for (unsigned i = 0; i < oq_page_count; i++) {
		const struct oq_page *row = &oq_pages[i];
		uint64_t address = OQ_DATA + row->n * (uint64_t)OQ_PAGE_BYTES;
		el2_page *page;

		if (!el2_memory_map(m->memory, address, OQ_PAGE_BYTES))
			return false;
		page = el2_memory_page(m->memory, address);
		page->type = row->type;
		page->perm = row->s1;
		page->s2_mapped = row->s2 != 0;
		page->s2_perm = row->s2;
		page->s2_memattr = row->memattr;
	}
	return true;
}

void oq_model_free(struct oq_model *m)
{
	el2_memory_free(m->memory);
	m->memory = NULL;
}

static void put_word(unsigned char *at, uint64_t value)
{
	for (unsigned i = 0; i < 8; i++)
		at[i] = (unsigned char)(value >> i * 8);
}

static uint64_t get_word(const unsigned char *at)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < 8; i++)
		value |= (uint64_t)at[i] << i * 8;
	return value;
}

/* Where a case's block is; NULL for one on a page that is not mapped. */
static el2_page *block_of(const struct oq_model *m, const struct oq_case *c, unsigned *offset)
{
	*offset = c->block % OQ_PAGE_BYTES;
	return el2_memory_page(m->memory, c->block);
}

static void set_block(const struct oq_model *m, const struct oq_case *c)
{
	bool tags = el2_has(m->cpu, EL2_FEAT_MTE2);
	unsigned offset;
	el2_page *page = block_of(m, c, &offset);

	if (!page)
		return;
	for (unsigned i = 0; i < OQ_BLOCK_WORDS; i++)
		put_word(page->data + offset + i * 8, c->seed + i * OQ_BLOCK_STEP);
	for (unsigned i = 0; i < EL2_PAGE_GRANULES; i++)
		page->tags[i] = tags ? c->tags >> i % 16 * 4 & 15 : 0;
}

static void get_block(const struct oq_model *m, const struct oq_case *c, struct oq_answer *a)
{
	unsigned offset;
	const el2_page *page = block_of(m, c, &offset);

	for (unsigned i = 0; i < OQ_BLOCK_WORDS; i++)
		a->data[i] = page ? get_word(page->data + offset + i * 8) : c->seed + i * OQ_BLOCK_STEP;
	if (!page) {
		a->tags[0] = a->tags[1] = el2_has(m->cpu, EL2_FEAT_MTE2) ? c->tags : 0;
		return;
	}
	a->tags[0] = a->tags[1] = 0;
	for (unsigned i = 0; i < 32; i++)
		a->tags[i / 16] |= (uint64_t)page->tags[offset / EL2_GRANULE + i] << i % 16 * 4;
}

/*
 * QEMU 7.2 looks tags up by page instead of by address: the tags of a page's first granules stand for those of any
 * run of granules in it (V1 in corpora/qemu/README.md). So that all else can be compared, do the same to what the
 * model wrote: a run of n granules goes to the first n; single ones, whose byte holds two, to the first two by parity.
 * All granules then read as those two, but for LDGM, which reads all 16: `wide`.
 */
struct wide {
	uint8_t before[EL2_PAGE_GRANULES];
	uint8_t tags[16];
};

static unsigned run_of(el2_form form, unsigned key)
{
	const el2_form_info *info = el2_form_get(form);

	switch (info ? info->tag_effect : EL2_TAG_NONE) {
	case EL2_TAG_WRITE_BLOCK:
		return 16;
	case EL2_TAG_WRITE_ZVA:
		return 4;
	default:
		return key ? 4 : 2; /* DC GVA, DC GZVA are SYS */
	}
}

static void widen(struct wide *w, el2_page *page, const el2_insn *insn)
{
	unsigned run = run_of((el2_form)insn->form, insn->key);

	for (unsigned i = 0; i < EL2_PAGE_GRANULES; i++)
		if (page->tags[i] != w->before[i])
			w->tags[i % run] = page->tags[i];
	for (unsigned i = 0; i < EL2_PAGE_GRANULES; i++)
		page->tags[i] = w->before[i] = w->tags[i % 2];
}

/* ---- state ---- */

static void set_state(struct oq_model *m, const struct oq_case *c)
{
	el2_state *s = &m->state;

	el2_state_init(s, m->cpu);
	s->pstate = (uint32_t)c->spsr;
	s->pc = OQ_CODE + c->slot * OQ_SLOT_WORDS * 4;
	memcpy(s->x, c->x, sizeof s->x);
	memcpy(s->sp, c->sp, sizeof c->sp);
	/* the GIC of this machine has no other interface: SRE is RAO/WI, and so is Enable */
	s->sysreg[EL2_SYSREG_ICC_SRE_EL1] = 7;
	s->sysreg[EL2_SYSREG_ICC_SRE_EL2] = s->sysreg[EL2_SYSREG_ICC_SRE_EL3] = 0xf;
	for (unsigned i = 0; i < OQ_REGISTERS; i++)
		el2_write_sysreg(s, (el2_sysreg)sysreg_of[i], c->reg[i]);
}

static void get_state(const el2_state *s, const el2_exception *e, struct oq_answer *a)
{
	static const uint16_t far[4] = {0, EL2_SYSREG_FAR_EL1, EL2_SYSREG_FAR_EL2, EL2_SYSREG_FAR_EL3};

	a->el = e->el;
	a->vector = e->vector;
	a->esr = e->esr;
	a->elr = e->elr;
	a->spsr = e->spsr;
	a->far = s->sysreg[far[e->el & 3]];
	a->hpfar = e->el == 2 ? s->sysreg[EL2_SYSREG_HPFAR_EL2] : 0;
	a->pstate = e->el == 3 ? 0 : e->pstate;
	memcpy(a->x, s->x, sizeof a->x);
	memcpy(a->sp, s->sp, sizeof a->sp);
	for (unsigned i = 0; i < OQ_REGISTERS; i++)
		a->reg[i] = s->sysreg[sysreg_of[i]];
}

/* ---- a case ---- */

/* How the mismatching tag of an access is reported: SCTLR_ELx.TCF or TCF0. */
static unsigned tcf_of(const el2_state *s, unsigned el)
{
	bool el1 = el == 1 || (el == 0 && !el2_el_is_in_host(s, 0));
	uint64_t sctlr = s->sysreg[el1 ? EL2_SYSREG_SCTLR_EL1 : EL2_SYSREG_SCTLR_EL2];

	return sctlr >> (el ? EL2_LSB_SCTLR_EL1_TCF : EL2_LSB_SCTLR_EL1_TCF0) & 3;
}

static void look_ahead(const struct oq_model *m, const el2_insn *insn, struct oq_model_answer *out)
{
	el2_access access;
	unsigned el = el2_insn_access(&m->state, insn, &access) ? access.el : el2_el(&m->state);

	out->tags_enabled = el2_tag_access_enabled(&m->state, el, NULL);
	out->tcf = tcf_of(&m->state, el);
	el2_decide(&m->state, NULL, insn, &out->decided, NULL);
}

void oq_model_run(struct oq_model *m, const struct oq_case *c, const struct oq_about *about,
		  struct oq_model_answer *out)
{
	el2_step_result result = {0};
	struct wide wide;
	unsigned offset;
	el2_page *page = block_of(m, c, &offset);
	const el2_exception *taken = &result.verdict.taken;

	memset(out, 0, offsetof(struct oq_model_answer, decided));
	set_block(m, c);
	set_state(m, c);
	if (page) {
		memcpy(wide.before, page->tags, sizeof wide.before);
		memcpy(wide.tags, page->tags, sizeof wide.tags);
	}
	for (unsigned i = 0; i < OQ_SLOT_WORDS; i++) {
		el2_insn insn;

		el2_decode((uint32_t)(c->code[i / 2] >> i % 2 * 32), &insn);
		if (!i)
			look_ahead(m, &insn, out);
		el2_step(&m->state, m->memory, NULL, &insn, &result, NULL);
		if (m->page_wide_tags && page)
			widen(&wide, page, &insn);
		if (!result.executed)
			break;
	}
	if (!result.verdict.has_taken) {
		out->unmodelled = result.verdict.what ? result.verdict.what : "no exception ended the case";
		return;
	}
	out->exited = taken->esr == EL2_ESR(EL2_EC_SVC64, OQ_EXIT) &&
		      taken->elr == OQ_CODE + c->slot * OQ_SLOT_WORDS * 4 + (about->words + 1) * 4;
	get_state(&m->state, taken, &out->answer);
	get_block(m, c, &out->answer);
	if (m->page_wide_tags && page) {
		uint64_t tags = 0;

		for (unsigned i = 0; i < 16; i++)
			tags |= (uint64_t)wide.tags[i] << i * 4;
		out->answer.tags[0] = out->answer.tags[1] = tags;
	}
}
