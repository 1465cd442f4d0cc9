/* SPDX-License-Identifier: MIT */
/*
 * A case of `step`: the keys of `check`, and a full machine state. {"x":{"0":"0x.."},"sp":"0x..","pc":"0x..",
 * "pstate":"0x..","regs":{"GCR_EL1":"0x.."},"mem":[{"at":"0x..","size":64,"data":"00..","tags":"0f","attr":"tagged",
 * "perm":"rwxu","s2":"host"}],"walk":true}.
 */
#ifndef EL2TRAP_CLI_STEP_CASE_H
#define EL2TRAP_CLI_STEP_CASE_H

#include "cli/case/case.h"
#include "cli/show/json.h"
#include "cli/case/boots.h"
#include "model/machine.h"

/* The state before and after, and the memory before. Made once, used for every case. */
struct cli_step {
	el2_state state, before;
	el2_memory *memory;
	struct cli_step_page {
		uint64_t address;
		unsigned char data[EL2_PAGE_SIZE];
		uint8_t tags[EL2_PAGE_GRANULES];
	} *pages;
	size_t page_count, page_capacity;
};

/* EL2_ERR_INTERNAL when out of memory. Free with cli_step_close(). */
el2_status cli_step_open(struct cli_step *step, el2_error *error);
void cli_step_close(struct cli_step *step);

/* Read the current line into *test, and into step->state and memory, which begin as the state of the case's boot,
 * *session, and empty. */
el2_status cli_step_parse(struct cli_step *step, struct cli_boots *boots, const struct cli_lines *lines,
			  struct cli_case *test, struct cli_session **session, el2_error *error);

/* What differs from the state before, as keys of an object that is open: x, sp, pc, pstate, regs, mem. */
void cli_step_write_changes(const struct cli_step *step, struct cli_json *j);

#endif
