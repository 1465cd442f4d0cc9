/* SPDX-License-Identifier: MIT */
#include "snippet/cpu_file.h"
#include "snippet/read_file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_MAX   (64u << 20)
#define CORES_MAX  4096
#define NAMED_FROM 4 /* registers of the file, for those of the table to be named one by one */

/* Text in the shape of grep's output, put together from files. */
struct text {
	char *s;
	size_t length, capacity;
	bool failed;
};

static void put(struct text *t, const char *piece)
{
	size_t n = strlen(piece);

	if (t->length + n + 1 > t->capacity) {
		size_t capacity = (t->capacity + n) * 2 + 256;
		char *grown = realloc(t->s, capacity);

		if (!grown) {
			t->failed = true;
			return;
		}
		t->s = grown;
		t->capacity = capacity;
	}
	memcpy(t->s + t->length, piece, n + 1);
	t->length += n;
}

/* The registers in a directory, one a file, as of that core. False: it has none. */
static bool add_core(struct text *t, const char *directory, unsigned core)
{
	bool any = false;
	const char *name;

	for (unsigned id = 0; (name = el2_id_register_name((el2_id_register)id)); id++) {
		char path[4096], value[64], line[192], lower[32];
		size_t n = 0;
		FILE *f;

		for (; name[n] && n < sizeof lower - 1; n++)
			lower[n] = (char)tolower((unsigned char)name[n]);
		lower[n] = '\0';
		if ((size_t)snprintf(path, sizeof path, "%s/%s", directory, lower) >= sizeof path ||
		    !(f = fopen(path, "r")))
			continue;
		if (fgets(value, sizeof value, f)) {
			value[strcspn(value, "\n")] = '\0';
			snprintf(line, sizeof line, "cpu%u/regs/identification/%s:%s\n", core, lower, value);
			put(t, line);
			any = true;
		}
		fclose(f);
	}
	return any;
}

static el2_status read_directory(const char *path, el2_cpu_values *values, el2_error *error)
{
	struct text t = {0};
	char below[4096];
	bool any = add_core(&t, path, 0);
	el2_status status;

	if (!any && (size_t)snprintf(below, sizeof below, "%s/regs/identification", path) < sizeof below)
		any = add_core(&t, below, 0);
	for (unsigned core = 0; !any && core < CORES_MAX; core++) {
		if ((size_t)snprintf(below, sizeof below, "%s/cpu%u/regs/identification", path, core) < sizeof below)
			add_core(&t, below, core);
	}
	if (t.failed)
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	else if (!t.length)
		status = el2_fail(error, EL2_ERR_INPUT, path, 0, 0,
				  "a directory without midr_el1, regs/identification/midr_el1 or "
				  "cpu0/regs/identification/midr_el1");
	else
		status = el2_cpu_values_read(t.s, t.length, path, values, error);
	free(t.s);
	return status;
}

el2_status cli_cpu_file_read(const char *path, el2_cpu_values *values, el2_error *error)
{
	struct stat about;
	char *data = NULL;
	size_t length;
	el2_status status;

	if (strcmp(path, "-") && !stat(path, &about) && S_ISDIR(about.st_mode))
		return read_directory(path, values, error);
	status = cli_read_file(path, FILE_MAX, &data, &length, error);
	if (status == EL2_OK)
		status = el2_cpu_values_read(data, length, path, values, error);
	free(data);
	return status;
}

/* "; WHAT: A, B" of the ID registers in the set; nothing if there is none. */
static void list(FILE *out, const char *what, uint64_t set)
{
	const char *separator = what, *name;

	for (unsigned id = 0; (name = el2_id_register_name((el2_id_register)id)); id++)
		if (set >> id & 1) {
			fprintf(out, "%s%s", separator, name);
			separator = ", ";
		}
}

void cli_cpu_file_note(const struct cli_options *o, FILE *out)
{
	const el2_cpu_values *v = &o->cpu_values;
	uint64_t matters = 0, rest;
	unsigned count = 0;

	for (unsigned id = 0; id < EL2_ID_COUNT; id++) {
		matters |= (uint64_t)el2_id_register_matters(&o->cpu, (el2_id_register)id) << id;
		count += v->given >> id & 1;
	}
	rest = matters & ~v->given;
	fprintf(out, "el2trap: %s: %u ID register%s%s, MIDR_EL1 0x%llx%s", o->cpu_file, count, count == 1 ? "" : "s",
		v->counts_given ? " and counts" : "", (unsigned long long)o->cpu.id[EL2_ID_MIDR_EL1],
		v->midr_of_vpidr ? " (of VPIDR_EL2)" : "");
	if (!o->cpu_row)
		fprintf(out, "; not in it: counts, as usual (el2trap list cpus)");
	else if (count < NAMED_FROM)
		fprintf(out, "; all the rest as %s has it", o->cpu_row);
	else
		fprintf(out, "; not in it, as %s has it: counts%s", o->cpu_row,
			v->counts_given ? " but for those" : "");
	if (o->cpu_row && count >= NAMED_FROM)
		list(out, ", ", rest & o->cpu.known);
	list(out, "; not known, read as 0: ", rest & ~o->cpu.known);
	for (unsigned f = 0, any = 0; f < EL2_FEATURE_COUNT; f++)
		if (v->detected[f / 64] >> f % 64 & 1)
			fprintf(out, "%s%s", any++ ? ", " : "; its kernel found ", el2_feature_name((el2_feature)f));
	if (v->others)
		fprintf(out, "; %u core%s with another MIDR_EL1 not looked at", v->others, v->others == 1 ? "" : "s");
	if (v->unknown)
		fprintf(out, "; %u name%s of no register of the tables, the first in line %u", v->unknown,
			v->unknown == 1 ? "" : "s", v->unknown_line);
	fputc('\n', out);
}
