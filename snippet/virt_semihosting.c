/* SPDX-License-Identifier: MIT */
/* Semihosting, as far as a test needs it: writing, the command line, and the exit. Arm "Semihosting for AArch32 and
 * AArch64", 2.0. */
#include "model/bytes.h"
#include "snippet/virt.h"

#include <stdio.h>
#include <string.h>

enum {
	SYS_OPEN = 0x01,
	SYS_CLOSE = 0x02,
	SYS_WRITEC = 0x03,
	SYS_WRITE0 = 0x04,
	SYS_WRITE = 0x05,
	SYS_ISTTY = 0x09,
	SYS_ERRNO = 0x13,
	SYS_GET_CMDLINE = 0x15,
	SYS_EXIT = 0x18,
	SYS_EXIT_EXTENDED = 0x20,
	APPLICATION_EXIT = 0x20026
};

/* One byte of the program's memory, with the program's own eyes: LDRB or STRB of w0 at [x1]. */
static bool access_byte(const struct cli_virt *v, const el2_state *s, uint32_t word, uint64_t address,
			unsigned char *byte)
{
	el2_state copy = *s;
	el2_step_result result;
	el2_insn insn;

	copy.x[0] = *byte;
	copy.x[1] = address;
	el2_decode(word, &insn);
	el2_step(&copy, v->memory, NULL, &insn, &result, NULL);
	*byte = (unsigned char)copy.x[0];
	return result.executed;
}

static bool byte_at(const struct cli_virt *v, const el2_state *s, uint64_t address, unsigned char *byte)
{
	return access_byte(v, s, 0x39400020, address, byte); /* ldrb w0, [x1] */
}

static bool put(const struct cli_virt *v, const el2_state *s, uint64_t address, const void *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		unsigned char byte = ((const unsigned char *)bytes)[i];

		if (!access_byte(v, s, 0x39000020, address + i, &byte)) /* strb w0, [x1] */
			return false;
	}
	return true;
}

static bool doubleword(const struct cli_virt *v, const el2_state *s, uint64_t address, uint64_t *value)
{
	unsigned char bytes[8];

	for (unsigned i = 0; i < 8; i++)
		if (!byte_at(v, s, address + i, &bytes[i]))
			return false;
	*value = load_le(bytes, 8);
	return true;
}

/* `count` bytes, or up to a zero. Returns how many were not written. */
static uint64_t write_out(const struct cli_virt *v, const el2_state *s, uint64_t address, uint64_t count, bool text)
{
	unsigned char byte;

	for (uint64_t i = 0; i < count; i++) {
		if (!byte_at(v, s, address + i, &byte))
			return count - i;
		if (text && !byte)
			break;
		v->console(v->console_context, (const char *)&byte, 1);
	}
	return 0;
}

/* --append into the buffer at p[0] of p[1] bytes, its length behind the pointer. Returns 0, or -1 where it does not
 * fit. */
static uint64_t command_line(const struct cli_virt *v, const el2_state *s, uint64_t at, const uint64_t p[2])
{
	const char *text = v->options.append ? v->options.append : "";
	unsigned char length[8];

	store_le(length, sizeof length, strlen(text));
	if (strlen(text) >= p[1] || !put(v, s, p[0], text, strlen(text) + 1) ||
	    !put(v, s, at + 8, length, sizeof length))
		return UINT64_MAX;
	return 0;
}

static bool give_up(struct cli_virt *v, const char *what, uint64_t number)
{
	snprintf(v->unknown, sizeof v->unknown, "semihosting %s 0x%llx", what, (unsigned long long)number);
	return false;
}

static unsigned parameters(uint32_t operation)
{
	return operation == SYS_OPEN || operation == SYS_WRITE ? 3 : operation == SYS_GET_CMDLINE ? 2 : 1;
}

bool virt_semihosting(struct cli_virt *v, el2_state *s)
{
	uint32_t operation = (uint32_t)s->x[0];
	uint64_t at = s->x[1], p[3] = {0};

	if (operation != SYS_WRITEC && operation != SYS_WRITE0 && operation != SYS_ERRNO)
		for (unsigned i = 0; i < parameters(operation); i++)
			if (!doubleword(v, s, at + i * 8, &p[i]))
				return give_up(v, "parameters at", at);
	switch (operation) {
	case SYS_OPEN: /* the console, whatever the name: there are no files */
		s->x[0] = 1;
		return true;
	case SYS_CLOSE:
	case SYS_ERRNO:
		s->x[0] = 0;
		return true;
	case SYS_ISTTY:
		s->x[0] = 1;
		return true;
	case SYS_WRITEC:
		write_out(v, s, at, 1, false);
		return true;
	case SYS_WRITE0:
		write_out(v, s, at, VIRT_RAM_SIZE, true);
		return true;
	case SYS_WRITE:
		s->x[0] = write_out(v, s, p[1], p[2] < VIRT_RAM_SIZE ? p[2] : VIRT_RAM_SIZE, false);
		return true;
	case SYS_GET_CMDLINE:
		s->x[0] = command_line(v, s, at, p);
		return true;
	case SYS_EXIT:
	case SYS_EXIT_EXTENDED:
		v->off = true;
		if (!doubleword(v, s, at + 8, &p[1]))
			p[1] = 0;
		v->code = p[0] == APPLICATION_EXIT ? (unsigned)(p[1] & 0xff) : 1;
		return true;
	default:
		return give_up(v, "operation", operation);
	}
}
