/* SPDX-License-Identifier: MIT */
/*
 * recording: what EL2 of a kernel that has booted sees: its registers, its stage 1 ranges, the pages behind them, and
 * symbols. Reading and writing the file (docs/formats/recording.md), and looking things up in it.
 *
 * One struct serves both ways: el2_recording_open() fills it from a file's bytes, el2_recording_write() makes bytes of
 * one, filled by anybody. Once filled it is read only: any number of threads may look things up in it. Data from
 * outside is refused with the place, never trusted. Physical and virtual addresses are 64-bit numbers, in bytes.
 */
#ifndef EL2TRAP_RECORDING_H
#define EL2TRAP_RECORDING_H

#include "model/model.h"

#ifdef __cplusplus
extern "C" {
#endif

#define EL2_RECORDING_PAGE 4096u
/* The largest file when unpacked, in bytes: an open recording takes little more memory than this. */
#define EL2_RECORDING_SIZE_MAX (40u << 20)
#define EL2_RECORDING_CPUS_MAX 64u

/* Texts about a recording; each may be "". */
typedef enum el2_recording_text {
	EL2_RECORDING_BANNER,  /* "Linux version 6.12..." as the kernel prints it */
	EL2_RECORDING_CMDLINE, /* the kernel's command line */
	EL2_RECORDING_MODE,    /* as el2_mode_name() spells it: "protected-hvhe" */
	EL2_RECORDING_CPU,     /* QEMU's -cpu, "max" */
	EL2_RECORDING_MACHINE, /* QEMU's -M */
	EL2_RECORDING_QEMU,    /* the first line of qemu --version */
	EL2_RECORDING_TEXTS
} el2_recording_text;

/* Where a register's value comes from. */
typedef enum el2_recorded_origin {
	EL2_RECORDED_ABSENT = 0, /* not in the recording */
	EL2_RECORDED_READ,       /* read from the machine */
	EL2_RECORDED_DEFAULT,    /* the machine does not show it: a stated default */
} el2_recorded_origin;

/* A system register: its encoding, so that files outlive the order of our tables. */
typedef struct el2_recorded_register {
	uint16_t key;   /* EL2_SYSREG_KEY */
	uint8_t origin; /* el2_recorded_origin */
	uint64_t value;
} el2_recorded_register;

/* A CPU as it stopped, at EL1 or EL0. */
typedef struct el2_recorded_cpu {
	uint64_t pc;
	uint64_t pstate; /* EL2_PSTATE_... */
	uint64_t x[31];
	uint64_t sp[4];                         /* by Exception level; what is not shown is 0 */
	const el2_recorded_register *registers; /* ascending by key */
	size_t register_count;
} el2_recorded_cpu;

/* Virtual addresses that map to consecutive physical ones with one set of attributes, at EL2. */
typedef struct el2_recorded_range {
	uint64_t va, pa, size;
	uint64_t attributes; /* the last descriptor without its output address and type: AP, AttrIndx, XN, ... */
} el2_recorded_range;

/* A page of memory at a physical address, a multiple of EL2_RECORDING_PAGE. */
typedef struct el2_recorded_page {
	uint64_t pa;
	const uint8_t *data; /* EL2_RECORDING_PAGE bytes; in writing NULL stands for a page of zeros */
} el2_recorded_page;

/* A symbol, by its physical address: EL2 may map it at several virtual ones. */
typedef struct el2_recorded_symbol {
	uint64_t pa;
	const char *name;
} el2_recorded_symbol;

/* Where a member of a structure of the kernel's lies: "kvm_vcpu.arch.hcr_el2", from the begin of the first name; or
 * that structure as a whole: "kvm_vcpu", at 0. */
typedef struct el2_recorded_layout {
	const char *name;
	uint32_t offset, size; /* bytes */
} el2_recorded_layout;

/* A recording. Arrays ascend by their first field; ranges do not overlap. */
typedef struct el2_recording {
	const char *text[EL2_RECORDING_TEXTS]; /* NULL in writing is "" */
	const el2_recorded_cpu *cpus;
	size_t cpu_count;
	const el2_recorded_range *ranges;
	size_t range_count;
	const el2_recorded_page *pages;
	size_t page_count;
	const el2_recorded_symbol *symbols;
	size_t symbol_count;
	const el2_recorded_layout
		*layouts; /* by strcmp(); none where the kernel had no BTF, or the recorder no libbpf */
	size_t layout_count;
	void *storage; /* what el2_recording_open() allocated, else NULL */
} el2_recording;

/*
 * Read a recording. The bytes are copied: they may go afterwards. `name` is for messages; may be NULL. EL2_ERR_INPUT
 * for what is not one, is damaged or truncated: the message gives the byte. EL2_ERR_UNSUPPORTED: a later version, or
 * packed with zstd and this build has none. EL2_ERR_INTERNAL: out of memory. *out is all zero on failure, else the
 * caller's to close.
 */
EL2_API el2_status el2_recording_open(const void *bytes, size_t size, const char *name, el2_recording *out,
				      el2_error *error);

/* Frees what el2_recording_open() allocated, and clears *recording. A zero one, or NULL, is fine. */
EL2_API void el2_recording_close(el2_recording *recording);

/*
 * Make a file of a recording. *bytes is the caller's to free(). EL2_ERR_INPUT: arrays out of order, or larger than
 * EL2_RECORDING_SIZE_MAX. EL2_ERR_UNSUPPORTED: `pack` in a build without zstd.
 */
EL2_API el2_status el2_recording_write(const el2_recording *recording, bool pack, void **bytes, size_t *size,
				       el2_error *error);

/* The name of a text in --show and in JSON: "banner". NULL for a number out of range. */
EL2_API const char *el2_recording_text_name(el2_recording_text text);

/* A register of a CPU: its value in *value, 0 where it is absent (also for a CPU or a register that there is not). */
EL2_API el2_recorded_origin el2_recording_register(const el2_recording *recording, size_t cpu, el2_sysreg reg,
						   uint64_t *value);

/*
 * The CPU that was recorded: by its name, with every ID register as it was read, of the first one, and vectors as long as
 * QEMU's property sve-max-vq says. As el2_cpu_from_values() fails.
 */
EL2_API el2_status el2_recording_cpu(const el2_recording *recording, el2_cpu *cpu, el2_error *error);

/* The page that holds a physical address: EL2_RECORDING_PAGE bytes, shared where all are zero; NULL: not recorded. */
EL2_API const uint8_t *el2_recording_page(const el2_recording *recording, uint64_t pa);

/* The range that holds a virtual address (bits that TBI ignores as they were recorded: 0 or a sign); NULL: none. */
EL2_API const el2_recorded_range *el2_recording_range(const el2_recording *recording, uint64_t va);

/* May EL2 execute what a range maps? By its PXN where HCR_EL2.E2H is set, else by XN. */
EL2_API bool el2_recorded_range_executes(const el2_recorded_range *range, uint64_t hcr);

/* The range of EL2's own code: that of the vectors in use (VBAR_EL2 of the first CPU). It is of the linear map: its
 * virtual address less its physical one is that of physical 0. NULL: EL2 does not execute there, or no VBAR_EL2. */
EL2_API const el2_recorded_range *el2_recording_code(const el2_recording *recording);

/* The nearest symbol at or below an address, and how far below: within the same page run of 1 MB. NULL: none. */
EL2_API const el2_recorded_symbol *el2_recording_symbol_at(const el2_recording *recording, uint64_t pa,
							   uint64_t *offset);

/* A symbol by its whole name; the first of several. NULL: none. */
EL2_API const el2_recorded_symbol *el2_recording_symbol(const el2_recording *recording, const char *name);

/* A symbol's name as the source has it: without the "__kvm_nvhe_" that Linux puts before names of EL2's own. */
EL2_API const char *el2_recorded_symbol_name(const el2_recorded_symbol *symbol);

/* A layout by its whole name. NULL: none. */
EL2_API const el2_recorded_layout *el2_recording_layout(const el2_recording *recording, const char *name);

/* The first virtual address at which EL2 maps a physical one. False: it does not. */
EL2_API bool el2_recording_va(const el2_recording *recording, uint64_t pa, uint64_t *va);

/*
 * The state of a CPU as it was recorded: PC, PSTATE, X0 to X30, SP and all system registers of our tables that it
 * holds; others are as el2_state_init() leaves them. `cpu` is borrowed by the state. False: there is no such CPU.
 */
EL2_API bool el2_recording_state(const el2_recording *recording, size_t number, const el2_cpu *cpu, el2_state *state);

/* ---- what recording a machine needs: pure, over memory that the caller has --------------------------------------- */

/* Memory by physical address: 4 KB that the caller holds, or NULL. Pages are multiples of EL2_RECORDING_PAGE. */
typedef const uint8_t *(*el2_recording_memory)(void *context, uint64_t pa);

/* A range, or the page of a table that led to it (`table`, of size EL2_RECORDING_PAGE and more). False ends the walk.
 */
typedef bool (*el2_recording_mapped)(void *context, const el2_recorded_range *range, bool table);

/*
 * All that EL2 stage 1 maps from TTBR0_EL2, and from TTBR1_EL2 where HCR_EL2.E2H is set and TCR_EL2.EPD1 is not, in
 * ascending order of virtual address; neighbours are joined. Granules of 4, 16 and 64 KB, 52-bit addresses with and
 * without LPA2. EL2_ERR_INPUT: a table outside memory, or more tables than any hypervisor has. Source: Arm pseudocode
 * AArch64.S1Walk.
 */
EL2_API el2_status el2_recording_walk(const el2_state *state, el2_recording_memory memory, el2_recording_mapped mapped,
				      void *context, el2_error *error);

/* A symbol of a kernel's own table: its name, and its offset from the start of the Image. */
typedef bool (*el2_kallsyms_symbol)(void *context, const char *name, uint64_t offset);

/*
 * The symbols that an arm64 Image in memory holds of itself (kallsyms), in their order. `found` false ends it. Layouts
 * of 6.1 (offsets before the names), from 6.4 (behind them), and of 7.x (offsets relative to their place).
 * EL2_ERR_INPUT: no such table was found. Source: Linux scripts/kallsyms.c, kernel/kallsyms.c.
 */
EL2_API el2_status el2_kallsyms_read(const void *image, size_t size, el2_kallsyms_symbol found, void *context,
				     el2_error *error);

/* ---- making one: libel2trap, not its core --------------------------------------------------------------------- */

/*
 * The layouts of members from a kernel's BTF, which is looked for in an Image, unpacked or in memory. A name is a
 * structure's, then members through structures inside it, anonymous ones left out, and elements of arrays by number or
 * by a constant of an enum: "kvm_vcpu.arch.ctxt.sys_regs[SCTLR_EL1]". Names that it does not have, and bit fields, are
 * left out. `found` false ends it; names come in their order. EL2_ERR_INPUT: no BTF was found, or damaged.
 * EL2_ERR_UNSUPPORTED: this build has no libbpf.
 */
typedef bool (*el2_layout_found)(void *context, const el2_recorded_layout *layout);
EL2_API el2_status el2_layouts_read(const void *image, size_t size, const char *const *names, size_t count,
				    el2_layout_found found, void *context, el2_error *error);

/* What to boot, and how. NULL and 0 stand for the defaults. */
typedef struct el2_record_options {
	const char *image;     /* an arm64 Image, raw, gzip or EFI zboot; or vmlinux, with an Image beside it */
	const char *cmdline;   /* of the kernel; "" */
	const char *cpu;       /* QEMU's -cpu; max */
	const char *initrd;    /* none */
	const char *symbols;   /* a vmlinux; else the image's own kallsyms are taken */
	const char *qemu;      /* qemu-system-aarch64 */
	const char *qemu_args; /* more arguments, cut at blanks */
	const char *until;     /* stop at a console line that holds this; at the panic for want of a root */
	const char *const
		*layouts; /* names, each once, of which layouts are written down where the kernel's BTF has them */
	size_t layout_count;
	unsigned smp;                                  /* CPUs: 1 */
	unsigned seconds;                              /* stop then; 120 */
	void (*line)(void *context, const char *line); /* each console line, without its end; may be NULL */
	bool (*interrupted)(void *context);            /* asked again and again: true ends it, as failed; may be NULL */
	void *context;
} el2_record_options;

/*
 * Boot a kernel in QEMU, stop it once KVM is up, and write down what its EL2 sees: *bytes is the file, the caller's to
 * free(). Starts a process, and keeps files in $TMPDIR meanwhile: both are gone when it returns, whatever it returns.
 * EL2_ERR_SYSTEM: QEMU ended, or its gdb stub did; or it was interrupted.
 * EL2_ERR_INPUT: no arm64 kernel; KVM did not come up: the message holds the kernel's line that says why.
 * EL2_ERR_UNSUPPORTED: no QEMU; the kernel runs at EL2 itself (VHE); a packing that this build lacks.
 */
EL2_API el2_status el2_record(const el2_record_options *options, void **bytes, size_t *size, el2_error *error);

#ifdef __cplusplus
}
#endif

#endif
