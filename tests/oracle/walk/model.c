/* SPDX-License-Identifier: MIT */
/* The same set-ups in the model. */
#include "tests/oracle/walk/walk_oracle.h"

#include "model/bits.h"

static const uint16_t sysreg_of[OW_REGISTERS] = {
#define OW_REGISTER(name, ...) [OW_##name] = EL2_SYSREG_##name,
#include "tests/oracle/walk/registers.def"
};

/* Words: AT of x0; accesses; and the level they are made at. */
static const struct question {
	const char *name;
	uint32_t word;
	int8_t level; /* -1: AT */
} questions[OW_WHATS] = {
#define OW_AT(name, op1, crm, op2)                                                                                     \
	[OW_##name] = {#name, 0xd5080000u | (op1) << 16 | 7u << 12 | (crm) << 8 | (op2) << 5, -1},
#define OW_ACCESS(name, level, word) [OW_##name] = {#name, word, level},
#include "tests/oracle/walk/questions.def"
};

const char *ow_what_name(uint64_t what)
{
	return what < OW_WHATS ? questions[what].name : "?";
}

bool ow_is_at(uint64_t what)
{
	return what < OW_WHATS && questions[what].level < 0;
}

el2_memory *ow_memory(const uint64_t vectors[2])
{
	static const uint32_t vector = OW_VECTOR;
	el2_memory *m = el2_memory_new();
	bool good = m && el2_memory_map(m, OW_RAM, OW_RAM_SIZE);

	for (unsigned i = 0; good && i < OW_WHATS; i++) {
		uint32_t code[2] = {questions[i].word, OW_EXIT};

		good = questions[i].level < 0 || el2_memory_write(m, OW_CODE + i * 16, code, sizeof code);
	}
	for (unsigned i = 0; good && i < 32; i++)
		good = el2_memory_write(m, vectors[i / 16] + i % 16 * 0x80, &vector, 4);
	if (!good) {
		el2_memory_free(m);
		return NULL;
	}
	el2_memory_set_walk(m, true);
	return m;
}

/* The exception that reached EL3: of a vector the one that led there. */
static void arrived(const el2_state *s, const uint64_t vectors[2], uint64_t code, struct ow_answer *a)
{
	uint64_t elr = s->sysreg[EL2_SYSREG_ELR_EL3], low = elr & UINT32_MAX;

	if (low - vectors[1] < 0x800) {
		a->level = 2;
		a->esr = s->sysreg[EL2_SYSREG_ESR_EL2];
		a->far = s->sysreg[EL2_SYSREG_FAR_EL2];
		a->hpfar = s->sysreg[EL2_SYSREG_HPFAR_EL2];
	} else if (low - vectors[0] < 0x800) {
		a->level = 1;
		a->esr = s->sysreg[EL2_SYSREG_ESR_EL1];
		a->far = s->sysreg[EL2_SYSREG_FAR_EL1];
	} else if (elr != code + 8) {
		a->level = 3;
		a->esr = s->sysreg[EL2_SYSREG_ESR_EL3];
		a->far = s->sysreg[EL2_SYSREG_FAR_EL3];
	}
}

static const char *translate(el2_state *s, el2_memory *memory, uint32_t word, struct ow_question *q)
{
	el2_step_result r;
	el2_insn insn;

	el2_decode(word, &insn);
	s->x[0] = q->va;
	el2_step(s, memory, NULL, &insn, &r, NULL);
	if (r.executed) {
		q->answer.par = s->sysreg[EL2_SYSREG_PAR_EL1];
	} else if (r.verdict.has_taken) {
		q->answer.level = 3;
		q->answer.esr = r.verdict.taken.esr;
		q->answer.far = s->sysreg[EL2_SYSREG_FAR_EL3];
	} else {
		return r.verdict.what ? r.verdict.what : "not executed";
	}
	return NULL;
}

static const char *ask(const struct ow_case *c, const uint64_t vectors[2], el2_state *s, el2_memory *memory,
		       struct ow_question *q)
{
	const struct question *about = &questions[q->what];
	uint64_t code = OW_UPPER_HALF + OW_CODE + q->what * 16;
	el2_step_result r;
	el2_insn insn;

	s->pstate = 0x3cd | (c->pan ? EL2_PSTATE_PAN : 0);
	if (about->level < 0)
		return translate(s, memory, about->word, q);
	s->sysreg[EL2_SYSREG_SPSR_EL3] = 0x3c0 | (about->level ? (c->host ? 9 : 5) : 0) | (c->pan ? EL2_PSTATE_PAN : 0);
	s->sysreg[EL2_SYSREG_ELR_EL3] = about->word ? code : q->va;
	el2_decode(0xd69f03e0, &insn); /* eret */
	el2_step(s, memory, NULL, &insn, &r, NULL);
	if (!r.executed)
		return "ERET";
	s->x[0] = 0;
	s->x[1] = q->va;
	s->sysreg[EL2_SYSREG_VBAR_EL1] = OW_UPPER_HALF + vectors[0];
	s->sysreg[EL2_SYSREG_VBAR_EL2] = (c->host ? OW_UPPER_HALF : 0) + vectors[1];
	s->sysreg[EL2_SYSREG_HPFAR_EL2] = 0;
	for (unsigned i = 0; i < 8; i++) {
		el2_step_at_pc(s, memory, NULL, &r, NULL);
		if (r.verdict.has_taken && r.verdict.taken.el == 3) {
			arrived(s, vectors, code, &q->answer);
			return NULL;
		}
		if (!r.executed && !r.verdict.has_taken)
			return r.verdict.what ? r.verdict.what : "not executed";
	}
	return "it never ends";
}

void ow_model_run(const el2_cpu *cpu, el2_memory *memory, const uint64_t vectors[2], struct ow_case *c,
		  const char *why[OW_QUESTIONS])
{
	static const uint64_t zero;
	el2_state s;

	el2_state_init(&s, cpu);
	el2_set_el(&s, 3);
	for (unsigned i = 0; i < OW_REGISTERS; i++)
		el2_write_sysreg(&s, (el2_sysreg)sysreg_of[i], c->reg[i]);
	for (uint64_t i = 0; i < c->entries; i++)
		el2_memory_write(memory, c->entry[i].at, &c->entry[i].before, 8);
	for (uint64_t i = 0; i < c->questions; i++) {
		c->question[i].answer = (struct ow_answer){0};
		why[i] = ask(c, vectors, &s, memory, &c->question[i]);
	}
	for (uint64_t i = 0; i < c->entries; i++) {
		el2_memory_read(memory, c->entry[i].at, &c->entry[i].after, 8);
		el2_memory_write(memory, c->entry[i].at, &zero, 8);
	}
}
