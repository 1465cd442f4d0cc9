/* SPDX-License-Identifier: MIT */
/*
 * A trace for Perfetto (ui.perfetto.dev, trace_processor): its own format, protobuf packets, of which a small part is
 * written: tracks of processes and threads, slices and instants on them, and what is to be said of each. Texts that
 * come again are written once.
 */
#ifndef EL2TRAP_CLI_PERFETTO_H
#define EL2TRAP_CLI_PERFETTO_H

#include "decoder/decoder.h"

struct cli_perfetto;

/* What an event is, by the format's numbers. */
enum cli_perfetto_type { CLI_PERFETTO_BEGIN = 1, CLI_PERFETTO_END = 2, CLI_PERFETTO_INSTANT = 3 };

/* NULL: *error says why. */
struct cli_perfetto *cli_perfetto_create(const char *path, el2_error *error);

/* Write what is left and close; NULL is fine. EL2_ERR_SYSTEM: not all of it was written. */
el2_status cli_perfetto_close(struct cli_perfetto *perfetto, el2_error *error);

/* Name a process, and a thread of it. Numbers count from 1. */
void cli_perfetto_process(struct cli_perfetto *perfetto, uint32_t pid, const char *name);
void cli_perfetto_thread(struct cli_perfetto *perfetto, uint32_t pid, uint32_t tid, const char *name);

/* Begin an event at a time in nanoseconds; name and category may be NULL, of an END say. Then what is to be said of it, and
 * its end. Bytes that are no printable ASCII become '?'. */
void cli_perfetto_event(struct cli_perfetto *perfetto, uint32_t pid, uint32_t tid, uint64_t time,
			enum cli_perfetto_type type, const char *name, const char *category);
void cli_perfetto_text(struct cli_perfetto *perfetto, const char *key, const char *value);
void cli_perfetto_number(struct cli_perfetto *perfetto, const char *key, uint64_t value);
void cli_perfetto_hex(struct cli_perfetto *perfetto, const char *key, uint64_t value);
void cli_perfetto_end(struct cli_perfetto *perfetto);

#endif
