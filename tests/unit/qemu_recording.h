/* SPDX-License-Identifier: MIT */
/* A case of corpora/qemu: its columns, and the machine as it stood before. */
#ifndef EL2TRAP_TESTS_QEMU_RECORDING_H
#define EL2TRAP_TESTS_QEMU_RECORDING_H

#include "model/machine.h"

#define LINE_MAX_ 4096

/* clang-format off */
#define COLUMNS(X) \
	X(id) X(sweep) X(insn) X(words) X(start_el) X(in_spsr) X(in_scr) \
	X(in_hcr) X(in_sctlr1) X(in_sctlr2) X(in_tcr1) X(in_tcr2) X(in_gcr) X(in_rgsr) \
	X(in_tfsr1) X(in_tfsre0) X(in_tfsr2) X(in_tfsr3) X(in_hcrx) X(in_hfgitr) X(in_vncr) \
	X(in_x0) X(in_x1) X(in_x2) X(in_x3) X(in_x4) X(in_x5) X(in_x6) \
	X(in_x7) X(in_sp) X(in_blk) X(in_win) X(in_tags0) X(in_tags1) X(in_seed) \
	X(in_mair) X(in_hfgrtr) X(outcome) X(out_done) X(out_el) X(out_vec) X(out_esr) \
	X(out_elr) X(out_far) X(out_spsr) X(out_hpfar) X(out_x0) X(out_x1) X(out_x2) \
	X(out_x3) X(out_x4) X(out_x5) X(out_x6) X(out_x7) X(out_sp) X(out_xchg) \
	X(out_tags0) X(out_tags1) X(out_mem0) X(out_mem1) X(out_mem2) X(out_mem3) X(out_mem4) \
	X(out_mem5) X(out_mem6) X(out_mem7) X(out_memsum) X(out_gcr) X(out_rgsr) X(out_tfsr1) \
	X(out_tfsre0) X(out_tfsr2) X(out_tfsr3) X(out_vncr_off) X(out_vncr_val) X(out_curpstate)
/* clang-format on */

enum {
#define COLUMN(name) COL_##name,
	COLUMNS(COLUMN)
#undef COLUMN
	COLUMN_COUNT
};

struct row {
	char line[LINE_MAX_];
	const char *text[COLUMN_COUNT];
	uint64_t value[COLUMN_COUNT]; /* hexadecimal */
};

#define COL(row, name) ((row)->value[COL_##name])

/* The column of a name; a test failure if there is none. */
unsigned column_of(const char *name);

/* Take row->line apart. False: too few columns. */
bool split(struct row *row);

/* ---- the machine of the recording (corpora/qemu/README.md) ---- */

#define CODE         UINT64_C(0x41000000)
#define DATA         UINT64_C(0x42000000)
#define VNCR         (DATA + 14 * 0x1000)
#define VNCR_PATTERN UINT64_C(0xc0ffee0000000000)

/* The VNCR page holds 0xc0ffee00... + offset. */
void set_vncr(unsigned char *data);

void set_memory(el2_memory *m, const struct row *row, bool tags);
void set_state(el2_state *s, const struct row *row, const el2_cpu *cpu);

#endif
