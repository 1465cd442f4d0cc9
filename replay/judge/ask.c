/* SPDX-License-Identifier: MIT */
/* From an event, and what is known of its CPU, to a question; and on what the answer depended. */
#include "replay/judge/judge.h"

#include <string.h>

/* ---- instructions ----------------------------------------------------------------------------------------------- */

/* The image's word for an address. */
static bool image_word(const el2_judge_config *c, uint64_t pc, uint32_t *word)
{
	const el2_image *image = c->image;
	size_t low = 0, high = image ? image->chunk_count : 0;

	pc -= c->image_slide;
	if (pc & 3)
		return false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const el2_image_chunk *chunk = &image->chunks[middle];
		const unsigned char *at;

		if (pc < chunk->address) {
			high = middle;
			continue;
		}
		if ((pc - chunk->address) / 4 >= chunk->count) {
			low = middle + 1;
			continue;
		}
		at = chunk->words + (pc - chunk->address);
		*word = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
		return true;
	}
	return false;
}

/* The instruction that a syndrome names. Of WFET and WFIT it need not name the register; MRRS and MSRR are not asked.
 */
static bool syndrome_word(uint64_t esr, uint32_t *word)
{
	unsigned ec = (unsigned)EL2_ESR_EC(esr);

	return ec != EL2_EC_SYS128 && !(ec == EL2_EC_WFX && esr & 2) && el2_esr_word(esr, word);
}

bool judge_instruction(const el2_judge *judge, const el2_event *e, el2_judgement *j)
{
	uint32_t word = e->word;

	if (!e->has_word && !(e->has_pc && image_word(&judge->config, e->pc, &word)) &&
	    !(e->taken.esr.mask == UINT64_MAX && syndrome_word(e->taken.esr.value, &word)))
		return false;
	el2_decode(word, &j->insn);
	j->has_insn = true;
	return true;
}

/* ---- the question ----------------------------------------------------------------------------------------------- */

int judge_level(const el2_judge *judge, const struct judge_cpu *cpu, const el2_event *e)
{
	if (e->el >= 0)
		return e->el;
	return cpu->at.placed ? cpu->at.el : judge->config.el;
}

void judge_ask(struct question *q, const struct judge_cpu *cpu, const el2_event *e, int el, uint64_t pc)
{
	q->state = cpu->state;
	el2_set_el(&q->state, (unsigned)el);
	q->state.pc = pc;
	/* An exception and a call leave general registers as they are; what an instruction leaves is not its input. */
	if (e->kind == EL2_EVENT_INSN && e->fate != EL2_FATE_TAKEN)
		return;
	for (unsigned i = 0; i < e->reg_count; i++) {
		const el2_event_reg *r = &e->regs[i];

		if (r->sysreg || r->value.mask != UINT64_MAX)
			continue;
		q->state.x[r->x] = r->value.value;
	}
}

void judge_decide(const el2_judge *judge, const struct question *q, el2_judgement *j)
{
	el2_decide(&q->state, judge->config.hypervisor, &j->insn, &j->verdict, NULL);
	j->has_verdict = true;
	j->el = (int8_t)el2_el(&q->state);
}

/* ---- what the answer depended on -------------------------------------------------------------------------------- */

#define TRAIL 512 /* rules looked at for one instruction */

/* `name` as a word of its own. */
static bool mentions(const char *text, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = text; (at = strstr(at, name)); at += length) {
		char after = at[length];

		if (!(after == '_' || (after >= '0' && after <= '9') || (after >= 'A' && after <= 'Z')))
			return true;
	}
	return false;
}

static bool is_lost(const struct judge_cpu *cpu, unsigned reg)
{
	return cpu->lost[reg / 64] >> reg % 64 & 1;
}

static bool any_is_lost(const struct judge_cpu *cpu)
{
	uint64_t any = 0;

	for (size_t i = 0; i < REGISTER_WORDS; i++)
		any |= cpu->lost[i];
	return any;
}

static bool rule_reads(const struct judge_cpu *cpu, el2_rule rule)
{
	el2_rule_info info;

	if (!el2_policy_rule_info(rule, &info))
		return true;
	for (unsigned r = 0; r < EL2_SYSREG_REGISTERS; r++)
		if (is_lost(cpu, r) && mentions(info.text, el2_sysreg_get((el2_sysreg)r)->name))
			return true;
	return false;
}

static bool depends(const el2_judge *judge, const struct judge_cpu *cpu, const struct question *q, const el2_insn *insn)
{
	struct el2_trail_item items[TRAIL];
	el2_trail trail = {items, TRAIL, 0};
	el2_verdict verdict;

	/* from these every rule's terms are derived: which levels there are, which translation regime */
	if (is_lost(cpu, EL2_SYSREG_HCR_EL2) || is_lost(cpu, EL2_SYSREG_SCR_EL3))
		return true;
	el2_decide(&q->state, judge->config.hypervisor, insn, &verdict, &trail);
	if (trail.count > TRAIL)
		return true;
	for (size_t i = 0; i < trail.count; i++)
		if (rule_reads(cpu, items[i].rule))
			return true;
	return false;
}

void judge_doubt(const el2_judge *judge, const struct judge_cpu *cpu, const struct question *q, el2_judgement *j)
{
	if (!any_is_lost(cpu) || (j->outcome != EL2_DISAGREE && j->outcome != EL2_AGREE))
		return;
	if (j->has_insn ? depends(judge, cpu, q, &j->insn) : j->outcome == EL2_DISAGREE)
		judge_cannot(j, EL2_UNKNOWN_REGISTER);
}
