/* SPDX-License-Identifier: MIT */
/* An event of a stream: as JSON, read and written, as a line of text, as assembly. docs/formats/streams.md */
#ifndef EL2TRAP_CLI_CASE_EVENT_H
#define EL2TRAP_CLI_CASE_EVENT_H

#include "cli/case/cases.h"
#include "cli/show/json.h"
#include "explore/fuzz.h"

#include <stdio.h>

/* Its keys, into an object that is open. `n`: which one of its stream it is, from 0. */
void cli_json_event(struct cli_json *j, const el2_event *event, size_t n);

/* The line in hand is one. EL2_ERR_INPUT at what is wrong. */
el2_status cli_stream_event_read(const struct cli_lines *lines, el2_event *event, el2_error *error);

/* A line without its end; lines that assemble, or comments. */
void cli_stream_event_text(FILE *file, const el2_event *event, size_t n);
void cli_stream_event_assembly(FILE *file, const el2_event *event, size_t n);

#endif
