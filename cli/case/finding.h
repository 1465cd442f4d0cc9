/* SPDX-License-Identifier: MIT */
/*
 * A finding as a folder: stream.jsonl, which `reproduce` and `minimize` read, and stream.s for people. The first line
 * of stream.jsonl tells the boot, in the keys of a case of `check`, and what was found; then an event a line:
 *
 *     {"el2trap":"stream","version":1,"promise":"no-panic","rule":"...","run":81,"events_found":5,"kernel":"7.2","cmdline":"...","config":"...",
 *      "cpu":"max","set":{"HCR_EL2":"0x..."}}
 *     {"word":"0xd53810c0","text":"mrs x0, gcr_el1","el":1,"x":{"9":"0x..."}}
 *
 * Of a recorded hypervisor it names the kernel as "hypervisor", in place of the keys of a boot: the file is the user's.
 * So is that of a policy of the user's own, which is named as "policy". What was denied is "deny", a list of texts;
 * "invariant" names that of a shared object, which is the user's, too.
 */
#ifndef EL2TRAP_CLI_FINDING_H
#define EL2TRAP_CLI_FINDING_H

#include "cli/case/boots.h"
#include "cli/case/invariant.h"
#include "cli/show/json.h"
#include "explore/fuzz.h"

/* What was read: the boot is `boots`' own. */
struct cli_finding {
	unsigned promise;
	char rule[96];
	uint64_t run, found_count; /* as of el2_finding; 0: it does not say */
	el2_stream stream;
	struct cli_session *session;
	el2_state state; /* of the boot, with the overrides of "set" */
	struct cli_denied denied;
	char invariant[64]; /* "": none */
};

/* What it holds besides. */
void cli_finding_free(struct cli_finding *finding);

/* "no-panic-mrs-gcr_el1.el1.trap" into buffer: the name of a finding's folder. */
const char *cli_finding_name(const el2_finding *finding, char *buffer, size_t size);

/* Write the folder, made where it is missing with those above it; what is there already is replaced whole.
 * EL2_ERR_SYSTEM: the system's reason. */
el2_status cli_finding_write(const char *folder, const struct cli_session *session,
			     const struct cli_invariant *promised, const el2_finding *finding, el2_error *error);

/* EL2_ERR_INPUT at the line that is wrong. `boots` are open, and outlive the finding. */
el2_status cli_finding_read(const char *folder, struct cli_boots *boots, struct cli_finding *finding, el2_error *error);

/* The same of one file: `text` is in it, or what was there before. */
el2_status cli_finding_put(const char *folder, const char *name, const char *text, size_t length, el2_error *error);

/* "set": the registers that are other than the boot leaves them, if any. Into an object that is open. */
void cli_json_set(struct cli_json *j, const struct cli_session *session);

/* el2_opinion of an el2_unicorn. */
bool cli_unicorn_step(void *unicorn, el2_state *state, el2_memory *memory, const el2_insn *insn);

/* A Unicorn if EL2_PROMISE_SAME_RESULT is among the promises, else NULL. EL2_ERR_UNSUPPORTED: there is none. */
el2_status cli_unicorn_open(unsigned promises, el2_unicorn **unicorn, el2_error *error);

/* The promises that can be asked of a boot; 0: none. */
unsigned cli_finding_promises(const struct cli_session *session);

#endif
