/* SPDX-License-Identifier: MIT */
/*
 * The parts of fuzz: options (fuzz.c), threads that play blocks of runs (fuzz_run.c), what they found
 * (fuzz_found.c), a run's own file in the folder of its findings, by which shards are put together (fuzz_part.c), rules
 * that decided and those that could (fuzz_cover.c), a recorded hypervisor's code that was run (fuzz_code.c), what is told
 * of both (fuzz_reach.c), and the page of it all (fuzz_page.c).
 */
#ifndef EL2TRAP_CLI_VERB_FUZZ_H
#define EL2TRAP_CLI_VERB_FUZZ_H

#include "cli/case/finding.h"
#include "cli/case/without.h"
#include "cli/show/call.h"
#include "explore/import.h"

/* A finding that is told when all runs before it are done. */
struct cli_found {
	unsigned promise;
	el2_rule rule;
	char at[sizeof((el2_finding *)NULL)->at];
	uint64_t run;
	el2_verdict_kind verdict;
	uint8_t el;
	char *text; /* as it is told: lines of text or JSON */
	char *page; /* for --html: lines of text */
};

/* Streams of --corpus. */
struct cli_corpus {
	el2_stream_format format;
	const char **paths;
	size_t path_count;
	el2_stream *streams;
	size_t count, capacity;
	uint64_t hash; /* of all events */
};

/* How far it was: behind so many runs, or seconds. */
struct cli_moment {
	uint64_t seconds, runs;
	size_t rules, code;
};

#define CLI_MOMENTS 48u

struct cli_fuzz {
	struct cli_call *call;
	struct cli_session session;
	struct cli_without without; /* of EL2_PROMISE_LIKE_NO_MTE */
	struct cli_denied denied;
	const char *invariant_path; /* of --invariant; NULL: none */
	struct cli_invariant invariant;
	struct cli_corpus corpus;
	const char *folder;
	uint64_t seed, runs, seconds, length;
	unsigned promises; /* of --promise, or all that can be asked */
	unsigned jobs, shard, shards;
	bool merge, coverage;
	const char *html;
	/* what came of it */
	el2_fuzz_stats stats;                 /* `rules` are counted in `first` */
	uint64_t *first[EL2_RULES_MODEL + 1]; /* by table and row the run in which a rule decided; UINT64_MAX: none */
	bool *reachable[EL2_RULES_MODEL + 1]; /* of --coverage and --html */
	uint64_t *code;        /* by word of a recording's code the first run that came to it; UINT64_MAX: none */
	struct cli_moment moment[CLI_MOMENTS]; /* of --time: at each doubling of the seconds, and at the end */
	size_t moment_count;
	struct cli_found *found;              /* by cause; those told first */
	size_t found_count, found_capacity, told;
	size_t damaged; /* findings that --merge could not read */
};

/* A fuzzer of the options, for a session of theirs. `unicorn` is for it alone, and may be NULL where same-result is not
 * asked for; `lines` may be NULL where it plays no runs. NULL: out of memory. */
el2_fuzz *cli_fuzz_new(struct cli_fuzz *f, const struct cli_session *session, el2_unicorn *unicorn,
		       el2_fuzz_lines *lines);

/* Play. */
el2_status cli_fuzz_run(struct cli_fuzz *f, el2_error *error);

/* Add what a fuzzer has played; the rules that decided and the code that was run alone; one rule, in a run. */
void cli_fuzz_count(struct cli_fuzz *f, const el2_fuzz *fuzz);
void cli_fuzz_cover(struct cli_fuzz *f, const el2_fuzz *fuzz);
void cli_fuzz_decided(struct cli_fuzz *f, el2_rule rule, uint64_t run);

/* ---- --corpus (fuzz_corpus.c) ---- */

/* Name a file; read all that are named, into events at a level; forget. */
el2_status cli_corpus_add(struct cli_corpus *corpus, const char *path, el2_error *error);
el2_status cli_corpus_read(struct cli_corpus *corpus, unsigned el, el2_error *error);
void cli_corpus_free(struct cli_corpus *corpus);

/* ---- rules (fuzz_cover.c) ---- */

el2_status cli_cover_open(struct cli_fuzz *f, el2_error *error);
void cli_cover_close(struct cli_fuzz *f);

/* Find the rules that the boot can reach; those that decided are among them. And how many they are. */
el2_status cli_cover_find(struct cli_fuzz *f, el2_error *error);
size_t cli_cover_reachable(const struct cli_fuzz *f);

/* The nth rule that the boot can reach and that no event was decided by; 0 after the last. */
el2_rule cli_cover_missing(const struct cli_fuzz *f, size_t n);

/* How many rules decided in runs up to `run`. */
size_t cli_cover_until(const struct cli_fuzz *f, uint64_t run);

/* ---- a recorded hypervisor's code (fuzz_code.c); without one, nothing of all ---- */

/* A function: words of it, and how many of them were run. */
struct cli_function {
	const char *name; /* of the recording */
	size_t words, run;
};

/* Room for the code of a fuzzer's recording. */
el2_status cli_code_open(struct cli_fuzz *f, const el2_fuzz *fuzz, el2_error *error);

/* Add what a fuzzer has run; one word, in a run. */
void cli_code_cover(struct cli_fuzz *f, const el2_fuzz *fuzz);
void cli_code_ran(struct cli_fuzz *f, size_t word, uint64_t run);

/* How many words were run in runs up to `run`. */
size_t cli_code_until(const struct cli_fuzz *f, uint64_t run);

/* All functions, those first of which most was not run. To be freed; NULL: out of memory. */
struct cli_function *cli_code_functions(const struct cli_fuzz *f, size_t *count);

/* ---- what is told of rules and code (fuzz_reach.c) ---- */

/* How far it was in runs that halve from the last down to the first; how many that are. */
size_t cli_reach_curve(const struct cli_fuzz *f, struct cli_moment curve[CLI_MOMENTS]);

/* Note how far a run is, at each doubling of the seconds. */
void cli_reach_note(struct cli_fuzz *f, uint64_t seconds, uint64_t runs, bool last);

/* As lines of text, or keys of JSON. */
el2_status cli_reach_tell(struct cli_fuzz *f, el2_error *error);

/* All as a page (fuzz_page.c). */
el2_status cli_fuzz_write_page(const struct cli_fuzz *f, el2_error *error);

/* Is that the first of its cause so far, by number of the run? */
bool cli_found_is_first(const struct cli_fuzz *f, const el2_finding *finding);

/* Keep a finding, small as it is to be, in place of one of the same cause in a later run; and in the folder. */
el2_status cli_found_keep(struct cli_fuzz *f, const el2_finding *finding, el2_error *error);

/* Tell findings of runs below `run`, in order. No finding of a run below it may come afterwards. */
void cli_found_tell(struct cli_fuzz *f, uint64_t run);
void cli_found_free(struct cli_fuzz *f);

/* The run's own file in its folder. Without a folder, nothing. */
el2_status cli_part_write(const struct cli_fuzz *f, el2_error *error);

/* Read the folders of shards of one run, and keep what is in them. Findings that cannot be read are told and counted.
 */
el2_status cli_part_merge(struct cli_fuzz *f, el2_error *error);

#endif
