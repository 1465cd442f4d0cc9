/* SPDX-License-Identifier: MIT */
/*
 * A machine around the CPU, for programs that expect one: what QEMU calls `virt`, as much of it as a test needs. RAM, a
 * PL011 that is written to, PSCI, semihosting, counters that count instructions, a GICv3 that can be probed, and a
 * device tree that says so.
 *
 * Bare (no boot was asked for) it has no EL2 and no EL3, and PSCI is called by HVC. Under a boot the program takes the
 * place of the host's kernel; PSCI is called by SMC, goes the way that the hypervisor sends it, and is answered here if
 * it comes to EL3.
 */
#ifndef EL2TRAP_SNIPPET_VIRT_H
#define EL2TRAP_SNIPPET_VIRT_H

#include "model/machine.h"

#include <stddef.h>

#define VIRT_GICD      UINT64_C(0x08000000)
#define VIRT_GICR      UINT64_C(0x080a0000)
#define VIRT_PL011     UINT64_C(0x09000000)
#define VIRT_RAM       UINT64_C(0x40000000)
#define VIRT_RAM_SIZE  UINT64_C(0x08000000)
#define VIRT_TEXT      (VIRT_RAM + 0x80000) /* of an image that does not say where */
#define VIRT_FREQUENCY 62500000u            /* of the counters: one instruction each 16 ns */

struct cli_virt_options {
	const char *append, *dtb, *initrd; /* /chosen bootargs; files; NULL: none, the machine's own, none */
};

/* What the program writes: to the PL011, or by semihosting. */
typedef void cli_virt_console(void *context, const char *bytes, size_t count);

struct cli_virt {
	struct cli_virt_options options;
	cli_virt_console *console;
	void *console_context;
	bool bare;
	bool off;      /* SYSTEM_OFF, SYSTEM_RESET or an exit by semihosting */
	unsigned code; /* the exit's */
	/* as the run needs it */
	el2_memory *memory;
	el2_device uart, gic;
	const el2_hypervisor *inner; /* of the boot */
	el2_hypervisor driver;
	char unknown[64]; /* a semihosting call that is not answered: the run ended there */
};

/*
 * Make the machine in an empty memory: RAM, devices, the kernel's segments being there already or put there by the
 * caller; device tree and initrd behind `end`, the first free address. state->x[0] is the device tree's address.
 * EL2_ERR_UNSUPPORTED where there is no libfdt and no --dtb.
 */
el2_status cli_virt_set_up(struct cli_virt *v, uint64_t end, el2_state *state, el2_memory *memory, el2_error *error);

/* For el2_run_options: `before`, of which `v` is the context. */
el2_before cli_virt_before(struct cli_virt *v, el2_state *state, const el2_insn *insn, uint64_t executed);

/* The boot's hypervisor, with a firmware that answers what it forwards; NULL for NULL. */
const el2_hypervisor *cli_virt_hypervisor(struct cli_virt *v, const el2_hypervisor *inner);

/* ---- pieces ---- */

/* Answer a PSCI or SMCCC call of x0; -1: not one that is known. Sets v->off. */
uint64_t virt_psci(struct cli_virt *v, uint64_t function, uint64_t argument);

/* HLT #0xf000: x0 the operation, x1 its parameters. False: not answered, v->unknown says what. */
bool virt_semihosting(struct cli_virt *v, el2_state *state);

/* Devices into pages that are there. */
bool virt_devices(struct cli_virt *v);

/* A device tree of this machine into `size` bytes at `tree`. */
el2_status virt_tree(const struct cli_virt *v, uint64_t initrd, uint64_t initrd_size, void *tree, size_t size,
		     el2_error *error);

#endif
