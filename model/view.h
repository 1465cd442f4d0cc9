/* SPDX-License-Identifier: MIT */
/*
 * All words, and many decisions in few states.
 *
 *   1. all words   classes of words that no rule can tell apart
 *   2. answers     el2_answer: a verdict in 16 bytes
 *   3. views       el2_view
 *
 * A view of a state keeps the answers given in it, by class of words and Exception level,
 * until a register on which they depend changes; so most are a look into a table.
 *
 * Answers are small: what most callers look at. The whole verdict, its exception and the trail come from el2_decide().
 *
 *     el2_view *view = calloc(1, el2_view_size());
 *
 *     el2_view_set(view, &state, &hypervisor);
 *     if (el2_view_decide(view, 0xd53810c0).verdict == EL2_PANIC)
 *             ...
 *     free(view);
 *
 * No allocation, no globals. A view is written by every call: one thread at a time.
 */
#ifndef EL2TRAP_VIEW_H
#define EL2TRAP_VIEW_H

#include "model/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- 1. all words ----------------------------------------------------------------------------------------------- */

/*
 * All 2^32 words fall into classes that no rule can tell apart: the same form, register, flags, and operand bits that a
 * rule reads. What el2_decide() says of one word of a class it says of all, apart from operands in syndromes.
 */
EL2_API size_t el2_word_class_count(void);

/* A word of the nth class, and how many there are; the counts of all add up to 2^32. False for a number out of range. */
EL2_API bool el2_word_class_get(size_t n, uint32_t *word, uint32_t *count);

/* The class of a word. */
EL2_API size_t el2_word_class_of(uint32_t word);

/* What tells classes apart: two instructions are of one class if they have one key, and only then. Of a word that is decoded
 * anyway this is less than to look up its class. */
EL2_API uint32_t el2_word_class_key(const el2_insn *insn);

/* The classes of the 32 words from `first`, a multiple of 32, as el2_word_class_of() looks them up. False if one of them,
 * decoded, is of another by what rules can see of it, which is what defines classes. */
EL2_API bool el2_word_class_prove(uint32_t first, uint32_t classes[32]);

/* ---- 2. answers ------------------------------------------------------------------------------------------------- */

/* Bits of el2_answer.flags. */
enum {
	EL2_ANSWER_TAKEN = 1,         /* an exception is taken: to `el`, with class `ec` */
	EL2_ANSWER_TAGS_IGNORED = 2,  /* PASS, with EL2_EFFECT_TAGS_IGNORED */
	EL2_ANSWER_UNPREDICTABLE = 4, /* as el2_verdict.unpredictable */
	EL2_ANSWER_ASKED = 8,         /* the hypervisor was asked: `action` */
};

/* What el2_decide() says, in 16 bytes. */
typedef struct el2_answer {
	uint8_t verdict;   /* el2_verdict_kind */
	uint8_t origin;    /* el2_origin */
	uint8_t ec;        /* el2_ec; 0 without an exception */
	uint8_t el;        /* the level that it is taken to; 0 without one */
	el2_rule rule;     /* the last rule of the architecture that decided; 0: none */
	uint16_t accessed; /* the register that MRS or MSR reaches, as in el2_verdict */
	uint8_t flags;     /* EL2_ANSWER_... */
	uint8_t action;    /* el2_action */
	uint32_t stamp;    /* the view's own */
} el2_answer;

/* The answer that a verdict amounts to; its stamp is 0. */
EL2_API el2_answer el2_answer_of(const el2_verdict *verdict);

/* Do two answers say the same? */
EL2_API bool el2_answer_equals(const el2_answer *a, const el2_answer *b);

/* ---- 3. views --------------------------------------------------------------------------------------------------- */

typedef struct el2_view el2_view;

/* How many bytes a view has: some 2 MB, of which as much is touched as there are different words. Aligned as malloc()
 * does it; all zero before the first el2_view_set(). */
EL2_API size_t el2_view_size(void);

/*
 * Look at *state and `hypervisor` (NULL: the architecture alone) from now on. Both are borrowed. After a change of
 * *state, call it again: answers are dropped if the change is of a register on which a decision depends, of PSTATE or
 * of the CPU, but for the Exception level. Costs a look at some 200 registers.
 */
EL2_API void el2_view_set(el2_view *view, const el2_state *state, const el2_hypervisor *hypervisor);

/* What el2_decide() says of the word. A hypervisor is asked each time, as it may look at anything in the state. */
EL2_API el2_answer el2_view_decide(el2_view *view, uint32_t word);

/* The same of `count` words, as the CPU sees them: out[i] is of words[i]. */
EL2_API void el2_decide_words(el2_view *view, const uint32_t *words, size_t count, el2_answer *out);

#ifdef __cplusplus
}
#endif

#endif
