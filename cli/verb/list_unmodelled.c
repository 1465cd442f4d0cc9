/* SPDX-License-Identifier: MIT */
/* list traps --unmodelled: what the model leaves open under a boot, counted by reason. */
#include "cli/show/insn.h"
#include "cli/verb/list.h"
#include "explore/explore.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define REASON_MAX 160

/* Words that one reason leaves open at one Exception level. */
struct reason {
	char why[REASON_MAX];
	unsigned el;
	uint64_t words, system; /* of them MRS, MSR, SYS and their like that name something */
	el2_insn example;
};

struct reasons {
	struct reason *items;
	size_t count, capacity;
	bool failed;
};

static struct reason *reason_of(struct reasons *r, unsigned el, const char *why)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->items[i].el == el && !strcmp(r->items[i].why, why))
			return &r->items[i];
	if (r->count == r->capacity) {
		size_t capacity = r->capacity * 2 + 16;
		struct reason *grown = realloc(r->items, capacity * sizeof *grown);

		if (!grown) {
			r->failed = true;
			return NULL;
		}
		r->items = grown;
		r->capacity = capacity;
	}
	r->items[r->count] = (struct reason){.el = el};
	snprintf(r->items[r->count].why, REASON_MAX, "%s", why);
	return &r->items[r->count++];
}

static bool is_unmodelled(void *context, const el2_insn *insn, const el2_verdict *v)
{
	(void)context;
	(void)insn;
	return v->verdict == EL2_UNMODELLED;
}

static void collect(void *context, const el2_who *found)
{
	struct reason *r = reason_of(context, found->el, found->verdict->what);

	if (!r)
		return;
	if (!r->words)
		r->example = *found->insn;
	r->words += found->count;
	if (found->insn->sysreg)
		r->system += found->count;
}

static int most_words_first(const void *a, const void *b)
{
	const struct reason *x = a, *y = b;

	if (x->el != y->el)
		return x->el > y->el ? -1 : 1;
	if (x->words != y->words)
		return x->words > y->words ? -1 : 1;
	return strcmp(x->why, y->why);
}

static void show(struct cli_list *l, const struct reason *r)
{
	char text[32];

	cli_list_row(l);
	if (l->call->options.json) {
		struct cli_json *j = &l->call->json;

		cli_json_number(j, "el", r->el);
		cli_json_number(j, "words", r->words);
		cli_json_number(j, "system", r->system);
	} else {
		snprintf(text, sizeof text, "EL%u", r->el);
		cli_list_text(l, "el", 3, text);
		snprintf(text, sizeof text, "%" PRIu64, r->words);
		cli_list_text(l, "words", 10, text);
		snprintf(text, sizeof text, "%" PRIu64 " system", r->system);
		cli_list_text(l, "system", 12, text);
	}
	snprintf(text, sizeof text, "0x%08x", (unsigned)r->example.word);
	cli_list_text(l, "word", 10, text);
	cli_list_text(l, "why", 0, r->why);
	cli_list_end_row(l);
}

/* How many words name a system register or operation. */
static uint64_t system_words(void)
{
	uint32_t word, count;
	uint64_t sum = 0;

	for (size_t n = 0; el2_word_class_get(n, &word, &count); n++) {
		el2_insn insn;

		el2_decode(word, &insn);
		if (insn.sysreg)
			sum += count;
	}
	return sum;
}

static void sum_up(const struct cli_list *l, const struct reasons *r, unsigned el, uint64_t named)
{
	uint64_t words = 0, system = 0;

	for (size_t i = 0; i < r->count; i++)
		if (r->items[i].el == el) {
			words += r->items[i].words;
			system += r->items[i].system;
		}
	fprintf(l->call->out.file,
		"EL%u: %" PRIu64 " of 4294967296 words, %" PRIu64 " of %" PRIu64 " that name a system register or "
		"operation\n",
		el, words, system, named);
}

void cli_list_unmodelled(struct cli_list *l)
{
	struct cli_session *s = calloc(1, sizeof *s);
	struct reasons r = {0};
	unsigned el = 0;

	if (!s || cli_session_open(s, &l->call->options, l->error) != EL2_OK) {
		if (!s)
			r.failed = true;
	} else {
		el = el2_el(&s->state);
		r.failed = !el2_find_who(&s->state, s->hypervisor, el, false, is_unmodelled, collect, &r) ||
			   (el && !el2_find_who(&s->state, s->hypervisor, 0, false, is_unmodelled, collect, &r));
	}
	if (r.failed)
		el2_fail(l->error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (l->error->status == EL2_OK) {
		if (r.count)
			qsort(r.items, r.count, sizeof *r.items, most_words_first);
		for (size_t i = 0; i < r.count; i++)
			show(l, &r.items[i]);
		if (!l->call->options.json && !l->call->options.quiet) {
			uint64_t named = system_words();

			sum_up(l, &r, el, named);
			if (el)
				sum_up(l, &r, 0, named);
		}
	}
	free(r.items);
	free(s);
}
