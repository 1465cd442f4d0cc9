/* SPDX-License-Identifier: MIT */
/* Counts of a replay: outcomes, reasons, registers, and the timeline. Their size does not grow with the trace. */
#include "cli/show/replay.h"
#include "cli/show/verdict_json.h"

#include <stdlib.h>
#include <string.h>

const char *replay_reason(const el2_event *e)
{
	return e->reason[0] ? e->reason : el2_event_kind_name((el2_event_kind)e->kind);
}

bool replay_is_message(const el2_event *e)
{
	return e->format == EL2_FORMAT_KMSG || e->format == EL2_FORMAT_CONSOLE;
}

static void count_reason(struct replay_stats *s, const el2_event *e, el2_judged outcome)
{
	const char *name = replay_reason(e);
	size_t i = 0;

	while (i < s->reason_count && strcmp(s->reasons[i].name, name))
		i++;
	if (i == REPLAY_REASONS) {
		s->other_reasons++;
		return;
	}
	if (i == s->reason_count) {
		snprintf(s->reasons[i].name, sizeof s->reasons[i].name, "%s", name);
		s->reason_count++;
	}
	s->reasons[i].count[outcome]++;
}

/* Twice the width: pairs become one. */
static void widen(struct replay_timeline *t)
{
	for (size_t i = 0; i < REPLAY_BUCKETS / 2; i++) {
		struct replay_bucket *a = &t->bucket[2 * i], *b = a + 1;

		for (unsigned el = 0; el < 4; el++)
			t->bucket[i].at_el[el] = a->at_el[el] + b->at_el[el];
		t->bucket[i].disagree = a->disagree + b->disagree;
		t->bucket[i].changes = a->changes + b->changes;
	}
	memset(&t->bucket[REPLAY_BUCKETS / 2], 0, sizeof t->bucket / 2);
	t->width *= 2;
}

/* To which level an event brings the CPU, or at which it is. */
static int level(const el2_event *e)
{
	switch (e->kind) {
	case EL2_EVENT_ENTER:
	case EL2_EVENT_CALL:
	case EL2_EVENT_ABORT:
		return 2;
	case EL2_EVENT_EXIT:
		return 1;
	case EL2_EVENT_EXCEPTION:
	case EL2_EVENT_RETURN:
	case EL2_EVENT_GUEST:
		return e->taken.to_el;
	default:
		return e->el;
	}
}

static void put(struct replay_timeline *t, uint64_t at, int el, bool disagree, bool changed)
{
	if (!t->begun) {
		t->begun = true;
		t->first = at;
		t->width = 1;
	}
	at = at > t->first ? at - t->first : 0;
	t->last = at > t->last ? at : t->last;
	while (at / t->width >= REPLAY_BUCKETS)
		widen(t);
	if (el >= 0)
		t->bucket[at / t->width].at_el[el & 3]++;
	t->bucket[at / t->width].disagree += disagree;
	t->bucket[at / t->width].changes += changed;
}

static void count_time(struct replay_stats *s, const el2_event *e, const el2_judgement *j, bool changed)
{
	int el = level(e);

	if (e->has_time) {
		s->now = e->time;
		s->timed = true;
	}
	if (el < 0)
		el = j->el;
	put(&s->time, s->now, el, j->outcome == EL2_DISAGREE, changed);
	put(&s->number, s->events, el, j->outcome == EL2_DISAGREE, changed);
}

/* Stretches with events in them. */
static unsigned used(const struct replay_timeline *t)
{
	unsigned count = 0;

	for (size_t i = 0; i < REPLAY_BUCKETS; i++) {
		const struct replay_bucket *b = &t->bucket[i];

		count += (b->at_el[0] | b->at_el[1] | b->at_el[2] | b->at_el[3]) != 0;
	}
	return count;
}

#define CROWDED 8

const struct replay_timeline *replay_timeline(const struct replay_stats *s)
{
	unsigned by_time = used(&s->time);

	return s->timed && (by_time >= CROWDED || by_time >= used(&s->number)) ? &s->time : &s->number;
}

void replay_count(struct replay_stats *s, const el2_event *e, const el2_judgement *j, bool changed)
{
	if (j->outcome == EL2_CONTEXT) {
		s->context++;
		return;
	}
	s->outcome[j->outcome]++;
	if (j->outcome == EL2_CANNOT_JUDGE)
		s->unknown[j->unknown]++;
	if (j->has_insn && j->insn.sysreg < EL2_SYSREG_COUNT && j->insn.sysreg)
		s->by_register[j->insn.sysreg][j->outcome]++;
	count_reason(s, e, j->outcome);
	count_time(s, e, j, changed);
	s->changed += changed;
	s->events++;
}

void replay_recorded(struct replay_item *item, const el2_event *e)
{
	for (unsigned i = 0; i < e->text_length; i++) {
		unsigned char c = (unsigned char)e->text[i];

		item->recorded[i] = c == '\t' ? ' ' : c < ' ' || c >= 0x7f ? '?' : (char)c;
	}
	item->recorded[e->text_length] = '\0';
}

void replay_describe(struct replay_item *item, const el2_event *e, const el2_judgement *j)
{
	char text[EL2_TEXT_MAX];
	el2_rule_info info;
	size_t used = 0;

	snprintf(item->place, sizeof item->place, "%.150s:%llu:%u", e->source.file ? e->source.file : "?",
		 (unsigned long long)e->source.line, e->source.column);
	replay_recorded(item, e);
	item->what[0] = item->rules[0] = '\0';
	if (j->has_insn) {
		el2_disassemble(&j->insn, e->pc, text, sizeof text);
		used = (size_t)snprintf(item->what, sizeof item->what, "%s", text);
		if (j->el >= 0)
			used += (size_t)snprintf(item->what + used, sizeof item->what - used, " at EL%d", j->el);
		snprintf(item->what + used, sizeof item->what - used, ": ");
		used = strlen(item->what);
	}
	if (j->outcome == EL2_CANNOT_JUDGE)
		snprintf(item->what + used, sizeof item->what - used, "%s%s%s", el2_unknown_text(j->unknown),
			 j->text[0] ? "; " : "", j->text);
	else
		snprintf(item->what + used, sizeof item->what - used, "%s", j->text);
	used = 0;
	for (unsigned i = 0; j->has_verdict && i < j->verdict.rules.count && used < sizeof item->rules; i++)
		used += (size_t)snprintf(item->rules + used, sizeof item->rules - used, "%s%s", i ? ", " : "",
					 cli_rule_id(j->verdict.rules.rule[i], &info));
}

void replay_keep(struct replay_stats *s, const el2_event *e, const el2_judgement *j)
{
	struct replay_item *item;

	if (s->item_count == REPLAY_SHOWN)
		return;
	if (!s->items)
		s->items = calloc(REPLAY_SHOWN, sizeof *s->items);
	if (!s->items)
		return;
	item = &s->items[s->item_count++];
	replay_describe(item, e, j);
	item->file = e->source.file ? strdup(e->source.file) : NULL;
	item->line = (unsigned)e->source.line;
}

void replay_stats_free(struct replay_stats *s)
{
	for (size_t i = 0; i < s->item_count; i++)
		free(s->items[i].file);
	free(s->items);
}
