/* SPDX-License-Identifier: MIT */
/*
 * One step against QEMU: every recorded case of corpora/qemu is executed by el2_step(), and all that was recorded is
 * compared. A difference must be named by a row of tests/data/qemu-disagreements.csv, and every row there must still be
 * needed. With file names as arguments it prints each difference instead, and the counts.
 */
#include "model/bits.h"
#include "model/rules/check.h"
#include "tests/unit/qemu_recording.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fnmatch.h>
#include <zlib.h>

/* ---- disagreements ---- */

struct disagreement {
	char name[16], version[32], insns[512], fields[256], when[512], side[16], why[512];
	unsigned long count;
};

static struct disagreement known[128];
static size_t known_count;

/* Next comma-separated cell, which may be quoted. */
static char *cell(char **p, char *to, size_t size)
{
	size_t n = 0;
	bool quoted = **p == '"';

	*p += quoted;
	while (**p && (quoted ? **p != '"' : **p != ',' && **p != '\n')) {
		if (n + 1 < size)
			to[n++] = **p;
		++*p;
	}
	to[n] = 0;
	*p += quoted && **p;
	*p += **p == ',';
	return to;
}

static void read_known(const char *path)
{
	FILE *f = fopen(path, "r");
	char line[LINE_MAX_];

	assert_non_null(f);
	known_count = 0;
	while (fgets(line, sizeof line, f)) {
		struct disagreement *d = &known[known_count];
		char *p = line;

		if (*line == '#' || !strncmp(line, "name,", 5) || *line == '\n')
			continue;
		assert_true(known_count < sizeof known / sizeof *known);
		memset(d, 0, sizeof *d);
		cell(&p, d->name, sizeof d->name);
		cell(&p, d->version, sizeof d->version);
		cell(&p, d->insns, sizeof d->insns);
		cell(&p, d->fields, sizeof d->fields);
		cell(&p, d->when, sizeof d->when);
		cell(&p, d->side, sizeof d->side);
		cell(&p, d->why, sizeof d->why);
		known_count++;
	}
	fclose(f);
}

/* Is `name` among blank-separated patterns? */
static bool among(const char *patterns, const char *name)
{
	char one[64];

	for (const char *p = patterns; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		snprintf(one, sizeof one, "%.*s", (int)n, p);
		if (!fnmatch(one, name, 0))
			return true;
		p += n;
	}
	return false;
}

/* Facts that a condition may name beside the columns. */
struct facts {
	uint64_t el, page, enabled, tcf, esr, taken_el;
};

static uint64_t fact(const struct row *row, const struct facts *f, const char *name)
{
	if (!strcmp(name, "el"))
		return f->el;
	if (!strcmp(name, "page"))
		return f->page;
	if (!strcmp(name, "enabled"))
		return f->enabled;
	if (!strcmp(name, "tcf"))
		return f->tcf;
	if (!strcmp(name, "our_esr"))
		return f->esr;
	if (!strcmp(name, "our_el"))
		return f->taken_el;
	return row->value[column_of(name)];
}

/* Terms "name[&mask]=value" or "!=" (hexadecimal), all of which must hold. */
static bool holds(const struct row *row, const struct facts *f, const char *when)
{
	char name[32];

	for (const char *p = when; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, "&!=");
		uint64_t mask = UINT64_MAX;
		char *end;
		bool unequal;

		snprintf(name, sizeof name, "%.*s", (int)n, p);
		p += n;
		if (*p == '&') {
			mask = strtoull(p + 1, &end, 16);
			p = end;
		}
		unequal = *p == '!';
		p += 1 + unequal;
		if (((fact(row, f, name) & mask) == strtoull(p, &end, 16)) == unequal)
			return false;
		p = end;
	}
	return true;
}

/* ---- comparison ---- */

struct difference {
	const char *field;
	uint64_t ours, theirs;
};

struct comparison {
	struct difference d[64];
	unsigned count;
};

static void compare(struct comparison *c, const char *field, uint64_t ours, uint64_t theirs)
{
	if (ours != theirs)
		c->d[c->count++] = (struct difference){field, ours, theirs};
}

static uint64_t memory_sum(const unsigned char *at)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < 512; i += 8) {
		uint64_t word = 0;

		for (unsigned k = 0; k < 8; k++)
			word |= (uint64_t)at[i + k] << k * 8;
		sum = (sum ^ word) * UINT64_C(1099511628211);
	}
	return sum;
}

static uint64_t word_at(const unsigned char *at)
{
	uint64_t word = 0;

	for (unsigned k = 0; k < 8; k++)
		word |= (uint64_t)at[k] << k * 8;
	return word;
}

static void compare_memory(struct comparison *c, const struct row *row, const el2_memory *m, bool tags)
{
	static const char *const names[8] = {"mem0", "mem1", "mem2", "mem3", "mem4", "mem5", "mem6", "mem7"};
	uint64_t blk = COL(row, in_blk), off = UINT64_MAX, val = 0, got[2] = {0, 0};
	const el2_page *p = el2_memory_page(m, blk), *v = el2_memory_page(m, VNCR);
	const unsigned char *at;

	if (p) {
		at = p->data + blk % 0x1000;
		for (unsigned i = 0; i < 8; i++)
			compare(c, names[i], word_at(at + COL(row, in_win) + i * 8), row->value[COL_out_mem0 + i]);
		compare(c, "memsum", memory_sum(at), COL(row, out_memsum));
		for (unsigned i = 0; i < 32; i++)
			got[i / 16] |= (uint64_t)p->tags[blk % 0x1000 / 16 + i] << i % 16 * 4;
		if (tags) {
			compare(c, "tags0", got[0], COL(row, out_tags0));
			compare(c, "tags1", got[1], COL(row, out_tags1));
		}
	}
	for (unsigned i = 0; i < 0x1000 && off == UINT64_MAX; i += 8)
		if (word_at(v->data + i) != VNCR_PATTERN + i) {
			off = i;
			val = word_at(v->data + i);
		}
	compare(c, "vncr_off", off, COL(row, out_vncr_off));
	compare(c, "vncr_val", val, COL(row, out_vncr_val));
}

static void compare_state(struct comparison *c, const struct row *row, const el2_state *s, const uint64_t sp)
{
	static const char *const names[8] = {"x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7"};
	uint64_t changed = 0;

	for (unsigned i = 0; i < 8; i++)
		compare(c, names[i], s->x[i], row->value[COL_out_x0 + i]);
	for (unsigned i = 0; i < 31; i++) {
		uint64_t before = i < 8 ? row->value[COL_in_x0 + i] : UINT64_C(0xA5A5000000000000) + i;

		changed |= (uint64_t)(s->x[i] != before) << i;
	}
	changed |= (uint64_t)(sp != COL(row, in_sp)) << 31;
	compare(c, "xchg", changed, COL(row, out_xchg));
	compare(c, "sp", sp, COL(row, out_sp));
	compare(c, "gcr", s->sysreg[EL2_SYSREG_GCR_EL1], COL(row, out_gcr));
	compare(c, "rgsr", s->sysreg[EL2_SYSREG_RGSR_EL1], COL(row, out_rgsr));
	compare(c, "tfsr1", s->sysreg[EL2_SYSREG_TFSR_EL1], COL(row, out_tfsr1));
	compare(c, "tfsre0", s->sysreg[EL2_SYSREG_TFSRE0_EL1], COL(row, out_tfsre0));
	compare(c, "tfsr2", s->sysreg[EL2_SYSREG_TFSR_EL2], COL(row, out_tfsr2));
	compare(c, "tfsr3", s->sysreg[EL2_SYSREG_TFSR_EL3], COL(row, out_tfsr3));
}

static unsigned ec_of(uint64_t esr)
{
	return EL2_ESR_EC(esr);
}

/* As what the first instruction of a case accesses memory. */
static unsigned access_el(const el2_state *s, const struct row *row)
{
	el2_access access;
	el2_insn insn;

	el2_decode((uint32_t)strtoull(row->text[COL_words], NULL, 16), &insn);
	return el2_insn_access(s, &insn, &access) ? access.el : el2_access_el(s, &insn);
}

static uint64_t sctlr_of(const el2_state *s, unsigned el)
{
	bool el1 = el == 1 || (el == 0 && !el2_el_is_in_host(s, 0));

	return s->sysreg[el1 ? EL2_SYSREG_SCTLR_EL1 : EL2_SYSREG_SCTLR_EL2];
}

/* Run one recorded case; what differs goes to *c. */
static void run_case(const struct row *row, const el2_cpu *cpu, el2_memory *m, struct comparison *c, struct facts *f)
{
	static el2_state s;
	bool tags = el2_has(cpu, EL2_FEAT_MTE2);
	const char *p = row->text[COL_words];
	el2_step_result r = {0};
	const el2_exception *e = &r.verdict.taken;
	uint64_t sp_index;
	char *end;

	c->count = 0;
	set_state(&s, row, cpu);
	set_memory(m, row, tags);
	sp_index = s.pstate & 1 ? el2_el(&s) : 0;
	*f = (struct facts){.el = el2_el(&s),
			    .page = (COL(row, in_blk) - DATA) >> 12,
			    .enabled = el2_tag_access_enabled(&s, access_el(&s, row), NULL)};
	f->tcf = sctlr_of(&s, access_el(&s, row)) >>
			 (access_el(&s, row) ? EL2_LSB_SCTLR_EL1_TCF : EL2_LSB_SCTLR_EL1_TCF0) &
		 3;
	do {
		el2_insn insn;

		el2_decode((uint32_t)strtoull(p, &end, 16), &insn);
		p = end;
		el2_step(&s, m, NULL, &insn, &r, NULL);
	} while (*p && r.executed);
	f->esr = e->esr;
	f->taken_el = r.verdict.has_taken ? e->el : 9;
	if (r.verdict.verdict == EL2_UNMODELLED) {
		compare(c, "unmodelled", 1, 0);
		return;
	}
	if (r.executed != (COL(row, out_done) == 1) ||
	    (!r.executed && (e->el != COL(row, out_el) || ec_of(e->esr) != ec_of(COL(row, out_esr))))) {
		c->d[c->count++] =
			(struct difference){"outcome", r.executed ? 0 : (uint64_t)e->el << 8 | ec_of(e->esr),
					    COL(row, out_done) ? 0 : COL(row, out_el) << 8 | ec_of(COL(row, out_esr))};
		return;
	}
	if (r.executed) {
		compare(c, "pstate", s.pstate, COL(row, out_spsr));
	} else {
		compare(c, "vec", e->vector / 0x80, COL(row, out_vec));
		compare(c, "esr_high", e->esr >> 32, COL(row, out_esr) >> 32);
		compare(c, "esr", e->esr & UINT32_MAX, COL(row, out_esr) & UINT32_MAX);
		compare(c, "elr", e->elr, COL(row, out_elr));
		compare(c, "far", e->far_valid ? e->far : 0, COL(row, out_far));
		compare(c, "spsr", e->spsr, COL(row, out_spsr));
		compare(c, "hpfar", e->hpfar_valid ? e->hpfar : 0, COL(row, out_hpfar));
		if (e->el != 3) /* the recorder has no PSTATE of EL3 */
			compare(c, "curpstate", e->pstate, COL(row, out_curpstate));
	}
	compare_state(c, row, &s, s.sp[sp_index]);
	compare_memory(c, row, m, tags);
}

/* ---- files ---- */

static const struct {
	const char *name, *version, *cpu;
} files[] = {
	{"qemu-11.1-mte-on.csv.gz", "11.1-on", "max"},
	{"qemu-11.1-mte-off.csv.gz", "11.1-off", "max-nomte"},
	{"qemu-7.2-mte-on.csv.gz", "7.2-on", "qemu72-max"},
	{"qemu-7.2-mte-off.csv.gz", "7.2-off", "qemu72-max-nomte"},
};

struct totals {
	unsigned long rows, agree, named, open;
};

/* The row of the table that names a difference, or NULL. */
static struct disagreement *named(const struct row *row, const struct facts *f, const char *version, const char *field)
{
	for (size_t i = 0; i < known_count; i++)
		if (among(known[i].version, version) && among(known[i].insns, row->text[COL_insn]) &&
		    among(known[i].fields, field) && holds(row, f, known[i].when))
			return &known[i];
	return NULL;
}

static void run_file(size_t n, bool print, struct totals *t)
{
	static struct row row;
	char path[512];
	el2_memory *m = el2_memory_new();
	struct comparison c;
	struct facts f;
	el2_cpu cpu;
	gzFile in;

	snprintf(path, sizeof path, "%s/%s", EL2_TEST_QEMU, files[n].name);
	assert_int_equal(el2_cpu_parse(files[n].cpu, &cpu, NULL), EL2_OK);
	in = gzopen(path, "rb");
	assert_non_null(in);
	assert_non_null(m);
	assert_non_null(gzgets(in, row.line, sizeof row.line)); /* the head */
	while (gzgets(in, row.line, sizeof row.line)) {
		unsigned open = 0;

		assert_true(split(&row));
		run_case(&row, &cpu, m, &c, &f);
		t->rows++;
		for (unsigned i = 0; i < c.count; i++) {
			struct disagreement *d = named(&row, &f, files[n].version, c.d[i].field);

			if (d) {
				d->count++;
				continue;
			}
			open++;
			if (print || t->open < 20)
				printf("%s id %s %s el %d sweep %s page %d: %s ours %llx qemu %llx (%s)\n",
				       files[n].version, row.text[COL_id], row.text[COL_insn], (int)f.el,
				       row.text[COL_sweep], (int)f.page, c.d[i].field, (unsigned long long)c.d[i].ours,
				       (unsigned long long)c.d[i].theirs, row.text[COL_outcome]);
		}
		t->agree += !c.count;
		t->named += c.count && !open;
		t->open += open != 0;
	}
	gzclose(in);
	el2_memory_free(m);
}

static void test_agrees_with_qemu(void **state)
{
	struct totals t = {0};
	unsigned vanished = 0;

	(void)state;
	read_known(EL2_TEST_DATA "/qemu-disagreements.csv");
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		run_file(i, false, &t);
	for (size_t i = 0; i < known_count; i++)
		if (!known[i].count) {
			print_error("%s (%s, %s) is not needed any more\n", known[i].name, known[i].version,
				    known[i].insns);
			vanished++;
		}
	assert_int_equal(t.open, 0);
	assert_int_equal(vanished, 0);
	assert_int_equal(t.rows, t.agree + t.named);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_agrees_with_qemu)};

	if (argc < 2)
		return cmocka_run_group_tests(tests, NULL, NULL);
	read_known(EL2_TEST_DATA "/qemu-disagreements.csv");
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct totals t = {0};

		if (!among(argv[1], files[i].version))
			continue;
		run_file(i, true, &t);
		fprintf(stderr, "%s: %lu cases, %lu agree, %lu differ as named, %lu open\n", files[i].version, t.rows,
			t.agree, t.named, t.open);
	}
	for (size_t i = 0; i < known_count; i++)
		fprintf(stderr, "%8lu %s %s\n", known[i].count, known[i].name, known[i].version);
	return 0;
}
