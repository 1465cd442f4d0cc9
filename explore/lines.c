/* SPDX-License-Identifier: MIT */
#include "explore/lines.h"

#include <stdlib.h>
#include <string.h>

#define CANDIDATES 4u  /* of which a stream is chosen, */
#define CONDEMNED  16u /* or given up */

el2_fuzz_lines *el2_fuzz_lines_new(void)
{
	el2_fuzz_lines *lines = calloc(1, sizeof *lines);
	bool ok = lines != NULL;

	for (unsigned n = 0; ok && n < EL2_FUZZ_LINES; n++)
		for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++) {
			lines->line[n].seen[table] = calloc(el2_rule_count(table) + 1, sizeof(bool));
			ok = ok && lines->line[n].seen[table];
		}
	if (ok)
		return lines;
	el2_fuzz_lines_free(lines);
	return NULL;
}

static void give_up_streams(struct line *line)
{
	for (size_t n = 0; n < line->kept_count; n++)
		free(line->kept[n].event);
	line->kept_count = 0;
}

void el2_fuzz_lines_free(el2_fuzz_lines *lines)
{
	for (unsigned n = 0; lines && n < EL2_FUZZ_LINES; n++) {
		struct line *line = &lines->line[n];

		give_up_streams(line);
		for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++)
			free(line->seen[table]);
		hostile_learnt_close(&line->learnt);
	}
	free(lines);
}

bool lines_make_room(struct el2_fuzz_lines *lines, size_t words)
{
	if (lines->words || !words)
		return true;
	for (unsigned n = 0; n < EL2_FUZZ_LINES; n++)
		if (!hostile_learnt_open(&lines->line[n].learnt, words))
			return false;
	lines->words = words;
	return true;
}

void line_forget(struct line *line, size_t words)
{
	give_up_streams(line);
	line->cause_count = 0;
	memset(line->dangerous, 0, sizeof line->dangerous);
	memset(line->pairs, 0, sizeof line->pairs);
	for (unsigned table = EL2_RULES_ACCESS; table <= EL2_RULES_MODEL; table++)
		memset(line->seen[table], 0, el2_rule_count(table) * sizeof(bool));
	if (words)
		hostile_learnt_forget(&line->learnt, words);
}

/* Has one stream brought less than another, for how often it was chosen? */
static bool is_worse(const struct line_stream *a, const struct line_stream *b)
{
	return (uint64_t)(a->news + 1) * (b->chosen + 1) < (uint64_t)(b->news + 1) * (a->chosen + 1);
}

void line_keep(struct line *line, struct generator *g, const el2_stream *stream)
{
	size_t size = stream->count * sizeof *stream->event, n = line->kept_count;
	el2_event *event = malloc(size ? size : 1);

	if (!event)
		return;
	memcpy(event, stream->event, size);
	if (n == LINE_KEPT) {
		n = generator_below(g, LINE_KEPT);
		for (unsigned i = 1; i < CONDEMNED; i++) {
			size_t other = generator_below(g, LINE_KEPT);

			n = is_worse(&line->kept[other], &line->kept[n]) ? other : n;
		}
		free(line->kept[n].event);
	} else {
		line->kept_count++;
	}
	line->kept[n] = (struct line_stream){.event = event, .count = stream->count};
}

size_t line_choose(struct line *line, struct generator *g)
{
	size_t n = generator_below(g, line->kept_count);

	for (unsigned i = 1; i < CANDIDATES; i++) {
		size_t other = generator_below(g, line->kept_count);

		n = is_worse(&line->kept[n], &line->kept[other]) ? other : n;
	}
	line->kept[n].chosen++;
	return n;
}

void line_get(const struct line *line, size_t n, el2_stream *out)
{
	out->count = line->kept[n].count;
	memcpy(out->event, line->kept[n].event, out->count * sizeof *out->event);
}
