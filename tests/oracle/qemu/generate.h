/* SPDX-License-Identifier: MIT */
/* Cases: a pure function of machine, seed and number. */
#ifndef ORACLE_QEMU_GENERATE_H
#define ORACLE_QEMU_GENERATE_H

#include "model/model.h"
#include "tests/oracle/qemu/protocol.h"

#define OQ_MAX_INSNS 1024

enum oq_sweep {
#define OQ_SWEEP(name, ...) OQ_SWEEP_##name,
#include "sweeps.def"
	OQ_SWEEPS
};

/* An instruction, or up to three, of the sweeps. */
struct oq_insn {
	char name[32];
	unsigned group;
	unsigned count;
	uint32_t word[3];
	uint32_t any; /* group OPERANDS: the bits that are drawn */
};

struct oq_generator {
	const el2_cpu *cpu;
	uint64_t seed;
	unsigned only; /* a sweep that all cases are of; OQ_SWEEPS: none */
	unsigned insn_count;
	struct oq_insn insns[OQ_MAX_INSNS];
	unsigned of_sweep_count[OQ_SWEEPS];
	uint16_t of_sweep[OQ_SWEEPS][OQ_MAX_INSNS];
};

/* What a case is, for people. */
struct oq_about {
	uint64_t number;
	unsigned sweep, insn;
	unsigned el, page;
	uint32_t word[3];
	unsigned words;
};

void oq_generator_init(struct oq_generator *g, const el2_cpu *cpu, uint64_t seed);

const char *oq_sweep_name(unsigned sweep);

/* Case `number`. False: the combination cannot be entered (EL1 with HCR_EL2.TGE, EL2 without Secure EL2). */
bool oq_generate(const struct oq_generator *g, uint64_t number, struct oq_case *c, struct oq_about *about);

#endif
