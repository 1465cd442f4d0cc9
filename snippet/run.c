/* SPDX-License-Identifier: MIT */
/* One run of a snippet: boot, memory, the engine, and what its instructions come to. */
#include "snippet/snippet.h"

#include <stdlib.h>
#include <string.h>

/* ---- events ---- */

static unsigned ec_of(const el2_verdict *v)
{
	return v->has_taken ? EL2_ESR_EC(v->taken.esr) : 0;
}

/* Two verdicts that no expectation tells apart. */
static bool same(const el2_verdict *a, const el2_verdict *b)
{
	return a->verdict == b->verdict && a->origin == b->origin && a->effect == b->effect && a->to_el == b->to_el &&
	       a->handler == b->handler && a->has_taken == b->has_taken && ec_of(a) == ec_of(b);
}

static size_t *bucket(struct cli_run_result *r, uint64_t pc)
{
	return &r->chains[pc / 4 % CLI_RUN_CHAINS];
}

static struct cli_run_event *find_event(struct cli_run_result *r, uint64_t pc, const el2_insn *insn,
					const el2_verdict *v)
{
	for (size_t n = *bucket(r, pc); n; n = r->events[n - 1].next) {
		struct cli_run_event *e = &r->events[n - 1];

		if (e->pc == pc && e->insn.word == insn->word && same(&e->verdict, v))
			return e;
	}
	return NULL;
}

static struct cli_run_event *add_event(struct cli_run_result *r, uint64_t pc, const el2_insn *insn, unsigned el,
				       const el2_verdict *v)
{
	struct cli_run_event *e;

	if (r->event_count == r->event_capacity) {
		size_t capacity = r->event_capacity * 2 + 16;

		e = realloc(r->events, capacity * sizeof *e);
		if (!e)
			return NULL;
		r->events = e;
		r->event_capacity = capacity;
	}
	e = &r->events[r->event_count++];
	*e = (struct cli_run_event){.pc = pc, .insn = *insn, .el = el, .verdict = *v, .next = *bucket(r, pc)};
	*bucket(r, pc) = r->event_count;
	return e;
}

/* ---- expectations ---- */

struct watcher {
	const struct cli_snippet *snippet;
	const struct cli_program *program;
	struct cli_run_result *result;
	const struct cli_run_sink *sink; /* or NULL */
	size_t run;
	unsigned el;              /* before the instruction in hand */
	struct cli_virt *machine; /* or NULL */
};

/* The first mark at or above an address. */
static size_t mark_at(const struct cli_program *p, uint64_t address)
{
	size_t low = 0, high = p->mark_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->marks[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void judge(const struct watcher *w, struct cli_run_event *e)
{
	size_t mark = mark_at(w->program, e->pc);
	const struct cli_snippet_site *site;

	e->met = true;
	if (mark == w->program->mark_count || w->program->marks[mark].address != e->pc)
		return;
	w->result->reached[mark] = true;
	site = &w->snippet->sites[w->program->marks[mark].site];
	e->line = site->line;
	e->expect = cli_snippet_expected(w->snippet, site, w->run);
	if (!e->expect)
		return;
	if (e->expect->unreached) {
		e->met = false;
		snprintf(e->difference, sizeof e->difference, "reached, expected unreached");
	} else {
		e->met = cli_expect_met(&e->expect->expect, &e->verdict, e->difference, sizeof e->difference);
	}
	if (e->met)
		w->result->met++;
	else
		w->result->unmet++;
}

static bool watch(void *context, uint64_t pc, const el2_insn *insn, const el2_step_result *step, const el2_state *state)
{
	struct watcher *w = context;
	struct cli_run_event *e = find_event(w->result, pc, insn, &step->verdict);

	if (!e) {
		e = add_event(w->result, pc, insn, w->el, &step->verdict);
		if (!e) {
			w->result->failed = true;
			return false;
		}
		judge(w, e);
	}
	if (w->sink && w->sink->step)
		w->sink->step(w->sink->context, e, w->el, step, state);
	e->count++;
	w->result->last = (size_t)(e - w->result->events);
	w->el = el2_el(state);
	return !(w->machine && w->machine->off);
}

/* ---- memory and registers ---- */

static el2_status no_memory(const char *file, el2_error *error)
{
	return el2_fail(error, EL2_ERR_INTERNAL, file, 0, 0, "out of memory, or more than %u pages mapped",
			EL2_MEMORY_PAGES_MAX);
}

static bool map(el2_memory *memory, uint64_t address, uint64_t size, uint8_t perm)
{
	if (!el2_memory_map(memory, address, size))
		return false;
	for (uint64_t at = address & ~(uint64_t)(EL2_PAGE_SIZE - 1); at - address < size || at < address;
	     at += EL2_PAGE_SIZE)
		el2_memory_page(memory, at)->perm = perm;
	return true;
}

static bool map_setup(el2_memory *memory, const struct cli_snippet_setup *s, uint8_t el0)
{
	uint8_t perm = s->perm_given ? s->page.perm : (uint8_t)(s->page.perm | el0);

	if (!s->size)
		return true;
	if (!map(memory, s->value, s->size, perm))
		return false;
	for (uint64_t at = s->value & ~(uint64_t)(EL2_PAGE_SIZE - 1); at - s->value < s->size || at < s->value;
	     at += EL2_PAGE_SIZE) {
		el2_page *page = el2_memory_page(memory, at);

		page->type = s->page.type;
		page->owner = s->page.owner;
		page->s2_mapped = s->page.s2_mapped;
		memset(page->tags, s->page.tags[0], sizeof page->tags);
	}
	return true;
}

el2_status cli_snippet_set_up(const struct cli_snippet *s, const struct cli_program *p, size_t run, el2_state *state,
			      el2_memory *memory, el2_error *error)
{
	uint8_t el0 = el2_el(state) ? 0 : EL2_PERM_EL0;
	bool good = map(memory, CLI_SNIPPET_SCRATCH, EL2_PAGE_SIZE, EL2_PERM_R | EL2_PERM_W | el0) &&
		    map(memory, CLI_SNIPPET_STACK, CLI_SNIPPET_STACK_SIZE, EL2_PERM_R | EL2_PERM_W | el0);

	for (size_t i = 0; good && i < p->segment_count; i++) {
		const struct cli_segment *g = &p->segments[i];

		good = map(memory, g->address, g->size, g->perm | el0) &&
		       el2_memory_write(memory, g->address, g->data, g->length);
	}
	state->pc = p->entry;
	state->x[1] = CLI_SNIPPET_SCRATCH;
	state->x[30] = p->end;
	state->sp[el2_el(state)] = CLI_SNIPPET_STACK + CLI_SNIPPET_STACK_SIZE;
	for (size_t i = 0; good && i < s->setup_count; i++) {
		const struct cli_snippet_setup *setup = &s->setups[i];

		if (run < CLI_SNIPPET_RUNS_MAX && !(setup->place.runs >> run & 1))
			continue;
		if (setup->kind == CLI_SETUP_MAP)
			good = map_setup(memory, setup, el0);
		else if (setup->reg == 31)
			state->sp[el2_el(state)] = setup->value;
		else
			state->x[setup->reg] = setup->value;
	}
	return good ? EL2_OK : no_memory(s->file, error);
}

/* ---- in a machine ---- */

el2_status cli_machine_set_up(const struct cli_program *p, const char *name, struct cli_virt *v, el2_state *state,
			      el2_memory *memory, el2_error *error)
{
	uint64_t end = VIRT_RAM;
	el2_status status;

	for (size_t i = 0; i < p->segment_count; i++) {
		const struct cli_segment *g = &p->segments[i];

		if (g->address < VIRT_RAM || g->address - VIRT_RAM > VIRT_RAM_SIZE ||
		    g->size > VIRT_RAM_SIZE - (g->address - VIRT_RAM))
			return el2_fail(error, EL2_ERR_INPUT, name, 0, 0,
					"0x%llx to 0x%llx is not in the machine's memory, 0x%llx to 0x%llx",
					(unsigned long long)g->address, (unsigned long long)(g->address + g->size),
					(unsigned long long)VIRT_RAM, (unsigned long long)(VIRT_RAM + VIRT_RAM_SIZE));
		if (g->address + g->size > end)
			end = g->address + g->size;
	}
	status = cli_virt_set_up(v, end, state, memory, error);
	for (size_t i = 0; status == EL2_OK && i < p->segment_count; i++)
		el2_memory_write(memory, p->segments[i].address, p->segments[i].data, p->segments[i].length);
	state->pc = p->entry;
	return status;
}

static el2_before before(void *context, el2_state *state, const el2_insn *insn, uint64_t executed)
{
	struct watcher *w = context;

	return cli_virt_before(w->machine, state, insn, executed);
}

/* ---- one function ---- */

static el2_status call(const struct cli_snippet *s, const struct cli_program *p, const struct cli_run_options *own,
		       el2_state *state, el2_error *error)
{
	const el2_image *image = &p->object.image;
	struct cli_suggest suggest = cli_suggest_for(own->call);
	char hint[96];

	for (size_t i = 0; i < image->symbol_count; i++) {
		cli_suggest_offer(&suggest, image->symbols[i].name);
		if (strcmp(image->symbols[i].name, own->call))
			continue;
		state->pc = image->symbols[i].address;
		memcpy(state->x, own->args, own->arg_count * sizeof *own->args);
		state->x[30] = CLI_SNIPPET_RETURN;
		return EL2_OK;
	}
	return el2_fail(error, EL2_ERR_INPUT, s->file, 0, 0, "no function '%.64s' in it%s", own->call,
			cli_suggest_text(&suggest, hint, sizeof hint));
}

/* ---- the run ---- */

/* A machine without EL2 and EL3: no boot was asked for. */
static bool is_bare(const struct cli_snippet_run *run)
{
	const struct cli_options *o = &run->options;

	return run->own.machine && !o->kernel_named && !o->cmdline && !o->recording && !o->no_hypervisor;
}

static el2_status go(const struct cli_snippet *s, const struct cli_program *p, struct watcher *w, el2_engine *engine,
		     struct cli_session *session, el2_memory *memory, uint64_t *addresses, el2_error *error)
{
	struct cli_run_result *r = w->result;
	el2_run_options options = {
		.end = p->end,
		.limit = r->run->own.limit,
		.on_exception = r->run->own.on_exception,
		.hypervisor = session->hypervisor,
		.observer = watch,
		.context = w,
		.watch = addresses,
		.watch_count = p->mark_count,
	};
	const struct cli_run_options *own = &r->run->own;
	struct cli_virt machine = {.options = own->virt, .bare = is_bare(r->run)};
	el2_status status;

	if (own->machine && own->call)
		return el2_fail(error, EL2_ERR_USAGE, s->file, 0, 0, "--call and --machine are two ways to begin");
	if (!own->machine && (own->virt.append || own->virt.dtb || own->virt.initrd))
		return el2_fail(error, EL2_ERR_USAGE, s->file, 0, 0,
				"--append, --dtb and --initrd go with --machine virt");
	if (own->arg_count && !own->call)
		return el2_fail(error, EL2_ERR_USAGE, s->file, 0, 0, "--args are for the function that --call names");
	if (own->machine) {
		machine.console = w->sink->console;
		machine.console_context = w->sink->console_context;
		w->machine = &machine;
		options.before = before;
		options.hypervisor = cli_virt_hypervisor(&machine, session->hypervisor);
		options.limit = own->limit ? own->limit : CLI_MACHINE_LIMIT;
		if (!own->on_exception_given)
			options.on_exception = EL2_ON_EXCEPTION_VECTOR;
		status = cli_machine_set_up(p, s->file, &machine, &session->state, memory, error);
	} else {
		status = cli_snippet_set_up(s, p, w->run, &session->state, memory, error);
		if (status == EL2_OK && own->call) {
			status = call(s, p, own, &session->state, error);
			options.end = CLI_SNIPPET_RETURN;
		}
	}
	if (status != EL2_OK)
		return status;
	for (size_t i = 0; i < p->mark_count; i++)
		addresses[i] = p->marks[i].address;
	w->el = el2_el(&session->state);
	r->stop = el2_engine_run(engine, &session->state, memory, &options, &r->executed);
	r->pc = session->state.pc;
	r->returned = session->state.x[0];
	r->off = machine.off;
	r->code = machine.code;
	memcpy(r->unknown, machine.unknown, sizeof r->unknown);
	return r->failed ? no_memory(s->file, error) : EL2_OK;
}

static el2_status boot(const struct cli_snippet *s, struct cli_run_result *r, struct cli_session *session,
		       el2_error *error)
{
	struct cli_options options = r->run->options;
	el2_status status = EL2_OK;
	char name[EL2_CPU_NAME_MAX + 16];

	if (is_bare(r->run)) {
		snprintf(name, sizeof name, "%s,el2=0,el3=0", options.cpu.name);
		status = el2_cpu_parse(name, &options.cpu, error);
	}
	if (status == EL2_OK)
		status = cli_session_open(session, &options, error);

	if (status == EL2_OK && cli_recorded_of(session))
		el2_recorded_persist(cli_recorded_of(session), true); /* a snippet is one sequence */
	if (status != EL2_OK && r->run->line && error) {
		snprintf(error->file, sizeof error->file, "%s", s->file);
		error->line = r->run->line;
		status = error->status = EL2_ERR_INPUT;
	}
	if (status == EL2_OK && is_bare(r->run))
		snprintf(r->boot, sizeof r->boot, "virt, %.64s, EL%u", r->run->options.cpu.name,
			 el2_el(&session->state));
	else if (status == EL2_OK)
		snprintf(r->boot, sizeof r->boot, "%s, EL%u", cli_session_name(session, name, sizeof name),
			 el2_el(&session->state));
	return status;
}

el2_status cli_snippet_run(const struct cli_snippet *s, const struct cli_program *p, size_t run,
			   const struct cli_run_sink *sink, el2_engine *engine, struct cli_run_result *r,
			   el2_error *error)
{
	struct watcher w = {s, p, r, sink, run, 0, NULL};
	el2_memory *memory = el2_memory_new();
	uint64_t *addresses = malloc((p->mark_count + 1) * sizeof *addresses);
	struct cli_session *session = malloc(sizeof *session);
	el2_status status = EL2_ERR_INTERNAL;

	memset(r, 0, sizeof *r);
	r->run = &s->runs[run];
	r->reached = calloc(p->mark_count + 1, sizeof *r->reached);
	if (memory && addresses && session && r->reached)
		status = boot(s, r, session, error);
	else
		no_memory(s->file, error);
	if (status == EL2_OK)
		status = go(s, p, &w, engine, session, memory, addresses, error);
	for (size_t i = 0; status == EL2_OK && i < p->mark_count; i++) {
		const struct cli_snippet_expect *e = cli_run_unreached(s, p, r, run, i);

		r->unmet += e != NULL;
		e = r->reached[i] ? NULL : cli_snippet_expected(s, &s->sites[p->marks[i].site], run);
		r->met += e && e->unreached;
	}
	el2_memory_free(memory);
	free(addresses);
	free(session);
	return status;
}

void cli_run_free(struct cli_run_result *r)
{
	free(r->events);
	free(r->reached);
	memset(r, 0, sizeof *r);
}

/* ---- what it came to ---- */

const struct cli_snippet_expect *cli_run_unreached(const struct cli_snippet *s, const struct cli_program *p,
						   const struct cli_run_result *r, size_t run, size_t mark)
{
	const struct cli_snippet_expect *e = NULL;

	if (!r->reached[mark])
		e = cli_snippet_expected(s, &s->sites[p->marks[mark].site], run);
	return e && !e->unreached ? e : NULL;
}

bool cli_run_ended_well(const struct cli_run_result *r)
{
	const struct cli_run_event *last = r->event_count ? &r->events[r->last] : NULL;

	if (r->off)
		return !r->code;
	switch (r->stop) {
	case EL2_STOP_END:
	case EL2_STOP_EXCEPTION:
		return true;
	case EL2_STOP_LIMIT:
		return false;
	default:
		return last && last->expect && last->met && last->pc == r->pc;
	}
}
