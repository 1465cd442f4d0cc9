/* SPDX-License-Identifier: MIT */
/* Text for every word: ours where the row spells it, Capstone's for the rest. */
#include "decoder/insns.h"
#include "decoder/internal.h"

#ifdef EL2_HAVE_CAPSTONE
#include <capstone/capstone.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#if CS_API_MAJOR >= 6
#define ARCH CS_ARCH_AARCH64
#else
#define ARCH CS_ARCH_ARM64
#endif

/*
 * A Capstone handle serves one thread at a time and is too dear to open for each word. So each thread has one, which is
 * closed when the thread ends. This is the only state that the decoder keeps.
 */
struct handle {
	csh capstone;
	cs_insn *insn;
};

static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool have_key;

static void close_handle(void *pointer)
{
	struct handle *handle = pointer;
	cs_free(handle->insn, 1);
	cs_close(&handle->capstone);
	free(handle);
}

static void make_key(void)
{
	have_key = !pthread_key_create(&key, close_handle);
}

static struct handle *open_handle(void)
{
	struct handle *handle = malloc(sizeof(*handle));
	if (!handle)
		return NULL;
	if (cs_open(ARCH, CS_MODE_LITTLE_ENDIAN, &handle->capstone) != CS_ERR_OK) {
		free(handle);
		return NULL;
	}
	handle->insn = cs_malloc(handle->capstone);
	if (!handle->insn || pthread_setspecific(key, handle)) {
		close_handle(handle);
		return NULL;
	}
	return handle;
}

/* The length of the text, or -1 where Capstone does not know the word or cannot be had. */
static int ask_capstone(uint32_t word, uint64_t pc, char *buffer, size_t size)
{
	pthread_once(&key_once, make_key);
	struct handle *handle = have_key ? pthread_getspecific(key) : NULL;
	if (!handle && (!have_key || !(handle = open_handle())))
		return -1;

	const uint8_t code[4] = {(uint8_t)word, (uint8_t)(word >> 8), (uint8_t)(word >> 16), (uint8_t)(word >> 24)};
	const uint8_t *at = code;
	size_t left = sizeof(code);
	cs_insn *insn = handle->insn;
	if (!cs_disasm_iter(handle->capstone, &at, &left, &pc, insn))
		return -1;
	return snprintf(buffer, size, "%s%s%s", insn->mnemonic, insn->op_str[0] ? " " : "", insn->op_str);
}
#else
static int ask_capstone(uint32_t word, uint64_t pc, char *buffer, size_t size)
{
	(void)word, (void)pc, (void)buffer, (void)size;
	return -1;
}
#endif

/* What no row or name of ours spells in the system space, Capstone takes for a register that it is not. */
static bool is_system(uint32_t word)
{
	return word >> 22 == 0xd5000000 >> 22;
}

int el2_disassemble(const el2_insn *insn, uint64_t pc, char *buffer, size_t size)
{
	const el2_form_info *row = el2_form_get((el2_form)insn->form);
	if ((row && row->operands != EL2_OPERANDS_OTHER) || is_system(insn->word))
		return el2_format(insn, buffer, size);

	int length = el2_format_named(insn, buffer, size);
	if (length < 0)
		length = ask_capstone(insn->word, pc, buffer, size);
	return length < 0 ? el2_format(insn, buffer, size) : length;
}
