/* SPDX-License-Identifier: MIT */
/*
 * own: a hypervisor's answers that a user brings, in place of those of a release or a recording. docs/howto/my-handler.md shows
 * each way with its commands.
 *
 *   1. in C      EL2_POLICY() makes of a function a shared object that `el2trap --policy FILE.so` loads
 *   2. as data   rows of class, register and condition; `el2trap --policy FILE.json` reads them
 *
 * Pure, like the rest: no allocation, no globals, no printing; everything may be called from any thread as long as no
 * two threads write one struct.
 */
#ifndef EL2TRAP_POLICY_OWN_H
#define EL2TRAP_POLICY_OWN_H

#include "policy/policy.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- what an own policy is told ------------------------------------------------------------------------------------ */

/* The context that its handle() gets. All of it is borrowed, and lives as long as the driver is asked. */
typedef struct el2_policy_context {
	const el2_boot *boot;         /* what was booted: kernel row, CPU, mode */
	const el2_hypervisor *kernel; /* who would have answered: policy of the kernel's release, or a recording */
	const void *own;              /* of section 2 the el2_policy_rows; else NULL */
} el2_policy_context;

/* Let the kernel answer. The arguments are those of el2_hypervisor.handle(); context is an el2_policy_context. */
EL2_API void el2_policy_ask_kernel(const void *context, const el2_state *state, const el2_exception *taken,
				   el2_response *response, el2_trail *trail);

/* Answer with an exception of syndrome `esr` into the host's EL1, as the kernel's inject_host_exception() does: sets
 * action and `injected` of *response. el2_exception.far is not written.
 * Source: Linux arch/arm64/kvm/hyp/nvhe/hyp-main.c inject_host_exception(). */
EL2_API void el2_policy_inject(const el2_boot *boot, const el2_state *state, const el2_exception *taken, uint64_t esr,
			       el2_response *response);

/* ---- 1. in C ----------------------------------------------------------------------------------------------------- */

/* Raised when what follows, or what handle() is promised, changes its meaning. */
#define EL2_POLICY_ABI 1u

/* Sizes that a policy was compiled with: tables of registers and features grow, and structs with them. */
typedef struct el2_policy_layout {
	uint32_t state, exception, response, boot, registers, features;
} el2_policy_layout;

#define EL2_POLICY_LAYOUT                                                                                              \
	{                                                                                                              \
		sizeof(el2_state), sizeof(el2_exception), sizeof(el2_response), sizeof(el2_boot),                      \
			EL2_SYSREG_REGISTERS, EL2_FEATURE_COUNT                                                        \
	}

/* What a shared object exports as `el2_policy`. abi comes first in every version. */
typedef struct el2_policy_entry {
	uint32_t abi; /* EL2_POLICY_ABI */
	el2_policy_layout layout;
	const char *name; /* for users: "gmid-answered" */
	/* As in el2_hypervisor; context is an el2_policy_context. Texts of the response must outlive the process's use
	 * of the policy: literals do. Asked from several threads at once. */
	void (*handle)(const void *context, const el2_state *state, const el2_exception *taken, el2_response *response,
		       el2_trail *trail);
} el2_policy_entry;

#define EL2_POLICY_SYMBOL "el2_policy"

#ifdef __cplusplus
#define EL2_POLICY_LINKAGE extern "C"
#else
#define EL2_POLICY_LINKAGE extern
#endif

/* Export a policy, once a shared object: EL2_POLICY("gmid-answered", handle); */
#define EL2_POLICY(policy_name, policy_handle)                                                                         \
	EL2_POLICY_LINKAGE EL2_API const el2_policy_entry el2_policy;                                                  \
	const el2_policy_entry el2_policy = {EL2_POLICY_ABI, EL2_POLICY_LAYOUT, policy_name, policy_handle}

/* EL2_OK, or EL2_ERR_UNSUPPORTED with a message: another ABI, or compiled with other headers than this library's. */
EL2_API el2_status el2_policy_entry_check(const el2_policy_entry *entry, el2_error *error);

/* ---- 2. as data -------------------------------------------------------------------------------------------------- */

/* A condition: compiled text. Conditions are read in the words of model/rules/access.rules:
 *
 *     HCR_EL2.TID5=1 & !feat(FEAT_MTE2)        CPTR_EL2.FPEN!=11 | EL=0        x0=0x84000000
 *
 * over fields of registers of EL2 and EL3, which the host does not own, EL (where the exception came from, 0 or 1), x0
 * to x30, and features of the CPU. Values are bits, as many as the field has, or 0x. */
#define EL2_CONDITION_TERMS 32
typedef struct el2_condition {
	uint8_t count; /* 0: always */
	struct el2_condition_term {
		uint8_t kind;
		uint8_t layouts;   /* of a field: bit 0, in the layout of HCR_EL2.E2H=0; bit 1, of E2H=1 */
		uint16_t what;     /* el2_sysreg, el2_feature, or a number of a general register */
		uint64_t mask[2];  /* by layout */
		uint64_t value[2]; /* in place */
	} term[EL2_CONDITION_TERMS];
} el2_condition;

/* EL2_ERR_INPUT with the column, from 1, of what is wrong in it. NULL or "" is the condition that always holds. */
EL2_API el2_status el2_condition_parse(const char *text, el2_condition *condition, el2_error *error);

/* EL2_UNKNOWN: it decides by a field that the register does not have in the layout in force. */
EL2_API el2_truth el2_condition_holds(const el2_condition *condition, const el2_state *state,
				      const el2_exception *taken);

typedef enum el2_row_action {
	EL2_ROW_UNDEF = 0,  /* an Undefined Instruction exception is injected */
	EL2_ROW_INJECT,     /* an exception with `esr` is; without one, with the syndrome that EL2 has: reflected */
	EL2_ROW_SERVE,      /* dealt with; the instruction is stepped over, registers are written */
	EL2_ROW_RETRY,      /* the host executes it again, nothing has changed */
	EL2_ROW_FORWARD,    /* passed to EL3, and stepped over */
	EL2_ROW_PANIC,
	EL2_ROW_KERNEL,     /* whatever the kernel does */
	EL2_ROW_UNMODELLED,
	EL2_ROW_ACTIONS
} el2_row_action;

/* "undef", "inject", ...; NULL for a number out of range. */
EL2_API const char *el2_row_action_name(unsigned action);

typedef struct el2_policy_row {
	int ec;           /* -1: any */
	uint16_t reg;     /* el2_sysreg that an EC 0x18 names; EL2_SYSREG_NONE: any */
	uint8_t access;   /* EL2_READ, EL2_WRITE or 0: either way */
	uint8_t action;   /* el2_row_action */
	bool has_esr;     /* INJECT */
	uint64_t esr;
	uint64_t value;   /* SERVE: what a read of a register gives */
	uint32_t writes;  /* SERVE: bit n: Xn = x[n] */
	uint64_t x[31];
	el2_condition when;
	const char *what; /* one clause of English, or NULL */
} el2_policy_row;

/* The first row that holds answers an exception of the host's. Others' are the kernel's: a guest's, EL2's own. */
typedef struct el2_policy_rows {
	const el2_policy_row *row;
	size_t count;
	bool unmodelled; /* what no row holds for is unmodelled; else it is the kernel's */
} el2_policy_rows;

/* A handle() of rows: context is an el2_policy_context whose `own` is an el2_policy_rows. */
EL2_API void el2_policy_rows_handle(const void *context, const el2_state *state, const el2_exception *taken,
				    el2_response *response, el2_trail *trail);

/* A row that none can come to, as an earlier one takes all that it would: its index, and the earlier one's in *by.
 * `count` if there is none. */
EL2_API size_t el2_policy_rows_hidden(const el2_policy_rows *rows, size_t *by);

#ifdef __cplusplus
}
#endif

#endif
