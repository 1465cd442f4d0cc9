/* SPDX-License-Identifier: MIT */
/* Two machines side by side, one instruction at a time. */
#include "snippet/snippet.h"

#include <stdlib.h>
#include <string.h>

struct side {
	struct cli_session session;
	el2_state before;
	el2_memory *memory;
	el2_step_result step; /* of the instruction in hand */
	bool stepped;
	el2_stop stop;
};

static bool watch(void *context, uint64_t pc, const el2_insn *insn, const el2_step_result *result,
		  const el2_state *state)
{
	struct side *s = context;

	(void)pc, (void)insn, (void)state;
	s->step = *result;
	s->stepped = true;
	return true;
}

static void step(struct side *s, uint64_t end, el2_on_exception on_exception)
{
	uint64_t pc = s->session.state.pc;
	el2_run_options options = {.end = end,
				   .limit = 1,
				   .on_exception = on_exception,
				   .hypervisor = s->session.hypervisor,
				   .observer = watch,
				   .context = s,
				   .watch = &pc,
				   .watch_count = 1};

	s->before = s->session.state;
	s->stepped = false;
	s->stop = el2_engine_run(NULL, &s->session.state, s->memory, &options, NULL);
}

/* ---- differences ---- */

static void differ(struct cli_compared *at, const char *what, const char *a, const char *b)
{
	struct cli_difference *d;

	if (at->count == CLI_DIFFERENCES_MAX)
		return;
	d = &at->difference[at->count++];
	snprintf(d->what, sizeof d->what, "%s", what);
	snprintf(d->text[0], sizeof d->text[0], "%s", a);
	snprintf(d->text[1], sizeof d->text[1], "%s", b);
}

static void differ_number(struct cli_compared *at, const char *what, uint64_t a, uint64_t b)
{
	char text[2][24];

	if (a == b)
		return;
	snprintf(text[0], sizeof text[0], "0x%llx", (unsigned long long)a);
	snprintf(text[1], sizeof text[1], "0x%llx", (unsigned long long)b);
	differ(at, what, text[0], text[1]);
}

/* What the host sees of an instruction: that it went on, or which exception. Whether EL2 injected it or the CPU raised
 * it shows in the exception's state only. */
static const char *outcome(const el2_verdict *v)
{
	switch (v->verdict) {
	case EL2_PANIC:
		return "the machine goes down";
	case EL2_UNDEF:
		return "UNDEFINED";
	case EL2_FAULT:
		return "an abort";
	case EL2_TRAP:
		return v->has_delivered ? "an exception" : v->to_el == 3 ? "a call to EL3" : "a call to EL2";
	default:
		return "executes";
	}
}

static void compare_exceptions(struct cli_compared *at, const struct side *s)
{
	const el2_verdict *a = &s[0].step.verdict, *b = &s[1].step.verdict;
	static const struct {
		const char *name;
		uint32_t bit;
	} flags[] = {
		{"handler's PSTATE.TCO", EL2_PSTATE_TCO}, {"handler's PSTATE.ALLINT", EL2_PSTATE_ALLINT},
		{"handler's PSTATE.PAN", EL2_PSTATE_PAN}, {"handler's PSTATE.SSBS", EL2_PSTATE_SSBS},
		{"handler's PSTATE.DIT", EL2_PSTATE_DIT}, {"handler's PSTATE.NZCV", EL2_PSTATE_NZCV},
		{"handler's PSTATE.UAO", EL2_PSTATE_UAO},
	};

	if (!a->has_delivered || !b->has_delivered)
		return;
	differ_number(at, "vector", a->delivered.vector, b->delivered.vector);
	differ_number(at, "ESR", a->delivered.esr, b->delivered.esr);
	differ_number(at, "ELR", a->delivered.elr, b->delivered.elr);
	differ_number(at, "SPSR", a->delivered.spsr, b->delivered.spsr);
	if (a->delivered.far_valid && b->delivered.far_valid)
		differ_number(at, "FAR", a->delivered.far, b->delivered.far);
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		differ_number(at, flags[i].name, !!(a->delivered.pstate & flags[i].bit),
			      !!(b->delivered.pstate & flags[i].bit));
}

/* Registers that the instruction changed on a side, and that are not the same now. */
static void compare_registers(struct cli_compared *at, const struct side *s)
{
	const el2_state *a = &s[0].session.state, *b = &s[1].session.state;
	char name[8];

	for (unsigned i = 0; i < 31; i++) {
		if (a->x[i] == s[0].before.x[i] && b->x[i] == s[1].before.x[i])
			continue;
		snprintf(name, sizeof name, "x%u", i);
		differ_number(at, name, a->x[i], b->x[i]);
	}
	for (unsigned i = 0; i < 4; i++)
		if (a->sp[i] != s[0].before.sp[i] || b->sp[i] != s[1].before.sp[i])
			differ_number(at, "sp", a->sp[i], b->sp[i]);
	if (a->pstate != s[0].before.pstate || b->pstate != s[1].before.pstate)
		differ_number(at, "PSTATE", a->pstate, b->pstate);
}

/* The first bytes of memory that an access of this instruction made different. Tags show when they are read. */
static void compare_memory(struct cli_compared *at, const struct side *s)
{
	const el2_page *a = NULL;

	if (at->insn.cls == EL2_CLASS_GENERAL || at->insn.cls == EL2_CLASS_SYSTEM)
		return;
	while ((a = el2_memory_next(s[0].memory, a))) {
		const el2_page *b = el2_memory_page(s[1].memory, a->address);
		char name[24];

		if (!b || !memcmp(a->data, b->data, EL2_PAGE_SIZE))
			continue;
		for (unsigned i = 0; i < EL2_PAGE_SIZE; i += 8) {
			uint64_t x, y;

			memcpy(&x, a->data + i, 8);
			memcpy(&y, b->data + i, 8);
			if (x == y)
				continue;
			snprintf(name, sizeof name, "[0x%llx]", (unsigned long long)(a->address + i));
			differ_number(at, name, x, y);
			break;
		}
		memcpy(b->data, a->data, EL2_PAGE_SIZE); /* told once */
	}
}

static void compare(struct cli_compared *at, const struct side *s)
{
	const char *a = outcome(&s[0].step.verdict), *b = outcome(&s[1].step.verdict);

	if (strcmp(a, b))
		differ(at, "outcome", a, b);
	compare_exceptions(at, s);
	compare_registers(at, s);
	compare_memory(at, s);
}

/* ---- the two runs ---- */

static void fetch(struct cli_compared *at, const struct side *s)
{
	unsigned char bytes[4] = {0};

	memset(at, 0, sizeof *at);
	at->pc = s->session.state.pc;
	at->el = el2_el(&s->session.state);
	el2_memory_read(s->memory, at->pc, bytes, sizeof bytes);
	el2_decode((uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24,
		   &at->insn);
}

/* Why it ends here, or NULL. */
static const char *over(const struct side *s, struct cli_compare_result *r, uint64_t end)
{
	for (int i = 0; i < 2; i++)
		switch (s[i].stop) {
		case EL2_STOP_PANIC:
			return "the machine went down";
		case EL2_STOP_NO_PROGRESS:
			return "one side makes no progress any more";
		case EL2_STOP_NOWHERE:
			return "one side left the code";
		case EL2_STOP_EXCEPTION:
			return "an exception, at which it was to stop";
		case EL2_STOP_WFI:
			return "it waits for an interrupt";
		default:
			break;
		}
	if (s[0].session.state.pc != s[1].session.state.pc) {
		r->parted = true;
		return "from here on the two go different ways";
	}
	return s[0].session.state.pc == end ? "the end" : NULL;
}

static void run(struct side *s, const struct cli_program *p, const struct cli_run_options *own, cli_compare_sink sink,
		void *context, struct cli_compare_result *r)
{
	uint64_t limit = own->limit ? own->limit : 1000000;

	for (r->end = NULL; !r->end; r->executed++) {
		struct cli_compared at;

		if (r->executed == limit) {
			r->end = "the limit of instructions";
			break;
		}
		fetch(&at, &s[0]);
		for (int i = 0; i < 2; i++) {
			step(&s[i], p->end, own->on_exception);
			at.verdict[i] = s[i].step.verdict;
		}
		if (s[0].stop == EL2_STOP_UNMODELLED || s[1].stop == EL2_STOP_UNMODELLED) {
			at.unmodelled = true;
			r->unmodelled++;
			for (int i = 0; i < 2; i++) {
				s[i].session.state = s[i].before;
				s[i].session.state.pc += 4;
				s[i].stop = EL2_STOP_LIMIT;
			}
		} else {
			compare(&at, s);
		}
		r->differ += at.count != 0;
		if (at.count || at.unmodelled)
			sink(context, &at);
		r->end = over(s, r, p->end);
	}
}

static el2_status prepare(struct side *s, const struct cli_snippet *snippet, const struct cli_program *p,
			  const struct cli_snippet_run *run, char *boot, size_t size, el2_error *error)
{
	char name[96];
	el2_status status = cli_session_open(&s->session, &run->options, error);

	if (status != EL2_OK)
		return status;
	snprintf(boot, size, "%s on %s, EL%u", cli_session_name(&s->session, name, sizeof name), run->options.cpu.name,
		 el2_el(&s->session.state));
	s->memory = el2_memory_new();
	if (!s->memory)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	return cli_snippet_set_up(snippet, p, CLI_SNIPPET_RUNS_MAX, &s->session.state, s->memory, error);
}

el2_status cli_compare(const struct cli_snippet *snippet, const struct cli_program *p,
		       const struct cli_snippet_run runs[2], cli_compare_sink sink, void *context,
		       struct cli_compare_result *r, el2_error *error)
{
	struct side *s = calloc(2, sizeof *s);
	el2_status status = EL2_OK;

	memset(r, 0, sizeof *r);
	if (!s)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	for (int i = 0; status == EL2_OK && i < 2; i++)
		status = prepare(&s[i], snippet, p, &runs[i], r->boot[i], sizeof r->boot[i], error);
	if (status == EL2_OK)
		run(s, p, &runs[0].own, sink, context, r);
	for (int i = 0; i < 2; i++)
		el2_memory_free(s[i].memory);
	free(s);
	return status;
}
