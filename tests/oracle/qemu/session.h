/* SPDX-License-Identifier: MIT */
/* One machine's cases: QEMUs side by side, every answer compared, results that do not depend on how many there were. */
#ifndef ORACLE_QEMU_SESSION_H
#define ORACLE_QEMU_SESSION_H

#include "tests/oracle/qemu/known.h"
#include "tests/oracle/qemu/qemu.h"

struct oq_options {
	const char *qemu;  /* program */
	const char *image; /* the guest */
	const char *known; /* known.csv */
	const char *only;  /* a machine's name, or NULL for all */
	uint64_t seed;
	uint64_t cases; /* of all machines together */
	unsigned sweep; /* the only one; OQ_SWEEPS: all */
	uint64_t one;   /* the case to show; */
	bool show_one;  /* if there is one */
	unsigned jobs;
	unsigned patience; /* seconds */
	unsigned version;  /* of QEMU, major * 100 + minor */
	bool json, quiet;
};

/* The words of a command line that repeats a case, for "%s%s". */
#define SWEEP_OPTION(s)                                                                                                \
	(s)->options->sweep < OQ_SWEEPS ? " --sweep " : "",                                                            \
		(s)->options->sweep < OQ_SWEEPS ? oq_sweep_name((s)->options->sweep) : ""

struct oq_cell {
	uint64_t agree, known, open;
};

/* A case with a difference that no row of known.csv names. */
struct oq_open {
	struct oq_about about;
	struct oq_differences differences;
};

struct oq_result {
	uint64_t ran, agree, known, open, unreachable;
	double seconds;
	struct oq_cell cells[OQ_MAX_INSNS][OQ_SWEEPS];
	uint64_t named[OQ_KNOWN_MAX];   /* cases that a known row was needed for */
	uint64_t applied[OQ_KNOWN_MAX]; /* cases that it could have been needed for */
	struct oq_open *opens;          /* ascending */
	size_t open_count;
};

struct oq_session {
	const struct oq_options *options;
	const struct qemu_machine *machine;
	char label[32]; /* "7.2-on" */
	el2_cpu cpu;
	struct oq_generator generator;
	struct oq_known known;
	struct oq_result result;
};

/* Start one QEMU to see what it is, and find the model's CPU. EL2_ERR_UNSUPPORTED if there is none. */
el2_status oq_session_open(struct oq_session *s, const struct oq_options *o, const struct qemu_machine *machine,
			   el2_error *error);

/* Run cases 0 to count - 1. After a failure `result` holds what was compared before. */
el2_status oq_session_run(struct oq_session *s, uint64_t count, el2_error *error);

/* Run one case, and print it with both answers; with options->json print what `el2trap step` takes, and do not run it.
 * *differs: they disagree. */
el2_status oq_session_show(struct oq_session *s, uint64_t number, bool *differs, el2_error *error);

/* A case as a line for `el2trap step`: its first instruction. */
void oq_step_line(const struct oq_case *c, const struct oq_about *about);

/* Let the batches in hand finish, and start no more; from a signal handler, too. */
void oq_session_interrupt(void);

void oq_session_close(struct oq_session *s);

/* A known row that no difference needed although 2000 cases or more could have: it has disappeared. */
bool oq_disappeared(const struct oq_session *s, unsigned row);

#endif
