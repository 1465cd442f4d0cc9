/* SPDX-License-Identifier: MIT */
/* What a machine that stands still is made to be, through QEMU's gdb stub. Source: GDB manual, "Remote Serial
 * Protocol"; QEMU docs/system/gdb.rst for physical memory. */
#include "recording/qemu/qemu.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static el2_status must(struct gdb *gdb, const char *text)
{
	el2_status status = gdb_ask(gdb, text);
	char what[80];

	if (status != EL2_OK || !strcmp(gdb->packet, "OK"))
		return status;
	snprintf(what, sizeof what, "'%.32s' is answered with '%.16s'", text, gdb->packet);
	return gdb_failed(gdb, what);
}

/* Two digits a byte. */
static void put_hex(char *out, const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		snprintf(out + i * 2, 3, "%02x", bytes[i]);
}

el2_status gdb_write_register(struct gdb *gdb, unsigned number, unsigned size, uint64_t value)
{
	unsigned char bytes[8];
	char text[48];
	int length = snprintf(text, sizeof text, "P%x=", number);

	for (unsigned i = 0; i < size; i++)
		bytes[i] = (unsigned char)(value >> i * 8);
	put_hex(text + length, bytes, size);
	return must(gdb, text);
}

el2_status gdb_write_memory(struct gdb *gdb, bool physical, uint64_t address, const void *bytes, size_t size)
{
	char text[GDB_TEXT_MAX];
	el2_status status = must(gdb, physical ? "Qqemu.PhyMemMode:1" : "Qqemu.PhyMemMode:0");

	for (size_t done = 0; status == EL2_OK && done < size;) {
		size_t part = size - done < 1024 ? size - done : 1024;
		int length = snprintf(text, sizeof text, "M%" PRIx64 ",%zx:", address + done, part);

		put_hex(text + length, (const unsigned char *)bytes + done, part);
		status = must(gdb, text);
		done += part;
	}
	return status;
}

el2_status gdb_read_word(struct gdb *gdb, uint64_t address, uint32_t *word)
{
	char text[40];
	el2_status status = must(gdb, "Qqemu.PhyMemMode:0");

	snprintf(text, sizeof text, "m%" PRIx64 ",4", address);
	if (status == EL2_OK)
		status = gdb_ask(gdb, text);
	if (status == EL2_OK && strspn(gdb->packet, "0123456789abcdef") != 8)
		status = gdb_failed(gdb, "memory cannot be read");
	if (status == EL2_OK)
		*word = __builtin_bswap32((uint32_t)strtoul(gdb->packet, NULL, 16));
	return status;
}

el2_status gdb_break(struct gdb *gdb, uint64_t address, bool on)
{
	char text[40];

	snprintf(text, sizeof text, "%c1,%" PRIx64 ",4", on ? 'Z' : 'z', address);
	return must(gdb, text);
}

el2_status gdb_watch(struct gdb *gdb, uint64_t address, size_t size, bool on)
{
	char text[48];

	snprintf(text, sizeof text, "%c2,%" PRIx64 ",%zx", on ? 'Z' : 'z', address, size);
	return must(gdb, text);
}
