/* SPDX-License-Identifier: MIT */
/* What the options describe: a CPU, a boot, the state in which its host runs, and its hypervisor. */
#ifndef EL2TRAP_CLI_SESSION_H
#define EL2TRAP_CLI_SESSION_H

#include "policy/own.h"
#include "snippet/options.h"

/* A policy that a user brought, read: good until the command ends. */
struct cli_policy {
	const char *path;
	el2_hypervisor driver; /* without its context, which is the session's */
	const void *own;       /* el2_policy_context.own */
	const el2_policy_rows *rows; /* of one that is data, the same; NULL: it is code */
};

/*
 * Reads the file of --policy. What it may hold, shared objects and JSON, is the command's to know, which names its
 * reader before the first session. `code`: shared objects, too.
 */
typedef el2_status cli_policy_reader(const char *path, bool code, const struct cli_policy **policy, el2_error *error);
void cli_session_set_policy_reader(cli_policy_reader *reader);

/* Points into itself: do not copy. Owns no memory beyond itself. */
struct cli_session {
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;             /* of the host or the guest, with the overrides, at the Exception level asked for */
	bool has_guest;
	el2_guest guest;             /* has_guest: the one whose state and kernel these are */
	unsigned kernel_el;          /* Exception level of the kernel that is asked: the host's, or the guest's */
	el2_hypervisor kernel;       /* of the boot, of the recording, or of the guest */
	const struct cli_policy *own; /* of --policy, or NULL */
	el2_policy_context context;  /* of own */
	el2_hypervisor driver;       /* who is asked: own, else kernel */
	const el2_hypervisor *hypervisor; /* &driver; NULL with --no-hypervisor */
};

/*
 * Boot as the options say. EL2_ERR_USAGE: --el 1 where the host's kernel runs at EL2 and leaves EL1 to guests; a guest
 * that KVM would not make. options->cmdline must outlive the session.
 */
el2_status cli_session_open(struct cli_session *session, const struct cli_options *options, el2_error *error);

/* The same, without a warning of words that the kernel would ignore. */
el2_status cli_session_make(struct cli_session *session, const struct cli_options *options, el2_error *error);

/* Make kernel, or the policy that a user brought (NULL: none), the one who is asked. `asked` false: nobody is. */
void cli_session_ask(struct cli_session *session, const struct cli_policy *own, bool asked);

/*
 * Put overrides into a state, HCR_EL2 first: fields go by the layout that its E2H makes. EL2_ERR_USAGE: a field that the
 * layout in force does not have; *at (may be NULL) is the override's number then.
 */
el2_status cli_overrides_apply(const struct cli_override *overrides, size_t count, el2_state *state, size_t *at,
			       el2_error *error);

/* "normal,mte", "host", as --guest takes it, into buffer, which is returned. */
const char *cli_session_guest(const struct cli_session *session, char *buffer, size_t size);

/* "7.0 (protected-hvhe, MTE off)", "..., policy gmid-answered" into buffer, which is returned. */
const char *cli_session_name(const struct cli_session *session, char *buffer, size_t size);

#endif
