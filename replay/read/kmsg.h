/* SPDX-License-Identifier: MIT */
/* The kernel's log: lines by what they are, and the block that is open. */
#ifndef EL2TRAP_REPLAY_KMSG_H
#define EL2TRAP_REPLAY_KMSG_H

#include "replay/read/reader.h"

enum {
	/* guests: kmsg_guest.c */
	KMSG_ACCESS,
	KMSG_ACCESS32,
	KMSG_ENCODING,
	KMSG_GUEST_FAULT,
	KMSG_GUEST_CLASS,
	/* EL2: kmsg_hyp.c */
	KMSG_MODE,
	KMSG_MODE_HYP,
	KMSG_MODE_PROTECTED,
	KMSG_HYP_AT,
	KMSG_HYP_INVALID,
	KMSG_HYP_FRAME,
	KMSG_NOTE,
	KMSG_HYP_PANIC,
	KMSG_HYP_PS,
	KMSG_HYP_FAR,
	KMSG_HYP_VCPU,
	/* the kernel itself: kmsg_oops.c */
	KMSG_UNABLE,
	KMSG_FAULT,
	KMSG_ESR,
	KMSG_DIE,
	KMSG_UNHANDLED,
	KMSG_SERROR,
	KMSG_OVERFLOW,
	KMSG_OVERFLOW_ESR,
	KMSG_USER,
	KMSG_USER_UNDEF,
	KMSG_PANIC,
	KMSG_PC,
	KMSG_PSTATE,
	KMSG_X,
	KMSG_CODE,
	KMSG_END,
};

void kmsg_guest(struct el2_trace *trace, unsigned id, const struct match *match);
void kmsg_hyp(struct el2_trace *trace, unsigned id, const struct match *match);
void kmsg_oops(struct el2_trace *trace, unsigned id, const struct match *match);

/* Begin a block at this line; what was open before is complete. */
void kmsg_begin(struct el2_trace *trace, enum kmsg_open open, el2_event_kind kind, const char *reason);

/* What is open is complete. */
void kmsg_flush(struct el2_trace *trace);

/* The same of an oops: its registers become those that its instruction names. */
void kmsg_oops_end(struct el2_trace *trace);

/* The code that took the exception, by its PSTATE. */
void kmsg_from(el2_event *event, uint64_t spsr);

/* The word in parentheses of a line "Code: "; false if it was not readable. */
bool kmsg_code(struct text code, uint32_t *word);

/* Does a line speak of a panic or an oops? */
bool kmsg_alarms(struct text line);

#endif
