/* SPDX-License-Identifier: MIT */
#include "tests/oracle/qemu/report.h"

#include <stdio.h>

enum {
	SHOWN = 25
}; /* new disagreements in text; JSON has all */

/* ---- text ---- */

static void print_cell(const struct oq_cell *c)
{
	char text[48];
	uint64_t all = c->agree + c->known + c->open;

	if (!all)
		snprintf(text, sizeof text, ".");
	else if (c->open)
		snprintf(text, sizeof text, "%llu!%llu", (unsigned long long)all, (unsigned long long)c->open);
	else if (c->known)
		snprintf(text, sizeof text, "%llu/%llu", (unsigned long long)all, (unsigned long long)c->known);
	else
		snprintf(text, sizeof text, "%llu", (unsigned long long)all);
	printf(" %11s", text);
}

static bool ran(const struct oq_session *s, unsigned insn)
{
	for (unsigned j = 0; j < OQ_SWEEPS; j++) {
		const struct oq_cell *c = &s->result.cells[insn][j];

		if (c->agree + c->known + c->open)
			return true;
	}
	return false;
}

static void print_matrix(const struct oq_session *s)
{
	printf("%-26s", "instruction");
	for (unsigned j = 0; j < OQ_SWEEPS; j++)
		printf(" %11s", oq_sweep_name(j));
	putchar('\n');
	for (unsigned i = 0; i < s->generator.insn_count; i++) {
		if (!ran(s, i))
			continue;
		printf("%-26s", s->generator.insns[i].name);
		for (unsigned j = 0; j < OQ_SWEEPS; j++)
			print_cell(&s->result.cells[i][j]);
		putchar('\n');
	}
}

static void print_known(const struct oq_session *s)
{
	for (unsigned k = 0; k < s->known.count; k++) {
		const struct oq_known_row *row = &s->known.rows[k];

		if (s->result.named[k])
			printf("known %-5s %9llu cases; believed: %s; %s\n", row->name,
			       (unsigned long long)s->result.named[k], row->side, row->why);
		else if (oq_disappeared(s, k))
			printf("DISAPPEARED %s: none of %llu cases shows it any more; %s\n", row->name,
			       (unsigned long long)s->result.applied[k], row->why);
	}
}

static void print_open(const struct oq_session *s, const struct oq_open *o)
{
	printf("NEW %s %s EL%u %s, page %u:", s->label, oq_sweep_name(o->about.sweep), o->about.el,
	       s->generator.insns[o->about.insn].name, o->about.page);
	for (unsigned i = 0; i < o->differences.count; i++)
		printf(" %s model 0x%llx QEMU 0x%llx%s", oq_field_name(o->differences.of[i].field),
		       (unsigned long long)o->differences.of[i].ours, (unsigned long long)o->differences.of[i].theirs,
		       i + 1 < o->differences.count ? "," : "");
	printf("\n    ./dev oracle qemu --machine %s --seed %llu%s%s --case %llu\n", s->machine->name,
	       (unsigned long long)s->options->seed, SWEEP_OPTION(s), (unsigned long long)o->about.number);
}

void oq_report_text(const struct oq_session *s)
{
	const struct oq_result *r = &s->result;

	printf("QEMU %s, CPU %s, seed %llu: cases by instruction and sweep; n/k: k of n differ as known, "
	       "n!k: k differ otherwise\n",
	       s->label, s->cpu.name, (unsigned long long)s->options->seed);
	print_matrix(s);
	print_known(s);
	for (size_t i = 0; i < r->open_count && i < SHOWN; i++)
		print_open(s, &r->opens[i]);
	if (r->open_count > SHOWN)
		printf("... and %zu more\n", r->open_count - SHOWN);
	printf("%s: %llu cases, %llu agree, %llu differ as known, %llu new\n", s->label, (unsigned long long)r->ran,
	       (unsigned long long)r->agree, (unsigned long long)r->known, (unsigned long long)r->open);
}

/* ---- JSON ---- */

static void json_open_line(const struct oq_session *s, const struct oq_open *o)
{
	printf("{\"new\":%llu,\"machine\":\"%s\",\"sweep\":\"%s\",\"insn\":\"%s\",\"word\":\"0x%08x\",\"el\":%u,"
	       "\"page\":%u",
	       (unsigned long long)o->about.number, s->label, oq_sweep_name(o->about.sweep),
	       s->generator.insns[o->about.insn].name, o->about.word[0], o->about.el, o->about.page);
	printf(",\"differs\":{");
	for (unsigned i = 0; i < o->differences.count; i++)
		printf("%s\"%s\":[\"0x%llx\",\"0x%llx\"]", i ? "," : "", oq_field_name(o->differences.of[i].field),
		       (unsigned long long)o->differences.of[i].ours, (unsigned long long)o->differences.of[i].theirs);
	printf("},\"command\":\"./dev oracle qemu --machine %s --seed %llu%s%s --case %llu\"}\n", s->machine->name,
	       (unsigned long long)s->options->seed, SWEEP_OPTION(s), (unsigned long long)o->about.number);
}

void oq_report_json(const struct oq_session *s)
{
	const struct oq_result *r = &s->result;

	for (unsigned i = 0; i < s->generator.insn_count; i++)
		for (unsigned j = 0; j < OQ_SWEEPS; j++) {
			const struct oq_cell *c = &r->cells[i][j];

			if (c->agree + c->known + c->open)
				printf("{\"machine\":\"%s\",\"insn\":\"%s\",\"sweep\":\"%s\",\"agree\":%llu,"
				       "\"known\":%llu,\"new\":%llu}\n",
				       s->label, s->generator.insns[i].name, oq_sweep_name(j),
				       (unsigned long long)c->agree, (unsigned long long)c->known,
				       (unsigned long long)c->open);
		}
	for (unsigned k = 0; k < s->known.count; k++)
		printf("{\"machine\":\"%s\",\"known\":\"%s\",\"cases\":%llu,\"possible\":%llu,\"disappeared\":%s,"
		       "\"believed\":\"%s\"}\n",
		       s->label, s->known.rows[k].name, (unsigned long long)r->named[k],
		       (unsigned long long)r->applied[k], oq_disappeared(s, k) ? "true" : "false",
		       s->known.rows[k].side);
	for (size_t i = 0; i < r->open_count; i++)
		json_open_line(s, &r->opens[i]);
	printf("{\"machine\":\"%s\",\"cpu\":\"%s\",\"seed\":%llu,\"cases\":%llu,\"agree\":%llu,\"known\":%llu,"
	       "\"new\":%llu}\n",
	       s->label, s->cpu.name, (unsigned long long)s->options->seed, (unsigned long long)r->ran,
	       (unsigned long long)r->agree, (unsigned long long)r->known, (unsigned long long)r->open);
}
