/* SPDX-License-Identifier: MIT */
/* What the core's test programs share: TAP lines, and tables of text with one case a line. */
#ifndef EL2TRAP_TESTS_CORE_TEST_H
#define EL2TRAP_TESTS_CORE_TEST_H

#include "policy/policy.h"

#include <stdio.h>

struct test {
	const char *root; /* of the source tree */
	unsigned passed, failed;
};

/* One case: a line of TAP. `format` says what it was, and why it failed. */
void test_case(struct test *t, bool ok, const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * Call `row` for each line of root/path that is not empty or a # comment, with its fields, which are separated by '|'
 * and trimmed; `columns` of them, or the line is a failed case.
 */
#define TEST_COLUMNS_MAX 10
void test_table(struct test *t, const char *path, unsigned columns,
		void (*row)(struct test *t, unsigned line, char **field));

/* A boot and its state from the first three columns: kernel, command line, CPU. False if one is unknown. */
struct test_boot {
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;
};
bool test_boot(struct test_boot *b, const char *kernel, const char *cmdline, const char *cpu);

/* "HCR_EL2=0x1, SCTLR_EL1.UCI=0" applied to a state. */
bool test_set(el2_state *state, char *text);

void test_verdicts(struct test *t);
void test_boots(struct test *t);
void test_registers(struct test *t);
void test_guests(struct test *t);
void test_tables(struct test *t);
void test_answers(struct test *t);

#endif
