/* SPDX-License-Identifier: MIT */
#include "cli/show/record.h"
#include "cli/show/output.h"
#include "replay/replay.h"

FILE *cli_record_open(const char *path, el2_error *error)
{
	FILE *record = cli_file_create(path, error);
	char line[EL2_RECORD_MAX];

	if (!record)
		return NULL;
	el2_record_header(line, sizeof line);
	fputs(line, record);
	return record;
}

static void add_taken(el2_event *e, const el2_exception *x)
{
	e->fate = EL2_FATE_TAKEN;
	e->taken.to_el = (int8_t)x->el;
	e->taken.ec = (int8_t)EL2_ESR_EC(x->esr);
	e->taken.vector = (int16_t)x->vector;
	e->taken.esr = EL2_KNOWN(x->esr);
	e->taken.elr = EL2_KNOWN(x->elr);
	e->taken.spsr = EL2_KNOWN(x->spsr);
	e->taken.pstate = EL2_KNOWN(x->pstate);
	if (x->far_valid)
		e->taken.far = EL2_KNOWN(x->far);
}

/* The system register that MSR wrote, so that who replays can follow; the general register that MRS filled. */
static void add_register(el2_event *e, const el2_insn *insn, const el2_verdict *v, const el2_state *after)
{
	if (insn->form == EL2_FORM_MSR && v->accessed)
		e->regs[e->reg_count++] =
			(el2_event_reg){v->accessed, 0, EL2_KNOWN(el2_read_sysreg(after, (el2_sysreg)v->accessed))};
	else if (insn->form == EL2_FORM_MRS && insn->rd < 31)
		e->regs[e->reg_count++] = (el2_event_reg){EL2_SYSREG_NONE, insn->rd, EL2_KNOWN(after->x[insn->rd])};
}

void cli_record_step(FILE *record, uint64_t pc, unsigned el, const el2_insn *insn, const el2_step_result *result,
		     const el2_state *after)
{
	const el2_verdict *v = &result->verdict;
	char line[EL2_RECORD_MAX];
	el2_event e;

	el2_event_init(&e);
	e.kind = EL2_EVENT_INSN;
	e.format = EL2_FORMAT_RECORD;
	e.visible = true;
	e.el = (int8_t)el;
	e.has_pc = e.has_word = true;
	e.pc = pc;
	e.word = insn->word;
	if (v->has_taken)
		add_taken(&e, &v->taken);
	else if (result->executed)
		e.fate = EL2_FATE_EXECUTED;
	if (result->executed)
		add_register(&e, insn, v, after);
	fwrite(line, 1, el2_record_event(&e, line, sizeof line), record);
}

static void write_registers(FILE *record, el2_event *e)
{
	char line[EL2_RECORD_MAX];

	if (e->reg_count)
		fwrite(line, 1, el2_record_event(e, line, sizeof line), record);
	e->reg_count = 0;
}

void cli_record_registers(FILE *record, const el2_state *so_far, const el2_state *now)
{
	el2_event e;

	el2_event_init(&e);
	e.kind = EL2_EVENT_REGISTERS;
	e.format = EL2_FORMAT_RECORD;
	for (unsigned i = 1; i < EL2_SYSREG_REGISTERS; i++) {
		if (so_far->sysreg[i] == now->sysreg[i])
			continue;
		e.regs[e.reg_count++] = (el2_event_reg){(uint16_t)i, 0, EL2_KNOWN(now->sysreg[i])};
		if (e.reg_count == EL2_EVENT_REGS)
			write_registers(record, &e);
	}
	write_registers(record, &e);
}

el2_status cli_record_close(FILE *record, const char *path, el2_error *error)
{
	return record ? cli_file_close(record, path, error) : EL2_OK;
}
