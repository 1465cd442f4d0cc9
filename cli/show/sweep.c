/* SPDX-License-Identifier: MIT */
/* Findings of a sweep into lines, and what to call their boots. */
#include "cli/show/sweep.h"
#include "cli/show/audit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define WHERE_MAX 4096

/* Append to a text; what does not fit is cut. */
__attribute__((format(printf, 3, 4))) static void append(char *text, size_t size, const char *format, ...)
{
	size_t at = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + at, size - at, format, args);
	va_end(args);
}

/* ---- where ---- */

static const char *kernel_name(const struct cli_sweep *s, unsigned n)
{
	return el2_kernel_get(s->options.kernels[n])->name;
}

/* "6.12, 7.0 to 7.2": runs of releases that follow each other in the sweep. */
static void say_kernels(const struct cli_sweep *s, const el2_sweep_cover *c, char *text, size_t size)
{
	bool first = true;

	if (c->any_kernel && s->options.kernel_count > 1) {
		append(text, size, "any kernel");
		return;
	}
	for (unsigned k = 0, end; k < s->options.kernel_count; k = end) {
		for (end = k; end < s->options.kernel_count && (c->kernels >> end & 1);)
			end++;
		if (end > k)
			append(text, size, "%s%s", first ? "" : ", ", kernel_name(s, k));
		if (end > k + 1)
			append(text, size, "%s%s", end > k + 2 ? " to " : ", ", kernel_name(s, end - 1));
		first = first && end == k;
		end += end == k;
	}
}

static void say_modes(const el2_sweep_cover *c, char *text, size_t size)
{
	bool first = true;

	if (c->any_mode) {
		append(text, size, ", any mode");
		return;
	}
	for (unsigned m = 0; m < 32; m++)
		if (c->modes >> m & 1) {
			append(text, size, "%s%s", first ? ", " : "/", el2_mode_name((el2_mode)m));
			first = false;
		}
}

static void say_features(const el2_sweep_cover *c, bool absent, char *text, size_t size)
{
	bool first = true;

	for (unsigned i = 0; i < c->feature_count; i++)
		if (c->features[i].absent == absent) {
			append(text, size, "%s%s",
			       first    ? absent ? " without " : " with "
			       : absent ? " or "
					: " and ",
			       el2_feature_name(c->features[i].feature));
			first = false;
		}
}

static void say_cpus(const struct cli_sweep *s, const el2_sweep_cover *c, char *text, size_t size)
{
	bool first = true;

	if (!c->listed) {
		append(text, size, c->feature_count ? ", any CPU" : ", any CPU of the sweep");
		say_features(c, false, text, size);
		say_features(c, true, text, size);
		return;
	}
	append(text, size, ", of CPUs and their variants some of");
	for (unsigned i = 0; i < s->options.cpu_count; i++)
		if (c->cpus >> i & 1) {
			append(text, size, "%s %s", first ? "" : ",", s->cpus[i].name);
			first = false;
		}
}

static void say_where(const struct cli_sweep *s, const struct cli_sweep_line *line, char *text, size_t size)
{
	*text = '\0';
	for (size_t i = 0; i < line->cover_count; i++) {
		if (i)
			append(text, size, "; ");
		say_kernels(s, &line->covers[i], text, size);
		say_modes(&line->covers[i], text, size);
		say_cpus(s, &line->covers[i], text, size);
	}
}

/* ---- why ---- */

/* Features that the instruction or its rule names: the likeliest to tell which CPUs. */
static void find_hint(const el2_sweep_finding *f, char *text, size_t size)
{
	const char *features;
	el2_rule_info info;
	el2_insn insn;

	el2_decode(f->word, &insn);
	features = el2_insn_features(&insn);
	snprintf(text, size, "%s ", features ? features : "");
	if (el2_rule_info_get(f->rule, &info))
		append(text, size, "%s ", info.text);
}

/* The answer as an audit has it, for its texts. */
static el2_audit_answer answer_of(const el2_sweep_finding *f)
{
	el2_audit_answer a = {.word = f->word, .count = f->count, .el = f->el, .verdict = EL2_PANIC, .rule = f->rule};

	a.setting_count = f->setting_count;
	memcpy(a.settings, f->settings, sizeof a.settings);
	return a;
}

static void find_change(const struct cli_sweep *s, const el2_sweep_finding *f, char *text, size_t size)
{
	el2_audit_answer a = {.setting_count = 1, .settings = {f->field}};

	*text = '\0';
	if (f->change == EL2_SWEEP_WORDS)
		snprintf(text, size, "%s", s->options.words[f->words]);
	else if (f->change == EL2_SWEEP_FIELD)
		cli_audit_when(&a, text, size);
}

static size_t lowest(const struct cli_sweep *s, const struct cli_sweep_item *item)
{
	size_t n = 0;

	while (n < s->boot_count && !(item->boots[n / 64] >> n % 64 & 1))
		n++;
	return n;
}

/* The controls with the values that they have in the first of the boots. */
static void find_cause(const struct cli_sweep *s, const struct cli_sweep_item *item, struct cli_session *session,
		       el2_sweep_state *scratch, char *text, size_t size)
{
	const el2_sweep_finding *f = &item->finding;
	el2_audit_answer a = answer_of(f);

	*text = '\0';
	if (f->change == EL2_SWEEP_FIELD)
		return;
	el2_sweep_make(s->sweep, lowest(s, item), f->change == EL2_SWEEP_WORDS ? s->options.words[f->words] : NULL,
		       scratch);
	session->state = scratch->state;
	cli_audit_control(session, &a, text, size);
}

/* ---- lines ---- */

struct sayer {
	const struct cli_sweep *sweep;
	struct cli_sweep_line *of; /* texts by item */
	struct cli_sweep_lines *lines;
};

static int compare_reason(const struct cli_sweep_line *a, const struct cli_sweep_line *b)
{
	int d;

	if (a->change != b->change)
		return a->change < b->change ? -1 : 1;
	if ((d = strcmp(a->changed, b->changed)) || (d = strcmp(a->cause, b->cause)))
		return d;
	return strcmp(a->when, b->when);
}

/* Items of one line: the same reason, the same boots. `items` is the first item's place. */
static int by_reason(const void *a, const void *b)
{
	const struct cli_sweep_line *x = a, *y = b;
	int d = compare_reason(x, y);

	if (!d)
		d = memcmp(x->items->boots, y->items->boots, x->boots * sizeof *x->items->boots);
	return d ? d : x->items < y->items ? -1 : x->items > y->items;
}

/* As users read them: as it boots first, what most boots have first. */
static int by_boots(const void *a, const void *b)
{
	const struct cli_sweep_line *x = a, *y = b;
	int d;

	if (x->change != y->change)
		return x->change < y->change ? -1 : 1;
	if (x->boots != y->boots)
		return x->boots > y->boots ? -1 : 1;
	if ((d = strcmp(x->where, y->where)) || (d = compare_reason(x, y)))
		return d;
	return x->numbers[0] < y->numbers[0] ? -1 : 1;
}

static size_t count_boots(const struct cli_sweep *s, const uint64_t *boots)
{
	size_t count = 0;

	for (size_t n = 0; n < s->boot_count; n++)
		count += boots[n / 64] >> n % 64 & 1;
	return count;
}

static bool say_line(const struct cli_sweep *s, struct cli_sweep_line *line)
{
	const struct cli_sweep_item *item = line->items;
	el2_sweep_cover covers[EL2_SWEEP_COVERS];
	char hint[1024];

	find_hint(&item->finding, hint, sizeof hint);
	line->boots = count_boots(s, item->boots);
	line->cover_count = el2_sweep_say(s->sweep, item->boots, line->change != EL2_SWEEP_AS_IT_IS, hint, covers);
	line->covers = malloc(line->cover_count * sizeof *covers + 1);
	line->where = malloc(WHERE_MAX);
	if (!line->covers || !line->where)
		return false;
	memcpy(line->covers, covers, line->cover_count * sizeof *covers);
	say_where(s, line, line->where, WHERE_MAX);
	return true;
}

/* Items that were put in order into lines. */
static bool gather(struct sayer *y)
{
	const struct cli_sweep *s = y->sweep;
	struct cli_sweep_lines *out = y->lines;

	for (size_t i = 0, end; i < s->item_count; i = end) {
		struct cli_sweep_line *line = &out->line[out->count++];

		*line = y->of[i];
		line->numbers = out->numbers + i;
		for (end = i; end < s->item_count && !compare_reason(line, &y->of[end]) &&
			      !memcmp(line->items->boots, y->of[end].items->boots, s->set_words * sizeof(uint64_t));
		     end++) {
			const el2_sweep_finding *f = &y->of[end].items->finding;

			out->numbers[end] = (uint32_t)(y->of[end].items - s->items);
			line->words[f->el] += f->count;
			line->count++;
		}
		if (!say_line(s, line))
			return false;
		line->items = s->items;
	}
	qsort(out->line, out->count, sizeof *out->line, by_boots);
	return true;
}

bool cli_sweep_say(const struct cli_sweep *s, struct cli_sweep_lines *lines)
{
	struct sayer y = {s, calloc(s->item_count + 1, sizeof *y.of), lines};
	struct cli_session *session = calloc(1, sizeof *session);
	el2_sweep_state *scratch = malloc(sizeof *scratch);
	bool good;

	*lines = (struct cli_sweep_lines){calloc(s->item_count + 1, sizeof *lines->line), 0,
					  calloc(s->item_count + 1, sizeof *lines->numbers)};
	good = y.of && session && scratch && lines->line && lines->numbers;
	for (size_t i = 0; good && i < s->item_count; i++) {
		el2_audit_answer a = answer_of(&s->items[i].finding);
		struct cli_sweep_line *l = &y.of[i];

		l->items = &s->items[i];
		l->boots = s->set_words; /* until they are counted: the size of a set */
		l->change = s->items[i].finding.change;
		find_change(s, &s->items[i].finding, l->changed, sizeof l->changed);
		find_cause(s, &s->items[i], session, scratch, l->cause, sizeof l->cause);
		cli_audit_when(&a, l->when, sizeof l->when);
	}
	if (good) {
		qsort(y.of, s->item_count, sizeof *y.of, by_reason);
		good = gather(&y);
	}
	free(y.of);
	free(session);
	free(scratch);
	return good;
}

void cli_sweep_lines_free(struct cli_sweep_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		free(lines->line[i].covers);
		free(lines->line[i].where);
	}
	free(lines->line);
	free(lines->numbers);
}

const char *cli_sweep_section(unsigned change)
{
	static const char *const names[] = {"as it boots", "with more words on the command line",
					    "with one field of EL2's registers changed"};

	return names[change];
}

const char *cli_sweep_names(const struct cli_sweep_line *line, size_t most, char *text, size_t size)
{
	char name[96], last[96] = "";
	size_t names = 0;

	*text = '\0';
	for (size_t i = 0; i < line->count; i++) {
		const el2_sweep_finding *f = &line->items[line->numbers[i]].finding;
		el2_insn insn;

		el2_decode(f->word, &insn);
		if (!strcmp(cli_audit_name(&insn, name, sizeof name), last))
			continue;
		memcpy(last, name, sizeof last);
		if (names++ < most)
			append(text, size, "%s%s", names > 1 ? ", " : "", name);
	}
	if (names > most)
		append(text, size, " and %zu more", names - most);
	return text;
}
