/* SPDX-License-Identifier: MIT */
/* What an audit found, in words. */
#ifndef EL2TRAP_CLI_SHOW_AUDIT_H
#define EL2TRAP_CLI_SHOW_AUDIT_H

#include "snippet/snippet.h"
#include "cli/show/output.h"
#include "cli/show/call.h"
#include "explore/explore.h"

/* "HCR_EL2.TID5=1", the controls of EL2 and EL3 that the deciding rule names and their values; "" if there is none. */
const char *cli_audit_control(const struct cli_session *session, const el2_audit_answer *answer, char *text, size_t size);

/* "PMUSERENR_EL0.EN=1 ...": what EL1 has to set first; "" where its registers do it as they are. */
const char *cli_audit_when(const el2_audit_answer *answer, char *text, size_t size);

/* "MRS GCR_EL1", "SVE": what the words of a group are. */
const char *cli_audit_name(const el2_insn *insn, char *text, size_t size);

/* "panic", "undef injected", "trap EL2 smc": the answer in a few words. */
const char *cli_audit_outcome(const el2_audit_answer *answer, char *text, size_t size);

void cli_audit_text_group(const struct cli_output *out, const struct cli_session *session,
			  const el2_audit_group *group);
/* Into an object that is open: el, op, register, class, count, word, text of words that are told as one. */
void cli_audit_json_words(struct cli_json *j, unsigned el, const el2_insn *insn, uint64_t count);

/* An answer as an object: verdict and what belongs to it, handler, action or why. */
void cli_audit_json_answer(struct cli_json *j, const char *key, const el2_audit_answer *answer);

void cli_audit_json_group(struct cli_call *call, const struct cli_session *session, const el2_audit_group *group);

/* One page with all groups, filter and search. EL2_ERR_SYSTEM when it cannot be written. */
el2_status cli_audit_write_html(const char *path, const struct cli_session *session, const el2_audit *audit,
				el2_error *error);

#endif
