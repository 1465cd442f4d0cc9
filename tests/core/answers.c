/* SPDX-License-Identifier: MIT */
/* tests/data/answers.txt: an exception at EL2, and all that the kernel's hypervisor answers. */
#include "tests/core/test.h"

#include "model/machine.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	el2_owner owner;
} owners[] = {{"host", EL2_OWNER_HOST}, {"guest", EL2_OWNER_GUEST},   {"hyp", EL2_OWNER_HYP},
	      {"mmio", EL2_OWNER_MMIO}, {"shared", EL2_OWNER_SHARED}, {"none", EL2_OWNER_NONE}};

/* x0, x1: registers; page: its owner, in capitals where stage 2 maps it; spsr: of the exception. The rest is the
 * state's, and is left for test_set(). */
static bool set_up(char *text, el2_state *s, el2_exception *e, char *rest)
{
	*rest = '\0';
	for (char *save, *word = strtok_r(text, ", ", &save); word; word = strtok_r(NULL, ", ", &save)) {
		char *value = strchr(word, '=');

		if (!value)
			return false;
		if (!strncmp(word, "page=", 5)) {
			e->page_known = true;
			e->page_mapped = value[1] == '+';
			value += 1 + e->page_mapped;
			for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
				if (!strcmp(value, owners[i].name))
					e->page_owner = (uint8_t)owners[i].owner;
		} else if (!strncmp(word, "spsr=", 5)) {
			e->spsr = strtoull(value + 1, NULL, 16);
		} else if (word[0] == 'x' && value == word + 2) {
			s->x[word[1] - '0'] = strtoull(value + 1, NULL, 16);
		} else {
			strcat(strcat(rest, *rest ? ", " : ""), word);
		}
	}
	return true;
}

/* All of the answer but its rules and its text. */
static void spell(const el2_response *r, char *out, size_t size)
{
	int n = snprintf(out, size, "%s %s", el2_action_name(r->action), r->handler ? r->handler : "-");

	if (r->skip)
		n += snprintf(out + n, size - (size_t)n, " skip");
	for (unsigned i = 0; i < 31; i++)
		if (r->writes >> i & 1)
			n += snprintf(out + n, size - (size_t)n, " x%u=%llx", i, (unsigned long long)r->x[i]);
	if (r->maps)
		n += snprintf(out + n, size - (size_t)n, " maps=%llx perm=%x%s%x", (unsigned long long)r->map.ipa,
			      r->map.perm, r->map.device ? " device=" : " memory=", r->map.memattr);
	if (r->action == EL2_ACTION_INJECT)
		n += snprintf(out + n, size - (size_t)n, " esr=%llx elr=%llx spsr=%llx pstate=%x vector=%x",
			      (unsigned long long)r->injected.esr, (unsigned long long)r->injected.elr,
			      (unsigned long long)r->injected.spsr, r->injected.pstate, r->injected.vector);
	if (r->action == EL2_ACTION_INJECT && r->injected.far_valid)
		snprintf(out + n, size - (size_t)n, " far=%llx", (unsigned long long)r->injected.far);
}

static void spell_rules(const el2_rules *rules, char *out, size_t size)
{
	int n = 0;

	snprintf(out, size, "-");
	for (unsigned i = 0; i < rules->count; i++) {
		el2_rule_info info;

		if (el2_policy_rule_info(rules->rule[i], &info))
			n += snprintf(out + n, size - (size_t)n, "%s%s", i ? " " : "", info.id);
	}
}

static void row(struct test *t, unsigned line, char **f)
{
	static struct test_boot b;
	char rest[256], answer[512], rules[512];
	el2_guest_config config;
	el2_hypervisor h;
	el2_exception e;
	el2_response r = {0};
	el2_boot reasons;
	el2_guest guest;

	if (!test_boot(&b, f[0], f[1], f[2])) {
		test_case(t, false, "answers.txt:%u: unknown kernel or CPU", line);
		return;
	}
	h = el2_boot_hypervisor(&b.boot);
	reasons = b.boot;
	if (*f[3]) {
		if (el2_guest_parse(f[3], &config, NULL) != EL2_OK ||
		    el2_guest_make(&b.boot, &config, &guest, NULL) != EL2_OK) {
			test_case(t, false, "answers.txt:%u: no such guest", line);
			return;
		}
		el2_guest_state(&guest, &reasons, &b.state);
		h = el2_guest_hypervisor(&guest);
	}
	el2_set_el(&b.state, (unsigned)atoi(f[4]));
	el2_exception_build(&b.state, 2, strtoull(f[5], NULL, 16), 0x1000, &e);
	e.far_valid = e.hpfar_valid = true;
	e.far = 0x42000123;
	e.hpfar = 0x420000;
	if (!set_up(f[6], &b.state, &e, rest) || !test_set(&b.state, rest)) {
		test_case(t, false, "answers.txt:%u: unknown setting", line);
		return;
	}
	h.handle(h.context, &b.state, &e, &r, NULL);
	spell(&r, answer, sizeof answer);
	spell_rules(&r.rules, rules, sizeof rules);
	test_case(t, !strcmp(answer, f[7]) && !strcmp(rules, f[8]) && !strcmp(r.what ? r.what : "-", f[9]),
		  "answers.txt:%u: | %s | %s | %s", line, answer, rules, r.what ? r.what : "-");
}

void test_answers(struct test *t)
{
	test_table(t, "tests/data/answers.txt", 10, row);
}
