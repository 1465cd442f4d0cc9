/* SPDX-License-Identifier: MIT */
#include "explore/fuzz.h"
#include "explore/generator.h"
#include "explore/hostile/hostile.h"
#include "explore/lines.h"
#include "explore/player.h"
#include "model/view.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(el2_event) == 2 * 8 + 8 * EL2_EVENT_ARGS, "events are compared as bytes");

struct el2_fuzz {
	struct player player;
	struct generator generator;
	struct hostile *hostile; /* of a recorded hypervisor, else NULL */
	el2_fuzz_stats stats;
	uint64_t *first[EL2_RULES_MODEL + 1]; /* the lowest run in which a rule decided, of all; UINT64_MAX: none */
	size_t rows[EL2_RULES_MODEL + 1];
	el2_fuzz_lines *lines, *own;
	struct line *line; /* of the block */
	uint64_t run;      /* the next */
	size_t parents[2]; /* of the line's streams, those of which this one is made */
	unsigned parent_count;
	el2_rule last; /* rule of the event before */
	bool fresh;    /* has the stream brought something new? */
};

/* ---- promises ---- */

static const struct {
	unsigned promise;
	const char *name, *text;
} promises[EL2_PROMISES] = {
	{EL2_PROMISE_NO_PANIC, "no-panic", "no host stream makes the hypervisor panic"},
	{EL2_PROMISE_NO_TAGS, "no-tags", "no host stream observes or changes an allocation tag"},
	{EL2_PROMISE_OWN_PAGES, "own-pages",
	 "no host stream observes or changes a page of the hypervisor or of a guest"},
	{EL2_PROMISE_OF_USER, "of-user", "what the user denies"},
	{EL2_PROMISE_LIKE_NO_MTE, "like-no-mte",
	 "no host stream tells the machine from one without MTE, but for what docs/same-or-not.md lists"},
	{EL2_PROMISE_SAME_RESULT, "same-result",
	 "Unicorn comes to the same result of every ordinary instruction that it executes"},
	{EL2_PROMISE_RETURNS, "returns",
	 "the hypervisor comes back from every event: no hang, no lock held, the host's registers, a panic told"},
	{EL2_PROMISE_TABLES, "tables", "translation tables and states of pages agree"},
	{EL2_PROMISE_NO_STORE, "no-store", "no pointer of the host's makes EL2 store into its own memory"},
	{EL2_PROMISE_POLICY, "policy", "policy says of each trap what the recorded code does"},
};

unsigned el2_promise_by_name(const char *name)
{
	for (unsigned n = 0; n < EL2_PROMISES; n++)
		if (!strcmp(promises[n].name, name))
			return promises[n].promise;
	return 0;
}

/* Its row; behind the last: none. */
static unsigned promise_row(unsigned promise)
{
	unsigned n = 0;

	while (n < EL2_PROMISES && promises[n].promise != promise)
		n++;
	return n;
}

const char *el2_promise_name(unsigned promise)
{
	unsigned n = promise_row(promise);

	return n < EL2_PROMISES ? promises[n].name : NULL;
}

const char *el2_promise_text(unsigned promise)
{
	unsigned n = promise_row(promise);

	return n < EL2_PROMISES ? promises[n].text : NULL;
}

/* ---- new and free ---- */

el2_fuzz *el2_fuzz_new(const el2_fuzz_options *o)
{
	el2_fuzz *f;
	bool ok;

	if (!o->length || o->length > EL2_STREAM_EVENTS || o->host_el < 1 || o->host_el > 2)
		return NULL;
	if (o->promises & EL2_PROMISE_LIKE_NO_MTE && (!o->without || !o->without_hypervisor))
		return NULL;
	if (o->promises & EL2_PROMISE_SAME_RESULT && !o->opinion)
		return NULL;
	f = calloc(1, sizeof *f);
	if (!f)
		return NULL;
	ok = player_open(&f->player, o) && generator_open(&f->generator, &f->player.base, o->host_el, o->seed);
	f->own = o->lines ? NULL : el2_fuzz_lines_new();
	f->lines = o->lines ? o->lines : f->own;
	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++) {
		f->rows[table] = el2_rule_count(table);
		f->first[table] = malloc((f->rows[table] + 1) * sizeof(uint64_t));
		ok = ok && f->first[table];
		if (f->first[table])
			memset(f->first[table], 0xff, (f->rows[table] + 1) * sizeof(uint64_t));
	}
	if (ok && o->recorded) {
		f->hostile = calloc(1, sizeof *f->hostile);
		ok = f->hostile && hostile_open(f->hostile, &f->player.options);
	}
	if (!ok || !f->lines || !lines_make_room(f->lines, f->hostile ? f->hostile->words : 0)) {
		el2_fuzz_free(f);
		return NULL;
	}
	if (f->own)
		el2_fuzz_begin(f, 0);
	return f;
}

void el2_fuzz_free(el2_fuzz *f)
{
	if (!f)
		return;
	if (f->hostile)
		hostile_close(f->hostile);
	free(f->hostile);
	player_close(&f->player);
	generator_close(&f->generator);
	el2_fuzz_lines_free(f->own);
	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++)
		free(f->first[table]);
	free(f);
}

void el2_fuzz_begin(el2_fuzz *f, uint64_t block)
{
	unsigned line = (unsigned)(block % EL2_FUZZ_LINES);

	f->run = block * EL2_FUZZ_BLOCK;
	f->line = &f->lines->line[line];
	if (block < EL2_FUZZ_LINES)
		line_forget(f->line, f->lines->words);
	if (f->hostile)
		hostile_begin(f->hostile, &f->line->learnt, line);
}

el2_fuzz_stats el2_fuzz_get_stats(const el2_fuzz *f)
{
	el2_fuzz_stats stats = f->stats;

	if (f->hostile) {
		stats.instructions = f->hostile->instructions;
		stats.code = f->hostile->seen_count;
		stats.code_words = f->hostile->words;
		stats.code_pa = f->hostile->world.text - f->hostile->world.linear;
		for (unsigned off = f->hostile->tables.off; off; off &= off - 1)
			stats.unasked++;
		stats.unwatched = f->hostile->tables.full;
	}
	return stats;
}

uint64_t el2_fuzz_ran_in(const el2_fuzz *f, size_t n)
{
	return f->hostile && n < f->hostile->words ? f->hostile->first[n] : UINT64_MAX;
}

uint64_t el2_fuzz_decided_in(const el2_fuzz *f, el2_rule rule)
{
	unsigned table = EL2_RULE_TABLE(rule);

	if (table > EL2_RULES_MODEL || !f->first[table] || EL2_RULE_ROW(rule) >= f->rows[table])
		return UINT64_MAX;
	return f->first[table][EL2_RULE_ROW(rule)];
}

/* ---- while a stream is played ---- */

/* `at` is what there was room for of a place. */
static bool is_place(const char *at, const char *place)
{
	return !strncmp(at, place, sizeof((el2_finding *)NULL)->at - 1);
}

static unsigned danger(const el2_insn *insn)
{
	return ((uint32_t)insn->form << 16 ^ insn->key) * UINT32_C(0x9e3779b1) >> (32 - LINE_DANGER_BITS);
}

/* What is known to break a promise is left out, or few streams would come further than that. */
static bool avoid(void *context, const el2_state *state, const el2_insn *insn)
{
	el2_fuzz *f = context;
	el2_verdict v;

	if (!f->line->dangerous[danger(insn)])
		return false;
	el2_decide(state, f->player.options.hypervisor ? &f->player.hypervisor : NULL, insn, &v, NULL);
	for (size_t n = 0; n < f->line->cause_count; n++)
		if (f->line->causes[n].rule == player_rule(&v) && is_place(f->line->causes[n].at, player_place(&v))) {
			f->stats.avoided++;
			return true;
		}
	return false;
}

static void decided(void *context, const el2_verdict *verdict)
{
	el2_fuzz *f = context;
	el2_rule rule = player_rule(verdict);
	unsigned table = EL2_RULE_TABLE(rule);
	uint32_t pair = (f->last * UINT32_C(0x9e3779b1) ^ rule) * UINT32_C(0x85ebca6b) >> (32 - LINE_PAIR_BITS);

	f->stats.events++;
	f->stats.unmodelled += verdict->verdict == EL2_UNMODELLED;
	if (table >= EL2_RULES_ACCESS && table <= EL2_RULES_MODEL && EL2_RULE_ROW(rule) < f->rows[table] &&
	    !f->line->seen[table][EL2_RULE_ROW(rule)]) {
		uint64_t *first = &f->first[table][EL2_RULE_ROW(rule)];

		f->line->seen[table][EL2_RULE_ROW(rule)] = true;
		f->stats.rules += *first == UINT64_MAX;
		*first = f->run < *first ? f->run : *first;
		f->fresh = true;
	}
	f->fresh |= !f->line->pairs[pair];
	f->line->pairs[pair] = true;
	f->last = rule;
}

static bool is_known(const el2_fuzz *f, const el2_finding *finding)
{
	for (size_t n = 0; n < f->line->cause_count; n++)
		if (f->line->causes[n].promise == finding->promise && f->line->causes[n].rule == finding->rule &&
		    !strcmp(f->line->causes[n].at, finding->at))
			return true;
	return false;
}

static void remember(el2_fuzz *f, const el2_finding *finding)
{
	const el2_event *last = &finding->stream.event[finding->stream.count - 1];
	el2_insn insn;

	el2_decode(last->word, &insn);
	f->line->dangerous[danger(&insn)] = true;
	if (!is_known(f, finding) && f->line->cause_count < LINE_CAUSES) {
		struct line_cause *c = &f->line->causes[f->line->cause_count++];

		c->promise = finding->promise;
		c->rule = finding->rule;
		memcpy(c->at, finding->at, sizeof c->at);
	}
}

/* `run`: of el2_fuzz_run(), and not one that somebody brings. */
static bool play(el2_fuzz *f, const el2_stream *stream, bool run, el2_finding *finding)
{
	const struct watch watch = {f, f->hostile ? NULL : avoid, decided, NULL};

	return f->hostile ? hostile_play(f->hostile, stream, run, run ? &watch : NULL, finding)
			  : player_play(&f->player, stream, run ? &watch : NULL, finding);
}

struct hostile *hostile_of(el2_fuzz *f)
{
	return f->hostile;
}

bool el2_fuzz_play(el2_fuzz *f, const el2_stream *stream, el2_finding *finding)
{
	return play(f, stream, false, finding);
}

/* One of the seeds, or of those that were kept, of which it is a parent now. */
static void any_good(el2_fuzz *f, el2_stream *out)
{
	size_t seeds = f->player.options.seed_count, n = generator_below(&f->generator, seeds + f->line->kept_count);

	if (n < seeds) {
		*out = f->player.options.seeds[n];
		return;
	}
	n = line_choose(f->line, &f->generator);
	f->parents[f->parent_count++] = n;
	line_get(f->line, n, out);
}

/* The stream of this run: a seed, a new one, or made of two that were worth keeping. */
static void make(el2_fuzz *f, el2_stream *stream)
{
	const el2_fuzz_options *o = &f->player.options;
	struct generator *g = &f->generator;
	el2_stream head, tail;
	bool mutate;

	generator_begin(g, o->seed, f->run);
	f->parent_count = 0;
	if (f->run < o->seed_count) {
		*stream = o->seeds[f->run];
		return;
	}
	/* calls need what others left behind; instructions are as good anew */
	mutate = f->line->kept_count + o->seed_count &&
		 (f->hostile ? generator_below(g, 3) != 0 : generator_below(g, 6) == 0);
	if (mutate) {
		any_good(f, &head);
		any_good(f, &tail);
	}
	if (f->hostile && mutate)
		hostile_mutate(f->hostile, g, &head, &tail, o->length, stream);
	else if (f->hostile)
		hostile_make(f->hostile, g, o->length, stream);
	else if (mutate)
		generator_mutate(g, &head, &tail, o->length, stream);
	else
		generator_make(g, o->length, stream);
}

bool el2_fuzz_run(el2_fuzz *f, el2_finding *out)
{
	el2_finding finding;
	el2_stream stream;
	bool broken, news;

	make(f, &stream);
	f->fresh = false;
	f->last = 0;
	broken = play(f, &stream, true, &finding);
	f->fresh |= f->hostile && f->hostile->fresh;
	if (f->hostile)
		hostile_note_words(f->hostile, f->run);
	finding.run = f->run++;
	f->stats.runs++;
	if (f->fresh && !broken) {
		for (unsigned n = 0; n < f->parent_count; n++)
			f->line->kept[f->parents[n]].news++;
		line_keep(f->line, &f->generator, &stream);
		f->stats.kept++;
	}
	if (!broken)
		return false;
	news = !is_known(f, &finding);
	remember(f, &finding);
	if (!news)
		return false;
	finding.found_count = finding.stream.count;
	if (out)
		*out = finding;
	return true;
}

/* ---- smaller ---- */

/* Does the stream break the same promise by the same rule? Then it is the finding's. */
static bool still(el2_fuzz *f, el2_finding *finding, const el2_stream *stream)
{
	el2_finding again;

	if (!play(f, stream, false, &again) || again.promise != finding->promise || again.rule != finding->rule ||
	    strcmp(again.at, finding->at))
		return false;
	if (stream != &finding->stream)
		finding->stream = again.stream;
	finding->result = again.result;
	return true;
}

static void fewer_events(el2_fuzz *f, el2_finding *finding)
{
	for (size_t n = finding->stream.count; n--;) {
		el2_stream stream = finding->stream;

		if (n >= stream.count)
			continue;
		memmove(&stream.event[n], &stream.event[n + 1], (stream.count - n - 1) * sizeof *stream.event);
		stream.count--;
		still(f, finding, &stream);
	}
}

/* A number of an event: none of its bits that can go stays. */
static void simpler_number(el2_fuzz *f, el2_finding *finding, size_t n, int arg)
{
	for (unsigned bit = 0; bit <= 64 && n < finding->stream.count; bit++) {
		el2_stream stream = finding->stream;
		uint64_t *value = arg < 0 ? &stream.event[n].value : &stream.event[n].arg[arg], was = *value;

		*value = bit ? was & ~(UINT64_C(1) << (bit - 1)) : 0; /* all at once first */
		if (*value != was && still(f, finding, &stream) && !bit)
			return;
	}
}

/* Registers that do not matter are not set; numbers that do are as small as they get. */
static void simpler_arguments(el2_fuzz *f, el2_finding *finding, size_t n)
{
	while (finding->stream.count > n && finding->stream.event[n].args) {
		el2_stream stream = finding->stream;

		stream.event[n].args--;
		if (!still(f, finding, &stream))
			break;
	}
	for (int arg = 0; n < finding->stream.count && arg < finding->stream.event[n].args; arg++)
		simpler_number(f, finding, n, arg);
}

static void simpler_outside(el2_fuzz *f, el2_finding *finding, size_t n)
{
	el2_stream stream = finding->stream;

	for (unsigned way = 0;
	     n < finding->stream.count && hostile_simpler(&finding->stream.event[n], &way, &stream.event[n]);) {
		el2_event smaller = stream.event[n];

		stream = finding->stream;
		stream.event[n] = smaller;
		way = still(f, finding, &stream) ? 0 : way + 1;
	}
}

static void simpler_event(el2_fuzz *f, el2_finding *finding, size_t n)
{
	static const uint32_t operands[] = {0x1f, 0x1f << 5, 0x1f << 16};
	el2_stream stream = finding->stream;

	if (stream.event[n].kind == EL2_EVENT_STORES)
		simpler_arguments(f, finding, n);
	if (stream.event[n].kind != EL2_EVENT_INSN) {
		simpler_outside(f, finding, n);
		return;
	}
	stream.event[n].reg = 31;
	stream.event[n].value = 0;
	if (!still(f, finding, &stream))
		simpler_number(f, finding, n, -1);
	simpler_arguments(f, finding, n);
	stream = finding->stream;
	stream.event[n].el = (uint8_t)f->player.options.host_el;
	if (stream.event[n].el != finding->stream.event[n].el)
		still(f, finding, &stream);
	for (size_t i = 0; i < sizeof operands / sizeof *operands; i++) {
		uint32_t was = finding->stream.event[n].word, now = was & ~operands[i];

		stream = finding->stream;
		stream.event[n].word = now;
		if (now != was && el2_word_class_of(now) == el2_word_class_of(was))
			still(f, finding, &stream);
	}
}

void el2_fuzz_minimize(el2_fuzz *f, el2_finding *finding)
{
	fewer_events(f, finding);
	for (size_t n = 0; n < finding->stream.count; n++)
		simpler_event(f, finding, n);
	fewer_events(f, finding);
	still(f, finding, &finding->stream); /* a driver's text is that of its last answer */
}
