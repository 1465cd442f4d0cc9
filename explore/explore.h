/* SPDX-License-Identifier: MIT */
/*
 * explore: looking for trouble. An audit asks what every one of the 2^32 A64 words does under a boot, with everything
 * that EL1 owns free: a host that means harm writes its own registers as it likes.
 *
 * Allocates; an audit may be made in any thread, no state is shared between two.
 */
#ifndef EL2TRAP_EXPLORE_H
#define EL2TRAP_EXPLORE_H

#include "model/view.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- 1. audit --------------------------------------------------------------------------------------------------- */

/* How many registers' fields of EL1 an answer may name. */
#define EL2_AUDIT_SETTINGS 6

/* States of EL1's registers that are tried for one word at one level; an instruction whose rules look at more is
 * unmodelled, with that reason. */
#define EL2_AUDIT_STATES 65536u

/* A field that EL1 has to set, and to what. */
typedef struct el2_setting {
	el2_control field;
	uint64_t value;
} el2_setting;

/* What one class of words does at one Exception level. Of several answers that EL1 can bring about it is the worst for
 * the hypervisor: panic, unmodelled, a trap to EL2, another trap, pass with tags, pass with tags ignored, fault, undef.
 */
typedef struct el2_audit_answer {
	uint32_t word;  /* of the class */
	uint32_t count; /* words in it */
	uint8_t el;
	uint8_t verdict; /* el2_verdict_kind */
	uint8_t origin, effect, action, to_el;
	uint8_t ec; /* of the exception taken; 0 if none is */
	bool taken;
	el2_rule rule;              /* that decided, of the architecture */
	const char *handler, *what; /* as in el2_verdict */
	uint8_t setting_count;      /* 0: EL1's registers as they are do it */
	el2_setting settings[EL2_AUDIT_SETTINGS];
} el2_audit_answer;

/* Classes whose answers differ in nothing but the word. */
typedef struct el2_audit_group {
	el2_audit_answer answer; /* of the first class */
	uint64_t count;          /* words of all classes */
} el2_audit_group;

typedef struct el2_audit_options {
	const el2_state *state;           /* of the boot; its Exception level does not matter */
	const el2_hypervisor *hypervisor; /* NULL: the architecture alone */
	bool polite;                      /* EL1's registers as they are in `state`, and no others */
} el2_audit_options;

typedef struct el2_audit el2_audit;

/* Ask of all classes at EL0 and EL1. NULL when out of memory. The options' state and hypervisor are not looked at
 * afterwards. */
EL2_API el2_audit *el2_audit_new(const el2_audit_options *options);
EL2_API void el2_audit_free(el2_audit *audit);

/* The answer of the nth word class (el2_word_class_get()) at EL0 or EL1. NULL: out of range. */
EL2_API const el2_audit_answer *el2_audit_get(const el2_audit *audit, size_t n, unsigned el);

/* How many words come to a verdict at a level. The sum over all verdicts is 2^32. */
EL2_API uint64_t el2_audit_words(const el2_audit *audit, unsigned el, el2_verdict_kind verdict);

/* The nth group: by level, then verdict, worst first, then operation and register. NULL after the last. */
EL2_API const el2_audit_group *el2_audit_group_get(const el2_audit *audit, size_t n);

/* Every rule of the architecture that decides some word at EL0 or EL1 in the state of a boot, whatever EL1 writes into
 * its own registers, told once or more. What only memory decides (translation, tag checks) is not among them. False:
 * out of memory. */
EL2_API bool el2_find_reachable(const el2_state *state, void (*reached)(void *context, el2_rule rule), void *context);

/*
 * The proof of an audit, for the words [first, first + count), both multiples of 32: decode each, find it in the class
 * that is looked up for it, count it; and of each class in each 32 words that share their upper 27 bits, decide one at
 * EL0 and EL1 and hold the answer against that of the class's own word. counts has el2_word_class_count() elements and
 * is added to, as is *wrong: words among which one failed. Over all words the counts must equal those of the classes.
 * EL1's registers are as in the options' state. False: out of memory.
 */
EL2_API bool el2_audit_prove(const el2_audit_options *options, uint32_t first, uint64_t count, uint64_t *counts,
			     uint64_t *wrong);

/* ---- 2. from the symptom ---------------------------------------------------------------------------------------- */

/* A control, and the value with which it sends an instruction to the level. */
typedef struct el2_sender {
	el2_control control; /* reg EL2_SYSREG_NONE: whatever the registers hold */
	uint64_t value;
	bool on;       /* it has that value in the state, and does send it */
	el2_rule rule; /* that says so */
} el2_sender;

#define EL2_SENDERS_MAX 64

/*
 * Which controls of the registers of `to_el` (2 or 3) send an instruction, executed in *state, there with exception
 * class `ec`: those that do first, each of them alone enough; then those that would if they were changed alone. Changes
 * of HCR_EL2.E2H and TGE, which make another machine, are not tried. Returns how many there are, at most
 * EL2_SENDERS_MAX, and writes them. Found by asking the rules; a condition that needs two changes at once is not found.
 */
EL2_API size_t el2_find_senders(const el2_state *state, const el2_insn *insn, unsigned to_el, unsigned ec,
				el2_sender out[EL2_SENDERS_MAX]);

/* Words of one class that come to what was asked for. Good until the sink returns. */
typedef struct el2_who {
	const el2_control *control; /* changed to `value`; NULL: the registers as they are */
	uint64_t value;
	unsigned el;
	const el2_insn *insn; /* a word of the class */
	uint32_t count;       /* words in it */
	const el2_verdict *verdict;
} el2_who;

/* Is it what was asked for? */
typedef bool (*el2_who_match)(void *context, const el2_insn *insn, const el2_verdict *verdict);
typedef void (*el2_who_sink)(void *context, const el2_who *found);

/*
 * Which words, executed at `el` in *state, come to what `match` says. With `one_more`: which would, and do not now, if
 * one field of a register of EL2 were other than it is, by register and field; HCR_EL2.E2H and TGE are left alone, of
 * fields wider than three bits none and all are tried. EL1's registers are as in *state. False: out of memory.
 */
EL2_API bool el2_find_who(const el2_state *state, const el2_hypervisor *hypervisor, unsigned el, bool one_more,
			  el2_who_match match, el2_who_sink sink, void *context);

#ifdef __cplusplus
}
#endif

#endif
