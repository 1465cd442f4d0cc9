/* SPDX-License-Identifier: MIT */
/*
 * A reader of JSON that stays where the line is: no tree, no allocation, a table of keys per object. For records, of
 * which a million a second come by. Values are strings, integers, true and false, and objects of such; null, fractions
 * and arrays are understood only where a value is skipped.
 */
#ifndef EL2TRAP_REPLAY_JSON_READ_H
#define EL2TRAP_REPLAY_JSON_READ_H

#include "replay/read/shape.h"

#define JSON_TEXT 512 /* of a string with escapes */

struct json {
	const char *at, *end;
	const char *mark; /* what was read last: where an error is */
	char text[JSON_TEXT];
};

/* Each reads what stands at json->at, blanks before it included. False: it is none. */
bool read_punctuation(struct json *j, char c);
bool read_string(struct json *j, struct text *text); /* valid until the next string with escapes */
bool read_integer(struct json *j, int64_t *value);
bool read_bool(struct json *j, bool *value);
bool read_skip(struct json *j); /* any value, to a depth of 16 */
bool read_end(struct json *j);

/* A key of an object: `set` reads its value into `target`. */
struct read_key {
	const char *name;
	bool (*set)(struct json *j, void *target);
};

/* An object with keys of the table, each at most once; of at most 32. False: not one; j->mark is where. */
bool read_object(struct json *j, const struct read_key *keys, void *target);

#endif
