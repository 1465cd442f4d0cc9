/* SPDX-License-Identifier: MIT */
/*
 * Mutants of the rules, in memory: for each row, states in which it decides and states in which one of its tests does
 * not hold, found by the solver; what the intact table says of them; and whether that changes when the row is broken.
 *
 *     oracle_mutants [-v]          prints what survives (-v: and what no state can tell from the intact table); exit 1
 *                                  if more than two in a hundred survive
 *     oracle_mutants --record OUT  and writes the witnesses that kill them
 *     oracle_mutants --check FILE  asks what is written there again; exit 1 if an answer has changed
 */
#include "tests/oracle/mutants/mutants.h"

#include "model/rules/compile/solve.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int writable(const void *from, size_t size)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (uintptr_t)from & ~(page - 1);

	return mprotect((void *)start, (uintptr_t)from + size - start, PROT_READ | PROT_WRITE);
}

/* Break each row; write its witnesses, if there is an `out`. */
static int break_all(bool verbose, FILE *out)
{
	static bool needed[MUTANTS_WITNESSES];
	static struct telling telling;
	struct mutants_counts n = {0};
	unsigned waiting = 0, unreached = 0;

	for (size_t i = 0; i < el2_accessor_count; i++)
		for (unsigned k = 0; k < el2_accessors[i].start[5]; k++) {
			uint32_t row = el2_accessors[i].first + k;

			mutants_find(&el2_accessors[i], k, &telling);
			waiting += !telling.decides && telling.waits;
			if (!telling.decides && !telling.waits) {
				unreached++;
				printf("no state reaches\t%s\t%s\n", el2_row_ids[row], el2_row_texts[row]);
			}
			mutants_break(row, &telling, verbose, needed, &n);
			if (out)
				mutants_record(out, &el2_accessors[i], row, needed);
		}
	printf("%zu rows; %u wait for facts of gaps.rules, %u are reached by no state; %u mutants, %u of them the "
	       "same, "
	       "%u searches given up\n",
	       el2_row_count, waiting, unreached, n.made, n.same, mutants_given_up);
	printf("%u of %u killed (%.2f%%)\n", n.killed, n.made - n.same, 100.0 * n.killed / (n.made - n.same));
	return unreached || n.killed < (n.made - n.same) * 0.98;
}

int main(int argc, char **argv)
{
	size_t tests = (size_t)(solve_next_row(&el2_tests[el2_rows[el2_row_count - 1].first]) - el2_tests);
	const char *what = argc > 1 ? argv[1] : "";
	FILE *out = NULL;

	mutants_find_instructions();
	if (!strcmp(what, "--check") && argc == 3)
		return mutants_check(argv[2]) != 0;
	if (writable(el2_rows, el2_row_count * sizeof *el2_rows) || writable(el2_tests, tests * sizeof *el2_tests)) {
		perror("mprotect");
		return 5;
	}
	if (!strcmp(what, "--record") && argc == 3) {
		out = fopen(argv[2], "w");
		if (!out) {
			perror(argv[2]);
			return 5;
		}
		fputs("# Written by ./dev oracle mutants --record; tests/oracle/mutants/record.c says how to read "
		      "it.\n",
		      out);
	} else if (*what && (strcmp(what, "-v") || argc > 2)) {
		fprintf(stderr, "usage: oracle_mutants [-v | --record OUT | --check FILE]\n");
		return 2;
	}
	int status = break_all(!strcmp(what, "-v"), out);

	if (out && fclose(out)) {
		perror(argv[2]);
		return 5;
	}
	return status;
}
