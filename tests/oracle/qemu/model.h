/* SPDX-License-Identifier: MIT */
/* The model's side: a case through el2_step(), its answer in the form of the guest's. */
#ifndef ORACLE_QEMU_MODEL_H
#define ORACLE_QEMU_MODEL_H

#include "model/machine.h"
#include "tests/oracle/qemu/generate.h"

/* Rows of pages.def, in the model's terms. */
struct oq_page {
	uint8_t n, type, s1, s2, memattr; /* el2_memory_type; EL2_PERM_... */
};

extern const struct oq_page oq_pages[];
extern const unsigned oq_page_count;

struct oq_model {
	const el2_cpu *cpu;
	el2_memory *memory;
	bool page_wide_tags; /* imitate QEMU 7.2: see model.c */
	el2_state state;
};

struct oq_model_answer {
	struct oq_answer answer;
	const char *unmodelled; /* why there is no answer; else NULL */
	bool exited;            /* all instructions completed */
	bool tags_enabled;      /* tag access is, for the first instruction */
	unsigned tcf;           /* and its tag check faults are */
	el2_verdict decided;    /* what el2_decide() says of the first instruction, without memory */
};

/* False when out of memory. */
bool oq_model_init(struct oq_model *m, const el2_cpu *cpu, bool page_wide_tags);
void oq_model_free(struct oq_model *m);

void oq_model_run(struct oq_model *m, const struct oq_case *c, const struct oq_about *about,
		  struct oq_model_answer *out);

#endif
