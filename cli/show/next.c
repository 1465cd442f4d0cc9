/* SPDX-License-Identifier: MIT */
#include "cli/show/next.h"
#include "cli/show/audit.h"
#include "cli/show/bits.h"
#include "cli/show/verdict_json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_SHOWN 6
#define LEVELS      2u

/* The session's boot on another CPU: what an audit and its texts want. */
struct other {
	struct cli_session session;
	el2_audit *audit;
};

static bool make(const struct cli_session *s, el2_feature feature, struct other *o)
{
	el2_boot_config config = s->boot.config;

	o->session.cpu = s->cpu;
	config.cpu = &o->session.cpu;
	if (el2_has(&s->cpu, feature) || !el2_cpu_change(&o->session.cpu, feature, true) ||
	    el2_boot_make(&config, &o->session.boot, NULL) != EL2_OK || o->session.boot.host_el != s->boot.host_el)
		return false;
	el2_boot_state(&o->session.boot, &o->session.state);
	o->session.kernel = el2_boot_hypervisor(&o->session.boot);
	cli_session_ask(&o->session, s->own, s->hypervisor);
	return true;
}

/* The registers of EL2 that the kernel programs otherwise. */
static void find_programs(const struct cli_session *before, const struct cli_session *after, char *text, size_t size)
{
	el2_sysreg reg;

	*text = '\0';
	for (size_t n = 0; (reg = el2_boot_register(n)) != EL2_SYSREG_NONE; n++) {
		uint64_t changed = before->state.sysreg[reg] ^ after->state.sysreg[reg];
		size_t at = strlen(text);
		char bits[256];

		if (changed && strstr(el2_sysreg_get(reg)->name, "_EL2"))
			snprintf(text + at, size - at, "%s%s.%s", at ? " " : "", el2_sysreg_get(reg)->name,
				 cli_bits_text(reg, changed, after->state.sysreg[reg], bits, sizeof bits));
	}
}

static bool differs(const el2_audit_answer *x, const el2_audit_answer *y)
{
	return x->verdict != y->verdict || x->origin != y->origin || x->effect != y->effect || x->to_el != y->to_el ||
	       x->action != y->action;
}

static unsigned rank(const struct cli_next_line *l)
{
	static const uint8_t order[EL2_VERDICT_COUNT] = {[EL2_PANIC] = 0,      [EL2_TRAP] = 1, [EL2_FAULT] = 2,
							 [EL2_UNMODELLED] = 3, [EL2_PASS] = 4, [EL2_UNDEF] = 5};

	return order[l->answer.verdict];
}

/* Lines of one reason follow each other, by word; the level comes last, as both are told together. */
static int by_reason(const void *a, const void *b)
{
	const struct cli_next_line *x = a, *y = b;
	int d = (int)rank(x) - (int)rank(y);

	if (d || (d = strcmp(x->outcome, y->outcome)) || (d = strcmp(x->before, y->before)) ||
	    (d = strcmp(x->control, y->control)) || (d = strcmp(x->when, y->when)))
		return d;
	if (x->answer.word != y->answer.word)
		return x->answer.word < y->answer.word ? -1 : 1;
	return (int)y->answer.el - (int)x->answer.el;
}

static bool same_reason(const struct cli_next_line *x, const struct cli_next_line *y)
{
	return !strcmp(x->outcome, y->outcome) && !strcmp(x->before, y->before) && !strcmp(x->control, y->control) &&
	       !strcmp(x->when, y->when);
}

static bool collect(const struct other *o, const el2_audit *before, struct cli_next *next)
{
	const el2_audit_answer *x, *y;
	size_t capacity = 0;

	for (unsigned el = 0; el < LEVELS; el++)
		for (size_t n = 0; (x = el2_audit_get(before, n, el)) && (y = el2_audit_get(o->audit, n, el)); n++) {
			struct cli_next_line *l;

			if (!differs(x, y))
				continue;
			if (next->count == capacity) {
				capacity = capacity * 2 + 64;
				l = realloc(next->lines, capacity * sizeof *l);
				if (!l)
					return false;
				next->lines = l;
			}
			l = &next->lines[next->count++];
			memset(l, 0, sizeof *l);
			l->answer = *y;
			l->words[el] = y->count;
			cli_audit_outcome(y, l->outcome, sizeof l->outcome);
			if (x->verdict != EL2_UNDEF || x->origin != EL2_NATIVE)
				cli_audit_outcome(x, l->before, sizeof l->before);
			if (y->verdict == EL2_UNMODELLED)
				snprintf(l->control, sizeof l->control, "%s", y->what ? y->what : "");
			else if (y->verdict == EL2_PANIC || y->verdict == EL2_TRAP)
				cli_audit_control(&o->session, y, l->control, sizeof l->control);
			cli_audit_when(y, l->when, sizeof l->when);
		}
	return true;
}

/* Lines of one reason into the first of them. */
static void merge(struct cli_next *next)
{
	size_t kept = 0;
	char name[96], last[96] = "";

	if (next->count)
		qsort(next->lines, next->count, sizeof *next->lines, by_reason);
	for (size_t i = 0; i < next->count; i++) {
		struct cli_next_line *l = &next->lines[i], *to = kept ? &next->lines[kept - 1] : NULL;
		size_t at;
		el2_insn insn;

		next->panics |= l->answer.verdict == EL2_PANIC;
		if (to && same_reason(to, l)) {
			to->words[0] += l->words[0];
			to->words[1] += l->words[1];
		} else {
			to = &next->lines[kept++];
			if (to != l)
				*to = *l;
			*last = '\0';
		}
		el2_decode(l->answer.word, &insn);
		if (!strcmp(cli_audit_name(&insn, name, sizeof name), last))
			continue;
		memcpy(last, name, sizeof last);
		at = strlen(to->names);
		if (to->name_count++ < NAMES_SHOWN)
			snprintf(to->names + at, sizeof to->names - at, "%s%s", at ? ", " : "", name);
	}
	next->count = kept;
	for (size_t i = 0; i < kept; i++)
		if (next->lines[i].name_count > NAMES_SHOWN) {
			size_t at = strlen(next->lines[i].names);

			snprintf(next->lines[i].names + at, sizeof next->lines[i].names - at, " and %zu more",
				 next->lines[i].name_count - NAMES_SHOWN);
		}
}

bool cli_next_ask(const struct cli_session *s, const el2_audit *before, el2_feature feature, bool polite,
		  struct cli_next *next, bool *there)
{
	struct other *o = calloc(1, sizeof *o);
	bool good = o;

	*next = (struct cli_next){.feature = feature};
	*there = good && make(s, feature, o);
	if (*there) {
		find_programs(s, &o->session, next->programs, sizeof next->programs);
		o->audit = el2_audit_new(&(el2_audit_options){&o->session.state, o->session.hypervisor, polite});
		good = o->audit && collect(o, before, next);
		if (good)
			merge(next);
		el2_audit_free(o->audit);
	}
	free(o);
	return good;
}

void cli_next_text(const struct cli_output *out, const struct cli_next *n)
{
	fprintf(out->file, "%s%s%s: the kernel %s%s\n", cli_style(out, CLI_BOLD), el2_feature_name(n->feature),
		cli_style(out, CLI_PLAIN), *n->programs ? "programs " : "programs nothing for it", n->programs);
	for (size_t i = 0; i < n->count; i++) {
		const struct cli_next_line *l = &n->lines[i];

		fprintf(out->file, "  %s%-22s%s %s",
			cli_style(out, cli_verdict_style((el2_verdict_kind)l->answer.verdict)), l->outcome,
			cli_style(out, CLI_PLAIN), l->names);
		fprintf(out->file, "  (%" PRIu64 " words at EL1, %" PRIu64 " at EL0%s%s)\n", l->words[1], l->words[0],
			*l->before ? ", not " : "", l->before);
		if (*l->control)
			fprintf(out->file, "      because  %s\n", l->control);
		if (*l->when)
			fprintf(out->file, "      once EL1 sets  %s\n", l->when);
	}
}

void cli_next_json(struct cli_call *call, const struct cli_next *n)
{
	struct cli_json *j = &call->json;

	for (size_t i = 0; i < n->count; i++) {
		const struct cli_next_line *l = &n->lines[i];

		cli_json_open(j, NULL, '{');
		cli_json_text(j, "feature", el2_feature_name(n->feature));
		if (*n->programs)
			cli_json_text(j, "programs", n->programs);
		cli_json_text(j, "verdict", el2_verdict_name((el2_verdict_kind)l->answer.verdict));
		cli_json_text(j, "outcome", l->outcome);
		if (*l->before)
			cli_json_text(j, "before", l->before);
		cli_json_text(j, "what", l->names);
		cli_json_number(j, "names", l->name_count);
		cli_json_word(j, "word", l->answer.word);
		cli_json_number(j, "words_el1", l->words[1]);
		cli_json_number(j, "words_el0", l->words[0]);
		if (*l->control)
			cli_json_text(j, l->answer.verdict == EL2_UNMODELLED ? "why" : "control", l->control);
		if (*l->when)
			cli_json_text(j, "when", l->when);
		cli_json_close(j, '}');
		cli_json_line(j, call->out.file);
	}
}
