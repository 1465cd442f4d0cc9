/* SPDX-License-Identifier: MIT */
/* Booting a kernel in QEMU: the kernel's file, the process and its console, the gdb stub. */
#ifndef EL2TRAP_RECORDING_QEMU_H
#define EL2TRAP_RECORDING_QEMU_H

#include "recording/recording.h"

#include <sys/types.h>

/* ---- kernel.c ---- */

struct kernel_file {
	unsigned char *image; /* a raw Image, malloc()ed */
	size_t size;
	char symbols[512]; /* the vmlinux that it was, or "" */
};

el2_status kernel_file_read(const char *path, struct kernel_file *kernel, el2_error *error);

/* ---- process.c ---- */

struct machine {
	char directory[256]; /* of Image, ram, gdb */
	pid_t pid;
	int console;
	int gdb;            /* the stub's connection, 0 before: closing it would let the machine go on */
	char kvm_line[256]; /* what the kernel said of KVM last */
	char last_line[256];
	char banner[256];
	char version[128]; /* of QEMU */
	char board[128];   /* -M */
	bool kvm_up, is_protected;
};

#define MACHINE_RAM_BASE UINT64_C(0x40000000)
#define MACHINE_RAM_SIZE (UINT64_C(1) << 30)

/* Does the caller want an end? Then an error says so. */
bool record_interrupted(const el2_record_options *options, el2_error *error);

el2_status machine_start(struct machine *m, const el2_record_options *options, const struct kernel_file *kernel,
			 el2_error *error);
/* Read the console until KVM is up and the boot has come to its end. */
el2_status machine_wait(struct machine *m, const el2_record_options *options, el2_error *error);
void machine_end(struct machine *m);

/* ---- gdb.c ---- */

struct gdb {
	int socket;
	const el2_record_options *options;
	el2_error *error;
	char packet[8192];
};

/* Connecting stops the machine. */
el2_status gdb_connect(struct gdb *gdb, const char *path, const el2_record_options *options, el2_error *error);

/* A CPU as it stands, by its number; registers are malloc()ed. It is run on for a moment while it is at EL2. */
el2_status gdb_read_cpu(struct gdb *gdb, unsigned number, el2_recorded_cpu *cpu);

#endif
