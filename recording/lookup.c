/* SPDX-License-Identifier: MIT */
/* Looking things up in a recording. */
#include "model/bits.h"
#include "recording/recording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_VECTOR "sve-max-vq=" /* QEMU's property of a CPU: in parts of 128 bits */
#define VECTOR_PARTS   16u

const char *el2_recording_text_name(el2_recording_text text)
{
	static const char *const names[EL2_RECORDING_TEXTS] = {"banner", "cmdline", "mode", "cpu", "machine", "qemu"};

	return (unsigned)text < EL2_RECORDING_TEXTS ? names[text] : NULL;
}

/* How many items of an array, ascending by the uint64_t that each begins with, are at or below `value`. */
static size_t count_below(const void *array, size_t count, size_t size, uint64_t value)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint64_t key;

		memcpy(&key, (const char *)array + middle * size, sizeof key);
		if (key <= value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

el2_recorded_origin el2_recording_register(const el2_recording *r, size_t cpu, el2_sysreg reg, uint64_t *value)
{
	const el2_sysreg_info *info = el2_sysreg_get(reg);
	size_t low = 0, high = cpu < r->cpu_count ? r->cpus[cpu].register_count : 0;

	*value = 0;
	while (info && low < high) {
		size_t middle = low + (high - low) / 2;
		const el2_recorded_register *found = &r->cpus[cpu].registers[middle];

		if (found->key == info->key) {
			*value = found->value;
			return (el2_recorded_origin)found->origin;
		}
		if (found->key < info->key)
			low = middle + 1;
		else
			high = middle;
	}
	return EL2_RECORDED_ABSENT;
}

el2_status el2_recording_cpu(const el2_recording *r, el2_cpu *cpu, el2_error *error)
{
	const char *name = r->text[EL2_RECORDING_CPU], *most = strstr(name, LONGEST_VECTOR);
	unsigned long parts = most ? strtoul(most + strlen(LONGEST_VECTOR), NULL, 10) : 0;
	el2_cpu_values values = {0};
	char core[64];

	snprintf(core, sizeof core, "%.*s", (int)strcspn(name, ","), name);
	name = core;
	if (parts && parts <= VECTOR_PARTS) {
		values.counts[EL2_COUNT_VECTOR] = (uint8_t)parts;
		values.counts_given |= 1u << EL2_COUNT_VECTOR;
	}
	/* the table's "max" is a later QEMU's, with ID registers that 7 does not show */
	if (!strcmp(name, "max") && strstr(r->text[EL2_RECORDING_QEMU], " 7."))
		name = "qemu72-max";
	if (!*name || el2_cpu_parse(name, cpu, NULL) != EL2_OK)
		name = "max";
	for (unsigned id = 0; id < EL2_ID_COUNT; id++) {
		el2_sysreg reg = el2_sysreg_by_name(el2_id_register_name((el2_id_register)id));

		if (el2_recording_register(r, 0, reg, &values.id[id]) == EL2_RECORDED_READ)
			values.given |= UINT64_C(1) << id;
	}
	return el2_cpu_from_values(&values, name, cpu, NULL, error);
}

const uint8_t *el2_recording_page(const el2_recording *r, uint64_t pa)
{
	size_t n = count_below(r->pages, r->page_count, sizeof *r->pages, pa);

	return n && pa - r->pages[n - 1].pa < EL2_RECORDING_PAGE ? r->pages[n - 1].data : NULL;
}

const el2_recorded_range *el2_recording_range(const el2_recording *r, uint64_t va)
{
	size_t n = count_below(r->ranges, r->range_count, sizeof *r->ranges, va);

	return n && va - r->ranges[n - 1].va < r->ranges[n - 1].size ? &r->ranges[n - 1] : NULL;
}

bool el2_recorded_range_executes(const el2_recorded_range *range, uint64_t hcr)
{
	return !(range->attributes >> (hcr & EL2_BIT(HCR_EL2, E2H) ? 53 : 54) & 1);
}

const el2_recorded_range *el2_recording_code(const el2_recording *r)
{
	const el2_recorded_range *range;
	uint64_t hcr, vbar;

	el2_recording_register(r, 0, EL2_SYSREG_HCR_EL2, &hcr);
	if (el2_recording_register(r, 0, EL2_SYSREG_VBAR_EL2, &vbar) == EL2_RECORDED_ABSENT)
		return NULL;
	range = el2_recording_range(r, vbar);
	return range && el2_recorded_range_executes(range, hcr) ? range : NULL;
}

const el2_recorded_symbol *el2_recording_symbol_at(const el2_recording *r, uint64_t pa, uint64_t *offset)
{
	size_t n = count_below(r->symbols, r->symbol_count, sizeof *r->symbols, pa);

	if (!n || pa - r->symbols[n - 1].pa >= 1u << 20)
		return NULL;
	/* Of several at one address the first is meant: they are in the order of the kernel's table. */
	while (n > 1 && r->symbols[n - 2].pa == r->symbols[n - 1].pa)
		n--;
	*offset = pa - r->symbols[n - 1].pa;
	return &r->symbols[n - 1];
}

const el2_recorded_symbol *el2_recording_symbol(const el2_recording *r, const char *name)
{
	for (size_t i = 0; i < r->symbol_count; i++)
		if (!strcmp(r->symbols[i].name, name))
			return &r->symbols[i];
	return NULL;
}

const char *el2_recorded_symbol_name(const el2_recorded_symbol *symbol)
{
	static const char prefix[] = "__kvm_nvhe_";

	return strncmp(symbol->name, prefix, sizeof prefix - 1) ? symbol->name : symbol->name + sizeof prefix - 1;
}

const el2_recorded_layout *el2_recording_layout(const el2_recording *r, const char *name)
{
	size_t low = 0, high = r->layout_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(r->layouts[middle].name, name);

		if (!order)
			return &r->layouts[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool el2_recording_va(const el2_recording *r, uint64_t pa, uint64_t *va)
{
	for (size_t i = 0; i < r->range_count; i++)
		if (pa - r->ranges[i].pa < r->ranges[i].size) {
			*va = r->ranges[i].va + (pa - r->ranges[i].pa);
			return true;
		}
	return false;
}

bool el2_recording_state(const el2_recording *r, size_t number, const el2_cpu *cpu, el2_state *state)
{
	const el2_recorded_cpu *from;

	el2_state_init(state, cpu);
	if (number >= r->cpu_count)
		return false;
	from = &r->cpus[number];
	state->pc = from->pc;
	state->pstate = (uint32_t)from->pstate;
	memcpy(state->x, from->x, sizeof state->x);
	memcpy(state->sp, from->sp, sizeof state->sp);
	for (size_t i = 0; i < from->register_count; i++) {
		el2_sysreg reg = el2_sysreg_by_key(from->registers[i].key, EL2_READ);

		if (reg != EL2_SYSREG_NONE && reg < EL2_SYSREG_REGISTERS)
			state->sysreg[reg] = from->registers[i].value;
	}
	return true;
}
