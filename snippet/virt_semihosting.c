/* SPDX-License-Identifier: MIT */
/* Semihosting, as far as a test needs it: writing, and the exit. Arm "Semihosting for AArch32 and AArch64", 2.0. */
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
	SYS_EXIT = 0x18,
	SYS_EXIT_EXTENDED = 0x20,
	APPLICATION_EXIT = 0x20026
};

/* One byte of the program's memory, with the program's own eyes. */
static bool byte_at(const struct cli_virt *v, const el2_state *s, uint64_t address, unsigned char *byte)
{
	el2_state copy = *s;
	el2_step_result result;
	el2_insn ldrb;

	copy.x[0] = address;
	el2_decode(0x39400000, &ldrb); /* ldrb w0, [x0] */
	el2_step(&copy, v->memory, NULL, &ldrb, &result, NULL);
	*byte = (unsigned char)copy.x[0];
	return result.executed;
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

static bool give_up(struct cli_virt *v, const char *what, uint64_t number)
{
	snprintf(v->unknown, sizeof v->unknown, "semihosting %s 0x%llx", what, (unsigned long long)number);
	return false;
}

bool virt_semihosting(struct cli_virt *v, el2_state *s)
{
	uint32_t operation = (uint32_t)s->x[0];
	uint64_t at = s->x[1], p[3] = {0};

	if (operation != SYS_WRITEC && operation != SYS_WRITE0 && operation != SYS_ERRNO)
		for (unsigned i = 0; i < (operation == SYS_OPEN || operation == SYS_WRITE ? 3 : 1); i++)
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
