/* SPDX-License-Identifier: MIT */
/* The comments of a snippet: which of them speak to us, and to which runs. */
#include "snippet/head.h"
#include "snippet/snippet.h"
#include "snippet/suggest.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- growing lists ---- */

/* Room for one more item, which is cleared: the list, moved or not, or NULL when out of memory. */
static void *grow(void *list, size_t count, size_t size)
{
	char *grown = list;

	if (!(count & (count - 1))) /* doubled at powers of two */
		grown = realloc(list, (count ? count * 2 : 1) * size);
	if (grown)
		memset(grown + count * size, 0, size);
	return grown;
}

static el2_status no_memory(el2_error *error)
{
	return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
}

static el2_status keep_labels(const struct snippet_head *h, struct cli_snippet_place *place, el2_error *error)
{
	place->runs = UINT64_MAX;
	if (!h->labels)
		return EL2_OK;
	if (!h->labels_length || h->labels_length >= sizeof place->labels)
		return el2_fail(error, EL2_ERR_INPUT, NULL, 0, place->column, "labels in [] are 1 to %zu characters",
				sizeof place->labels - 1);
	memcpy(place->labels, h->labels, h->labels_length);
	place->labels[h->labels_length] = '\0';
	return EL2_OK;
}

/* ---- the kinds of comment ---- */

struct reader {
	struct cli_snippet *s;
	const struct cli_options *base;
	const struct cli_run_options *own;
	unsigned line;
	bool code; /* an instruction or directive stands on the line */
	el2_error *error;
};

/* A place in the file that errors without one get. */
static el2_status at(const struct reader *r, unsigned line, el2_status status)
{
	if (status == EL2_OK || !r->error)
		return status;
	snprintf(r->error->file, sizeof r->error->file, "%s", r->s->file);
	if (!r->error->line)
		r->error->line = line;
	if (status == EL2_ERR_USAGE) /* in a file it is the file that is wrong */
		status = r->error->status = EL2_ERR_INPUT;
	return status;
}

el2_status cli_snippet_run_options(struct cli_snippet_run *run, const char *text, unsigned column, el2_error *error)
{
	struct cli_option_set sets[] = {
		{cli_run_options, cli_run_option_count, &run->own, false},
		{cli_boot_options, cli_boot_option_count, &run->options, false},
	};
	size_t operands;
	el2_status status = cli_tokenise(text, column, &run->words, error);

	if (status == EL2_OK)
		status = cli_options_parse(sets, 2, &run->words, &operands, error);
	if (status == EL2_OK && operands)
		status = el2_fail(error, EL2_ERR_INPUT, NULL, 0, column, "'%.40s' is no option", run->words.word[0]);
	return status;
}

static el2_status add_run(struct reader *r, const struct snippet_head *h, const char *text, unsigned column)
{
	struct cli_snippet *s = r->s;
	struct cli_snippet_place place = {.column = column};
	struct cli_snippet_run *run = &s->runs[s->run_count];
	el2_status status = keep_labels(h, &place, r->error);

	if (status != EL2_OK)
		return status;
	if (s->run_count == CLI_SNIPPET_RUNS_MAX)
		return el2_fail(r->error, EL2_ERR_INPUT, NULL, 0, column, "more than %d runs", CLI_SNIPPET_RUNS_MAX);
	for (size_t i = 0; i < s->run_count; i++)
		if (*place.labels && !strcmp(s->runs[i].name, place.labels))
			return el2_fail(r->error, EL2_ERR_INPUT, NULL, 0, column, "a second run '%s'", place.labels);
	if (strchr(place.labels, ','))
		return el2_fail(r->error, EL2_ERR_INPUT, NULL, 0, column, "a run has one label, without a comma");
	memset(run, 0, sizeof *run);
	run->line = r->line;
	run->options = *r->base;
	run->own = *r->own;
	if (*place.labels)
		memcpy(run->name, place.labels, sizeof run->name);
	else
		snprintf(run->name, sizeof run->name, "%zu", s->run_count + 1);
	s->run_count++; /* cli_snippet_free() frees the words */
	status = cli_snippet_run_options(run, text + h->length, column + (unsigned)h->length, r->error);
	run->options.policy_in_file = run->options.policy != r->base->policy;
	return status;
}

static el2_status add_setup(struct reader *r, const struct snippet_head *h, const char *text, unsigned column, bool map)
{
	struct cli_snippet_place place = {.line = r->line, .column = column};
	struct cli_words words;
	el2_status status = keep_labels(h, &place, r->error);

	if (status != EL2_OK)
		return status;
	status = cli_tokenise(text + h->length, column + (unsigned)h->length, &words, r->error);
	if (status != EL2_OK)
		return status;
	for (size_t i = 0; status == EL2_OK && i < (map ? 1 : words.count); i++) {
		struct cli_snippet_setup *setup = grow(r->s->setups, r->s->setup_count, sizeof *setup);

		if (!setup) {
			status = no_memory(r->error);
			break;
		}
		r->s->setups = setup;
		setup += r->s->setup_count++;
		setup->place = place;
		status = map ? cli_snippet_parse_map(&words, setup, r->error)
			     : cli_snippet_parse_reg(words.word[i], words.column[i], setup, r->error);
	}
	cli_words_free(&words);
	return status;
}

/* The site of this line, or of the line with code that a comment of its own continues. */
static struct cli_snippet_site *site_of(struct reader *r)
{
	struct cli_snippet *s = r->s;
	struct cli_snippet_site *site = s->site_count ? &s->sites[s->site_count - 1] : NULL;

	if (!r->code || (site && site->line == r->line))
		return site;
	site = grow(s->sites, s->site_count, sizeof *site);
	if (!site)
		return NULL;
	s->sites = site;
	site += s->site_count++;
	site->line = r->line;
	site->first = s->expect_count;
	return site;
}

/* One "expect: ..." of words[first, first + count); its head was at `column`. */
static el2_status add_expect(struct reader *r, const struct snippet_head *h, const struct cli_words *words,
			     size_t first, size_t count, unsigned column)
{
	struct cli_snippet_site *site = site_of(r);
	struct cli_snippet_expect *e;
	el2_status status;

	if (!site)
		return r->code ? no_memory(r->error)
			       : el2_fail(r->error, EL2_ERR_INPUT, NULL, 0, column,
					  "no instruction with an expectation stands above");
	e = grow(r->s->expects, r->s->expect_count, sizeof *e);
	if (!e)
		return no_memory(r->error);
	r->s->expects = e;
	e += r->s->expect_count++;
	site->count++;
	e->place.line = r->line;
	e->place.column = column;
	status = keep_labels(h, &e->place, r->error);
	return status == EL2_OK ? cli_snippet_parse_expect(words, first, count, e, r->error) : status;
}

/* "expect: pass expect[7.0]: undef injected -- and why": one or several. */
static el2_status add_expects(struct reader *r, const char *text, unsigned column)
{
	struct cli_words words;
	el2_status status = cli_tokenise(text, column, &words, r->error);
	size_t i = 0;

	while (status == EL2_OK && i < words.count && strcmp(words.word[i], "--")) {
		char *word = words.word[i];
		unsigned head_column = words.column[i];
		size_t first = i + 1;
		struct snippet_head h;

		snippet_head_of(word, &h); /* it is one: the first was seen, the others ended the loop below */
		if (word[h.length]) {
			first = i; /* no blank behind the colon */
			words.word[i] += h.length;
			words.column[i] += (unsigned)h.length;
		}
		for (i = first; i < words.count && strcmp(words.word[i], "--"); i++) {
			struct snippet_head next;

			if (i > first && snippet_head_of(words.word[i], &next) &&
			    snippet_head_is(words.word[i], &next, "expect"))
				break;
		}
		/* h points into words.text, which stays */
		status = add_expect(r, &h, &words, first, i - first, head_column);
	}
	cli_words_free(&words);
	return status;
}

/* A comment that seems to speak to us, but does not. */
static el2_status misspelt(const struct reader *r, const char *text, unsigned column)
{
	size_t length;
	const char *meant = snippet_head_meant(text, &length);

	if (!meant)
		return EL2_OK;
	return el2_fail(r->error, EL2_ERR_INPUT, NULL, 0, column, "'%.*s' is not understood, did you mean '%s'?",
			(int)length, text, meant);
}

/* Text in which nobody looks for us, but that begins as if: in a block comment, behind '#', or behind other text. */
static el2_status unheard(const struct reader *r, const char *line, const char *text)
{
	size_t length;

	text += strspn(text, "/*# \t");
	if (!snippet_head_meant(text, &length))
		return EL2_OK;
	return el2_fail(r->error, EL2_ERR_INPUT, NULL, 0, (unsigned)(text - line) + 1,
			"'%.*s' is not seen here: it stands at the beginning of a // comment", (int)length, text);
}

static el2_status read_comment(struct reader *r, const char *text, unsigned column)
{
	struct snippet_head h;
	bool head = snippet_head_of(text, &h);

	if (head && snippet_head_is(text, &h, "el2trap"))
		return add_run(r, &h, text, column);
	if (head && snippet_head_is(text, &h, "el2trap-map"))
		return add_setup(r, &h, text, column, true);
	if (head && snippet_head_is(text, &h, "el2trap-reg"))
		return add_setup(r, &h, text, column, false);
	if (head && snippet_head_is(text, &h, "expect"))
		return add_expects(r, text, column);
	return misspelt(r, text, column);
}

/* ---- lines ---- */

/* What a line is made of. */
struct line_parts {
	const char *comment; /* from its "//" on, or NULL */
	const char *other;   /* from where the first comment of another kind begins, or NULL */
	bool code;           /* something that is no comment stands on it */
};

static struct line_parts parts_of(const char *line, bool *block)
{
	struct line_parts parts = {.other = *block || line[strspn(line, " \t")] == '#' ? line : NULL};
	bool quoted = false;

	for (const char *p = line; *p; p++) {
		if (*block) {
			if (p[0] == '*' && p[1] == '/') {
				*block = false;
				p++;
			}
			continue;
		}
		if (quoted) {
			quoted = *p != '"';
			if (*p == '\\' && p[1])
				p++;
			continue;
		}
		if (p[0] == '/' && p[1] == '/') {
			parts.comment = p;
			break;
		}
		if (p[0] == '/' && p[1] == '*') {
			parts.other = parts.other ? parts.other : p;
			*block = true;
			p++;
			continue;
		}
		quoted = *p == '"';
		parts.code |= !isspace((unsigned char)*p);
	}
	return parts;
}

static el2_status read_line(struct reader *r, const char *line, bool *block)
{
	struct line_parts parts = parts_of(line, block);
	el2_status status = parts.other ? unheard(r, line, parts.other) : EL2_OK;
	const char *text;

	r->code = parts.code;
	if (status != EL2_OK || !parts.comment)
		return at(r, r->line, status);
	text = parts.comment + strspn(parts.comment, "/ \t");
	status = read_comment(r, text, (unsigned)(text - line) + 1);
	for (const char *p = text; status == EL2_OK && (p = strstr(p, " //")); p++)
		status = unheard(r, line, p);
	return at(r, r->line, status);
}

/* ---- labels ---- */

static el2_status resolve(const struct reader *r, struct cli_snippet_place *place)
{
	const struct cli_snippet *s = r->s;
	struct cli_suggest suggest;
	char label[CLI_SNIPPET_LABEL_MAX], hint[96];
	size_t length;

	place->runs = *place->labels ? 0 : UINT64_MAX;
	for (const char *p = place->labels; *p; p += length + (p[length] == ',')) {
		uint64_t before = place->runs;

		length = strcspn(p, ",");
		snprintf(label, sizeof label, "%.*s", (int)length, p);
		suggest = cli_suggest_for(label);
		for (size_t i = 0; i < s->run_count; i++) {
			if (!strcmp(s->runs[i].name, label))
				place->runs |= UINT64_C(1) << i;
			cli_suggest_offer(&suggest, s->runs[i].name);
		}
		if (place->runs == before)
			return at(r, place->line,
				  el2_fail(r->error, EL2_ERR_INPUT, NULL, 0, place->column, "no run is called '%s'%s",
					   label, cli_suggest_text(&suggest, hint, sizeof hint)));
	}
	return EL2_OK;
}

/* Two expectations of one site that speak of the same run, none of them more specific. */
static el2_status check_doubles(const struct reader *r, const struct cli_snippet_site *site)
{
	const struct cli_snippet_expect *e = r->s->expects + site->first;

	for (size_t i = 0; i < site->count; i++)
		for (size_t k = i + 1; k < site->count; k++)
			if (!*e[i].place.labels == !*e[k].place.labels && (e[i].place.runs & e[k].place.runs))
				return at(r, e[k].place.line,
					  el2_fail(r->error, EL2_ERR_INPUT, NULL, 0, e[k].place.column,
						   "a second expectation for the same run"));
	return EL2_OK;
}

static el2_status resolve_all(const struct reader *r)
{
	struct cli_snippet *s = r->s;
	el2_status status = EL2_OK;

	for (size_t i = 0; status == EL2_OK && i < s->setup_count; i++)
		status = resolve(r, &s->setups[i].place);
	for (size_t i = 0; status == EL2_OK && i < s->expect_count; i++)
		status = resolve(r, &s->expects[i].place);
	for (size_t i = 0; status == EL2_OK && i < s->site_count; i++)
		status = check_doubles(r, &s->sites[i]);
	return status;
}

/* ---- entry ---- */

el2_status cli_snippet_parse(struct cli_snippet *s, const struct cli_options *base, const struct cli_run_options *own,
			     el2_error *error)
{
	struct reader r = {s, base, own, 0, false, error};
	el2_status status = EL2_OK;
	bool block = false;
	char *line = s->text ? malloc(s->length + 1) : NULL;

	if (s->text && !line)
		return no_memory(error);
	for (const char *p = s->text; status == EL2_OK && p && *p;) {
		size_t length = strcspn(p, "\n");

		memcpy(line, p, length);
		line[length] = '\0';
		r.line++;
		status = read_line(&r, line, &block);
		p += length + (p[length] == '\n');
	}
	free(line);
	if (status == EL2_OK && !s->run_count) {
		s->runs[0] = (struct cli_snippet_run){.name = "1", .options = *base, .own = *own};
		s->run_count = 1;
	}
	return status == EL2_OK ? resolve_all(&r) : status;
}

const struct cli_snippet_expect *cli_snippet_expected(const struct cli_snippet *s, const struct cli_snippet_site *site,
						      size_t run)
{
	const struct cli_snippet_expect *general = NULL;

	for (size_t i = 0; i < site->count; i++) {
		const struct cli_snippet_expect *e = &s->expects[site->first + i];

		if (!(e->place.runs >> run & 1))
			continue;
		if (*e->place.labels)
			return e;
		general = e;
	}
	return general;
}

void cli_snippet_free(struct cli_snippet *s)
{
	for (size_t i = 0; i < s->run_count; i++)
		cli_words_free(&s->runs[i].words);
	free(s->setups);
	free(s->expects);
	free(s->sites);
	free(s->text);
	memset(s, 0, sizeof *s);
}
