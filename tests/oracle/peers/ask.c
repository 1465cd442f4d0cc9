/* SPDX-License-Identifier: MIT */
/*
 * The model's side of `./dev oracle peers`: its tables, and what it says to trap controls of others.
 *
 *     oracle_peers registers        name, five numbers, "r", "w" or "rw": a line each
 *     oracle_peers fields           register, field, most and least significant bit
 *     oracle_peers traps            questions on standard input, answers on standard output
 *
 * A question is a line: kind, five numbers of an encoding, five of the last of a range, "r", "w" or "rw", control
 * register, mask, value. Asked is each access that the range has a name for, at EL1 of a CPU that has every feature but
 * EL3, in a state where no control of any question traps: it must not go to EL2; and with the bits of `mask` as `value`
 * has them: it must. An answer is a line: kind, register, access, control register, mask, and one of agrees, differs,
 * base (it traps without the control), unmodelled; behind it the reason.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decoder/decoder.h"
#include "model/cpu.h"
#include "model/machine.h"
#include "model/model.h"

struct question {
	char kind[16], access[4];
	uint16_t first, last, control;
	uint64_t mask, value;
};

struct list {
	struct question *at;
	size_t count, capacity;
};

static const char *access_text(unsigned access)
{
	bool read = access & (EL2_READ | EL2_EXEC_RESULT), write = access & (EL2_WRITE | EL2_EXEC);

	return read ? write ? "rw" : "r" : write ? "w" : "-";
}

static int list_registers(void)
{
	const el2_sysreg_info *r;

	for (unsigned id = 1; (r = el2_sysreg_get((el2_sysreg)id)); id++)
		printf("%s\t%u\t%u\t%u\t%u\t%u\t%s\n", r->name, EL2_KEY_OP0(r->key), EL2_KEY_OP1(r->key),
		       EL2_KEY_CRN(r->key), EL2_KEY_CRM(r->key), EL2_KEY_OP2(r->key), access_text(r->access));
	return 0;
}

static int list_fields(void)
{
	const el2_sysreg_info *r;
	const char *name;
	unsigned msb, lsb;

	for (unsigned id = 1; (r = el2_sysreg_get((el2_sysreg)id)); id++)
		for (size_t n = 0; (name = el2_field_get((el2_sysreg)id, n, &msb, &lsb)); n++)
			printf("%s\t%s\t%u\t%u\n", r->name, name, msb, lsb);
	return 0;
}

/* ---- questions ---- */

static bool read_question(const char *line, struct question *q)
{
	unsigned a[10];
	char control[32];

	if (sscanf(line, "%15s %u %u %u %u %u %u %u %u %u %u %3s %31s %" SCNx64 " %" SCNx64, q->kind, &a[0], &a[1],
		   &a[2], &a[3], &a[4], &a[5], &a[6], &a[7], &a[8], &a[9], q->access, control, &q->mask,
		   &q->value) != 15)
		return false;
	q->first = (uint16_t)EL2_SYSREG_KEY(a[0], a[1], a[2], a[3], a[4]);
	q->last = (uint16_t)EL2_SYSREG_KEY(a[5], a[6], a[7], a[8], a[9]);
	q->control = (uint16_t)el2_sysreg_by_name(control);
	return q->control != EL2_SYSREG_NONE;
}

static bool read_questions(struct list *list)
{
	char line[256];

	while (fgets(line, sizeof line, stdin)) {
		if (list->count == list->capacity) {
			list->capacity = list->capacity ? 2 * list->capacity : 1024;
			list->at = realloc(list->at, list->capacity * sizeof *list->at);
			if (!list->at)
				return false;
		}
		if (!read_question(line, &list->at[list->count++])) {
			fprintf(stderr, "oracle_peers: no question: %s", line);
			return false;
		}
	}
	return true;
}

/* ---- the state without traps ---- */

static void set(el2_state *s, el2_sysreg reg, const char *const *fields, uint64_t value)
{
	unsigned msb, lsb;

	for (; *fields; fields++)
		if (el2_field_find(reg, *fields, strlen(*fields), &msb, &lsb))
			s->sysreg[reg] |= (value & ((UINT64_C(2) << (msb - lsb)) - 1)) << lsb;
}

/* EL3 lets everything through: all fields of the register that enable. */
static void enable(el2_state *s, el2_sysreg reg)
{
	const char *name;
	unsigned msb, lsb;

	for (size_t n = 0; (name = el2_field_get(reg, n, &msb, &lsb)); n++)
		if (strstr(name, "En") || strstr(name, "EN") || strstr(name, "nT"))
			s->sysreg[reg] |= ((UINT64_C(2) << (msb - lsb)) - 1) << lsb;
}

/* What the questions do not name, open: EL3, EL1's own controls, counters, the interrupt interface, what ID registers
 * that are no part of the CPU say. */
static void open_state(el2_state *s, el2_cpu *cpu, const struct list *list)
{
	static const char *const cpacr[] = {"FPEN", "ZEN", "SMEN", "E0POE", NULL};
	static const char *const one[] = {"EL1PCTEN", "EL1PCEN", "SRE", "Enable", "RW",  "NS", "HCE",
					  "API",      "APK",     "ATA", "EZ",     "ESM", NULL};
	static const uint16_t all_ones[] = {
		EL2_SYSREG_MPAMIDR_EL1,    EL2_SYSREG_SPMACCESSR_EL1, EL2_SYSREG_SPMACCESSR_EL2,
		EL2_SYSREG_SPMACCESSR_EL3, EL2_SYSREG_TRCIDR0,        EL2_SYSREG_TRCIDR2,
		EL2_SYSREG_TRCIDR3,        EL2_SYSREG_TRCIDR4,        EL2_SYSREG_TRCIDR5};
	static const char *const push[] = {"PUSHMEn", NULL};
	static const char *const counters[] = {"HPMN", NULL}, *const buffers[] = {"NSTB", "NSPB", "SBRBE", NULL};

	memset(cpu->features, 0xff, sizeof cpu->features);
	memset(cpu->counts, 31, sizeof cpu->counts);
	cpu->id[EL2_ID_ID_AA64DFR0_EL1] |= 0xf0f000; /* breakpoints, watchpoints */
	el2_state_init(s, cpu);
	s->sysreg[EL2_SYSREG_HCR_EL2] = 0;
	set(s, EL2_SYSREG_HCR_EL2, one, 1);
	enable(s, EL2_SYSREG_HCRX_EL2);
	enable(s, EL2_SYSREG_SCR_EL3);
	enable(s, EL2_SYSREG_MDCR_EL3);
	set(s, EL2_SYSREG_SCR_EL3, one, 1);
	set(s, EL2_SYSREG_CPTR_EL3, one, 1);
	set(s, EL2_SYSREG_MDCR_EL3, buffers, 3);
	set(s, EL2_SYSREG_CPACR_EL1, cpacr, 3);
	set(s, EL2_SYSREG_CNTHCTL_EL2, one, 1);
	set(s, EL2_SYSREG_ICC_SRE_EL1, one, 1);
	set(s, EL2_SYSREG_ICC_SRE_EL2, one, 1);
	s->sysreg[EL2_SYSREG_MDCR_EL2] = 0;
	enable(s, EL2_SYSREG_MDCR_EL2);
	enable(s, EL2_SYSREG_MPAMBW3_EL3);
	set(s, EL2_SYSREG_MDCR_EL2, counters, cpu->counts[EL2_COUNT_COUNTERS]);
	for (size_t i = 0; i < list->count; i++)
		if (!list->at[i].value)
			s->sysreg[list->at[i].control] |= list->at[i].mask;
	set(s, EL2_SYSREG_GCSCR_EL1, push, 1);
	for (size_t i = 0; i < sizeof all_ones / sizeof *all_ones; i++)
		s->sysreg[all_ones[i]] = UINT64_MAX;
	s->sysreg[EL2_SYSREG_ICC_SRE_EL3] = s->sysreg[EL2_SYSREG_ICC_SRE_EL2];
	el2_set_el(s, 1);
}

/* ---- answers ---- */

/* The rule that decided. */
static const char *rule_of(const el2_arch_result *r)
{
	static el2_rule_info info;

	info.id[0] = '\0';
	if (r->rules.count)
		el2_rule_info_get(r->rules.rule[0], &info);
	return info.id;
}

static bool to_el2(const el2_arch_result *r)
{
	return r->outcome == EL2_TAKES && r->exception.el == 2;
}

static const char *answer(const el2_state *base, const struct question *q, uint32_t word, const char **why)
{
	el2_state s = *base;
	el2_arch_result r;
	el2_insn insn;

	el2_decode(word, &insn);
	el2_check(&s, &insn, &r, NULL);
	*why = rule_of(&r);
	if (to_el2(&r))
		return "base";
	s.sysreg[q->control] = (s.sysreg[q->control] & ~q->mask) | q->value;
	el2_check(&s, &insn, &r, NULL);
	*why = rule_of(&r);
	if (r.outcome == EL2_OUTCOME_UNMODELLED)
		return "unmodelled";
	return to_el2(&r) ? "agrees" : strstr(*why, ".any.undef") ? "absent" : "differs";
}

static void ask(const el2_state *base, const struct question *q, const el2_sysreg_info *r, bool read)
{
	unsigned op0 = EL2_KEY_OP0(r->key), access = read ? EL2_READ | EL2_EXEC_RESULT : EL2_WRITE | EL2_EXEC;
	uint32_t word =
		0xd5000000u | (uint32_t)r->key << 5 | (read ? 1u << 21 : 0) | (r->access & EL2_NO_REGISTER ? 31 : 0);
	const char *verdict, *why;

	if (!(r->access & access) || !strchr(q->access, read ? 'r' : 'w') || !op0)
		return;
	verdict = answer(base, q, word, &why);
	printf("%s\t%s\t%c\t%s\t%#" PRIx64 "\t%s\t%s\n", q->kind, r->name, read ? 'r' : 'w',
	       el2_sysreg_get((el2_sysreg)q->control)->name, q->mask, verdict, why);
}

static int ask_all(void)
{
	static el2_state base;
	struct list list = {0};
	el2_cpu cpu;

	if (!read_questions(&list) || el2_cpu_parse("max", &cpu, NULL) != EL2_OK)
		return 3;
	open_state(&base, &cpu, &list);
	for (size_t i = 0; i < list.count; i++)
		for (uint32_t key = list.at[i].first; key <= list.at[i].last; key++)
			for (unsigned read = 0; read < 2; read++) {
				static const unsigned ways[2] = {EL2_WRITE, EL2_READ},
						      operations[2] = {EL2_EXEC, EL2_EXEC_RESULT};
				const unsigned *of = EL2_KEY_OP0(key) == 1 ? operations : ways;
				el2_sysreg id = el2_sysreg_by_key((uint16_t)key, of[read]);

				if (id != EL2_SYSREG_NONE)
					ask(&base, &list.at[i], el2_sysreg_get(id), read);
			}
	free(list.at);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "registers"))
		return list_registers();
	if (argc == 2 && !strcmp(argv[1], "fields"))
		return list_fields();
	if (argc == 2 && !strcmp(argv[1], "traps"))
		return ask_all();
	return fputs("oracle_peers registers|fields|traps\n", stderr), 2;
}
