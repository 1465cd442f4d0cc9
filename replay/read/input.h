/* SPDX-License-Identifier: MIT */
/* Sources of bytes, and lines cut from them. */
#ifndef EL2TRAP_REPLAY_INPUT_H
#define EL2TRAP_REPLAY_INPUT_H

#include "replay/replay.h"

/* Longest part of a line that is kept; the rest is skipped, so memory stays what it is. */
#define INPUT_LINE_MAX (1u << 16)
#ifndef INPUT_BUFFER
#define INPUT_BUFFER (1u << 20) /* at least twice the line */
#endif

/* What a source can tell beyond its bytes. */
struct input_info {
	uint64_t size; /* of the file, compressed as it is; 0: unknown */
	uint64_t done;
	bool truncated;
};

/*
 * A file or standard input ("-") as a source, decompressed if its first bytes say gzip, zstd or trace.dat. *info is
 * written while it is read, and must outlive the source.
 */
el2_status input_open(el2_source *source, struct input_info *info, const char *path, el2_error *error);

/* Wrap a source of compressed bytes, which the new one owns then, even on failure. */
el2_status input_gzip(el2_source *source, struct input_info *info, const char *name, el2_error *error);
el2_status input_zstd(el2_source *source, struct input_info *info, const char *name, el2_error *error);

/* A trace.dat as the text of `trace-cmd report`. */
el2_status input_trace_dat(el2_source *source, const char *path, el2_error *error);

/* Bytes in memory. */
el2_status input_memory(el2_source *source, const void *data, size_t size, el2_error *error);

/* A source of text: UTF-16 becomes UTF-8. The new source owns the old one; on failure nothing has changed. */
el2_status input_text(el2_source *source, el2_error *error);

/* Lines of a source. They end with \n, \r\n or \r. */
struct lines {
	el2_source source;
	char *buffer;
	size_t begin, end;
	bool at_end, failed;
	el2_error failure;
	bool lent; /* the current line is in its reader's hands */
	bool cut;  /* and is longer than that */
	size_t lent_length;
	uint64_t number; /* of the current line */
	uint64_t bytes;  /* before it */
};

el2_status lines_open(struct lines *lines, const el2_source *source, el2_error *error);

/* The next line, without its end, at most INPUT_LINE_MAX of it, which may be changed in place; *end: there is none. An error is told once, after
 * what was read before it. */
el2_status lines_next(struct lines *lines, char **text, size_t *length, bool *end, el2_error *error);
void lines_close(struct lines *lines);

#endif
