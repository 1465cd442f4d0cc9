/* SPDX-License-Identifier: MIT */
/* The bare-metal program's parts. */
#ifndef ORACLE_QEMU_GUEST_H
#define ORACLE_QEMU_GUEST_H

#include "../protocol.h"

#define EXCHANGE ((struct oq_exchange *)(uintptr_t)OQ_EXCHANGE)

#define READ_REGISTER(encoding)                                                                                        \
	__extension__({                                                                                                \
		uint64_t value_;                                                                                       \
		__asm__ volatile("mrs %0, " encoding : "=r"(value_));                                                  \
		value_;                                                                                                \
	})
#define WRITE_REGISTER(encoding, value) __asm__ volatile("msr " encoding ", %0" : : "r"((uint64_t)(value)) : "memory")

/* Registers of a case, and behind them our own while it runs: start.S knows the offsets. */
struct oq_frame {
	uint64_t x[31];
	uint64_t saved_sp;
	uint64_t saved[12];
};

/* start.S */
void oq_enter(struct oq_frame *frame);
uint64_t oq_semihost(uint64_t operation, const void *parameters);
extern const char vectors_el1[], vectors_el2[];

/* main.c; called from start.S */
void oq_main(void);
_Noreturn void oq_died(void);

/* tables.c: page tables for every level, and EL3's own translation on. */
void oq_tables_init(void);

/* case.c: what this CPU has; one case. */
void oq_case_init(void);
void oq_case_run(const struct oq_case *c, struct oq_answer *a);

#endif
