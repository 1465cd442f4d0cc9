/* SPDX-License-Identifier: MIT */
/* audit --diff */
#ifndef EL2TRAP_CLI_VERB_AUDIT_DIFF_H
#define EL2TRAP_CLI_VERB_AUDIT_DIFF_H

#include "cli/show/audit_deny.h"
#include "cli/show/call.h"
#include "cli/show/report.h"
#include "explore/explore.h"

/*
 * Show what differs between two audits, as text or JSON. Classes with one name and the same change are told as one. A
 * change is a case of `report` (NULL: none is wanted): it fails where the second boot has what is denied, or, if nothing
 * is, a panic, and the first had not. Returns how many fail for what is denied: without --deny none does.
 */
uint64_t cli_audit_diff(struct cli_call *call, const el2_audit *before, const el2_audit *after,
			const struct cli_denied *denied, struct cli_report *report);

#endif
