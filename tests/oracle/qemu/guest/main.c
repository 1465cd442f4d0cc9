/* SPDX-License-Identifier: MIT */
/* Batches: wait for the number of a buffer, run its cases, say so. */
#include "guest.h"

enum {
	SYS_OPEN = 1,
	SYS_WRITE = 5,
	SYS_READ = 6,
	SYS_EXIT = 0x18
};
enum {
	OPEN_READ = 0,
	OPEN_WRITE = 5
}; /* "r", "wb" */

static _Noreturn void stop(void)
{
	static const uint64_t error[2] = {0x20026, 1}; /* ADP_Stopped_ApplicationExit */

	for (;;)
		oq_semihost(SYS_EXIT, error);
}

_Noreturn void oq_died(void)
{
	struct oq_exchange *e = EXCHANGE;

	e->died_esr = READ_REGISTER("esr_el3");
	e->died_elr = READ_REGISTER("elr_el3");
	e->died_far = READ_REGISTER("far_el3");
	e->died = 1;
	stop();
}

static uint64_t open_fifo(const char *name, uint64_t length, uint64_t mode)
{
	uint64_t parameters[3] = {(uintptr_t)name, mode, length}, fd = oq_semihost(SYS_OPEN, parameters);

	if ((int64_t)fd < 0)
		stop();
	return fd;
}

/* SYS_READ and SYS_WRITE return how many bytes they left over. */
static void transfer(uint64_t operation, uint64_t fd, unsigned char *byte)
{
	uint64_t parameters[3] = {fd, (uintptr_t)byte, 1};

	if (oq_semihost(operation, parameters))
		stop();
}

void oq_main(void)
{
	struct oq_exchange *e = EXCHANGE;
	uint64_t request, reply;
	unsigned char buffer = 0;

	oq_tables_init();
	oq_case_init();
	request = open_fifo("request", 7, OPEN_READ);
	reply = open_fifo("reply", 5, OPEN_WRITE);
	e->size = sizeof *e;
	e->magic = OQ_MAGIC;
	for (;;) {
		transfer(SYS_WRITE, reply, &buffer);
		transfer(SYS_READ, request, &buffer);
		if (buffer >= OQ_BUFFERS)
			stop();
		struct oq_batch *b = &e->batch[buffer];

		for (uint64_t i = 0; i < b->count; i++) {
			oq_case_run(&b->cases[i], &b->answers[i]);
			*(volatile uint64_t *)&e->progress += 1;
		}
	}
}
