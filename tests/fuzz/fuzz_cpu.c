/* SPDX-License-Identifier: MIT */
/* libFuzzer: what machines say of their CPU. A CPU that comes of it is that of its name. */
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	el2_cpu_values values;
	el2_error error = {0};
	el2_cpu cpu, again;

	if (el2_cpu_values_read((const char *)data, size, "fuzz", &values, &error) != EL2_OK)
		return 0;
	if (el2_cpu_from_values(&values, size & 1 ? "max" : NULL, &cpu, NULL, &error) != EL2_OK)
		return 0;
	if (el2_cpu_parse(cpu.name, &again, &error) != EL2_OK || memcmp(cpu.id, again.id, sizeof cpu.id) ||
	    memcmp(cpu.features, again.features, sizeof cpu.features) ||
	    memcmp(cpu.counts, again.counts, sizeof cpu.counts))
		abort();
	return 0;
}
