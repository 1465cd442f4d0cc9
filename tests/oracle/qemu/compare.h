/* SPDX-License-Identifier: MIT */
/* What differs between two answers, and which known disagreement names it. */
#ifndef ORACLE_QEMU_COMPARE_H
#define ORACLE_QEMU_COMPARE_H

#include "tests/oracle/qemu/model.h"

/* Fields of an answer, as known.csv names them. */
enum oq_field {
#define OQ_FIELD(name) OQ_FIELD_##name,
#include "fields.def"
	OQ_FIELDS
};

const char *oq_field_name(unsigned field);

/* Names of registers.def. */
extern const char *const oq_register_names[OQ_REGISTERS];

/*
 * When the outcomes differ (another exception, or one against none) that is the one difference; else each field that
 * differs is one. `check`: el2_decide() does not say of the first instruction what QEMU did.
 */
struct oq_differences {
	unsigned count;
	struct {
		uint8_t field;
		uint64_t ours, theirs;
	} of[OQ_FIELDS];
};

void oq_compare(const struct oq_case *c, const struct oq_about *about, const struct oq_model_answer *ours,
		const struct oq_answer *theirs, struct oq_differences *d);

/* EL and EC of an exception as `outcome` has it, el << 8 | ec; 0 for a case that reached its end. */
uint64_t oq_outcome(const struct oq_answer *a, bool exited);

/* Did it reach its end? */
bool oq_exited(const struct oq_case *c, const struct oq_about *about, const struct oq_answer *a);

#endif
