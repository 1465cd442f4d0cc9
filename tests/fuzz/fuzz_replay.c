/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: a trace, read, judged under a kernel and without one, written as records and read again. One target per
 * format: FUZZ_FORMAT is where the reader begins, so that what is not valid there is tried by it first.
 */
#include "replay/read/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fuzz {
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;
	el2_hypervisor hypervisor;
	el2_judge *judge[2];
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Like assert(), whatever NDEBUG says. */
#define check(holds)                                                                                                   \
	do {                                                                                                           \
		if (!(holds)) {                                                                                        \
			fprintf(stderr, "line %d: %s\n", __LINE__, #holds);                                            \
			abort();                                                                                       \
		}                                                                                                      \
	} while (0)

/* Judges are dear, so they stay; a gap makes them forget. */
static struct fuzz *get(void)
{
	static struct fuzz *f;
	el2_boot_config boot = EL2_BOOT_CONFIG_DEFAULT;
	el2_judge_config config = {.el = -1};

	if (f)
		return f;
	f = calloc(1, sizeof *f);
	check(f && el2_cpu_parse("max", &f->cpu, NULL) == EL2_OK);
	boot.cpu = &f->cpu;
	boot.cmdline = "kvm-arm.mode=protected arm64.nomte";
	check(el2_boot_make(&boot, &f->boot, NULL) == EL2_OK);
	el2_boot_state(&f->boot, &f->state);
	f->hypervisor = el2_boot_hypervisor(&f->boot);
	config.state = &f->state;
	f->judge[0] = el2_judge_new(&config);
	config.hypervisor = &f->hypervisor;
	config.boot = &f->boot;
	f->judge[1] = el2_judge_new(&config);
	check(f->judge[0] && f->judge[1]);
	return f;
}

static void judge(struct fuzz *f, const el2_event *e)
{
	for (unsigned i = 0; i < 2; i++) {
		el2_judgement j;

		el2_judge_event(f->judge[i], e, &j);
		check((j.outcome == EL2_CONTEXT) == el2_event_is_context((el2_event_kind)e->kind));
		check(j.outcome != EL2_CANNOT_JUDGE || (j.unknown && j.unknown < EL2_UNKNOWN_COUNT));
		check(j.outcome != EL2_DISAGREE || j.text[0]);
	}
}

/* A record reads back as the same event. */
static void again(const el2_event *e)
{
	static char line[EL2_RECORD_MAX], second[EL2_RECORD_MAX];
	size_t n = el2_record_event(e, line, sizeof line), m;
	el2_event copy;
	el2_trace *t;
	bool end;

	check(n > 0 && n <= sizeof line);
	check(el2_trace_open_memory(&t, line, n, e->source.file, NULL) == EL2_OK);
	check(el2_trace_next(t, &copy, &end, NULL) == EL2_OK && !end);
	check(copy.kind == e->kind && copy.reg_count == e->reg_count && copy.pc == e->pc && copy.word == e->word);
	check(!memcmp(&copy.taken, &e->taken, sizeof e->taken));
	copy.source = e->source;
	copy.text_length = 0;
	m = el2_record_event(&copy, second, sizeof second);
	check(m > 0);
	el2_trace_close(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const el2_event gap = {.kind = EL2_EVENT_LOST, .cpu = EL2_NO_CPU};
	struct fuzz *f = get();
	unsigned checked = 0;
	el2_trace *t;
	bool end = false;

	check(el2_trace_open_memory(&t, data, size, "fuzz", NULL) == EL2_OK);
	t->known = true;
	t->format = FUZZ_FORMAT;
	judge(f, &gap);
	while (!end) {
		el2_event e;

		check(el2_trace_next(t, &e, &end, NULL) == EL2_OK);
		if (end)
			break;
		judge(f, &e);
		if (e.kind != EL2_EVENT_UNKNOWN && checked++ < 2)
			again(&e);
	}
	el2_trace_close(t);
	return 0;
}
