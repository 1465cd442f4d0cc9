/* SPDX-License-Identifier: MIT */
/* What `esr` tells of one syndrome. */
#ifndef EL2TRAP_CLI_ESR_PAGE_H
#define EL2TRAP_CLI_ESR_PAGE_H

#include "cli/show/call.h"
#include "explore/explore.h"

/* Another instruction whose exceptions have the same syndrome. */
struct cli_esr_same {
	const char *op;
	uint64_t count; /* words */
};

#define CLI_ESR_SAME_MAX 48

/* Pages that a memory abort may be about, which a syndrome does not tell. */
enum cli_esr_page { CLI_ESR_PAGE_HOST = 0, CLI_ESR_PAGE_MAPPED, CLI_ESR_PAGE_OTHER, CLI_ESR_PAGES };

struct cli_esr {
	uint64_t esr, far, hpfar;
	bool has_far, has_hpfar;
	unsigned to; /* Exception level that took it */
	el2_esr_parts parts;
	/* the one instruction that it names */
	bool has_insn;
	el2_insn insn;
	/* from the host's Exception level under the boot */
	unsigned el;
	bool judged;         /* `verdict` is written: what that instruction comes to there */
	el2_verdict verdict;
	size_t sender_count;
	el2_sender senders[EL2_SENDERS_MAX];
	el2_response answers[EL2_SENDERS_MAX]; /* what the handler makes of it where that control sends it */
	bool answered;                         /* `answers` are written */
	size_t same_count;
	struct cli_esr_same same[CLI_ESR_SAME_MAX];
	uint64_t same_words; /* of all, those that are not listed too */
	bool by_page;        /* an abort: what is made of it is in `pages`, by whose the page is; else: */
	el2_response pages[CLI_ESR_PAGES];
	bool asked;          /* `response`: what the handler makes of it, with the registers as the boot leaves them */
	el2_response response;
};

void cli_esr_print(const struct cli_call *call, const struct cli_session *session, const struct cli_esr *esr);
void cli_esr_json(struct cli_call *call, const struct cli_esr *esr);

/* A page: up to its first syndrome, and a syndrome; cli_html_finish() ends it. */
void cli_esr_html_begin(FILE *out, const struct cli_session *session);
void cli_esr_html(FILE *out, const struct cli_esr *esr);

/* "HCR_EL2.TID5=1", into buffer, which is returned. */
const char *cli_esr_sender_text(const el2_sender *sender, char *buffer, size_t size);

/* "a page of the host's, mapped: ", by enum cli_esr_page. */
const char *cli_esr_page_text(unsigned page);

#endif
