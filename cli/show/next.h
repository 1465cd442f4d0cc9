/* SPDX-License-Identifier: MIT */
/* What a CPU with one feature more would add under a boot. */
#ifndef EL2TRAP_CLI_SHOW_NEXT_H
#define EL2TRAP_CLI_SHOW_NEXT_H

#include "cli/show/call.h"
#include "explore/explore.h"
#include "snippet/snippet.h"

/* Words that come to another end than on the CPU as it is, for one reason. */
struct cli_next_line {
	el2_audit_answer answer; /* of the first class */
	uint64_t words[2];       /* at EL0, at EL1 */
	char outcome[64];
	char before[64];         /* "" where the words were UNDEFINED */
	char control[384], when[256];
	char names[512];         /* the first of them, "... and 3 more" */
	size_t name_count;
};

/* One feature. */
struct cli_next {
	el2_feature feature;
	char programs[512]; /* what the kernel writes into registers of EL2 for it; "": nothing */
	struct cli_next_line *lines;
	size_t count;
	bool panics;
};

/* Ask: the boot of *session on its CPU with `feature`, against `before`, the audit of it as it is. lines is the caller's to free.
 * *there is false if the CPU has it, no CPU can, or the host would be elsewhere. False: out of memory. */
bool cli_next_ask(const struct cli_session *session, const el2_audit *before, el2_feature feature, bool polite,
		  struct cli_next *next, bool *there);

void cli_next_text(const struct cli_output *out, const struct cli_next *next);
void cli_next_json(struct cli_call *call, const struct cli_next *next);

/* A feature is a case of JUnit XML, which fails if something panics; and all of them as a page. `nexts` are those that are there. */
el2_status cli_next_junit(const char *path, const struct cli_next *nexts, size_t count, el2_error *error);
el2_status cli_next_html(const char *path, const struct cli_session *session, const struct cli_next *nexts, size_t count,
			 el2_error *error);

#endif
