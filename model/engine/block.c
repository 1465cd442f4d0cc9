/* SPDX-License-Identifier: MIT */
/* Blocks: made, found, compared with memory, forgotten, run. */
#include "model/engine/ops.h"
#include "model/memory/pages.h"

#include <string.h>

#define WORDS_MAX 64

/* ---- what changed ---- */

static void forget_blocks(struct el2_engine *e)
{
	memset(e->buckets, 0, sizeof e->buckets);
	memset(e->jumps, 0, sizeof e->jumps);
	e->block_count = e->op_count = e->insn_count = 0;
	e->full = false;
}

void engine_memory_changed(struct el2_engine *e)
{
	e->epoch++;
}

/* Do the rules say the same as before of what is remembered? */
static void look_at_rules(struct el2_engine *e)
{
	static const uint16_t regs[RULE_REGISTERS] = {EL2_SYSREG_HCR_EL2, EL2_SYSREG_SCR_EL3, EL2_SYSREG_SCTLR_EL1,
						      EL2_SYSREG_SCTLR_EL2, EL2_SYSREG_SCTLR_EL3};
	uint64_t now[RULE_REGISTERS + 1];

	for (unsigned i = 0; i < RULE_REGISTERS; i++)
		now[i] = e->s->sysreg[regs[i]];
	now[RULE_REGISTERS] = e->s->pstate & ~(uint32_t)(EL2_PSTATE_NZCV | EL2_PSTATE_BTYPE);
	if (e->rules_epoch && !memcmp(now, e->rules, sizeof now))
		return;
	memcpy(e->rules, now, sizeof now);
	e->rules_epoch++;
}

void engine_context_changed(struct el2_engine *e)
{
	e->epoch++;
	look_at_rules(e);
	engine_forget_ways(e);
}

void engine_begin(struct el2_engine *e, el2_state *s, el2_memory *memory, const el2_run_options *options,
		  engine_step *step, void *context)
{
	e->s = s;
	e->step = step;
	e->step_context = context;
	e->memory = memory;
	e->options = options;
	e->run++;
	e->code_page_count = 0;
	engine_context_changed(e);
	if (memcmp(e->features, s->cpu->features, sizeof e->features) != 0 ||
	    memcmp(&e->choices, &s->cpu->choices, sizeof e->choices) != 0) {
		memcpy(e->features, s->cpu->features, sizeof e->features);
		e->choices = s->cpu->choices;
		forget_blocks(e);
	}
}

/* ---- pages with code: no operation may write to them ---- */

static struct code_page *code_page(struct el2_engine *e, const el2_page *page)
{
	size_t i = (size_t)(page->address / EL2_PAGE_SIZE * UINT64_C(0x9e3779b97f4a7c15) >> 40) % CODE_PAGES;

	while (e->code_pages[i].run == e->run && e->code_pages[i].page != page)
		i = (i + 1) % CODE_PAGES;
	return &e->code_pages[i];
}

bool engine_is_code(struct el2_engine *e, const el2_page *page)
{
	return code_page(e, page)->run == e->run;
}

/* False: too many. */
static bool mark_code(struct el2_engine *e, const el2_page *page)
{
	struct code_page *c = code_page(e, page);

	if (c->run == e->run)
		return true;
	if (e->code_page_count >= CODE_PAGES / 2)
		return false;
	e->code_page_count++;
	*c = (struct code_page){page, e->run};
	engine_forget_writes(e, page);
	return true;
}

/* ---- making a block ---- */

/* How many words from pc on until the run's end or a watched address. */
static uint64_t words_until_stop(const struct el2_engine *e, uint64_t pc)
{
	const el2_run_options *o = e->options;
	uint64_t nearest = o->end - pc;
	size_t low = 0, high = o->watch_count;

	while (low < high) { /* the first watched address behind pc */
		size_t middle = low + (high - low) / 2;

		if (o->watch[middle] <= pc)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < o->watch_count && o->watch[low] - pc < nearest)
		nearest = o->watch[low] - pc;
	return nearest / 4 + (nearest % 4 != 0);
}

static bool make(struct el2_engine *e, struct block *b, const unsigned char *data, uint64_t stop)
{
	unsigned offset = b->physical % EL2_PAGE_SIZE, room = (EL2_PAGE_SIZE - offset) / 4, n = 0;
	enum op_kind kind = OP_STRAIGHT;
	bool pure = true;

	room = room < WORDS_MAX ? room : WORDS_MAX;
	room = room < stop ? room : (unsigned)stop;
	if (e->op_count + room + 1 > OPS_MAX || e->insn_count + room > INSNS_MAX)
		return false;
	b->ops = e->ops + e->op_count;
	b->link[0] = b->link[1] = NULL;
	for (; kind == OP_STRAIGHT && n < room; n++) {
		struct op *op = &b->ops[n];
		el2_insn insn;

		el2_decode((uint32_t)load_le(data + offset + n * 4, 4), &insn);
		*op = (struct op){.word = insn.word, .at = (uint16_t)n};
		kind = engine_op(e->s->cpu, &insn, op);
		if (kind == OP_STEP || kind == OP_STEP_ENDS) {
			op->imm = e->insn_count;
			e->insns[e->insn_count].insn = insn;
			e->insns[e->insn_count++].rules_epoch = 0;
			kind = kind == OP_STEP ? OP_STRAIGHT : OP_ENDS;
		}
		if (kind == OP_NONE)
			break;
		pure = pure && (kind == OP_ENDS ? engine_is_back_branch(op) : engine_is_pure(op));
	}
	b->count = (uint16_t)n;
	b->words = (uint16_t)(n + (kind == OP_NONE));
	b->ops[n].at = b->count;
	b->ops[n].fn = kind == OP_NONE ? op_leave : op_follow;
	e->op_count += n + 1;
	b->spins = pure && kind == OP_ENDS;
	return true;
}

static bool is_as_it_was(const struct block *b, const unsigned char *data)
{
	data += b->physical % EL2_PAGE_SIZE;
	for (unsigned i = 0; i < b->words; i++)
		if (b->ops[i].word != (uint32_t)load_le(data + i * 4, 4))
			return false;
	return true;
}

/* ---- finding a block ---- */

static struct block *lookup(struct el2_engine *e, uint64_t physical)
{
	struct block **bucket = &e->buckets[physical / 4 * 0x9e3779b1u >> 12 & (BLOCK_BUCKETS - 1)], *b;

	for (b = *bucket; b && b->physical != physical; b = b->next)
		;
	if (b || e->block_count >= BLOCKS_MAX)
		return b;
	b = &e->blocks[e->block_count++];
	*b = (struct block){.physical = physical, .next = *bucket};
	return *bucket = b;
}

struct block *engine_find(struct el2_engine *e, uint64_t pc)
{
	struct block **jump = &e->jumps[pc / 4 % JUMPS], *b = *jump;
	const struct fetch_way *way;
	el2_page *page;
	uint64_t stop;

	if (b && b->pc == pc && b->epoch == e->epoch)
		return b;
	if (pc & 3 || pc == e->options->end || cpu_is_watched(e->options, pc))
		return NULL;
	way = engine_fetch_page(e, pc);
	if (!way)
		return NULL;
	page = way->page;
	b = lookup(e, page->address + pc % EL2_PAGE_SIZE);
	stop = words_until_stop(e, pc);
	if (!b || !mark_code(e, page) ||
	    ((!b->ops || b->count > stop || !is_as_it_was(b, page->data)) && !make(e, b, page->data, stop))) {
		e->full = true;
		return NULL;
	}
	b->pc = pc;
	b->epoch = e->epoch;
	b->guarded = way->guarded;
	return *jump = b;
}

/* ---- coverage ---- */

/* Of an address in the code; the size, or more: it is not there. */
static uint64_t offset_of(const el2_coverage *c, uint64_t pc)
{
	uint64_t offset = pc - c->base;

	return offset < c->size ? offset : pc - c->alias;
}

void engine_cover(struct el2_engine *e, const struct block *b)
{
	el2_coverage *c = e->options->coverage;
	uint64_t offset = offset_of(c, b->pc), edge, word;

	if (offset >= c->size)
		return;
	edge = (c->last * 3 ^ offset / 4) * UINT64_C(0x9e3779b97f4a7c15) >> (64 - c->edge_bits);
	c->last = offset / 4;
	if (c->edges[edge / 8] >> edge % 8 & 1 && c->words[offset / 4])
		return;
	c->new_edges += !(c->edges[edge / 8] >> edge % 8 & 1);
	c->edges[edge / 8] |= (uint8_t)(1u << edge % 8);
	for (word = offset / 4; word < offset / 4 + b->words && word < c->size / 4; word++) {
		c->new_words += !c->words[word];
		c->words[word] = 1;
	}
}

void engine_cover_word(const struct el2_engine *e, uint64_t pc)
{
	el2_coverage *c = e->options->coverage;
	uint64_t offset = offset_of(c, pc), word = offset / 4;

	if (offset >= c->size || c->words[word])
		return;
	c->new_words++;
	c->words[word] = 1;
}

/* ---- running ---- */

static void registers_in(struct el2_engine *e)
{
	const el2_state *s = e->s;

	memcpy(e->r, s->x, sizeof s->x);
	e->r[R_ZERO] = 0;
	e->r[R_SP] = s->sp[s->pstate & EL2_PSTATE_SP ? el2_el(s) : 0];
	e->nzcv = s->pstate & EL2_PSTATE_NZCV;
}

static void registers_out(const struct el2_engine *e)
{
	el2_state *s = e->s;

	memcpy(s->x, e->r, sizeof s->x);
	s->sp[s->pstate & EL2_PSTATE_SP ? el2_el(s) : 0] = e->r[R_SP];
	s->pstate = (s->pstate & ~(uint32_t)EL2_PSTATE_NZCV) | e->nzcv;
}

void engine_tables_changed(struct el2_engine *e)
{
	if (memory_epoch(e->memory) != e->memory_epoch)
		engine_context_changed(e);
}

uint64_t engine_run_blocks(struct el2_engine *e, uint64_t budget)
{
	const struct op *op;
	struct block *b;

	engine_tables_changed(e);
	if (e->s->pstate & (EL2_PSTATE_BTYPE | EL2_PSTATE_NRW) || !cpu_under_no_rule(e->s))
		return 0;
	if (e->full) {
		forget_blocks(e);
		e->run++;
		e->code_page_count = 0;
		engine_context_changed(e);
	}
	b = engine_find(e, e->s->pc);
	if (b && e->options->coverage)
		engine_cover(e, b); /* one without operations, too: its first word is executed by a step */
	if (!b || !b->count || b->count > budget)
		return 0;
	registers_in(e);
	e->block = b;
	e->rounds = e->arrival = 0;
	e->out = false;
	e->left = budget - b->count;
	for (op = b->ops; op;)
		op = op->fn(e, op);
	registers_out(e);
	e->s->pc = e->pc;
	return budget - e->left;
}

void engine_generic_begin(struct el2_engine *e)
{
	registers_out(e);
}

void engine_generic_end(struct el2_engine *e)
{
	engine_tables_changed(e);
	registers_in(e);
}

const struct op *engine_spin(struct el2_engine *e, struct block *b)
{
	uint32_t words[WORDS_MAX];
	uint64_t most = e->left / b->count, rounds = 0;
	bool leaves = false;

	if (e->helper && most >= SPIN_AFTER) {
		for (unsigned i = 0; i < b->count; i++)
			words[i] = b->ops[i].word;
		registers_out(e);
		rounds = e->helper->spin(e->helper_context, e->s, words, b->count, most, &leaves);
		registers_in(e);
		b->spins = rounds > 0;
	}
	e->rounds = 0;
	e->left -= rounds * b->count;
	if (leaves)
		return op_enter(e, 0, b->pc + b->count * 4u);
	if (e->left < b->count) {
		e->pc = b->pc;
		return NULL;
	}
	e->left -= b->count;
	e->block = b;
	return b->ops;
}
