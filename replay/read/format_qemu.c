/* SPDX-License-Identifier: MIT */
/*
 * QEMU's log. A block "Taking exception" is one event. `in_asm` tells words, `exec` which translation blocks ran: their
 * instructions are events once the next line shows how far they came. execlog prints instructions as they begin.
 */
#include "replay/read/reader.h"

#include <stdlib.h>

enum {
	QEMU_TAKING,
	QEMU_FROM_TO,
	QEMU_ESR,
	QEMU_PSCI,
	QEMU_SEMIHOSTING,
	QEMU_FAR,
	QEMU_SPSR,
	QEMU_ELR,
	QEMU_TO,
	QEMU_RETURN,
	QEMU_RETURN_AARCH32,
	QEMU_RULE,
	QEMU_IN,
	QEMU_CODE,
	QEMU_CODE_OTHER,
	QEMU_OBJD,
	QEMU_TRACE,
	QEMU_LINKING,
	QEMU_STOPPED,
	QEMU_RECOMPILE,
	QEMU_LOG,
	QEMU_LOG_MEMORY,
};

#define BLOCK_INSNS 512 /* of a translation block: QEMU's own limit */

static const struct shape_row rows[] = {
#define QEMU_LINE(id, pattern, source) {SHAPE_LINE, QEMU_##id, pattern, source},
#include "replay/read/qemu_lines.def"
};

/* ---- words ------------------------------------------------------------------------------------------------------ */

static struct code_word *code_at(struct qemu_state *q, uint64_t address)
{
	return q->code ? &q->code[address >> 2 & (CODE_WORDS - 1)] : NULL;
}

static bool find_word(struct qemu_state *q, uint64_t address, uint32_t *word)
{
	struct code_word *c = code_at(q, address);

	if (!c || !c->valid || c->address != address)
		return false;
	*word = c->word;
	return true;
}

static void add_word(struct qemu_state *q, uint64_t address, uint32_t word)
{
	struct code_word *c;

	if (!q->code)
		q->code = calloc(CODE_WORDS, sizeof *q->code);
	c = code_at(q, address);
	if (!c)
		return;
	*c = (struct code_word){address, word, true, false};
	q->last = c;
}

static void end_block(struct qemu_state *q)
{
	if (q->last)
		q->last->last = true;
	q->last = NULL;
}

/* ---- instructions ----------------------------------------------------------------------------------------------- */

static void put_word(el2_event *e, uint64_t pc, uint32_t word)
{
	e->pc = pc;
	e->has_pc = true;
	e->word = word;
	e->has_word = true;
}

/* The translation block that was entered last: its instructions up to `stop` (of an exception) have executed. */
static void end_tb(struct el2_trace *t, bool stopped, uint64_t stop)
{
	struct qemu_state *q = &t->qemu;
	uint64_t pc = q->tb.pc;

	if (!q->tb_open)
		return;
	q->tb_open = false;
	for (unsigned n = 0; n < BLOCK_INSNS && !(stopped && pc == stop); n++, pc += 4) {
		struct code_word *c = code_at(q, pc);
		el2_event e;

		if (!c || !c->valid || c->address != pc)
			return;
		e = q->tb;
		put_word(&e, pc, c->word);
		e.fate = EL2_FATE_EXECUTED;
		reader_append(t, &e);
		if (c->last)
			return;
	}
}

/*
 * The execlog line that waits: it executed if the next instruction follows it, or it accessed memory. With -d int in
 * the same file an exception would have been seen.
 */
static void end_log(struct el2_trace *t, bool has_next, uint64_t next)
{
	struct qemu_state *q = &t->qemu;

	if (!q->log_open)
		return;
	q->log_open = false;
	if (q->log_memory || q->exceptions || (has_next && next == q->log.pc + 4))
		q->log.fate = EL2_FATE_EXECUTED;
	reader_append(t, &q->log);
}

/* ---- exceptions ------------------------------------------------------------------------------------------------- */

static uint8_t cause_of(struct text name)
{
	static const struct {
		const char *name;
		uint8_t cause;
	} causes[] = {
		{"IRQ", EL2_CAUSE_ASYNC},
		{"FIQ", EL2_CAUSE_ASYNC},
		{"Virtual IRQ", EL2_CAUSE_ASYNC},
		{"Virtual FIQ", EL2_CAUSE_ASYNC},
		{"Virtual SERR", EL2_CAUSE_ASYNC},
		{"NMI", EL2_CAUSE_ASYNC},
		{"Virtual NMI", EL2_CAUSE_ASYNC},
		{"Virtual FNMI", EL2_CAUSE_ASYNC},
		{"FNMI", EL2_CAUSE_ASYNC},
		{"v7M INVSTATE UsageFault", EL2_CAUSE_ASYNC},
		{"Semihosting call", EL2_CAUSE_SEMIHOSTING},
	};

	for (size_t i = 0; i < sizeof causes / sizeof *causes; i++)
		if (text_is(name, causes[i].name))
			return causes[i].cause;
	return EL2_CAUSE_SYNC;
}

/* The instruction by which the open translation block asked the emulator for something: SMC, HVC, HLT. */
static bool find_call(struct qemu_state *q, uint64_t *pc)
{
	struct code_word *c;

	for (*pc = q->tb.pc; q->tb_open && *pc - q->tb.pc < 4 * BLOCK_INSNS; *pc += 4) {
		c = code_at(q, *pc);
		if (!c || !c->valid || c->address != *pc)
			return false;
		switch (c->word & 0xffe0001f) {
		case 0xd4000002:
		case 0xd4000003:
		case 0xd4400000:
			return true;
		}
		if (c->last)
			return false;
	}
	return false;
}

/* The exception's instruction, of what waits in the log or stands in the code. */
static void find_instruction(struct el2_trace *t)
{
	struct qemu_state *q = &t->qemu;
	el2_event *e = &q->block;
	unsigned ec = e->taken.esr.mask ? EL2_ESR_EC(e->taken.esr.value) : 0;
	bool behind = ec == EL2_EC_SVC64 || ec == EL2_EC_HVC64 || (ec == EL2_EC_SMC64 && e->taken.to_el == 3);
	uint64_t pc = e->taken.elr.value - (behind ? 4 : 0);
	uint32_t word;

	if (e->taken.cause == EL2_CAUSE_PSCI || e->taken.cause == EL2_CAUSE_SEMIHOSTING) {
		if (!find_call(q, &pc))
			return;
	} else if (!e->taken.elr.mask) {
		return;
	} else if (e->taken.cause != EL2_CAUSE_SYNC) {
		/* an interrupt: ELR is the instruction that has not begun */
		end_tb(t, true, e->taken.elr.value);
		return;
	}
	e->pc = pc;
	e->has_pc = true;
	if (q->log_open && q->log.pc == pc && q->log.cpu == e->cpu) {
		put_word(e, pc, q->log.word);
		q->log_open = false;
	} else if (find_word(q, pc, &word)) {
		put_word(e, pc, word);
	}
}

static void end_exception(struct el2_trace *t)
{
	struct qemu_state *q = &t->qemu;

	if (!q->open)
		return;
	q->open = false;
	find_instruction(t);
	end_tb(t, q->block.has_pc, q->block.pc);
	end_log(t, false, 0);
	reader_append(t, &q->block);
}

static void begin_exception(struct el2_trace *t, const struct match *m)
{
	struct qemu_state *q = &t->qemu;

	end_exception(t);
	q->exceptions = true;
	q->open = true;
	reader_begin(t, &q->block, EL2_EVENT_EXCEPTION);
	if (has(m, FIELD_cpu))
		q->block.cpu = (uint32_t)m->v[FIELD_cpu].value;
	q->block.visible = true;
	q->block.taken.cause = cause_of(m->text[FIELD_bracketed]);
	event_reason(&q->block, m->text[FIELD_bracketed]);
}

static void in_exception(struct el2_trace *t, unsigned id, const struct match *m)
{
	struct qemu_state *q = &t->qemu;
	el2_event *e = &q->block;

	if (!q->open) {
		reader_unknown(t, "a line of an exception whose beginning is missing");
		return;
	}
	switch (id) {
	case QEMU_FROM_TO:
		e->el = (int8_t)m->v[FIELD_el].value;
		e->taken.to_el = (int8_t)m->v[FIELD_toel].value;
		break;
	case QEMU_ESR:
		e->taken.ec = (int8_t)(m->v[FIELD_ec].value & 0x3f);
		e->taken.esr = m->v[FIELD_esr];
		break;
	case QEMU_FAR:
		e->taken.far = m->v[FIELD_addr];
		break;
	case QEMU_SPSR:
		e->taken.spsr = m->v[FIELD_hex];
		break;
	case QEMU_ELR:
		e->taken.elr = m->v[FIELD_pc];
		break;
	case QEMU_PSCI:
		e->taken.cause = EL2_CAUSE_PSCI;
		end_exception(t);
		break;
	case QEMU_SEMIHOSTING:
		e->taken.cause = EL2_CAUSE_SEMIHOSTING;
		end_exception(t);
		break;
	default:
		/* the last line of a block: where it goes */
		e->taken.pc = m->v[FIELD_pc];
		e->taken.vector = (int16_t)(m->v[FIELD_pc].value & 0x7ff);
		e->taken.pstate = m->v[FIELD_hex];
		end_exception(t);
		break;
	}
}

/* ---- lines ------------------------------------------------------------------------------------------------------ */

static void line_return(struct el2_trace *t, const struct match *m, bool aarch32)
{
	el2_event *e;

	end_tb(t, false, 0);
	end_log(t, false, 0);
	e = reader_emit(t, EL2_EVENT_RETURN);
	e->el = (int8_t)m->v[FIELD_el].value;
	e->taken.to_el = (int8_t)m->v[FIELD_toel].value;
	e->taken.pc = m->v[FIELD_pc];
	if (aarch32)
		e->taken.pstate = (el2_known){EL2_PSTATE_NRW, EL2_PSTATE_NRW};
}

static void line_trace(struct el2_trace *t, const struct match *m)
{
	struct qemu_state *q = &t->qemu;

	end_tb(t, false, 0);
	end_log(t, false, 0);
	reader_begin(t, &q->tb, EL2_EVENT_INSN);
	q->tb.cpu = (uint32_t)m->v[FIELD_cpu].value;
	q->tb.pc = m->v[FIELD_pc].value;
	q->tb.visible = true;
	q->tb_open = true;
}

static void line_log(struct el2_trace *t, const struct match *m, bool memory)
{
	struct qemu_state *q = &t->qemu;
	uint64_t pc = m->v[FIELD_pc].value;

	end_log(t, true, pc);
	reader_begin(t, &q->log, EL2_EVENT_INSN);
	q->log.cpu = (uint32_t)m->v[FIELD_cpu].value;
	put_word(&q->log, pc, (uint32_t)m->v[FIELD_word].value);
	q->log.visible = q->exceptions;
	q->log_memory = memory;
	if (memory) {
		q->log.address = m->v[FIELD_addr].value;
		q->log.has_address = true;
	}
	q->log_open = true;
}

static bool of_exception(unsigned id)
{
	return id >= QEMU_FROM_TO && id <= QEMU_TO;
}

static void line(struct el2_trace *t, unsigned id, const struct match *m)
{
	struct qemu_state *q = &t->qemu;

	if (!of_exception(id))
		end_exception(t);
	if (id != QEMU_CODE)
		end_block(q);
	switch (id) {
	case QEMU_TAKING:
		begin_exception(t, m);
		break;
	case QEMU_RETURN:
	case QEMU_RETURN_AARCH32:
		line_return(t, m, id == QEMU_RETURN_AARCH32);
		break;
	case QEMU_CODE:
		add_word(q, m->v[FIELD_pc].value, (uint32_t)m->v[FIELD_word].value);
		reader_note(t, NULL);
		break;
	case QEMU_TRACE:
		line_trace(t, m);
		break;
	case QEMU_STOPPED:
		q->tb_open = q->tb_open && q->tb.pc != m->v[FIELD_pc].value;
		reader_note(t, NULL);
		break;
	case QEMU_LOG:
	case QEMU_LOG_MEMORY:
		line_log(t, m, id == QEMU_LOG_MEMORY);
		break;
	default:
		if (of_exception(id))
			in_exception(t, id, m);
		else
			reader_note(t, NULL);
		break;
	}
}

static void flush(struct el2_trace *t)
{
	end_exception(t);
	end_tb(t, false, 0);
	end_log(t, false, 0);
}

const struct format format_qemu = {.rows = rows, .row_count = sizeof rows / sizeof *rows, .line = line, .flush = flush};
