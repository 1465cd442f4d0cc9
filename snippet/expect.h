/* SPDX-License-Identifier: MIT */
/* What is expected of a verdict, in the comments of a snippet or in a JSON case. */
#ifndef EL2TRAP_SNIPPET_EXPECT_H
#define EL2TRAP_SNIPPET_EXPECT_H

#include "model/model.h"

/* What is expected; what was not given is not compared. */
struct cli_expected_exception {
	int el;       /* -1: not given */
	int ec;       /* -1 */
	int vector;   /* -1 */
	bool has_esr, has_spsr, has_pstate;
	uint64_t esr, spsr, pstate;
};

#define CLI_EXPECTED_EXCEPTION_NONE {-1, -1, -1, false, false, false, 0, 0, 0}

struct cli_expect {
	bool given;
	int verdict;         /* el2_verdict_kind, -1: not given; so the next ones */
	int origin;
	int effect;
	int to_el;
	int unpredictable;
	char handler[32];    /* "": not given */
	struct cli_expected_exception any, taken, delivered; /* any: `ec` and `esr` of the exception taken first */
};

/* Compare. Writes what differs into `text` ("verdict is pass, expected undef; ..."), empty if nothing does. */
bool cli_expect_met(const struct cli_expect *expect, const el2_verdict *verdict, char *text, size_t size);

#endif
