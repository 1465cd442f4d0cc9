/* SPDX-License-Identifier: MIT */
/*
 * The machine: a state with memory, and execution.
 *
 * Memory is identity mapped at stage 1 (VA = IPA = PA apart from the top byte), 4 KB pages; what is not mapped faults
 * (level 3). Every page has data, an allocation tag per 16-byte granule, stage 1 attributes, and a stage 2 owner.
 * Or its addresses are physical, and the translation tables in it are walked: el2_memory_set_walk().
 * Stage 1 attributes and permissions count while stage 1 is on (SCTLR_ELx.M, not HCR_EL2.DC or TGE); stage 2 while
 * HCR_EL2.VM or DC is set. TCR_ELx gives the address size, TBI, TCMA, MTX. All memory is little-endian.
 *
 *   1. memory       el2_memory: pages
 *   2. one step     el2_step(): one instruction on the whole state, all of it ours, no Unicorn
 *   3. many steps   el2_engine: ordinary code fast, what is privileged or tagged in el2_step()
 *
 * Allocates (pages, the engine); not thread-safe per object, no state shared between objects.
 */
#ifndef EL2TRAP_MACHINE_H
#define EL2TRAP_MACHINE_H

#include "model/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- 1. memory -------------------------------------------------------------------------------------------------- */

#define EL2_PAGE_SIZE 4096u
#define EL2_GRANULE 16u
#define EL2_PAGE_GRANULES (EL2_PAGE_SIZE / EL2_GRANULE)
#define EL2_MEMORY_PAGES_MAX 65536u /* pages that one memory may have: 256 MB */
#define EL2_S2_NORMAL_WB 0xfu       /* el2_page.s2_memattr */
#define EL2_S2_NO_TAG_ACCESS 0x4u   /* with FEAT_MTE_PERM */

typedef enum el2_memory_type {
	EL2_MEMORY_TAGGED = 0, /* Normal write-back, Tagged: has allocation tags where the CPU has FEAT_MTE2 */
	EL2_MEMORY_UNTAGGED,   /* Normal write-back */
	EL2_MEMORY_NONCACHEABLE,
	EL2_MEMORY_DEVICE,     /* Device-nGnRE */
} el2_memory_type;

/* Stage 1 permissions. */
enum {
	EL2_PERM_R = 1,
	EL2_PERM_W = 2,
	EL2_PERM_X = 4,
	EL2_PERM_EL0 = 8, /* at EL0, too; without it privileged levels only */
	EL2_PERM_GCS = 16, /* a Guarded Control Stack: what those accesses need in the place of R and W */
	EL2_PERM_GUARDED = 32, /* no permission: FEAT_BTI checks where indirect branches come to in this page */
};

/* Whose the page is, as the hypervisor has it: what handle_host_mem_abort() looks up. */
typedef enum el2_owner {
	EL2_OWNER_HOST = 0,
	EL2_OWNER_GUEST,  /* donated to a protected guest */
	EL2_OWNER_HYP,
	EL2_OWNER_SHARED, /* the host's, shared with a guest or the hypervisor: the host may use it */
	EL2_OWNER_MMIO,   /* no memory; the host may map it */
	EL2_OWNER_NONE,   /* nobody's: no memory there */
} el2_owner;

/* What of a page has been read or written, but for a translation table that was walked: where an instruction reached
 * nothing of a page, it would have done the same had that page held something else. */
enum {
	EL2_REACHED_DATA = 1,
	EL2_REACHED_TAGS = 2,
};

typedef struct el2_page el2_page;

/* Somebody behind a page who is not memory. Calls come in the order of the accesses, from the thread that runs them. */
typedef struct el2_device {
	void *context;
	/* `size` bytes at `offset` are about to be read from page->data: may write them. NULL: what is there is read. */
	void (*read)(void *context, el2_page *page, uint32_t offset, uint32_t size);
	/* They have been written there. */
	void (*written)(void *context, el2_page *page, uint32_t offset, uint32_t size);
} el2_device;

struct el2_page {
	uint64_t address;       /* page aligned */
	unsigned char *data;    /* EL2_PAGE_SIZE bytes, page aligned */
	uint8_t tags[EL2_PAGE_GRANULES]; /* 0 to 15 */
	uint8_t type;           /* el2_memory_type, stage 1 */
	uint8_t perm;           /* EL2_PERM_... */
	uint8_t owner;          /* el2_owner */
	bool s2_mapped;         /* in the host's stage 2 (looked at when HCR_EL2.VM is set) */
	uint8_t s2_perm;        /* EL2_PERM_R | EL2_PERM_W | EL2_PERM_X */
	uint8_t s2_memattr;     /* stage 2 MemAttr[3:0] as without FEAT_S2FWB: EL2_S2_..., 0x5 non-cacheable, 0x0 Device */
	bool table, saved;      /* the memory's own: a walk has read it; it was saved since the checkpoint */
	uint8_t reached;        /* EL2_REACHED_..., which el2_step() adds; whoever asks takes them away */
	const el2_device *device; /* told of loads and stores of instructions; NULL: nobody. Borrowed */
};

typedef struct el2_memory el2_memory;

/* NULL when out of memory. Free with el2_memory_free(), which takes NULL. */
EL2_API el2_memory *el2_memory_new(void);
EL2_API void el2_memory_free(el2_memory *memory);

/* The page that holds an address, or NULL. O(1). The pointer stays good until the memory is freed or cleared. */
EL2_API el2_page *el2_memory_page(const el2_memory *memory, uint64_t address);

/* Map the pages of [address, address + size) that are not mapped yet: zeroed, tags 0, Tagged, RWX at EL0 and EL1, the
 * host's, in its stage 2. False when out of memory, the range wraps, or there would be more than
 * EL2_MEMORY_PAGES_MAX; pages before the failing one stay mapped. */
EL2_API bool el2_memory_map(el2_memory *memory, uint64_t address, uint64_t size);

/* Memory of which not all is mapped: a page of [base, base + size) is mapped, as el2_memory_map() does, once an access
 * is translated to it. el2_memory_page() does not map it. Size 0: none, as at first. */
EL2_API void el2_memory_set_ram(el2_memory *memory, uint64_t base, uint64_t size);

/* Unmap everything; what was allocated is kept for the next el2_memory_map(). */
EL2_API void el2_memory_clear(el2_memory *memory);

/* Bytes from or to mapped pages, without any check; false if part of it is not mapped. */
EL2_API bool el2_memory_read(const el2_memory *memory, uint64_t address, void *data, size_t size);
EL2_API bool el2_memory_write(el2_memory *memory, uint64_t address, const void *data, size_t size);

/* The mapped pages in ascending order: call with NULL first; NULL after the last. */
EL2_API el2_page *el2_memory_next(const el2_memory *memory, const el2_page *page);

/*
 * Walk translation tables: addresses of pages are physical; while SCTLR_ELx.M is set stage 1 is what TTBRn_ELx, TCR_ELx
 * and MAIR_ELx say, and stage 2, while HCR_EL2.VM is set, what VTTBR_EL2 and VTCR_EL2 say if VTTBR_EL2 is not 0. Then
 * type and permissions of pages (and owner, s2_...) count for nothing. Tables may be anywhere in this memory; access
 * flags and dirty state are updated where the CPU does that. Off at first.
 * A write to a table counts at once, as on a CPU that keeps no translations: TLBI has nothing to do.
 */
EL2_API void el2_memory_set_walk(el2_memory *memory, bool on);

/*
 * A checkpoint: from now on pages are saved before they are first written by instructions or el2_memory_write().
 * el2_memory_restore() puts them back as they were and says how many; the checkpoint stays. Bytes written through
 * page->data are not noticed, and pages mapped since stay. el2_memory_clear() ends it.
 */
EL2_API void el2_memory_checkpoint(el2_memory *memory);
EL2_API size_t el2_memory_restore(el2_memory *memory);

/* The nth page written since the checkpoint, in the order of first writes; NULL after the last. And its data as they were
 * then, EL2_PAGE_SIZE bytes, good until the next write or restore. */
EL2_API const el2_page *el2_memory_written(const el2_memory *memory, size_t n);
EL2_API const unsigned char *el2_memory_before(const el2_memory *memory, size_t n);

/* ---- 2. one step ------------------------------------------------------------------------------------------------ */

/* What a step came to: the verdict, with the state already as it is afterwards. */
typedef struct el2_step_result {
	el2_verdict verdict;
	bool executed;    /* the instruction completed: the state holds its results, pc is the next one's */
	bool no_progress; /* EL2 sent the host back to the same instruction and nothing has changed */
} el2_step_result;

/*
 * The access that an instruction makes to memory. What an instruction accesses does not depend on memory, so this can
 * be asked before it runs.
 */
typedef struct el2_access {
	uint64_t address;  /* virtual, with its top byte */
	uint32_t size;     /* bytes */
	uint32_t iss;      /* ISS[24:14] of a stage 2 abort, if it has valid ones */
	uint8_t el;        /* accessed as this Exception level: 0 for the unprivileged forms */
	uint8_t element;   /* aligned to this many bytes if SCTLR_ELx.A is set */
	uint8_t align;     /* aligned to this many bytes always; 0: need not be */
	bool read, write;
	bool single;       /* exclusive or atomic: within 16 bytes (FEAT_LSE2), or aligned */
	bool ordered;      /* acquire or release: the same, but for SCTLR_ELx.nAA */
	bool checked;      /* its tag is checked if checks are on: not so for SP with an immediate, or literals */
	bool tags;         /* reads or writes allocation tags */
	bool tag_write;
	bool zeroing;      /* DC ZVA and friends: an alignment fault on Device memory */
	bool maintenance;  /* DC by VA */
	bool fetch;
	bool gcs;          /* of the Guarded Control Stack */
	bool base_sp;      /* the base register is SP: its alignment is checked, too */
} el2_access;

/*
 * Execute the instruction *insn, which stands at state->pc, completely: registers, flags, memory, tags, TFSR bits, and
 * if an exception is taken its entry at the host's level (native, or injected by the hypervisor), with ESR, ELR, SPSR,
 * FAR, PSTATE and PC = VBAR + vector. A trap that the hypervisor serves or forwards has its effect on x0 and PC; one to
 * EL3 is entered there, verdict.taken says what it came from. A page that the hypervisor maps is mapped.
 * `unmodelled` leaves the state as it was. `memory` may be NULL: nothing is mapped. `hypervisor` NULL: an exception
 * taken to EL2 is entered there. Instructions that only Unicorn can execute are `unmodelled`.
 */
EL2_API void el2_step(el2_state *state, el2_memory *memory, const el2_hypervisor *hypervisor, const el2_insn *insn,
		      el2_step_result *result, el2_trail *trail);

/* Fetch and decode at state->pc, then as above; a fetch that fails is an instruction abort. */
EL2_API void el2_step_at_pc(el2_state *state, el2_memory *memory, const el2_hypervisor *hypervisor,
			    el2_step_result *result, el2_trail *trail);

/*
 * What the loads and stores of classes MEMORY and SIMD access in this state: for code that executes elsewhere. False
 * for an instruction without an access, or with one that the model does not describe (SVE, SME, CPY*, SET*).
 */
EL2_API bool el2_insn_access(const el2_state *state, const el2_insn *insn, el2_access *access);

/*
 * The memory side of a step alone: alignment, translation, permissions, tag checks (with TFSR bits), without moving any
 * data. True: all is granted, *result is not written. False: *result and the state are as after el2_step(), with the
 * exception entered.
 */
EL2_API bool el2_step_access(el2_state *state, el2_memory *memory, const el2_hypervisor *hypervisor,
			     const el2_access *access, el2_step_result *result, el2_trail *trail);

/* Read or write a register as MRS and MSR do once access is granted: views of PSTATE, aliases, RES0 bits. */
EL2_API uint64_t el2_read_sysreg(const el2_state *state, el2_sysreg reg);
EL2_API void el2_write_sysreg(el2_state *state, el2_sysreg reg, uint64_t value);

/* ---- 3. many steps ---------------------------------------------------------------------------------------------- */

typedef enum el2_on_exception {
	EL2_ON_EXCEPTION_SKIP = 0, /* note it, go on behind the instruction */
	EL2_ON_EXCEPTION_STOP,
	EL2_ON_EXCEPTION_VECTOR,   /* enter the vectors at VBAR_EL1 */
} el2_on_exception;

/* Why a run ended. */
typedef enum el2_stop {
	EL2_STOP_END = 0,     /* reached the end address */
	EL2_STOP_LIMIT,       /* executed as many instructions as allowed */
	EL2_STOP_EXCEPTION,   /* with EL2_ON_EXCEPTION_STOP */
	EL2_STOP_PANIC,       /* the hypervisor is dead */
	EL2_STOP_NO_PROGRESS, /* the same instruction for ever */
	EL2_STOP_NOWHERE,     /* PC left the code */
	EL2_STOP_UNMODELLED,
	EL2_STOP_WFI,         /* waits for an interrupt that nobody sends */
	EL2_STOP_CALLBACK,    /* the observer said so */
	EL2_STOP_LEVEL,       /* the Exception level is none of options.levels */
} el2_stop;

typedef struct el2_engine el2_engine;

/* An observer sees every instruction that is not ordinary, after it: return false to stop. Ordinary is what executes
 * and is of class GENERAL, MEMORY or SIMD. A fetch that fails has an *insn of class UNKNOWN and word 0. */
typedef bool (*el2_observer)(void *context, uint64_t pc, const el2_insn *insn, const el2_step_result *result,
			     const el2_state *state);

/* What a machine around the CPU makes of an instruction, before it executes. */
typedef enum el2_before {
	EL2_BEFORE_EXECUTE = 0, /* the CPU is to execute it; registers may have been changed */
	EL2_BEFORE_DONE,        /* it is done: state->pc is where to go on */
	EL2_BEFORE_STOP,        /* the run ends here, with EL2_STOP_CALLBACK */
} el2_before;

/* What code was run: one byte a word of [base, base + size), set when it is entered, counted by straight runs of code; and
 * which run followed which, as a bit of a hash: `edges` has 2^edge_bits of them. The engine adds; the caller clears. */
typedef struct el2_coverage {
	uint64_t base, size;   /* virtual addresses, in bytes */
	uint64_t alias;        /* where the same code is run, too: with the MMU off; `base`: nowhere */
	uint8_t *words;        /* size / 4 */
	uint8_t *edges;        /* 2^edge_bits / 8 bytes */
	unsigned edge_bits;
	size_t new_words, new_edges; /* set so far, since the caller set these to 0 */
	uint64_t last;         /* where the run before began */
} el2_coverage;

typedef struct el2_run_options {
	uint64_t end;          /* stop when PC is here; UINT64_MAX: nowhere, though PC may be there */
	uint64_t limit;        /* instructions; 0: 1,000,000 */
	el2_on_exception on_exception;
	const el2_hypervisor *hypervisor;
	el2_observer observer; /* or NULL */
	/* Asked before each instruction that is neither ordinary nor of a TAG_ class, `executed` instructions after the begin
	 * of the run. Or NULL. */
	el2_before (*before)(void *context, el2_state *state, const el2_insn *insn, uint64_t executed);
	void *context; /* of both */
	el2_coverage *coverage; /* or NULL. Without an engine nothing is added */
	const uint64_t *watch; /* addresses, ascending: the observer sees ordinary instructions there, too */
	size_t watch_count;
	uint8_t levels;        /* run at these Exception levels only, bit n for ELn; 0: at any. {2} with EL2_ON_EXCEPTION_VECTOR
				* and no hypervisor runs a hypervisor's own code until it returns to the host or calls EL3 */
} el2_run_options;

/* NULL when out of memory. One thread at a time; may run any number of states and memories in turn. */
EL2_API el2_engine *el2_engine_new(void);
EL2_API void el2_engine_free(el2_engine *engine); /* NULL is fine */

/* Let Unicorn execute what of floating point and SIMD data processing the model does not. False: this build has no
 * Unicorn, or out of memory; nothing has changed. In libel2trap, not in libel2trap-core. */
EL2_API bool el2_engine_use_unicorn(el2_engine *engine);

/*
 * Run from state->pc; with a NULL engine instruction by instruction, to the same result. State and memory are as the run
 * left them. What the engine has made of code it keeps for its next runs, with whatever state and memory. *executed (may be NULL) counts instructions. */
EL2_API el2_stop el2_engine_run(el2_engine *engine, el2_state *state, el2_memory *memory,
				const el2_run_options *options, uint64_t *executed);

/* ---- 4. a second opinion ---------------------------------------------------------------------------------------- */

/* Unicorn as somebody else who executes ordinary instructions, alone. One thread at a time. */
typedef struct el2_unicorn el2_unicorn;

/* NULL: this build has no Unicorn, or out of memory. In libel2trap, not in libel2trap-core. */
EL2_API el2_unicorn *el2_unicorn_new(void);
EL2_API void el2_unicorn_free(el2_unicorn *unicorn); /* NULL is fine */

/* Execute *insn, which stands at state->pc, of class GENERAL, MEMORY or SIMD, on the pages of `memory`: addresses are physical,
 * nothing is trapped, translated or checked. False: it does not know the instruction (its CPU is a Cortex-A72), or it faults;
 * nothing has changed. PSTATE but for NZCV, and system registers but for FPCR and FPSR, stay as they are. */
EL2_API bool el2_unicorn_step(el2_unicorn *unicorn, el2_state *state, el2_memory *memory, const el2_insn *insn);

#ifdef __cplusplus
}
#endif

#endif
