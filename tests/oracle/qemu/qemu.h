/* SPDX-License-Identifier: MIT */
/* A QEMU that runs the bare-metal program, and batches of cases for it. */
#ifndef ORACLE_QEMU_QEMU_H
#define ORACLE_QEMU_QEMU_H

#include "decoder/decoder.h"
#include "tests/oracle/qemu/protocol.h"

#include <sys/types.h>

/* What to start. */
struct qemu_machine {
	const char *name;    /* "on", "off", "n1": for users and, behind the version of QEMU, for known.csv */
	const char *machine; /* options of -M virt beside what all have */
	const char *cpu;     /* -cpu */
	const char *profile; /* the model's CPU */
};

/* The machines of the oracle; NULL after the last. */
const struct qemu_machine *qemu_machine_get(unsigned n);

struct qemu {
	pid_t pid;
	int request, reply;
	char directory[128];
	struct oq_exchange *exchange;
	void *ram;
	uint64_t progress; /* that the watchdog saw last */
	unsigned patience; /* seconds without progress before QEMU counts as hung */
};

/*
 * Is `program` there, and is it new enough? EL2_ERR_UNSUPPORTED with a message if not. `version` gets major * 100 +
 * minor.
 */
el2_status qemu_version(const char *program, unsigned *version, el2_error *error);

/* Start `program` with the guest image and wait until the guest is up. The directory of a QEMU holds its RAM and FIFOs.
 */
el2_status qemu_start(struct qemu *q, const char *program, const char *image, const struct qemu_machine *machine,
		      el2_error *error);

/* Hand a buffer over; and wait for the next one to come back. A QEMU that died, hung or broke the exchange is an
 * EL2_ERR_SYSTEM that says which, and how many cases it had done. */
el2_status qemu_post(struct qemu *q, unsigned buffer, el2_error *error);
el2_status qemu_wait(struct qemu *q, unsigned *buffer, el2_error *error);

/* Kill it if it runs, and remove its directory. */
void qemu_stop(struct qemu *q);

#endif
