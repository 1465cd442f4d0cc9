/* SPDX-License-Identifier: MIT */
/*
 * Events of a replay as its page has them: kinds, which are alike in all that one can filter by, each with its count and
 * its first event; and single events, all of a short trace, of a long one each nth beside those that disagree or change.
 * Their size does not grow with the trace.
 */
#ifndef EL2TRAP_CLI_REPLAY_KINDS_H
#define EL2TRAP_CLI_REPLAY_KINDS_H

#include "replay/replay.h"

#define REPLAY_KINDS  4096
#define REPLAY_POINTS 16384
#define REPLAY_KEPT   4096 /* single events that are kept for what they are */
#define REPLAY_FILES  64

struct replay_kind {
	/* what makes the kind */
	char reason[40];
	uint32_t cpu;
	uint16_t sysreg;
	uint8_t outcome, unknown;
	uint8_t verdict; /* el2_verdict_kind plus 1; 0: none */
	uint8_t origin;
	bool changes;
	char other[128]; /* what if: what the other boot makes of it */
	/* what is told of it */
	uint64_t count;
	char verdict_text[64], what[200];
	char recorded[EL2_EVENT_TEXT + 1], place[192]; /* of the first */
};

struct replay_point {
	uint64_t number, time, line;
	uint16_t kind, file;
	bool kept;
};

struct replay_kinds {
	struct replay_kind kind[REPLAY_KINDS]; /* the last one takes what finds no room */
	size_t count;
	uint16_t chain[2 * REPLAY_KINDS]; /* hash table: index plus 1 */
	struct replay_point point[REPLAY_POINTS];
	size_t point_count, kept;
	uint64_t stride; /* each stride-th event is there */
	char *file[REPLAY_FILES];
	size_t file_count;
};

/* NULL when out of memory; free takes NULL. */
struct replay_kinds *replay_kinds_new(void);
void replay_kinds_free(struct replay_kinds *kinds);

/* Count an event, the `number`th of all from 0, at a time; `other`: what another boot makes of it, where that differs. */
void replay_kinds_add(struct replay_kinds *kinds, const el2_event *event, const el2_judgement *judgement,
		      uint64_t number, uint64_t time, const char *other);

#endif
