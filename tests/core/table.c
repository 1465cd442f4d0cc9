/* SPDX-License-Identifier: MIT */
#include "tests/core/test.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static char *trim(char *s)
{
	size_t n = strlen(s);

	while (n && isspace((unsigned char)s[n - 1]))
		s[--n] = '\0';
	while (isspace((unsigned char)*s))
		s++;
	return s;
}

void test_table(struct test *t, const char *path, unsigned columns, void (*row)(struct test *, unsigned, char **))
{
	char name[1024], line[2048], *field[TEST_COLUMNS_MAX];
	unsigned number = 0;
	FILE *in;

	snprintf(name, sizeof name, "%s/%s", t->root, path);
	in = fopen(name, "r");
	if (!in) {
		test_case(t, false, "%s: cannot open", name);
		return;
	}
	while (fgets(line, sizeof line, in)) {
		char *s = trim(line);
		unsigned n = 0;

		number++;
		if (!*s || *s == '#')
			continue;
		for (char *bar = s; bar && n < TEST_COLUMNS_MAX; n++) {
			field[n] = bar;
			bar = strchr(bar, '|');
			if (bar)
				*bar++ = '\0';
			field[n] = trim(field[n]);
		}
		if (n != columns)
			test_case(t, false, "%s:%u: %u columns instead of %u", path, number, n, columns);
		else
			row(t, number, field);
	}
	fclose(in);
}

bool test_boot(struct test_boot *b, const char *kernel, const char *cmdline, const char *cpu)
{
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;

	config.kernel = el2_kernel_by_name(kernel);
	config.cmdline = cmdline;
	config.cpu = &b->cpu;
	if (!strncmp(cmdline, "MTE=n", 5)) {
		config.config_arm64_mte = false;
		config.cmdline += 5;
	}
	if (el2_cpu_parse(cpu, &b->cpu, NULL) != EL2_OK || el2_boot_make(&config, &b->boot, NULL) != EL2_OK)
		return false;
	el2_boot_state(&b->boot, &b->state);
	return true;
}

bool test_set(el2_state *state, char *text)
{
	for (char *word = strtok(text, ", "); word; word = strtok(NULL, ", ")) {
		char *value = strchr(word, '='), *field = strchr(word, '.');
		unsigned msb = 63, lsb = 0;
		uint64_t v, mask;

		if (!value)
			return false;
		*value++ = '\0';
		if (field)
			*field++ = '\0';
		el2_sysreg reg = el2_sysreg_by_name(word);

		if (!reg || reg >= EL2_SYSREG_REGISTERS)
			return false;
		if (field && !el2_field_find(reg, field, strlen(field), &msb, &lsb))
			return false;
		v = strtoull(value, NULL, 0) << lsb;
		mask = (UINT64_MAX >> (63 - (msb - lsb))) << lsb;
		state->sysreg[reg] = (state->sysreg[reg] & ~mask) | (v & mask);
	}
	return true;
}
