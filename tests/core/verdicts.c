/* SPDX-License-Identifier: MIT */
/* tests/data/verdicts.txt: instruction and state, and the verdict. */
#include "tests/core/test.h"

#include <stdlib.h>
#include <string.h>

/* "undef injected", "pass tags-ignored", "trap smc el2 0x17", ... as the table writes a verdict. */
static void spell(const el2_verdict *v, char *out, size_t size)
{
	int n = snprintf(out, size, "%s", el2_verdict_name(v->verdict));

	if (v->verdict == EL2_PASS && v->effect)
		n += snprintf(out + n, size - (size_t)n, " %s", el2_effect_name(v->effect));
	if (v->origin)
		n += snprintf(out + n, size - (size_t)n, " %s", el2_origin_name(v->origin));
	if (v->verdict == EL2_TRAP)
		n += snprintf(out + n, size - (size_t)n, " %s el%u", v->handler, v->to_el);
	if (v->unpredictable)
		n += snprintf(out + n, size - (size_t)n, " unpredictable");
}

static void row(struct test *t, unsigned line, char **f)
{
	static struct test_boot b;
	char got[128];
	char *end;
	uint32_t word = (uint32_t)strtoul(f[4], &end, 16);
	el2_insn insn;
	el2_verdict v;
	bool no_hypervisor = !strncmp(f[0], "-", 2);

	if (!test_boot(&b, no_hypervisor ? "7.2" : f[0], f[1], f[2]) || *end) {
		test_case(t, false, "verdicts.txt:%u: unknown kernel, CPU, or word", line);
		return;
	}
	el2_set_el(&b.state, (unsigned)atoi(f[3]));
	if (!test_set(&b.state, f[5])) {
		test_case(t, false, "verdicts.txt:%u: unknown register or field", line);
		return;
	}
	el2_hypervisor h = el2_boot_hypervisor(&b.boot);

	el2_decode(word, &insn);
	el2_decide(&b.state, no_hypervisor ? NULL : &h, &insn, &v, NULL);
	spell(&v, got, sizeof got);
	if (v.has_taken) {
		size_t n = strlen(got);

		snprintf(got + n, sizeof got - n, " esr=0x%llx", (unsigned long long)v.taken.esr);
	}

	/* The table may leave the ESR out. */
	size_t n = strlen(f[6]);
	bool ok = !strncmp(got, f[6], n) && (!got[n] || !strncmp(got + n, " esr=", 5)) && v.rules.count;

	test_case(t, ok, "verdicts.txt:%u: %s at EL%s: %s%s%s", line, f[4], f[3], got, ok ? "" : ", expected ",
		  ok ? "" : f[6]);
}

void test_verdicts(struct test *t)
{
	test_table(t, "tests/data/verdicts.txt", 7, row);
}
