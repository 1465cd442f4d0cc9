/* SPDX-License-Identifier: MIT */
/* What a sweep found, in few sentences: which boots, and what panics there. */
#ifndef EL2TRAP_CLI_SHOW_SWEEP_H
#define EL2TRAP_CLI_SHOW_SWEEP_H

#include "cli/show/swept.h"
#include "cli/show/call.h"

/* Classes that panic in the same boots for the same reason. */
struct cli_sweep_line {
	const struct cli_sweep_item *items; /* those of the sweep, by number */
	uint32_t *numbers;
	size_t count;
	uint64_t words[2]; /* at EL0, at EL1 */
	size_t boots;
	uint8_t change; /* el2_sweep_change */
	char changed[128]; /* "arm64.nosve", "HCR_EL2.TIDCP=1"; "" */
	char cause[384];   /* "HCR_EL2.EnSCXT=0"; "" where the change says it */
	char when[256];    /* what EL1 sets */
	size_t cover_count;
	el2_sweep_cover *covers; /* which boots */
	char *where;             /* the same as text */
};

struct cli_sweep_lines {
	struct cli_sweep_line *line; /* those of the same boots one behind the other */
	size_t count;
	uint32_t *numbers; /* what the lines' point into */
};

/* Of a sweep that is sorted. False: out of memory. */
bool cli_sweep_say(const struct cli_sweep *sweep, struct cli_sweep_lines *lines);
void cli_sweep_lines_free(struct cli_sweep_lines *lines);

/* "EL1 MSR SCXTNUM_EL1, MRS SCXTNUM_EL1": what the words are, at most `most` names. */
const char *cli_sweep_names(const struct cli_sweep_line *line, size_t most, char *text, size_t size);

/* "as it boots", "with arm64.nosve ...", "with one field of EL2's registers changed" */
const char *cli_sweep_section(unsigned change);

void cli_sweep_text(const struct cli_output *out, const struct cli_sweep *sweep, const struct cli_sweep_lines *lines);
void cli_sweep_json(struct cli_call *call, const struct cli_sweep *sweep, const struct cli_sweep_lines *lines);
el2_status cli_sweep_junit(const char *path, const struct cli_sweep_lines *lines, el2_error *error);
el2_status cli_sweep_html(const char *path, const struct cli_sweep *sweep, const struct cli_sweep_lines *lines,
			  el2_error *error);

#endif
