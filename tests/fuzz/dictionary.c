/* SPDX-License-Identifier: MIT */
/* A dictionary for libFuzzer and AFL++ out of our tables: `words`, instructions as bytes; `names`, what text is made
 * of. */
#include "model/model.h"
#include "policy/policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void put_word(uint32_t word)
{
	printf("\"\\x%02x\\x%02x\\x%02x\\x%02x\"\n", (unsigned)(word & 255), (unsigned)(word >> 8 & 255),
	       (unsigned)(word >> 16 & 255), (unsigned)(word >> 24));
}

/* A register that nobody can name an encoding of would be a name alone: those of the tables all have one. */
static void words(void)
{
	for (unsigned f = 1; f < EL2_FORM_COUNT; f++)
		put_word(el2_form_get((el2_form)f)->value);
	for (unsigned r = 1; r < EL2_SYSREG_COUNT; r++) {
		const el2_sysreg_info *info = el2_sysreg_get((el2_sysreg)r);
		uint32_t key = (uint32_t)info->key << 5;

		if (info->access & EL2_READ)
			put_word(0xd5200000 | key);
		if (info->access & EL2_WRITE)
			put_word(0xd5000000 | key);
		if (info->access & EL2_EXEC)
			put_word(0xd5000000 | key | 31);
	}
}

static void put_text(const char *text)
{
	if (text && *text && !strpbrk(text, "\"\\"))
		printf("\"%s\"\n", text);
}

static void names(void)
{
	static const char *const rest[] = {"0x",        "EL0",    "EL1", "EL2",   "ESR_EL2", "ESR_EL1", "FAR_EL2",
					   "HPFAR_EL2", "word",   "set", "el",    "expect",  "verdict", "origin",
					   "effect",    "regs",   "mem", "data",  "tags",    "pstate",  "kernel",
					   "cmdline",   "config", "cpu", "guest", "true",    "false",   "null",
					   "{",         "}",      "[",   "]",     ":",       ","};

	for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
		put_text(rest[i]);
	for (unsigned r = 1; r < EL2_SYSREG_COUNT; r++)
		put_text(el2_sysreg_get((el2_sysreg)r)->name);
	for (unsigned c = 0; c < EL2_CLASS_COUNT; c++)
		put_text(el2_class_name((el2_class)c));
	for (unsigned v = 0; v < EL2_VERDICT_COUNT; v++)
		put_text(el2_verdict_name((el2_verdict_kind)v));
	for (unsigned f = 0; f < EL2_FEATURE_COUNT; f++)
		put_text(el2_feature_name((el2_feature)f));
	for (unsigned k = 0; k < EL2_KERNEL_COUNT; k++)
		put_text(el2_kernel_get((el2_kernel)k)->name);
}

/* dictionary words|names FILE */
int main(int argc, char **argv)
{
	if (argc != 3 || !freopen(argv[2], "w", stdout))
		return 2;
	if (!strcmp(argv[1], "words"))
		words();
	else if (!strcmp(argv[1], "names"))
		names();
	else
		return 2;
	return fclose(stdout) != 0;
}
