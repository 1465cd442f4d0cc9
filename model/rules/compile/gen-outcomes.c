/* SPDX-License-Identifier: MIT */
/* Outcomes of rules, with all that can be wrong about one. */
#include "model/rules/compile/gen.h"

#include <stdlib.h>
#include <string.h>

enum {
	READS = EL2_READ | EL2_READ128,
	WRITES = EL2_WRITE | EL2_WRITE128,
	PAGE_SIZE = 0x1000, /* of VNCR_EL2 */
};

/* Exception classes that rules may name, those of 64-bit execution. Source: ESR_ELx.EC. */
static const unsigned classes[] = {
	EL2_EC_UNKNOWN, EL2_EC_WFX, EL2_EC_FP,   EL2_EC_PAC, EL2_EC_SYS128, EL2_EC_SVC64, EL2_EC_HVC64, EL2_EC_SMC64,
	EL2_EC_SYS64,   EL2_EC_SVE, EL2_EC_ERET, EL2_EC_SME, EL2_EC_BRK64,  0x0a,         0x2d,
};

static bool take(char **p, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*p, word, n) || ((*p)[n] && (*p)[n] != ' '))
		return false;
	*p += n;
	while (**p == ' ')
		++*p;
	return true;
}

static void nothing_behind(const char *s, const char *what)
{
	if (*s)
		gen_die_at(s, "%s wants nothing behind it", what);
}

static void text_behind(const char *s, const char *what)
{
	if (!*s)
		gen_die_at(s, "%s wants words behind it", what);
}

/* "EL2 0x18", "EL1 0x1d ISS 3": what the row adds to the syndrome */
static void exception(el2_row *r, unsigned level, char *s)
{
	char *end;
	unsigned long ec;

	if (s[0] != 'E' || s[1] != 'L' || s[2] < '1' || s[2] > '3' || s[3] != ' ')
		gen_die_at(s, "an exception wants EL1, EL2 or EL3, and a class");
	r->el = (uint8_t)(s[2] - '0');
	if (level && r->el < level - 1)
		gen_die_at(s, "no exception of EL%u goes to EL%u", level - 1, r->el);
	ec = strtoul(s + 4, &end, 16);
	if (!strncmp(end, " ISS ", 5)) {
		unsigned long iss = strtoul(end + 5, &end, 10);

		if (!iss || iss > UINT16_MAX || *end)
			gen_die_at(s, "ISS wants a number from 1 to %u", UINT16_MAX);
		r->reg = (uint16_t)iss;
	}
	if (strncmp(s + 4, "0x", 2) || *end)
		gen_die_at(s + 4, "an exception class is a number, 0x..");
	if (ec > 0x3f)
		gen_die_at(s + 4, "exception classes end at 0x3f");
	for (size_t i = 0;; i++) {
		if (i == sizeof classes / sizeof *classes)
			gen_die_at(s + 4, "no rule takes an exception of class 0x%lx", ec);
		if (classes[i] == ec)
			break;
	}
	r->ec = (uint8_t)ec;
}

/* The register that a view is one of: ICV_PMR_EL1 of ICC_PMR_EL1 (what a guest sees of it), ICC_BPR1_EL1_S and _NS of
 * ICC_BPR1_EL1 (a copy for each Security state). The model has no values of views. 0 if there is none. */
static unsigned viewed(const char *name)
{
	size_t length = strlen(name);
	char other[64];

	if (!strncmp(name, "ICV_", 4)) {
		snprintf(other, sizeof other, "ICC_%s", name + 4);
		return gen_sysreg(other, strlen(other));
	}
	if (length > 3 && !strcmp(name + length - 3, "_NS"))
		return gen_sysreg(name, length - 3);
	return length > 2 && !strcmp(name + length - 2, "_S") ? gen_sysreg(name, length - 2) : 0;
}

static void access(el2_row *r, const struct gen_accessor *a, bool write, const char *name)
{
	const char *verb = write ? "WRITE" : "READ";
	unsigned id = gen_sysreg(name, strlen(name)), view = id ? 0 : viewed(name);

	if (!(a->access & (write ? WRITES : READS)))
		gen_die_at(name, "%s in the rules of %s", verb, a->name);
	r->outcome = EL2_THEN_EXECUTE;
	if (!write && !strcmp(name, "0"))
		return;
	if (!id && !view)
		gen_die_at(name, "no system register named %s", name);
	if (!(gen_register(id ? id : view)->access & a->access))
		gen_die_at(name, "%s of %s, which sysregs.def does not allow", verb, name);
	if (view)
		return;
	r->outcome = EL2_THEN_ACCESS;
	r->reg = (uint16_t)id;
}

static void redirected(el2_row *r, const struct gen_accessor *a, const char *s)
{
	char *end;
	unsigned long offset = strtoul(s, &end, 16);

	if (!(a->access & (READS | WRITES)))
		gen_die_at(s, "NVMEM in the rules of %s", a->name);
	if (strncmp(s, "0x", 2) || *end)
		gen_die_at(s, "NVMEM wants an offset, 0x...");
	if (offset >= PAGE_SIZE || offset % 8)
		gen_die_at(s, "an offset is a multiple of 8 below 0x%x", PAGE_SIZE);
	r->outcome = EL2_THEN_NVMEM;
	r->reg = (uint16_t)offset;
}

void gen_outcome(el2_row *r, const struct gen_accessor *a, unsigned level, char *s)
{
	if (*s == '?') { /* a choice of the CPU */
		r->choice = true;
		s++;
	}
	if (take(&s, "UNDEF")) {
		r->outcome = EL2_THEN_UNDEF;
		nothing_behind(s, "UNDEF");
	} else if (take(&s, "TRAP")) {
		r->outcome = EL2_THEN_TRAP;
		exception(r, level, s);
	} else if (take(&s, "CALL")) {
		r->outcome = EL2_THEN_CALL;
		exception(r, level, s);
	} else if (take(&s, "READ")) {
		access(r, a, false, s);
	} else if (take(&s, "WRITE")) {
		access(r, a, true, s);
	} else if (take(&s, "NVMEM")) {
		redirected(r, a, s);
	} else if (take(&s, "UNIMPL_ID")) {
		r->outcome = EL2_THEN_UNIMPL_ID;
		nothing_behind(s, "UNIMPL_ID");
		if (!(a->access & READS))
			gen_die_at(s, "UNIMPL_ID in the rules of %s", a->name);
	} else if (take(&s, "UNPREDICTABLE")) {
		r->outcome = EL2_THEN_UNDEF;
		r->choice = true;
		text_behind(s, "UNPREDICTABLE");
	} else if (take(&s, "UNMODELLED")) {
		r->outcome = EL2_THEN_UNMODELLED;
		text_behind(s, "UNMODELLED");
	} else if (take(&s, "DO")) {
		r->outcome = EL2_THEN_EXECUTE;
		text_behind(s, "DO");
	} else if (take(&s, "GCS")) {
		r->outcome = EL2_THEN_GCS;
	} else if (take(&s, "EXECUTE")) {
		r->outcome = EL2_THEN_EXECUTE;
		nothing_behind(s, "EXECUTE");
		if (a->access)
			gen_die_at(s, "EXECUTE in the rules of %s", a->name);
	} else {
		gen_die_at(s, "no such outcome: %s", s);
	}
}
