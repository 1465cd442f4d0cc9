/* SPDX-License-Identifier: MIT */
/* What machines print of their ID registers, read. */
#include "model/model.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_LENGTH 4096

enum kind {
	REGISTERS,
	SYSFS,
	CPUINFO,
	LOG
};

static const char sysfs[] = "/regs/identification/";

static const struct {
	const char *text;
	uint16_t feature;
} detected[] = {
#define EL2_DETECTED(text, feature) {text, EL2_FEAT_##feature},
#include "model/rules/detected.def"
};

static const uint16_t ids[] = {
#define EL2_ID_REGISTER(name) EL2_SYSREG_##name,
#include "model/rules/id_registers.def"
};

static const struct {
	const char *name;
	uint8_t count, lsb, width, plus;
} count_fields[] = {
#define EL2_COUNT_FIELD(count, reg, lsb, width, plus) {#reg, EL2_COUNT_##count, lsb, width, plus},
#include "model/rules/counts.def"
};

/* Of /proc/cpuinfo: fields of MIDR_EL1. */
static const struct {
	const char *key;
	uint8_t lsb, width;
} info_keys[] = {
	{"CPU implementer", 24, 8},
	{"CPU variant", 20, 4},
	{"CPU part", 4, 12},
	{"CPU revision", 0, 4},
};

#define MIDR_ARCHITECTURE UINT64_C(0xf0000) /* ID registers say what it has */

struct reader {
	const char *file;
	el2_cpu_values *out;
	el2_error *error;
	char line[LINE_MAX_LENGTH];
	unsigned number;
	unsigned lines[EL2_ID_COUNT]; /* where each register was given */
	int core;                     /* whose values count; -1: none yet */
	int at_core;                  /* of cpuinfo: of which lines are */
	uint64_t core_midr;           /* of cpuinfo: of another core, so far */
};

static el2_status wrong(const struct reader *r, const char *at, const char *what)
{
	return el2_fail(r->error, EL2_ERR_INPUT, r->file, r->number, (unsigned)(at - r->line) + 1, "%s", what);
}

static const char *blanks(const char *p)
{
	return p + strspn(p, " \t");
}

/* A number, 0x... or decimal, of at most 64 bits; `after` is what follows. */
static bool number(const char *p, uint64_t *value, const char **after)
{
	bool hex = p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
	unsigned base = hex ? 16 : 10;
	const char *start = p += hex ? 2 : 0;

	for (*value = 0; hex ? isxdigit((unsigned char)*p) : isdigit((unsigned char)*p); p++) {
		unsigned digit = isdigit((unsigned char)*p) ? (unsigned)(*p - '0') : (*p | 0x20u) - 'a' + 10u;

		if (*value > (UINT64_MAX - digit) / base)
			return false;
		*value = *value * base + digit;
	}
	*after = p;
	return p != start;
}

static el2_status give(struct reader *r, unsigned id, uint64_t value, const char *at)
{
	el2_cpu_values *v = r->out;
	char text[160];

	if (v->given >> id & 1 && v->id[id] != value) {
		snprintf(text, sizeof text, "%s is 0x%llx here, and 0x%llx in line %u",
			 el2_id_register_name((el2_id_register)id), (unsigned long long)value,
			 (unsigned long long)v->id[id], r->lines[id]);
		return wrong(r, at, text);
	}
	if (!(v->given >> id & 1))
		r->lines[id] = r->number;
	v->given |= UINT64_C(1) << id;
	v->id[id] = value;
	return EL2_OK;
}

static bool same_name(const char *a, const char *b)
{
	for (; *a && tolower((unsigned char)*a) == tolower((unsigned char)*b); a++)
		b++;
	return !*a && !*b;
}

/* The ID register that is this system register; EL2_ID_COUNT. */
static unsigned find_id(el2_sysreg reg)
{
	unsigned id = 0;

	while (id < EL2_ID_COUNT && ids[id] != reg)
		id++;
	return id;
}

/* The register of a name; debuggers leave _EL1 away. */
static el2_sysreg by_name(const char *name)
{
	char whole[80];
	el2_sysreg reg = el2_sysreg_by_name(name);

	snprintf(whole, sizeof whole, "%.64s_EL1", name);
	return reg != EL2_SYSREG_NONE ? reg : el2_sysreg_by_name(whole);
}

static bool is_reserved(const char *name)
{
	static const char reserved[] = "_RESERVED";
	size_t n = strlen(name), m = sizeof reserved - 1;

	return n > m && same_name(name + n - m, reserved);
}

static void give_counts(struct reader *r, const char *name, uint64_t value)
{
	for (size_t i = 0; i < sizeof count_fields / sizeof *count_fields; i++) {
		uint64_t count = (value >> count_fields[i].lsb & ((UINT64_C(1) << count_fields[i].width) - 1)) +
				 count_fields[i].plus;

		if (!same_name(name, count_fields[i].name))
			continue;
		r->out->counts[count_fields[i].count] = (uint8_t)(count > 255 ? 255 : count);
		r->out->counts_given |= 1u << count_fields[i].count;
	}
}

static bool is_count(const char *name)
{
	for (size_t i = 0; i < sizeof count_fields / sizeof *count_fields; i++)
		if (same_name(name, count_fields[i].name))
			return true;
	return false;
}

/* NAME, then blanks, '=' or ':', then its value. */
static el2_status read_register(struct reader *r, const char *p)
{
	bool vpidr, gdb;
	const char *start = p, *after;
	char name[64];
	el2_sysreg reg;
	unsigned id;
	uint64_t value;
	size_t n;

	for (n = 0; isalnum((unsigned char)p[n]) || p[n] == '_'; n++)
		;
	if (!n || isdigit((unsigned char)*p) || n >= sizeof name)
		return wrong(r, p, "a register's name and its value are wanted here");
	snprintf(name, sizeof name, "%.*s", (int)n, p);
	p = blanks(p + n);
	gdb = *p != '=' && *p != ':'; /* the value follows once more, in decimal */
	if (!gdb)
		p = blanks(p + 1);
	reg = by_name(name);
	id = find_id(reg);
	vpidr = reg == EL2_SYSREG_VPIDR_EL2;
	if (id == EL2_ID_COUNT && !vpidr && !is_count(name)) {
		bool known = reg != EL2_SYSREG_NONE || is_reserved(name);

		if (!strncmp(name, "ID_", 3) && !known)
			return wrong(r, start, "there is no ID register of this name");
		if (!known && !r->out->unknown++)
			r->out->unknown_line = r->number;
		return EL2_OK;
	}
	if (!*p)
		return wrong(r, p, "the register's value is wanted here");
	if (!number(p, &value, &after))
		return wrong(r, p, "not a number of 64 bits (0x... or decimal)");
	if (*after && (!gdb || !isspace((unsigned char)*after)))
		return wrong(r, after, "this is not part of a number");
	give_counts(r, name, value);
	if (vpidr && !(r->out->given & 1u << EL2_ID_MIDR_EL1)) {
		r->out->midr_of_vpidr = true;
		return give(r, EL2_ID_MIDR_EL1, value, p);
	}
	if (id == EL2_ID_MIDR_EL1 && r->out->midr_of_vpidr) {
		r->out->midr_of_vpidr = false;
		r->out->given &= ~(UINT64_C(1) << EL2_ID_MIDR_EL1);
	}
	return id == EL2_ID_COUNT ? EL2_OK : give(r, id, value, p);
}

/* .../cpu0/regs/identification/midr_el1:0x... */
static el2_status read_sysfs(struct reader *r)
{
	static const char midr[] = "midr_el1";
	const char *tail = strstr(r->line, sysfs), *cpu = tail, *after;
	uint64_t core, value;

	if (!tail)
		return wrong(r, blanks(r->line), "a file of regs/identification and its value are wanted here");
	while (cpu > r->line && isdigit((unsigned char)cpu[-1]))
		cpu--;
	tail += sizeof sysfs - 1;
	if (!number(cpu, &core, &after) || core > 0xffff)
		return wrong(r, cpu, "cpu0, cpu1, ... is wanted before regs/identification");
	if (r->core < 0)
		r->core = (int)core;
	if ((int)core == r->core)
		return read_register(r, tail);
	if (!strncmp(tail, midr, sizeof midr - 1) && number(blanks(tail + sizeof midr), &value, &after))
		r->out->others += value != r->out->id[EL2_ID_MIDR_EL1];
	return EL2_OK;
}

/* "processor : 0" begins the lines of a core. */
static el2_status read_info(struct reader *r)
{
	const char *colon = strchr(r->line, ':'), *after;
	uint64_t value, mask;

	if (!strncmp(r->line, "processor", 9)) {
		r->at_core++;
		r->core_midr = MIDR_ARCHITECTURE;
	}
	for (size_t i = 0; colon && i < sizeof info_keys / sizeof *info_keys; i++) {
		size_t n = strlen(info_keys[i].key);

		if (strncmp(r->line, info_keys[i].key, n) || blanks(r->line + n) != colon)
			continue;
		mask = (UINT64_C(1) << info_keys[i].width) - 1;
		if (!number(blanks(colon + 1), &value, &after) || *blanks(after) || value > mask)
			return wrong(r, blanks(colon + 1), "not a number that fits this field of MIDR_EL1");
		r->core_midr |= value << info_keys[i].lsb;
		if (info_keys[i].lsb) /* the revision comes last */
			return EL2_OK;
		if (r->at_core <= 1)
			return give(r, EL2_ID_MIDR_EL1, r->core_midr, colon + 1);
		r->out->others += r->core_midr != r->out->id[EL2_ID_MIDR_EL1];
	}
	return EL2_OK;
}

/* What follows the mark in the line, or NULL. */
static const char *behind(const char *line, const char *mark)
{
	const char *at = strstr(line, mark);

	return at ? at + strlen(mark) : NULL;
}

/* The number in the brackets: "... [0x410fd0c0]", "[410fd034]". */
static bool bracketed(const char *p, uint64_t *value)
{
	char text[24];
	const char *open = strchr(p, '['), *after;

	if (!open)
		return false;
	open++;
	snprintf(text, sizeof text, "%s%.19s", open[0] == '0' && open[1] == 'x' ? "" : "0x", open);
	return number(text, value, &after) && *after == ']';
}

static const char booting[] = "Booting Linux on physical CPU ", boot_cpu[] = "Boot CPU: AArch64 Processor ",
		  booted[] = ": Booted secondary processor ", found[] = "CPU features: detected: ",
		  varies[] = "CPU features: SANITY CHECK: Unexpected variation in SYS_";

static el2_status read_log(struct reader *r)
{
	const char *p, *after;
	uint64_t value;

	if (((p = behind(r->line, booting)) || (p = behind(r->line, boot_cpu))) && bracketed(p, &value))
		return give(r, EL2_ID_MIDR_EL1, value, p);
	if ((p = behind(r->line, booted)) && bracketed(p, &value))
		r->out->others += value != r->out->id[EL2_ID_MIDR_EL1];
	if ((p = behind(r->line, found)))
		for (size_t i = 0; i < sizeof detected / sizeof *detected; i++)
			if (!strcmp(p, detected[i].text))
				r->out->detected[detected[i].feature / 64] |= UINT64_C(1) << detected[i].feature % 64;
	if ((p = behind(r->line, varies))) {
		char name[64];
		unsigned id;

		snprintf(name, sizeof name, "%.*s", (int)strcspn(p, ". "), p);
		p = behind(p, "Boot CPU: ");
		id = find_id(el2_sysreg_by_name(name));
		if (p && id < EL2_ID_COUNT && number(p, &value, &after))
			return give(r, id, value, p);
	}
	return EL2_OK;
}

/* The next line of the text, without its end. False for one that is too long, or with a zero in it. */
static bool next_line(struct reader *r, const char **text, size_t *size)
{
	const char *end = memchr(*text, '\n', *size);
	size_t whole = end ? (size_t)(end - *text) : *size, n = whole;

	while (n && strchr(" \t\r", (*text)[n - 1]))
		n--;
	r->number++;
	r->line[0] = '\0';
	if (n >= sizeof r->line || memchr(*text, '\0', n))
		return false;
	memcpy(r->line, *text, n);
	r->line[n] = '\0';
	*text += end ? whole + 1 : whole;
	*size -= end ? whole + 1 : whole;
	return true;
}

static enum kind kind_of(struct reader *r, const char *text, size_t size)
{
	static const char *const marks[] = {booting, boot_cpu, booted, found, varies};

	while (size && next_line(r, &text, &size)) {
		for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
			if (strstr(r->line, marks[i]))
				return LOG;
		if (strstr(r->line, sysfs))
			return SYSFS;
		if (!strncmp(r->line, info_keys[0].key, strlen(info_keys[0].key)))
			return CPUINFO;
	}
	return REGISTERS;
}

el2_status el2_cpu_values_read(const char *text, size_t size, const char *file, el2_cpu_values *out, el2_error *error)
{
	struct reader r = {.file = file, .out = out, .error = error, .core = -1};
	enum kind kind = kind_of(&r, text, size);
	el2_status status = EL2_OK;

	memset(out, 0, sizeof *out);
	for (r.number = 0; size && status == EL2_OK;) {
		if (!next_line(&r, &text, &size))
			return wrong(&r, r.line, "not a line of text of at most 4095 characters");
		if (kind == LOG)
			status = read_log(&r);
		else if (kind == CPUINFO)
			status = read_info(&r);
		else if (*blanks(r.line) && *blanks(r.line) != '#')
			status = kind == SYSFS ? read_sysfs(&r) : read_register(&r, blanks(r.line));
	}
	if (status == EL2_OK && !out->given)
		return el2_fail(
			error, EL2_ERR_INPUT, file, 0, 0,
			"no ID register in it: neither registers with their values, nor regs/identification, nor "
			"/proc/cpuinfo, nor the log of a kernel's boot");
	return status;
}
