/* SPDX-License-Identifier: MIT */
/*
 * Tarmac. An instruction and the register, exception and event lines behind it are one event, which is complete when
 * the next instruction of the CPU comes.
 */
#include "replay/read/reader.h"

#include <stdlib.h>
#include <string.h>

enum {
	NONE,
	HEADER,
	INSN,
	ES,
	EXC,
	RESET,
	BRANCH,
	REGISTER,
	EVENT
};

static const struct shape_row rows[] = {
#define TARMAC_LINE(part, id, pattern, source) {SHAPE_##part, id, pattern, source},
#include "replay/read/tarmac_lines.def"
};

/* The event is complete: an exception, or an instruction that ran through. */
static void complete(struct el2_trace *t, el2_event *e)
{
	if (!e->kind)
		return;
	if (e->kind == EL2_EVENT_INSN && (e->taken.vector >= 0 || e->taken.esr.mask)) {
		e->kind = EL2_EVENT_EXCEPTION;
		e->fate = EL2_FATE_TAKEN;
	}
	reader_append(t, e);
	e->kind = EL2_EVENT_NONE;
}

/* The CPU's place. One with the same place gives way: its event goes out as it is. */
static el2_event *pending_of(struct el2_trace *t, uint32_t cpu)
{
	el2_event *e;

	if (!t->tarmac.pending)
		t->tarmac.pending = calloc(PENDING_CPUS, sizeof *t->tarmac.pending);
	if (!t->tarmac.pending)
		return NULL;
	e = &t->tarmac.pending[cpu % PENDING_CPUS];
	if (e->cpu != cpu)
		complete(t, e);
	return e;
}

/* "EL1h_n", "el1h_ns", "el2h_s": the digit. Other names are of AArch32. */
static int level_of(struct text mode)
{
	if (mode.length < 3 || (mode.at[0] | 0x20) != 'e' || (mode.at[1] | 0x20) != 'l')
		return -1;
	return mode.at[2] >= '0' && mode.at[2] <= '3' ? mode.at[2] - '0' : -1;
}

static void begin(struct el2_trace *t, const struct match *m, uint32_t cpu)
{
	el2_event *e = pending_of(t, cpu);

	if (!e)
		return;
	/* where an exception went is where its CPU goes on */
	if (e->kind && (e->taken.vector >= 0 || e->taken.esr.mask) && !e->taken.pc.mask)
		e->taken.pc = m->v[FIELD_pc];
	complete(t, e);
	reader_begin(t, e, EL2_EVENT_INSN);
	e->cpu = cpu;
	e->time = t->tarmac.time;
	e->has_time = t->tarmac.has_time;
	e->visible = true;
	e->pc = m->v[FIELD_pc].value;
	e->has_pc = true;
	e->fate = EL2_FATE_EXECUTED;
	e->el = (int8_t)level_of(m->text[FIELD_mode]);
	if (text_is(m->text[FIELD_state], "O")) {
		el2_known word = has(m, FIELD_part) ? m->v[FIELD_part] : m->v[FIELD_value];

		e->has_word = word.mask == UINT64_MAX && word.value <= UINT32_MAX;
		e->word = e->has_word ? (uint32_t)word.value : 0;
	} else {
		e->taken.pstate = (el2_known){EL2_PSTATE_NRW, EL2_PSTATE_NRW};
	}
}

/* What became of an exception that was not there yet: its own event, of a CPU without an instruction. */
static el2_event *current(struct el2_trace *t, uint32_t cpu)
{
	el2_event *e = pending_of(t, cpu);

	if (e && !e->kind) {
		reader_begin(t, e, EL2_EVENT_REGISTERS);
		e->cpu = cpu;
		e->time = t->tarmac.time;
		e->has_time = t->tarmac.has_time;
	}
	return e;
}

static void set_vector(el2_event *e, unsigned vector)
{
	/* of the 128-byte steps of a table: synchronous, IRQ, FIQ, SError */
	e->taken.vector = (int16_t)(vector & 0x7ff);
	e->taken.cause = vector & 0x180 ? EL2_CAUSE_ASYNC : EL2_CAUSE_SYNC;
	if (e->kind == EL2_EVENT_REGISTERS)
		e->kind = EL2_EVENT_EXCEPTION;
}

/* Does the instruction itself write it? `stem` is "ESR_EL": MSR writes it by another level's name, too. */
static bool is_written(const el2_event *e, const char *stem)
{
	const el2_sysreg_info *info;
	el2_insn insn;

	if (!e->has_word)
		return false;
	el2_decode(e->word, &insn);
	info = insn.form == EL2_FORM_MSR ? el2_sysreg_get((el2_sysreg)insn.sysreg) : NULL;
	return info && text_starts((struct text){info->name, strlen(info->name)}, stem);
}

/* The value of a register line: two words, or a part of the register. */
static bool value_of(const struct match *m, el2_known *value)
{
	*value = m->v[FIELD_value];
	if (has(m, FIELD_low)) {
		*value = (el2_known){value->value << 32 | (uint32_t)m->v[FIELD_low].value,
				     value->mask << 32 | (uint32_t)m->v[FIELD_low].mask};
		return true;
	}
	if (has(m, FIELD_num)) {
		uint64_t top = m->v[FIELD_num].value, low = m->v[FIELD_num2].value;
		uint64_t bits;

		if (top > 63 || low > top)
			return false; /* of a vector register */
		bits = UINT64_MAX >> (63 - (top - low));
		*value = (el2_known){(value->value & bits) << low, (value->mask & bits) << low};
	}
	return true;
}

static void line_register(struct el2_trace *t, const struct match *m, uint32_t cpu)
{
	struct text name = m->text[FIELD_name];
	el2_known value;
	el2_event *e;
	static const struct {
		const char *name;
		size_t at;
	} saved[] = {
		{"ESR_EL", offsetof(el2_event, taken.esr)},
		{"ELR_EL", offsetof(el2_event, taken.elr)},
		{"SPSR_EL", offsetof(el2_event, taken.spsr)},
		{"FAR_EL", offsetof(el2_event, taken.far)},
	};

	if (!value_of(m, &value) || !(e = current(t, cpu)))
		return;
	/* an exception writes these; so does MSR, which comes with its own instruction */
	for (size_t i = 0; i < sizeof saved / sizeof *saved; i++) {
		size_t length = strlen(saved[i].name);

		if (!text_starts(name, saved[i].name) || name.length != length + 1 || name.at[length] < '1' ||
		    name.at[length] > '3' || is_written(e, saved[i].name))
			continue;
		*(el2_known *)((char *)e + saved[i].at) = value;
		e->taken.to_el = (int8_t)(name.at[length] - '0');
		if (!i)
			e->taken.ec = (int8_t)EL2_ESR_EC(value.value);
	}
	if (!event_add_register(e, name, value)) {
		/* no room: what there is goes out, and the rest follows in an event of registers */
		complete(t, e);
		e = current(t, cpu);
		event_add_register(e, name, value);
	}
}

/* CoreEvent_LOWER_64_SYNC and its like, with the preferred return address. */
static void line_event(struct el2_trace *t, const struct match *m, uint32_t cpu)
{
	static const struct {
		const char *prefix;
		unsigned base;
	} groups[] = {
		{"CoreEvent_CURRENT_SP0_", 0x000},
		{"CoreEvent_CURRENT_SPx_", 0x200},
		{"CoreEvent_LOWER_64_", 0x400},
		{"CoreEvent_LOWER_32_", 0x600},
	};
	static const char *const kinds[] = {"SYNC", "IRQ", "FIQ", "SERROR"};
	struct text name = m->text[FIELD_event];

	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		size_t length = strlen(groups[i].prefix);
		struct text tail = {name.at + length, name.length - length};

		if (!text_starts(name, groups[i].prefix))
			continue;
		for (unsigned k = 0; k < 4; k++) {
			el2_event *e = text_is(tail, kinds[k]) ? current(t, cpu) : NULL;

			if (!e)
				continue;
			set_vector(e, groups[i].base + 0x80 * k);
			/* the address is where it would return to */
			if (has(m, FIELD_addr) && !e->taken.elr.mask)
				e->taken.elr = m->v[FIELD_addr];
		}
		return;
	}
	reader_note(t, NULL);
}

static void line_branch(struct el2_trace *t, const struct match *m, uint32_t cpu)
{
	el2_event *e = pending_of(t, cpu);

	if (e && e->kind && e->taken.vector >= 0)
		e->taken.pc = m->v[FIELD_pc];
}

/* EXC before the instruction's own registers; BR tells where it went. */
static void line_exception(struct el2_trace *t, const struct match *m, uint32_t cpu)
{
	el2_event *e = current(t, cpu);

	if (e)
		set_vector(e, (unsigned)m->v[FIELD_hex].value);
}

static void line(struct el2_trace *t, unsigned id, const struct match *m)
{
	uint32_t cpu;

	/* lines without a prefix belong to the CPU of the line before */
	if (has(m, FIELD_cpu))
		t->tarmac.cpu = (uint32_t)m->v[FIELD_cpu].value;
	else if (has(m, FIELD_ticks))
		t->tarmac.cpu = 0;
	cpu = t->tarmac.cpu;
	if (has(m, FIELD_ticks)) {
		t->tarmac.time = m->v[FIELD_ticks].value;
		t->tarmac.has_time = true;
	}
	switch (id) {
	case INSN:
	case ES:
		begin(t, m, cpu);
		break;
	case EXC:
		line_exception(t, m, cpu);
		break;
	case BRANCH:
		line_branch(t, m, cpu);
		break;
	case REGISTER:
		line_register(t, m, cpu);
		break;
	case EVENT:
		line_event(t, m, cpu);
		break;
	default:
		reader_note(t, NULL);
		break;
	}
}

static void flush(struct el2_trace *t)
{
	for (unsigned i = 0; t->tarmac.pending && i < PENDING_CPUS; i++)
		complete(t, &t->tarmac.pending[i]);
}

const struct format format_tarmac = {
	.rows = rows, .row_count = sizeof rows / sizeof *rows, .line = line, .flush = flush};
