/* SPDX-License-Identifier: MIT */
/* tests/data/boots.txt: what a boot comes to; corpora/boots: the registers that real kernels programmed. */
#include "tests/core/test.h"

#include <stdlib.h>
#include <string.h>

static void boot_row(struct test *t, unsigned line, char **f)
{
	static struct test_boot b;

	if (!test_boot(&b, f[0], f[1], f[2])) {
		test_case(t, false, "boots.txt:%u: unknown kernel or CPU", line);
		return;
	}
	uint64_t hcr = b.state.sysreg[EL2_SYSREG_HCR_EL2];
	bool ok = !strcmp(f[3], el2_mode_name(b.boot.mode)) && (unsigned)atoi(f[4]) == b.boot.mte &&
		  strtoull(f[5], NULL, 16) == hcr;

	test_case(t, ok, "boots.txt:%u: %s '%s' on %s: %s, mte %d, HCR_EL2 0x%llx", line, f[0], f[1], f[2],
		  el2_mode_name(b.boot.mode), b.boot.mte, (unsigned long long)hcr);
}

void test_boots(struct test *t)
{
	test_table(t, "tests/data/boots.txt", 6, boot_row);
}

/* Registers of registers.json that the model programs, compared one by one. Its lines are `"NAME": "0x..."`. */
static void recorded(struct test *t, const char *folder, const struct test_boot *b)
{
	char path[1024], line[256], name[64], value[64];
	FILE *in;

	snprintf(path, sizeof path, "%s/corpora/boots/%s/registers.json", t->root, folder);
	in = fopen(path, "r");
	if (!in) {
		test_case(t, false, "%s: cannot open", path);
		return;
	}
	while (fgets(line, sizeof line, in)) {
		if (sscanf(line, " \"%63[A-Z0-9a-z_]\": \"%63[0-9a-fx]\"", name, value) != 2)
			continue;
		el2_sysreg reg = el2_sysreg_by_name(name);
		bool modelled = false;

		for (size_t i = 0; el2_boot_register(i); i++)
			modelled |= el2_boot_register(i) == reg;
		/* Under VHE the recorder read SCTLR_EL1 as the kernel does: it is SCTLR_EL2. */
		if (!modelled || (b->boot.host_el == 2 && reg == EL2_SYSREG_SCTLR_EL1))
			continue;
		uint64_t want = strtoull(value, NULL, 16), got = b->state.sysreg[reg];

		/* Keys of pointer authentication are enabled per task: EnIB, EnDA, EnDB as the task has them. */
		if (b->boot.host_el == 2 && reg == EL2_SYSREG_SCTLR_EL2)
			want &= ~UINT64_C(0x48002000);
		test_case(t, got == want, "%s: %s is 0x%llx, recorded 0x%llx", folder, name, (unsigned long long)got,
			  (unsigned long long)want);
	}
	fclose(in);
}

static void recorded_row(struct test *t, unsigned line, char **f)
{
	static struct test_boot b;

	if (test_boot(&b, f[1], f[2], f[3]))
		recorded(t, f[0], &b);
	else
		test_case(t, false, "recorded-boots.txt:%u: unknown kernel or CPU", line);
}

/* corpora/boots/registers.txt: NAME=VALUE, with a space between. */
static void live_row(struct test *t, unsigned line, char **f)
{
	static struct test_boot b;

	if (!test_boot(&b, f[0], f[1], f[2])) {
		test_case(t, false, "registers.txt:%u: unknown kernel or CPU", line);
		return;
	}
	for (char *name = strtok(f[3], " "); name; name = strtok(NULL, " ")) {
		char *value = strchr(name, '=');

		*value++ = 0;
		uint64_t want = strtoull(value, NULL, 16), got = b.state.sysreg[el2_sysreg_by_name(name)];

		test_case(t, got == want, "registers.txt:%u: %s is 0x%llx, recorded 0x%llx", line, name,
			  (unsigned long long)got, (unsigned long long)want);
	}
}

void test_registers(struct test *t)
{
	test_table(t, "corpora/boots/registers.txt", 4, live_row);
	test_table(t, "tests/data/recorded-boots.txt", 4, recorded_row);
}
