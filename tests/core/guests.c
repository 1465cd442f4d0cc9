/* SPDX-License-Identifier: MIT */
/* corpora/guests: what guests of real kernels met, instruction by instruction, against what the tables say. */
#include "tests/core/test.h"

#include <stdlib.h>
#include <string.h>

#define GUESTS_MAX 8

/* EL1 as KVM leaves it to a new vCPU, but for what a program without tables needs nothing of. */
#define SCTLR UINT64_C(0x30d00980)

struct column {
	el2_guest guest;
	el2_boot reasons;
	el2_state state;
	char name[48];
	unsigned same, open, differ;
	char first[160]; /* of those that differ */
};

static bool open_column(const struct test_boot *b, const char *name, struct column *c)
{
	el2_guest_config config;

	memset(c, 0, sizeof *c);
	snprintf(c->name, sizeof c->name, "%s", name);
	if (el2_guest_parse(name, &config, NULL) != EL2_OK ||
	    el2_guest_make(&b->boot, &config, &c->guest, NULL) != EL2_OK)
		return false;
	c->reasons = b->boot;
	c->state = b->state;
	el2_guest_state(&c->guest, &c->reasons, &c->state);
	c->state.sysreg[EL2_SYSREG_SCTLR_EL1] = SCTLR;
	c->state.sysreg[EL2_SYSREG_CPACR_EL1] = 0;
	return true;
}

/* What the guest's kernel gets must be `esr`. */
static bool got(const el2_verdict *v, uint64_t esr)
{
	return v->has_delivered && v->delivered.el == 1 && v->delivered.esr == esr;
}

/* The instruction went on; an ID register has the value. */
static bool went_on(const el2_verdict *v, const char *value)
{
	if (v->has_delivered || v->verdict == EL2_FAULT || v->verdict == EL2_PANIC)
		return false;
	return !*value || !v->asked || !(v->response.writes & 1) || v->response.x[0] == strtoull(value, NULL, 16);
}

static void cell(struct column *c, uint32_t word, const char *met)
{
	el2_hypervisor kvm = el2_guest_hypervisor(&c->guest);
	el2_verdict v;
	el2_insn insn;
	bool same;

	el2_decode(word, &insn);
	el2_decide(&c->state, &kvm, &insn, &v, NULL);
	if (v.verdict == EL2_UNMODELLED) {
		c->open++;
		return;
	}
	if (*met == 'u')
		same = got(&v, EL2_ESR(EL2_EC_UNKNOWN, 0));
	else if (*met == 's')
		same = got(&v, EL2_ESR(EL2_EC_SYS64, el2_iss_sys64(&insn)));
	else if (*met == 'e')
		same = got(&v, strtoull(met + 1, NULL, 16));
	else
		same = went_on(&v, met + 1);
	c->same += same;
	if (!same && !c->differ++)
		snprintf(c->first, sizeof c->first, "; %08x met %s, the model: %s", word, met,
			 el2_verdict_name(v.verdict));
}

/* Cut a line at its blanks. */
static unsigned words(char *line, char **word, unsigned max)
{
	unsigned n = 0;

	for (char *p = strtok(line, " \n"); p && n < max; p = strtok(NULL, " \n"))
		word[n++] = p;
	return n;
}

static void compare(struct test *t, const char *file, const struct test_boot *b)
{
	static struct column columns[GUESTS_MAX];
	char path[1024], line[512], *word[GUESTS_MAX + 1];
	unsigned count = 0;
	FILE *in;

	snprintf(path, sizeof path, "%s/corpora/guests/%s.txt", t->root, file);
	in = fopen(path, "r");
	if (!in) {
		test_case(t, false, "%s: cannot open", path);
		return;
	}
	while (fgets(line, sizeof line, in)) {
		unsigned n = words(line, word, GUESTS_MAX + 1);

		if (!n || *word[0] == '#')
			continue;
		if (!strcmp(word[0], "word")) {
			for (count = 0; count + 1 < n; count++)
				if (!open_column(b, word[count + 1], &columns[count]))
					test_case(t, false, "%s: guest %s is refused", file, word[count + 1]);
			continue;
		}
		for (unsigned i = 0; i < count && i + 1 < n; i++)
			cell(&columns[i], (uint32_t)strtoul(word[0], NULL, 16), word[i + 1]);
	}
	fclose(in);
	for (unsigned i = 0; i < count; i++)
		test_case(t, columns[i].same && !columns[i].differ,
			  "%s: guest %s: %u the same, %u unmodelled, %u not%s", file, columns[i].name, columns[i].same,
			  columns[i].open, columns[i].differ, columns[i].first);
}

static void row(struct test *t, unsigned line, char **f)
{
	static struct test_boot b;

	if (test_boot(&b, f[1], f[2], f[3]))
		compare(t, f[0], &b);
	else
		test_case(t, false, "recorded-guests.txt:%u: unknown kernel or CPU", line);
}

void test_guests(struct test *t)
{
	test_table(t, "tests/data/recorded-guests.txt", 4, row);
}
