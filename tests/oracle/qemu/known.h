/* SPDX-License-Identifier: MIT */
/* Known disagreements: known.csv, in the format of tests/data/qemu-disagreements.csv. */
#ifndef ORACLE_QEMU_KNOWN_H
#define ORACLE_QEMU_KNOWN_H

#include "tests/oracle/qemu/compare.h"

#define OQ_KNOWN_MAX 64
#define OQ_TERMS_MAX 8

struct oq_known_row {
	char name[16], side[16], why[256];
	bool insns[OQ_MAX_INSNS];
	bool fields[OQ_FIELDS];
	unsigned term_count;
	struct oq_term {
		uint8_t fact;
		bool unequal;
		uint64_t mask, value;
	} terms[OQ_TERMS_MAX];
};

struct oq_known {
	unsigned count;
	struct oq_known_row rows[OQ_KNOWN_MAX];
};

/* Read the rows for `machine` ("7.2-on"); the generator gives the instructions that patterns stand for. */
el2_status oq_known_read(struct oq_known *k, const char *path, const char *machine, const struct oq_generator *g,
			 el2_error *error);

/* Do a row's instructions and conditions hold? With `theirs` NULL: but for those on QEMU's answer. */
bool oq_known_applies(const struct oq_known_row *row, const struct oq_case *c, const struct oq_about *about,
		      const struct oq_model_answer *ours, const struct oq_answer *theirs);

#endif
