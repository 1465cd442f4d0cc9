/* SPDX-License-Identifier: MIT */
/* Work in pieces that know nothing of each other, in threads, with a progress line. */
#ifndef EL2TRAP_CLI_JOBS_H
#define EL2TRAP_CLI_JOBS_H

#include "snippet/snippet.h"

/* How many threads `jobs` of --jobs are, of `count` pieces. */
unsigned cli_jobs_threads(unsigned jobs, uint64_t count);

/* Do the nth piece; false ends the work. Called from several threads at once. */
typedef bool (*cli_piece)(void *context, uint64_t n);

/*
 * Do pieces 0 to count - 1 (UINT64_MAX: until one is false), each once, in any order, in `jobs` threads (0: as many as
 * there are processors). Results belong to pieces, so that they do not depend on the number of threads. False if a
 * piece failed, or there was no thread.
 */
bool cli_jobs(const struct cli_options *options, const char *what, unsigned jobs, uint64_t count, cli_piece piece,
	      void *context);

/* "--jobs": 1 to 1024. */
el2_status cli_parse_jobs(const char *value, unsigned *jobs, el2_error *error);

#endif
