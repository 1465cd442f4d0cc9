/* SPDX-License-Identifier: MIT */
/*
 * Assembly text to code, by an assembler found at run time: aarch64-linux-gnu-as, else llvm-mc.
 *
 * System registers and operations may have any name of our tables: those that are too new for the assembler are written
 * as what they encode (names.h), but in files that .include brings.
 *
 * Its object file is linked (link.h) and read with libelf and libdw (object.h). Lines come from the DWARF line table,
 * which both assemblers write with -g; llvm-mc leaves out `.inst`, so for it those lines get a label each before it sees
 * them, and it writes the lines of files that .include brings as if they were the source's.
 */
#ifndef EL2TRAP_CLI_ASSEMBLE_H
#define EL2TRAP_CLI_ASSEMBLE_H

#include "snippet/object.h"

/*
 * Assemble `text`. `name` is for messages; `directory` is where .include and .incbin look, or NULL. On success the
 * caller owns *object and frees it with cli_object_free().
 * EL2_ERR_INPUT: the first error of assembler or linker, with its line. EL2_ERR_UNSUPPORTED: there is no assembler, or
 * no linker.
 */
el2_status cli_assemble(const char *text, size_t length, const char *name, const char *directory, uint64_t base,
			struct cli_object *object, el2_error *error);

/* Assemble text that is one instruction. EL2_ERR_INPUT: it is none, or more; EL2_ERR_UNSUPPORTED: no assembler here. */
el2_status cli_assemble_word(const char *text, uint32_t *word, el2_error *error);
/* Assemble a line or a few and give the instructions alone. The caller frees *words. Messages name the text. */
el2_status cli_assemble_words(const char *text, uint32_t **words, size_t *count, el2_error *error);

#endif
