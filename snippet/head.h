/* SPDX-License-Identifier: MIT */
/* The beginning of a comment that speaks to us: "expect:", "el2trap[7.0]:". */
#ifndef EL2TRAP_SNIPPET_HEAD_H
#define EL2TRAP_SNIPPET_HEAD_H

#include <stdbool.h>
#include <stddef.h>

struct snippet_head {
	size_t word_length, length; /* of the word; with labels and colon */
	const char *labels;         /* or NULL */
	size_t labels_length;
};

/* A word, labels in brackets, a colon. False: anything else. */
bool snippet_head_of(const char *text, struct snippet_head *head);

bool snippet_head_is(const char *text, const struct snippet_head *head, const char *word);

/* The head that a comment seems to be meant to begin with ("expect:"), though it does not; NULL for prose. `length`: of
 * the word that stands in its place. */
const char *snippet_head_meant(const char *text, size_t *length);

#endif
