/* SPDX-License-Identifier: MIT */
#include "cli/show/path.h"

#include <inttypes.h>
#include <stdlib.h>

/* Words of memory that are shown without -v. */
#define WORDS_SHOWN 8u
#define WORDS_MAX   4096u
#define STEPS_MAX   4096u

struct told {
	const el2_recording *recording;
	struct {
		uint64_t pc, offset;
		const char *symbol;
	} step[STEPS_MAX];
	struct {
		uint64_t pa, before, after;
	} word[WORDS_MAX];
	size_t steps, words;
	bool seen[2][EL2_SYSREG_COUNT];      /* read, written */
	uint64_t value[2][EL2_SYSREG_COUNT]; /* the first that was read, the last that was written */
};

static void note_function(void *context, uint64_t pc, const char *symbol, uint64_t offset)
{
	struct told *t = context;

	if (t->steps < STEPS_MAX) {
		t->step[t->steps].pc = pc;
		t->step[t->steps].symbol = symbol;
		t->step[t->steps].offset = offset;
	}
	t->steps++;
}

static void note_register(void *context, el2_sysreg reg, bool write, uint64_t value)
{
	struct told *t = context;

	if (reg >= EL2_SYSREG_COUNT)
		return;
	if (write || !t->seen[0][reg])
		t->value[write][reg] = value;
	t->seen[write][reg] = true;
}

static void note_memory(void *context, uint64_t pa, uint64_t before, uint64_t after)
{
	struct told *t = context;

	if (t->words < WORDS_MAX) {
		t->word[t->words].pa = pa;
		t->word[t->words].before = before;
		t->word[t->words].after = after;
	}
	t->words++;
}

static uint64_t address(const struct told *t, uint64_t pa)
{
	uint64_t va;

	return el2_recording_va(t->recording, pa, &va) ? va : pa;
}

/* ---- text ------------------------------------------------------------------------------------------------------- */

static void print_registers(const struct cli_output *out, const struct told *t, bool write)
{
	const char *label = write ? "wrote" : "read";

	for (unsigned reg = 1; reg < EL2_SYSREG_COUNT; reg++)
		if (t->seen[write][reg]) {
			fprintf(out->file, "    %-6s %s 0x%" PRIx64 "\n", label, el2_sysreg_get((el2_sysreg)reg)->name,
				t->value[write][reg]);
			label = "";
		}
}

static void print(const struct cli_call *c, const struct told *t, const el2_recorded_last *last)
{
	const struct cli_output *out = &c->out;
	size_t shown = t->words < WORDS_MAX ? t->words : WORDS_MAX;

	fprintf(out->file, "  path through the recorded hypervisor\n");
	for (size_t i = 0; i < t->steps && i < STEPS_MAX; i++)
		if (t->step[i].symbol)
			fprintf(out->file, "    %s+0x%" PRIx64 "\n", t->step[i].symbol, t->step[i].offset);
		else
			fprintf(out->file, "    0x%" PRIx64 "\n", t->step[i].pc);
	if (t->steps > STEPS_MAX)
		fprintf(out->file, "    and %zu more\n", t->steps - STEPS_MAX);
	print_registers(out, t, false);
	print_registers(out, t, true);
	if (!c->options.verbose && shown > WORDS_SHOWN)
		shown = WORDS_SHOWN;
	for (size_t i = 0; i < shown; i++)
		fprintf(out->file, "    %-6s 0x%" PRIx64 ": 0x%" PRIx64 " -> 0x%" PRIx64 "\n", i ? "" : "memory",
			address(t, t->word[i].pa), t->word[i].before, t->word[i].after);
	if (t->words > shown)
		fprintf(out->file, "           and %zu more words%s\n", t->words - shown,
			c->options.verbose ? "" : " (-v shows them)");
	fprintf(out->file, "    %" PRIu64 " instructions, %zu pages written, %u SMCs\n", last->instructions,
		last->pages, last->smcs);
}

/* ---- JSON ------------------------------------------------------------------------------------------------------- */

static void json_registers(struct cli_json *j, const struct told *t, bool write)
{
	cli_json_open(j, write ? "wrote" : "read", '{');
	for (unsigned reg = 1; reg < EL2_SYSREG_COUNT; reg++)
		if (t->seen[write][reg])
			cli_json_hex(j, el2_sysreg_get((el2_sysreg)reg)->name, t->value[write][reg]);
	cli_json_close(j, '}');
}

static void json(struct cli_json *j, const struct told *t, const el2_recorded_last *last)
{
	cli_json_open(j, "recorded", '{');
	cli_json_open(j, "path", '[');
	for (size_t i = 0; i < t->steps && i < STEPS_MAX; i++) {
		cli_json_open(j, NULL, '{');
		cli_json_hex(j, "pc", t->step[i].pc);
		if (t->step[i].symbol) {
			cli_json_text(j, "symbol", t->step[i].symbol);
			cli_json_number(j, "offset", t->step[i].offset);
		}
		cli_json_close(j, '}');
	}
	cli_json_close(j, ']');
	json_registers(j, t, false);
	json_registers(j, t, true);
	cli_json_open(j, "memory", '[');
	for (size_t i = 0; i < t->words && i < WORDS_MAX; i++) {
		cli_json_open(j, NULL, '{');
		cli_json_hex(j, "at", address(t, t->word[i].pa));
		cli_json_hex(j, "before", t->word[i].before);
		cli_json_hex(j, "after", t->word[i].after);
		cli_json_close(j, '}');
	}
	cli_json_close(j, ']');
	cli_json_number(j, "instructions", last->instructions);
	cli_json_number(j, "pages", last->pages);
	cli_json_number(j, "smcs", last->smcs);
	cli_json_close(j, '}');
}

void cli_recorded_path(struct cli_call *call, const struct cli_session *s, const el2_exception *taken)
{
	static const el2_recorded_listener listener = {
		.function = note_function, .reg = note_register, .memory = note_memory};
	el2_recorded *recorded = cli_recorded_of(s);
	struct told *t = calloc(1, sizeof *t);
	el2_response again = {0};

	if (!t)
		return;
	t->recording = cli_recorded_file(s);
	el2_recorded_trace(recorded, &listener, t);
	s->driver.handle(s->driver.context, &s->state, taken, &again, NULL);
	el2_recorded_trace(recorded, NULL, NULL);
	if (call->options.json)
		json(&call->json, t, el2_recorded_last_get(recorded));
	else
		print(call, t, el2_recorded_last_get(recorded));
	free(t);
}
