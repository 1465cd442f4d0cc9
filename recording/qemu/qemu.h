/* SPDX-License-Identifier: MIT */
/* Booting a kernel in QEMU: the kernel's file, the process and its console, the gdb stub. */
#ifndef EL2TRAP_RECORDING_QEMU_H
#define EL2TRAP_RECORDING_QEMU_H

#include "recording/live.h"

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
	char line[1024]; /* of the console, as far as it has come */
	size_t line_used;
};

#define MACHINE_RAM_BASE UINT64_C(0x40000000)
#define MACHINE_RAM_SIZE (UINT64_C(1) << 30)

/* Of a clock that goes on evenly. */
uint64_t milliseconds(void);

/* Does the caller want an end? Then an error says so. */
bool record_interrupted(const el2_record_options *options, el2_error *error);

el2_status machine_start(struct machine *m, const el2_record_options *options, const struct kernel_file *kernel,
			 el2_error *error);
/* Read the console until KVM is up and the boot has come to its end. */
el2_status machine_wait(struct machine *m, const el2_record_options *options, el2_error *error);
/* Read on, telling lines, until nothing comes for `quiet_ms`, or `ms` have passed. Has one held `until`? Both may be
 * NULL. */
el2_status machine_listen(struct machine *m, const el2_record_options *options, const char *until, unsigned quiet_ms,
			  unsigned ms, bool *found, el2_error *error);
void machine_end(struct machine *m);

/* ---- gdb.c ---- */

struct gdb {
	int socket;
	const el2_record_options *options;
	el2_error *error;
	char packet[8192];
};

#define GDB_TEXT_MAX 4096 /* of a packet that is sent */

/* Connecting stops the machine. */
el2_status gdb_connect(struct gdb *gdb, const char *path, const el2_record_options *options, el2_error *error);

/* A CPU as it stands, by its number; registers are malloc()ed. It is run on for a moment while it is at EL2. */
el2_status gdb_read_cpu(struct gdb *gdb, unsigned number, el2_recorded_cpu *cpu);

/* EL2_ERR_SYSTEM with what is wrong of the stub. */
el2_status gdb_failed(struct gdb *gdb, const char *what);

/* A packet; the answer is gdb->packet. */
el2_status gdb_ask(struct gdb *gdb, const char *text);

/* A register's value, by the stub's number. *known false: it does not give it. */
el2_status gdb_read_register(struct gdb *gdb, unsigned number, bool *known, uint64_t *value);

/* A file that describes the target, whole; the caller frees it. */
el2_status gdb_read_description(struct gdb *gdb, const char *name, char **out);

/* An attribute of the XML element that begins at `at`. False: it has none, or not enough room. */
bool gdb_attribute(const char *at, const char *name, char *out, size_t size);

/* Let the machine run, as a packet says ("c", "vCont;c:1"), until it stops by itself; after so many ms it is stopped.
 */
el2_status gdb_go(struct gdb *gdb, const char *how, unsigned ms, bool *stopped);

/* ---- change.c: what a stopped machine is made to be ---- */

/* A register of `size` bytes. */
el2_status gdb_write_register(struct gdb *gdb, unsigned number, unsigned size, uint64_t value);

/* At a virtual address of the CPU in hand, or at a physical one. Code that was translated before is forgotten. */
el2_status gdb_write_memory(struct gdb *gdb, bool physical, uint64_t address, const void *bytes, size_t size);
el2_status gdb_read_word(struct gdb *gdb, uint64_t address, uint32_t *word);

/* Stop before the instruction at a virtual address; or no more. */
el2_status gdb_break(struct gdb *gdb, uint64_t address, bool on);

/* Stop behind a store to virtual addresses; or no more. */
el2_status gdb_watch(struct gdb *gdb, uint64_t address, size_t size, bool on);

/* ---- record.c ---- */

/* A kernel that was booted, and stopped; what it looks like as recording.  */
struct booted {
	struct machine machine;
	struct gdb gdb;
	struct kernel_file kernel;
	const uint8_t *ram;
	char mode[32];
	el2_recording recording; /* its parts belong to the following */
	struct look *look;
};

/* Boot, stop, look. NULL when out of memory. Close in any case: QEMU ends, its files go. */
struct booted *booted_open(const el2_record_options *options, el2_status *status, el2_error *error);
void booted_close(struct booted *b);

#endif
