/* SPDX-License-Identifier: MIT */
/* Programs for a machine that are neither ELF files nor text. */
#include "model/bytes.h"
#include "snippet/snippet.h"

#include <string.h>

/* Linux Documentation/arch/arm64/booting.rst: the header of an Image */
enum {
	TEXT_OFFSET = 8,
	IMAGE_SIZE = 16,
	MAGIC = 56,
	HEADER_SIZE = 64
};

el2_status cli_program_image(struct cli_program *p, const unsigned char *data, size_t size, const char *name,
			     el2_error *error)
{
	uint64_t at = VIRT_TEXT, whole = size;

	if (size >= HEADER_SIZE && !memcmp(data + MAGIC, "ARM\x64", 4)) {
		at = VIRT_RAM + load_le(data + TEXT_OFFSET, 8);
		whole = load_le(data + IMAGE_SIZE, 8);
		if (whole < size)
			whole = size;
	}
	if (!size || at < VIRT_RAM || at - VIRT_RAM > VIRT_RAM_SIZE || whole > VIRT_RAM_SIZE - (at - VIRT_RAM))
		return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "does not fit into the machine's %u MB of memory",
				(unsigned)(VIRT_RAM_SIZE >> 20));
	p->segments[p->segment_count++] = (struct cli_segment){.address = at,
							       .size = whole,
							       .data = data,
							       .length = size,
							       .perm = EL2_PERM_R | EL2_PERM_W | EL2_PERM_X};
	p->entry = at;
	p->end = at + whole;
	return EL2_OK;
}
