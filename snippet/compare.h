/* SPDX-License-Identifier: MIT */
/*
 * Same or not? One snippet, instruction by instruction, under two boots or CPUs; what the host can observe to differ.
 *
 *   compare.c         the two machines, side by side, and where they differ
 *   compare_report.c  text and JSON
 */
#ifndef EL2TRAP_CLI_COMPARE_H
#define EL2TRAP_CLI_COMPARE_H

#include "snippet/snippet.h"

/* One thing that differs after an instruction. */
struct cli_difference {
	char what[24]; /* "outcome", "x0", "ESR", "memory", ... */
	char text[2][48];
};

#define CLI_DIFFERENCES_MAX 24

/* An instruction after which something new differs, or that one side does not model. */
struct cli_compared {
	uint64_t pc;
	el2_insn insn;
	unsigned el;
	bool unmodelled; /* on one side at least: its state was left alone on both */
	el2_verdict verdict[2];
	size_t count;
	struct cli_difference difference[CLI_DIFFERENCES_MAX];
};

/* Sees each instruction that differs, in order. */
typedef void (*cli_compare_sink)(void *context, const struct cli_compared *at);

struct cli_compare_result {
	char boot[2][128];
	uint64_t executed, differ, unmodelled;
	const char *end; /* why it ended */
	bool parted;     /* the two went different ways */
};

/* Run the program on both sides. `runs` are two runs whose options are parsed. */
el2_status cli_compare(const struct cli_snippet *snippet, const struct cli_program *program,
		       const struct cli_snippet_run runs[2], cli_compare_sink sink, void *context,
		       struct cli_compare_result *result, el2_error *error);

/* Compare a file as --as names two sides, and report it. Returns the exit code, or -1 with *error set. */
int cli_compare_file(struct cli_call *call, const char *path, const char *const as[2],
		     const struct cli_run_options *own, el2_error *error);

#endif
