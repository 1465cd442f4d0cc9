/* SPDX-License-Identifier: MIT */
/* One case in full: what goes in, and the two answers beside each other. */
#include "tests/oracle/qemu/session.h"

#include <stdio.h>

static void print_case(const struct oq_session *s, const struct oq_case *c, const struct oq_about *about)
{
	printf("machine %s, seed %llu, case %llu, sweep %s: %s at EL%u, page %u\n", s->label,
	       (unsigned long long)s->options->seed, (unsigned long long)about->number, oq_sweep_name(about->sweep),
	       s->generator.insns[about->insn].name, about->el, about->page);
	for (unsigned i = 0; i < about->words; i++) {
		char text[EL2_TEXT_MAX];
		el2_insn insn;

		el2_decode(about->word[i], &insn);
		el2_format(&insn, text, sizeof text);
		printf("  %08x  %s\n", about->word[i], text);
	}
	printf("  pc 0x%llx  pstate 0x%llx  block 0x%llx  seed 0x%llx  tags 0x%llx\n",
	       (unsigned long long)(OQ_CODE + c->slot * OQ_SLOT_WORDS * 4), (unsigned long long)c->spsr,
	       (unsigned long long)c->block, (unsigned long long)c->seed, (unsigned long long)c->tags);
	for (unsigned i = 0; i < OQ_REGISTERS; i++)
		printf("  %-12s 0x%llx\n", oq_register_names[i], (unsigned long long)c->reg[i]);
	for (unsigned i = 0; i < 31; i++)
		printf("  x%-3u 0x%016llx%s", i, (unsigned long long)c->x[i], i % 4 == 3 || i == 30 ? "\n" : "");
	for (unsigned i = 0; i < 3; i++)
		printf("  sp_el%u 0x%llx%s", i, (unsigned long long)c->sp[i], i == 2 ? "\n" : "");
}

static void line(const char *name, uint64_t ours, uint64_t theirs)
{
	printf("  %-10s 0x%016llx  0x%016llx%s\n", name, (unsigned long long)ours, (unsigned long long)theirs,
	       ours == theirs ? "" : "  <-");
}

static void numbered(const char *name, unsigned n, uint64_t before, uint64_t ours, uint64_t theirs)
{
	char text[16];

	if (ours == before && theirs == before)
		return;
	snprintf(text, sizeof text, "%s%u", name, n);
	line(text, ours, theirs);
}

static void print_answers(const struct oq_case *c, const struct oq_model_answer *m, const struct oq_answer *b,
			  bool exited)
{
	const struct oq_answer *a = &m->answer;

	printf("  %-10s %-18s  %s\n", "", "model", "QEMU");
	if (m->unmodelled)
		printf("  unmodelled: %s\n", m->unmodelled);
	printf("  %-10s %-18s  %s\n", "", m->exited ? "completes" : "takes an exception",
	       exited ? "completes" : "takes an exception");
	line("el", a->el, b->el);
	line("vector", a->vector, b->vector);
	line("esr", a->esr, b->esr);
	line("elr", a->elr, b->elr);
	line("far", a->far, b->far);
	line("hpfar", a->hpfar, b->hpfar);
	line("spsr", a->spsr, b->spsr);
	line("pstate", a->pstate, b->pstate);
	for (unsigned i = 0; i < 31; i++)
		numbered("x", i, c->x[i], a->x[i], b->x[i]);
	for (unsigned i = 0; i < 3; i++)
		numbered("sp_el", i, c->sp[i], a->sp[i], b->sp[i]);
	for (unsigned i = OQ_TPIDR_EL0; i < OQ_REGISTERS; i++)
		if (a->reg[i] != c->reg[i] || b->reg[i] != c->reg[i])
			line(oq_register_names[i], a->reg[i], b->reg[i]);
	for (unsigned i = 0; i < OQ_BLOCK_WORDS; i++)
		numbered("word ", i, c->seed + i * OQ_BLOCK_STEP, a->data[i], b->data[i]);
	for (unsigned i = 0; i < 2; i++)
		numbered("tags", i, c->tags, a->tags[i], b->tags[i]);
}

/* The known row that covers a differing field, or NULL. */
static const struct oq_known_row *naming_row(const struct oq_session *s, const struct oq_about *about,
					     const struct oq_case *c, const struct oq_model_answer *m,
					     const struct oq_answer *theirs, unsigned field)
{
	for (unsigned k = 0; k < s->known.count; k++) {
		const struct oq_known_row *row = &s->known.rows[k];

		if (row->fields[field] && oq_known_applies(row, c, about, m, theirs))
			return row;
	}
	return NULL;
}

static void print_verdict(const struct oq_session *s, const struct oq_about *about, const struct oq_case *c,
			  const struct oq_model_answer *m, const struct oq_answer *theirs,
			  const struct oq_differences *d)
{
	printf("  el2_decide: %s%s\n", el2_verdict_name(m->decided.verdict),
	       m->decided.unpredictable ? ", unpredictable" : "");
	for (unsigned i = 0; i < m->decided.rules.count; i++) {
		el2_rule_info info;

		if (el2_rule_info_get(m->decided.rules.rule[i], &info))
			printf("    %s: %s\n", info.id, info.text);
	}
	for (unsigned i = 0; i < d->count; i++) {
		const struct oq_known_row *row = naming_row(s, about, c, m, theirs, d->of[i].field);

		printf("  differs in %s: model 0x%llx, QEMU 0x%llx (%s) %s\n", oq_field_name(d->of[i].field),
		       (unsigned long long)d->of[i].ours, (unsigned long long)d->of[i].theirs, row ? row->name : "new",
		       row ? row->why : "");
	}
	if (!d->count)
		printf("  they agree\n");
}

/* Both sides of a case that is in the first buffer. */
static el2_status show(struct oq_session *s, struct qemu *q, const struct oq_about *about, bool *differs,
		       el2_error *error)
{
	const struct oq_batch *b = &q->exchange->batch[0];
	const struct oq_case *c = &b->cases[0];
	const struct oq_answer *theirs = &b->answers[0];
	struct oq_model model;
	struct oq_model_answer ours;
	struct oq_differences d;
	unsigned buffer;
	el2_status status = EL2_OK;

	if (!oq_model_init(&model, &s->cpu, q->exchange->page_wide_tags))
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (status == EL2_OK)
		status = qemu_post(q, 0, error);
	if (status == EL2_OK)
		status = qemu_wait(q, &buffer, error);
	if (status == EL2_OK) {
		oq_model_run(&model, c, about, &ours);
		oq_compare(c, about, &ours, theirs, &d);
		print_case(s, c, about);
		print_answers(c, &ours, theirs, oq_exited(c, about, theirs));
		print_verdict(s, about, c, &ours, theirs, &d);
		printf("  the model's side alone: ./dev oracle qemu --machine %s --seed %llu%s%s --case %llu --json |\n"
		       "      ./dev el2trap step --no-hypervisor --cpu %s -\n",
		       s->machine->name, (unsigned long long)s->options->seed, SWEEP_OPTION(s),
		       (unsigned long long)about->number, s->cpu.name);
		*differs = d.count != 0;
	}
	oq_model_free(&model);
	return status;
}

el2_status oq_session_show(struct oq_session *s, uint64_t number, bool *differs, el2_error *error)
{
	struct qemu q = {.patience = s->options->patience};
	struct oq_about about;
	struct oq_batch *b;
	el2_status status = qemu_start(&q, s->options->qemu, s->options->image, s->machine, error);

	*differs = false;
	if (status != EL2_OK)
		return status;
	b = &q.exchange->batch[0];
	b->count = 1;
	if (!oq_generate(&s->generator, number, &b->cases[0], &about))
		status = el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				  "case %llu cannot be entered: EL1 with HCR_EL2.TGE, or EL2 without Secure EL2",
				  (unsigned long long)number);
	else if (s->options->json)
		oq_step_line(&b->cases[0], &about);
	else
		status = show(s, &q, &about, differs, error);
	qemu_stop(&q);
	return status;
}
