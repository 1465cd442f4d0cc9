/* SPDX-License-Identifier: MIT */
/*
 * el2_step() on hand-written cases, one a line: tests/data/step/ (README there). What a case does not name must be as
 * it was before: registers, memory, tags.
 */
#include "model/machine.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BASE  UINT64_C(0x42000000)
#define PAGES 4
#define PC    UINT64_C(0x41000000)

struct machine {
	el2_cpu cpu;
	el2_state state;
	el2_memory *memory;
	el2_boot boot;
	el2_hypervisor hypervisor;
	bool has_hypervisor;
};

struct snapshot {
	el2_state state;
	unsigned char data[PAGES][EL2_PAGE_SIZE];
	uint8_t tags[PAGES][EL2_PAGE_GRANULES];
};

static const char *where = ""; /* file and line of the case */
static unsigned complaints;

static uint64_t number(const char *text)
{
	char *end;
	uint64_t value = strtoull(text, &end, 16);

	if (*end || !*text)
		fail_msg("%s: not a hexadecimal number: %s", where, text);
	return value;
}

/* ---- names of a case ---- */

static el2_page *page_at(struct machine *m, const char *address)
{
	el2_page *page = el2_memory_page(m->memory, number(address));

	if (!page)
		fail_msg("%s: no page %s", where, address);
	return page;
}

/* x5, v5 (the low half) and v5h, sp (of the moment), sp0 to sp3, pc: where the state keeps it. NULL: none of them. */
static uint64_t *register_of(el2_state *s, const char *key)
{
	unsigned n = key[0] == 'x' && key[1] >= '0' && key[1] <= '9' ? (unsigned)strtoul(key + 1, NULL, 10) : 31;

	if (n < 31)
		return &s->x[n];
	if (key[0] == 'v' && key[1] >= '0' && key[1] <= '9')
		return &s->v[strtoul(key + 1, NULL, 10) & 31][strchr(key, 'h') != NULL];
	if (!strcmp(key, "ffr") || (key[0] == 'p' && key[1] >= '0' && key[1] <= '9'))
		return *key == 'f' ? &s->ffr : &s->p[strtoul(key + 1, NULL, 10) & 15];
	if (key[0] == 's' && key[1] == 'p' && key[2] >= '0' && key[2] <= '3' && !key[3])
		return &s->sp[key[2] - '0'];
	if (!strcmp(key, "sp"))
		return &s->sp[s->pstate & EL2_PSTATE_SP ? el2_el(s) : 0];
	if (!strcmp(key, "pc"))
		return &s->pc;
	return NULL;
}

/* A system register, or a field of one (GCR_EL1.Exclude). */
static void system_register(const char *key, el2_sysreg *reg, unsigned *msb, unsigned *lsb)
{
	char name[64];
	const char *dot = strchr(key, '.');

	snprintf(name, sizeof name, "%.*s", (int)(dot ? dot - key : (long)strlen(key)), key);
	*reg = el2_sysreg_by_name(name);
	*msb = 63;
	*lsb = 0;
	if (*reg == EL2_SYSREG_NONE || *reg >= EL2_SYSREG_REGISTERS)
		fail_msg("%s: no register %s", where, name);
	if (dot && !el2_field_find(*reg, dot + 1, strlen(dot + 1), msb, lsb))
		fail_msg("%s: no field %s", where, key);
}

static uint64_t mask_of(unsigned msb, unsigned lsb)
{
	return UINT64_MAX >> (63 - (msb - lsb)) << lsb;
}

/* ---- setting up ---- */

static void set_page(struct machine *m, const char *address, const char *what)
{
	static const struct {
		const char *name;
		el2_owner owner;
	} owners[] = {{"guest", EL2_OWNER_GUEST},   {"hyp", EL2_OWNER_HYP},   {"mmio", EL2_OWNER_MMIO},
		      {"shared", EL2_OWNER_SHARED}, {"none", EL2_OWNER_NONE}, {"host", EL2_OWNER_HOST}};
	el2_page *p = page_at(m, address);

	if (!strcmp(what, "untagged"))
		p->type = EL2_MEMORY_UNTAGGED;
	else if (!strcmp(what, "device"))
		p->type = EL2_MEMORY_DEVICE;
	else if (!strcmp(what, "noncacheable"))
		p->type = EL2_MEMORY_NONCACHEABLE;
	else if (!strcmp(what, "readonly"))
		p->perm &= (uint8_t)~EL2_PERM_W;
	else if (!strcmp(what, "el1"))
		p->perm &= (uint8_t)~EL2_PERM_EL0;
	else if (!strcmp(what, "gcs"))
		p->perm = (uint8_t)(EL2_PERM_R | EL2_PERM_GCS | (p->perm & EL2_PERM_EL0));
	else if (!strcmp(what, "guarded"))
		p->perm |= EL2_PERM_GUARDED;
	else if (!strcmp(what, "s2readonly") || !strcmp(what, "s2writeonly"))
		p->s2_perm &= (uint8_t) ~(what[2] == 'r' ? EL2_PERM_W : EL2_PERM_R);
	else if (!strcmp(what, "notagaccess"))
		p->s2_memattr = EL2_S2_NO_TAG_ACCESS;
	else if (!strcmp(what, "s2unmapped"))
		p->s2_mapped = false;
	else {
		for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
			if (!strcmp(what, owners[i].name)) {
				p->owner = (uint8_t)owners[i].owner;
				p->s2_mapped = owners[i].owner == EL2_OWNER_HOST;
				return;
			}
		fail_msg("%s: what is a page %s?", where, what);
	}
}

static void set_bytes(struct machine *m, const char *address, const char *hex)
{
	for (uint64_t at = number(address); hex[0] && hex[1]; hex += 2, at++) {
		char two[3] = {hex[0], hex[1], 0};
		unsigned char byte = (unsigned char)number(two);

		assert_true(el2_memory_write(m->memory, at, &byte, 1));
	}
}

static void set_tags(struct machine *m, const char *address, const char *digits)
{
	uint64_t at = number(address);

	for (; *digits; digits++, at += 16) {
		char one[2] = {*digits, 0};

		el2_memory_page(m->memory, at)->tags[at % EL2_PAGE_SIZE / 16] = (uint8_t)number(one);
	}
}

static void boot(struct machine *m, const char *kernel)
{
	el2_boot_config c = EL2_BOOT_CONFIG_DEFAULT;
	el2_state booted;

	c.kernel = el2_kernel_by_name(kernel);
	c.cmdline = "kvm-arm.mode=protected arm64.nomte id_aa64mmfr1.vh=0 arm64_sw.hvhe=0";
	c.cpu = &m->cpu;
	assert_int_equal(el2_boot_make(&c, &m->boot, NULL), EL2_OK);
	el2_boot_state(&m->boot, &booted);
	memcpy(m->state.sysreg, booted.sysreg, sizeof booted.sysreg);
	m->hypervisor = el2_boot_hypervisor(&m->boot);
	m->has_hypervisor = true;
}

static void set_up(struct machine *m, char *key, const char *value)
{
	uint64_t *reg = register_of(&m->state, key);
	char *colon = strchr(key, ':');
	unsigned msb, lsb;
	el2_sysreg id;

	if (colon)
		*colon++ = 0;
	if (reg)
		*reg = number(value);
	else if (!strcmp(key, "el"))
		el2_set_el(&m->state, (unsigned)number(value));
	else if (!strcmp(key, "pstate"))
		m->state.pstate = (uint32_t)number(value);
	else if (!strcmp(key, "exlock"))
		m->state.exlock = number(value);
	else if (!strcmp(key, "kernel"))
		boot(m, value);
	else if (!strcmp(key, "page"))
		set_page(m, colon, value);
	else if (!strcmp(key, "monitor")) {
		m->state.exclusive_size = (uint8_t)number(colon);
		m->state.exclusive_address = number(value);
	} else if (!strcmp(key, "mem"))
		set_bytes(m, colon, value);
	else if (!strcmp(key, "tag"))
		set_tags(m, colon, value);
	else {
		system_register(key, &id, &msb, &lsb);
		m->state.sysreg[id] = (m->state.sysreg[id] & ~mask_of(msb, lsb)) | number(value) << lsb;
	}
}

/* EL1h, tag access on, TBI, synchronous checks, stage 2 on; four pages at BASE, the last one not mapped. */
static void start(struct machine *m, const char *cpu)
{
	static const struct {
		const char *key, *value;
	} defaults[] = {{"HCR_EL2.RW", "1"},     {"HCR_EL2.ATA", "1"},     {"HCR_EL2.VM", "1"},
			{"SCR_EL3.NS", "1"},     {"SCR_EL3.RW", "1"},      {"SCR_EL3.ATA", "1"},
			{"SCR_EL3.HXEn", "1"},   {"HCRX_EL2.MSCEn", "1"},  {"SCTLR_EL1.M", "1"},
			{"SCTLR_EL1.ATA", "1"},  {"SCTLR_EL1.ATA0", "1"},  {"SCTLR_EL1.TCF", "1"},
			{"SCTLR_EL1.TCF0", "1"}, {"SCTLR_EL1.MSCEn", "1"}, {"TCR_EL1.TBI0", "1"},
			{"TCR_EL1.T0SZ", "19"},  {"SCTLR_EL1.SA", "1"},    {"SCTLR_EL1.DZE", "1"},
			{"SCTLR_EL1.UCI", "1"},  {"TCR_EL1.T1SZ", "19"},   {"CPACR_EL1.FPEN", "3"}};
	char key[64];

	assert_int_equal(el2_cpu_parse(cpu, &m->cpu, NULL), EL2_OK);
	el2_state_init(&m->state, &m->cpu);
	m->state.pc = PC;
	m->has_hypervisor = false;
	el2_memory_clear(m->memory);
	assert_true(el2_memory_map(m->memory, BASE, (PAGES - 1) * EL2_PAGE_SIZE));
	for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
		snprintf(key, sizeof key, "%s", defaults[i].key);
		set_up(m, key, defaults[i].value);
	}
}

/* ---- what came of it ---- */

/* A case that is not as it should be; the others are still looked at. */
__attribute__((format(printf, 1, 2))) static void complain(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fprintf(stderr, "%s: ", where);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	va_end(ap);
	complaints++;
}

static void keep(const struct machine *m, struct snapshot *s)
{
	s->state = m->state;
	for (unsigned i = 0; i < PAGES - 1; i++) {
		const el2_page *p = el2_memory_page(m->memory, BASE + i * EL2_PAGE_SIZE);

		memcpy(s->data[i], p->data, EL2_PAGE_SIZE);
		memcpy(s->tags[i], p->tags, EL2_PAGE_GRANULES);
	}
}

static void want_number(const char *key, uint64_t got, uint64_t want)
{
	if (got != want)
		complain("%s is %llx, should be %llx", key, (unsigned long long)got, (unsigned long long)want);
}

/* Check bytes or tags, and make the snapshot agree, so that the rest can be compared whole. */
static void want_memory(struct machine *m, struct snapshot *s, bool tags, const char *address, const char *digits)
{
	uint64_t at = number(address);
	unsigned step = tags ? 1 : 2;

	for (; *digits; digits += step, at += tags ? EL2_GRANULE : 1) {
		char text[3] = {digits[0], tags ? 0 : digits[1], 0};
		const el2_page *p = el2_memory_page(m->memory, at);
		unsigned page = (unsigned)((at - BASE) / EL2_PAGE_SIZE), offset = at % EL2_PAGE_SIZE;
		uint8_t got = tags ? p->tags[offset / EL2_GRANULE] : p->data[offset];
		char name[64];

		snprintf(name, sizeof name, "%s at %llx", tags ? "tag" : "byte", (unsigned long long)at);
		want_number(name, got, number(text));
		if (tags)
			s->tags[page][offset / EL2_GRANULE] = got;
		else
			s->data[page][offset] = got;
	}
}

/* How the reason begins; blanks are written as _. */
static void want_why(const char *why, const char *begin)
{
	size_t n = 0;

	while (begin[n] && why[n] && (begin[n] == why[n] || (begin[n] == '_' && why[n] == ' ')))
		n++;
	if (begin[n])
		complain("why: %s", why);
}

static void want(struct machine *m, struct snapshot *before, const el2_step_result *r, char *key, const char *value)
{
	const el2_verdict *v = &r->verdict;
	uint64_t *reg = register_of(&m->state, key);
	char *colon = strchr(key, ':');
	unsigned msb, lsb;
	el2_sysreg id;

	if (colon)
		*colon++ = 0;
	if (reg) {
		want_number(key, *reg, number(value));
		*register_of(&before->state, key) = *reg;
	} else if (!strcmp(key, "mem") || !strcmp(key, "tag")) {
		want_memory(m, before, key[0] == 't', colon, value);
	} else if (!strcmp(key, "pstate")) {
		want_number(key, m->state.pstate, number(value));
		before->state.pstate = m->state.pstate;
	} else if (!strcmp(key, "exlock")) {
		want_number(key, m->state.exlock, number(value));
	} else if (!strcmp(key, "verdict")) {
		if (strcmp(el2_verdict_name(v->verdict), value))
			complain("verdict %s (%s, ESR %llx)", el2_verdict_name(v->verdict), v->what ? v->what : "",
				 (unsigned long long)v->taken.esr);
	} else if (!strcmp(key, "why")) {
		want_why(v->what ? v->what : "", value);
	} else if (!strcmp(key, "rule")) {
		el2_rule_info info = {.id = ""};

		for (unsigned i = 0; i < v->rules.count && strcmp(info.id, value); i++)
			el2_rule_info_get(v->rules.rule[i], &info);
		if (strcmp(info.id, value))
			complain("no rule %s", value);
	} else if (!strcmp(key, "monitor")) {
		want_number(key, m->state.exclusive_size, number(value));
	} else if (!strcmp(key, "origin") || !strcmp(key, "action")) {
		const char *got = key[0] == 'o' ? el2_origin_name(v->origin) : el2_action_name(v->action);

		if (strcmp(got, value))
			complain("%s %s", key, got);
	} else if (!strcmp(key, "progress")) {
		want_number(key, !r->no_progress, number(value));
	} else if (!strcmp(key, "unpredictable")) {
		want_number(key, v->unpredictable, number(value));
	} else if (!strcmp(key, "esr") || !strcmp(key, "far") || !strcmp(key, "el") || !strcmp(key, "hpfar")) {
		const el2_exception *e = v->has_delivered ? &v->delivered : &v->taken;

		want_number(key,
			    key[0] == 'f'   ? e->far
			    : key[0] == 'h' ? e->hpfar
			    : key[1] == 's' ? e->esr
					    : e->el,
			    number(value));
	} else {
		system_register(key, &id, &msb, &lsb);
		want_number(key, (m->state.sysreg[id] & mask_of(msb, lsb)) >> lsb, number(value));
		before->state.sysreg[id] = m->state.sysreg[id];
	}
}

static void want_rest_unchanged(const struct machine *m, const struct snapshot *s, const el2_step_result *r)
{
	for (unsigned i = 0; i < 31; i++)
		if (m->state.x[i] != s->state.x[i])
			complain("x%u changed to %llx", i, (unsigned long long)m->state.x[i]);
	if (memcmp(m->state.sp, s->state.sp, sizeof s->state.sp))
		complain("SP changed");
	for (unsigned i = 0; i < 64; i++)
		if (m->state.v[i / 2][i % 2] != s->state.v[i / 2][i % 2])
			complain("v%u changed", i / 2);
	if (memcmp(m->state.p, s->state.p, sizeof s->state.p) || m->state.ffr != s->state.ffr)
		complain("predicates changed");
	for (unsigned i = 0; i < PAGES - 1; i++) {
		const el2_page *p = el2_memory_page(m->memory, BASE + i * EL2_PAGE_SIZE);

		for (unsigned k = 0; k < EL2_PAGE_SIZE; k++)
			if (p->data[k] != s->data[i][k])
				complain("byte %llx changed", (unsigned long long)p->address + k);
		for (unsigned k = 0; k < EL2_PAGE_GRANULES; k++)
			if (p->tags[k] != s->tags[i][k])
				complain("tag of %llx changed", (unsigned long long)p->address + k * EL2_GRANULE);
	}
	if (!r->executed)
		return;
	want_number("pstate", m->state.pstate, s->state.pstate);
	for (unsigned i = 0; i < EL2_SYSREG_REGISTERS; i++)
		if (m->state.sysreg[i] != s->state.sysreg[i])
			complain("%s changed to %llx", el2_sysreg_get((el2_sysreg)i)->name,
				 (unsigned long long)m->state.sysreg[i]);
}

/* ---- lines: text | word | settings | expectations ---- */

static char *trimmed(char *text)
{
	size_t n;

	text += strspn(text, " \t");
	for (n = strlen(text); n && strchr(" \t\n", text[n - 1]); n--)
		;
	text[n] = 0;
	return text;
}

/* Call `each` for the key=value words of a field. */
#define FOR_EACH_PAIR(field, key, value)                                                                               \
	for (char *save_, *key = strtok_r(field, " ", &save_), *value; key && (value = pair(key));                     \
	     key = strtok_r(NULL, " ", &save_))

static char *pair(char *key)
{
	char *equal = strchr(key, '=');

	if (!equal)
		fail_msg("%s: %s is no key=value", where, key);
	*equal = 0;
	return equal + 1;
}

static void run_line(struct machine *m, char *line)
{
	static struct snapshot before;
	char *fields[4], *save, *cpu, name[64] = "max";
	el2_step_result r = {0};
	const char *passes;
	el2_insn insn;

	for (unsigned i = 0; i < 4; i++) {
		fields[i] = strtok_r(i ? NULL : line, "|", &save);
		assert_non_null(fields[i]);
		fields[i] = trimmed(fields[i]);
	}
	cpu = strstr(fields[2], "cpu=");
	if (cpu) { /* first, so that the rest can depend on it */
		snprintf(name, sizeof name, "%.*s", (int)strcspn(cpu + 4, " "), cpu + 4);
		memset(cpu, ' ', strcspn(cpu, " "));
	}
	start(m, name);
	FOR_EACH_PAIR(fields[2], key, value)
	set_up(m, key, value);
	keep(m, &before);
	el2_decode((uint32_t)number(fields[1]), &insn);
	el2_step(&m->state, m->memory, m->has_hypervisor ? &m->hypervisor : NULL, &insn, &r, NULL);
	passes = strstr(fields[3], "verdict=");
	if (!passes && !r.executed)
		complain("verdict %s (%s, ESR %llx)", el2_verdict_name(r.verdict.verdict),
			 r.verdict.what ? r.verdict.what : "", (unsigned long long)r.verdict.taken.esr);
	fields[3] += !strcmp(fields[3], "-");
	FOR_EACH_PAIR(fields[3], key, value)
	want(m, &before, &r, key, value);
	want_rest_unchanged(m, &before, &r);
}

static void test_file(void **state)
{
	const char *name = *state;
	char path[512], line[2048], at[600];
	struct machine *m = calloc(1, sizeof *m);
	unsigned n = 0, cases = 0;
	FILE *f;

	complaints = 0;
	snprintf(path, sizeof path, "%s/step/%s", EL2_TEST_DATA, name);
	f = fopen(path, "r");
	assert_true(f && m);
	m->memory = el2_memory_new();
	assert_non_null(m->memory);
	for (; fgets(line, sizeof line, f); n++) {
		if (*line == '#' || *line == '\n')
			continue;
		snprintf(at, sizeof at, "%s:%u", name, n + 1);
		where = at;
		run_line(m, line);
		cases++;
	}
	fclose(f);
	el2_memory_free(m->memory);
	free(m);
	where = "";
	assert_true(cases > 0);
	assert_int_equal(complaints, 0);
}

#define FILE_TEST(name) cmocka_unit_test_prestate(test_file, (void *)(uintptr_t)name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FILE_TEST("tags.txt"),       FILE_TEST("checks.txt"),     FILE_TEST("loads.txt"),
		FILE_TEST("system.txt"),     FILE_TEST("arithmetic.txt"), FILE_TEST("integer.txt"),
		FILE_TEST("hypervisor.txt"), FILE_TEST("simd.txt"),       FILE_TEST("sve.txt"),
		FILE_TEST("simd_loads.txt"), FILE_TEST("gcs.txt"),        FILE_TEST("branch_targets.txt"),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
