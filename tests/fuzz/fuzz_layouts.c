/* SPDX-License-Identifier: MIT */
/* libFuzzer: a kernel Image that may hold BTF. */
#include "recording/recording.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {
	"kvm",
	"kvm.flags",
	"kvm_vcpu.arch.ctxt.regs.pc",
	"kvm_vcpu.arch.ctxt.sys_regs[SCTLR_EL1]",
	"kvm_vcpu.rows[2][1].regs.regs[30]",
	"none",
};

#define NAMES (sizeof names / sizeof *names)

/* Names come in their order, each once, with a place that the structure of the recording can say. */
static bool found(void *context, const el2_recorded_layout *layout)
{
	size_t *next = context;

	while (*next < NAMES && strcmp(names[*next], layout->name) != 0)
		++*next;
	if (*next == NAMES || !layout->size || layout->offset > UINT32_MAX - layout->size)
		abort();
	++*next;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1); /* of just its size: what is read beyond is seen */
	size_t next = 0;

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	el2_layouts_read(copy, size, names, NAMES, found, &next, NULL);
	free(copy);
	return 0;
}
