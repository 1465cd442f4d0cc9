/* SPDX-License-Identifier: MIT */
/*
 * Line shapes: patterns with typed fields, and the small engine that matches them.
 *
 * In a pattern every character stands for itself, but:
 *   blank    one or more blanks or tabs
 *   ~        any number of them, none too
 *   %name    a field of fields.def
 *   {...}    may be missing (not nested)
 *   %%       a percent sign; so %~ %{ %}
 *   *        at the end: whatever follows. Without it the line must end here, blanks aside.
 */
#ifndef EL2TRAP_REPLAY_SHAPE_H
#define EL2TRAP_REPLAY_SHAPE_H

#include "replay/replay.h"

enum field {
#define EL2_FIELD(name, parser) FIELD_##name,
#include "replay/read/fields.def"
	FIELD_COUNT
};

struct text {
	const char *at;
	size_t length;
};

/* What a line matched. Only fields of `present` are written. */
struct match {
	uint64_t present; /* bit per field */
	el2_known v[FIELD_COUNT];
	struct text text[FIELD_COUNT];
	const char *stop; /* furthest place reached by any attempt on this line */
};

static inline bool has(const struct match *m, enum field f)
{
	return m->present >> f & 1;
}

/* What a row is for. */
enum shape_part {
	SHAPE_LINE,   /* a whole line */
	SHAPE_PREFIX, /* the beginning of a line; a body follows */
	SHAPE_BODY,   /* what follows a prefix */
};

struct shape_row {
	uint8_t part; /* enum shape_part */
	uint8_t id;   /* of the format's own enum; what its handler switches on */
	const char *pattern;
	const char *source;
};

/* A compiled pattern: steps, borrowed from nothing. */
struct shape_step {
	uint8_t op;
	uint8_t arg; /* literal character, field, or steps to skip */
};

#define SHAPE_STEPS 160
#define SHAPE_ANY   '\0'

struct shape {
	const struct shape_row *row;
	uint64_t hits;
	uint8_t count;
	char first; /* the character with which a match begins; SHAPE_ANY: any */
	struct shape_step steps[SHAPE_STEPS];
};

/* False: the pattern is wrong (a bug of ours, found by the unit test). */
bool el2_shape_compile(struct shape *shape, const struct shape_row *row);

/* Match at *at; on success *at is behind what matched. Bodies and lines must match up to `end`. */
bool el2_shape_match(const struct shape *shape, const char **at, const char *end, struct match *match);

/* Compare a text with a C string. */
bool text_is(struct text text, const char *word);
bool text_starts(struct text text, const char *word);

/* Where `word` stands in the text; NULL. */
const char *text_find(struct text text, const char *word);

#endif
