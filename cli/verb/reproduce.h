/* SPDX-License-Identifier: MIT */
/*
 * reproduce --qemu: a finding of a recorded hypervisor on a kernel that is booted. What the recording comes to is known
 * first (reproduce_recorded.c); then the events are made those of the booted machine and executed there
 * (reproduce_live.c); both are told side by side (reproduce_tell.c).
 */
#ifndef EL2TRAP_CLI_VERB_REPRODUCE_H
#define EL2TRAP_CLI_VERB_REPRODUCE_H

#include "cli/case/finding.h"
#include "cli/show/call.h"
#include "recording/live.h"
#include "recording/moved.h"

#define CLI_LIVE_SHOWN 4u /* X0 on, of what an event comes to */
#define CLI_LIVE_PAGES 64u

enum cli_came {
	CAME_NOT_REACHED,
	CAME_BEHIND,
	CAME_EXCEPTION, /* to EL1 */
	CAME_PANIC,
	CAME_HANG,
	CAME_ELSEWHERE, /* a branch of EL1's */
	CAME_UNKNOWN,   /* `why` */
	CAME_NOT_PLAYED /* `why` */
};

/* What an event came to on one machine. */
struct cli_came_to {
	enum cli_came came;
	uint64_t x[31];
	uint64_t esr;    /* EXCEPTION: of EL1; PANIC: of EL2 */
	uint64_t vector; /* EXCEPTION */
	uint64_t pc;     /* PANIC, HANG: physical; ELSEWHERE: less where the event stands, if it is near */
	bool untold;     /* PANIC: it does not get to the host */
	char place[96];  /* PANIC, HANG: symbol, and offset of a panic */
	char why[224];
};

/* A page that EL2 changed with the last event, and its doublewords. */
struct cli_changed {
	uint64_t pa;
	uint8_t words[EL2_RECORDING_PAGE / 8 / 8];
};

struct cli_live_event {
	el2_event event, there; /* as found; with the numbers of the booted machine */
	const el2_hypercall *call;
	struct cli_came_to recorded, booted;
	bool has_page; /* EL2_EVENT_GUEST: the page is what the event makes of it */
	uint8_t page[EL2_RECORDING_PAGE];
};

struct cli_live {
	struct cli_call *call;
	el2_record_options record; /* how to boot */
	el2_fuzz *fuzz;
	const el2_recording *recording;
	const struct cli_finding *read;
	el2_finding *finding;
	bool broken; /* on the recording */
	struct cli_live_event event[EL2_STREAM_EVENTS];
	size_t count;
	uint64_t start[31], start_pc; /* X0 on, as recorded; where events stand */
	struct cli_changed changed[CLI_LIVE_PAGES];
	size_t changed_count, same_count, other_count; /* pages; doublewords that changed there, too; or did not */
	bool changed_full;
	uint8_t before[CLI_LIVE_PAGES][EL2_RECORDING_PAGE]; /* they, on the booted machine */
	el2_live *live;
	el2_moved moved;
	char stored_by[96], stored_to[32]; /* no-store: who wrote there, and where */
	char hangs[96];                  /* behind a panic: where EL2 is */
	char console[256], syndrome[96]; /* what the kernel printed of the panic */
	char verdict[320];
	bool same, told; /* it is broken there, too; that could be told at all */
};

/* Play on the recording: events and what they come to. */
el2_status cli_live_recorded(struct cli_live *l, el2_error *error);

/* Boot, and play there. */
el2_status cli_live_booted(struct cli_live *l, el2_error *error);

/* Who is right? Fills verdict, same, told; and tell it all. */
void cli_live_judge(struct cli_live *l);
void cli_live_tell(struct cli_live *l);

/* "__kvm_nvhe_handle_trap+0x12", of a physical address; without the offset if `function`. */
void cli_live_place(const el2_recording *recording, uint64_t pa, bool function, char *out, size_t size);

/* Does a number behind an event mean the same on both machines? */
bool cli_live_is_same(const struct cli_live *l, uint64_t recorded, uint64_t booted);

#endif
