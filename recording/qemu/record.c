/* SPDX-License-Identifier: MIT */
/* Boot, stop, and look: what el2_record() writes down. */
#include "model/bits.h"
#include "model/bytes.h"
#include "recording/qemu/qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define RAM_PAGES (MACHINE_RAM_SIZE / EL2_RECORDING_PAGE)

enum {
	WANTED = 1,
	NAMED = 2, /* its symbols, too: of code, and of data that EL2 writes */
};
#define READ_ONLY (UINT64_C(1) << 7) /* AP[2] */

/* What a recording is made of. */
struct look {
	const uint8_t *ram;
	uint8_t *wanted; /* WANTED and NAMED, of each page of RAM */
	uint64_t hcr, image_pa;
	el2_recorded_cpu *cpus;
	size_t cpu_count;
	el2_recorded_range *ranges;
	size_t range_count, range_room;
	el2_recorded_page *pages;
	size_t page_count;
	el2_recorded_symbol *symbols;
	size_t symbol_count, symbol_room;
	el2_recorded_layout *layouts;
	size_t layout_count;
	bool no_memory;
};

static const uint8_t *ram_page(void *context, uint64_t pa)
{
	const struct look *r = context;

	return pa - MACHINE_RAM_BASE < MACHINE_RAM_SIZE ? r->ram + (pa - MACHINE_RAM_BASE) : NULL;
}

/* Room for one more item of an array. */
static bool grow(void **array, size_t count, size_t *room, size_t size)
{
	void *grown;

	if (count < *room)
		return true;
	*room = *room ? *room * 2 : 256;
	grown = realloc(*array, *room * size);
	if (grown)
		*array = grown;
	return grown != NULL;
}

static bool note_range(void *context, const el2_recorded_range *range, bool table)
{
	struct look *r = context;
	uint64_t first = range->pa, last = range->pa + (range->size - 1);
	bool named = !table && (el2_recorded_range_executes(range, r->hcr) || !(range->attributes & READ_ONLY));

	if (first < MACHINE_RAM_BASE)
		first = MACHINE_RAM_BASE;
	if (last >= MACHINE_RAM_BASE + MACHINE_RAM_SIZE)
		last = MACHINE_RAM_BASE + MACHINE_RAM_SIZE - 1;
	for (uint64_t pa = first; pa <= last && last >= MACHINE_RAM_BASE; pa += EL2_RECORDING_PAGE)
		r->wanted[(pa - MACHINE_RAM_BASE) / EL2_RECORDING_PAGE] |= WANTED | (named ? NAMED : 0);
	if (table)
		return true;
	if (!grow((void **)&r->ranges, r->range_count, &r->range_room, sizeof *r->ranges)) {
		r->no_memory = true;
		return false;
	}
	r->ranges[r->range_count++] = *range;
	return true;
}

static bool is_named(const struct look *r, uint64_t pa)
{
	return pa - MACHINE_RAM_BASE < MACHINE_RAM_SIZE &&
	       r->wanted[(pa - MACHINE_RAM_BASE) / EL2_RECORDING_PAGE] & NAMED;
}

static bool is_wanted(const struct look *r, uint64_t pa)
{
	return pa - MACHINE_RAM_BASE < MACHINE_RAM_SIZE && r->wanted[(pa - MACHINE_RAM_BASE) / EL2_RECORDING_PAGE];
}

/* Of EL2's own data, which it may only read as well. Source: Linux arch/arm64/kernel/image-vars.h, KVM_NVHE_ALIAS(). */
static bool is_hyps(const char *name)
{
	static const char prefix[] = "__kvm_nvhe_";

	return !strncmp(name, prefix, sizeof prefix - 1);
}

static bool note_symbol(void *context, const char *name, uint64_t offset)
{
	struct look *r = context;
	char *copy;

	if (!is_named(r, r->image_pa + offset) && !(is_hyps(name) && is_wanted(r, r->image_pa + offset)))
		return true;
	copy = strdup(name);
	if (!copy || !grow((void **)&r->symbols, r->symbol_count, &r->symbol_room, sizeof *r->symbols)) {
		free(copy);
		r->no_memory = true;
		return false;
	}
	r->symbols[r->symbol_count++] = (el2_recorded_symbol){r->image_pa + offset, copy};
	return true;
}

static int by_address(const void *a, const void *b)
{
	const el2_recorded_symbol *x = a, *y = b;

	return x->pa < y->pa ? -1 : x->pa > y->pa;
}

/* From the user's vmlinux, or from the kernel itself, which may have none. */
static el2_status read_symbols(struct look *r, const struct kernel_file *kernel, const el2_record_options *o,
			       el2_error *error)
{
	const char *path = o->symbols ? o->symbols : kernel->symbols;
	uint64_t offset = load_le(kernel->image + 8, 8), size = load_le(kernel->image + 16, 8);

	if (path && *path) {
		el2_image image;
		el2_status status = el2_image_open(&image, path, EL2_IMAGE_ELF, error);

		if (status != EL2_OK)
			return status;
		for (size_t i = 0; i < image.symbol_count && image.chunk_count; i++)
			note_symbol(r, image.symbols[i].name, image.symbols[i].address - image.chunks[0].address);
		el2_image_close(&image);
	} else {
		offset = r->image_pa - MACHINE_RAM_BASE;
		if (size > MACHINE_RAM_SIZE - offset)
			size = MACHINE_RAM_SIZE - offset;
		if (el2_kallsyms_read(r->ram + offset, (size_t)size, note_symbol, r, NULL) != EL2_OK)
			return EL2_OK;
	}
	if (r->symbol_count)
		qsort(r->symbols, r->symbol_count, sizeof *r->symbols, by_address);
	return EL2_OK;
}

/* ---- layouts ---- */

static bool note_layout(void *context, const el2_recorded_layout *layout)
{
	struct look *r = context;

	r->layouts[r->layout_count++] = *layout;
	return true;
}

static int by_name(const void *a, const void *b)
{
	const el2_recorded_layout *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* A kernel without BTF has none. */
static el2_status read_layouts(struct look *r, const struct kernel_file *kernel, const el2_record_options *o,
			       el2_error *error)
{
	if (!o->layout_count)
		return EL2_OK;
	r->layouts = calloc(o->layout_count, sizeof *r->layouts);
	if (!r->layouts)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	el2_layouts_read(kernel->image, kernel->size, o->layouts, o->layout_count, note_layout, r, NULL);
	qsort(r->layouts, r->layout_count, sizeof *r->layouts, by_name);
	return EL2_OK;
}

static el2_status read_cpus(struct booted *b, const el2_record_options *o, el2_error *error)
{
	unsigned count = o->smp ? o->smp : 1;
	struct look *r = b->look;
	char path[300];
	el2_status status;

	snprintf(path, sizeof path, "%s/gdb", b->machine.directory);
	r->cpus = calloc(count, sizeof *r->cpus);
	if (!r->cpus)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	status = gdb_connect(&b->gdb, path, o, error);
	b->machine.gdb = b->gdb.socket;
	for (; status == EL2_OK && r->cpu_count < count; r->cpu_count++)
		status = gdb_read_cpu(&b->gdb, (unsigned)r->cpu_count, &r->cpus[r->cpu_count]);
	return status;
}

static el2_status map_ram(struct booted *b, el2_error *error)
{
	char path[300];
	int file;
	void *ram;

	snprintf(path, sizeof path, "%s/ram", b->machine.directory);
	file = open(path, O_RDONLY);
	ram = file < 0 ? MAP_FAILED : mmap(NULL, MACHINE_RAM_SIZE, PROT_READ, MAP_SHARED, file, 0);
	if (file >= 0)
		close(file);
	if (ram == MAP_FAILED)
		return el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	b->ram = ram;
	return EL2_OK;
}

/* Where QEMU puts an Image. Source: QEMU hw/arm/boot.c load_aarch64_image(). */
static uint64_t image_address(const struct kernel_file *kernel)
{
	uint64_t offset = load_le(kernel->image + 8, 8);

	if (!load_le(kernel->image + 16, 8))
		offset = 0x80000;
	return MACHINE_RAM_BASE + offset + (offset < 4096 ? 2u << 20 : 0);
}

static el2_status read_memory(struct booted *b, const el2_state *state, const el2_record_options *o, el2_error *error)
{
	struct look *r = b->look;
	el2_status status = map_ram(b, error);

	r->ram = b->ram;
	r->wanted = calloc(RAM_PAGES, 1);
	r->hcr = state->sysreg[EL2_SYSREG_HCR_EL2];
	if (status == EL2_OK && r->wanted)
		status = el2_recording_walk(state, ram_page, note_range, r, error);
	r->image_pa = image_address(&b->kernel);
	if (status == EL2_OK && r->wanted && !r->no_memory)
		status = read_symbols(r, &b->kernel, o, error);
	r->pages = r->wanted ? calloc(RAM_PAGES, sizeof *r->pages) : NULL;
	if (status == EL2_OK && (!r->pages || r->no_memory))
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	for (uint64_t i = 0; status == EL2_OK && i < RAM_PAGES; i++)
		if (r->wanted[i])
			r->pages[r->page_count++] = (el2_recorded_page){MACHINE_RAM_BASE + i * EL2_RECORDING_PAGE,
									r->ram + i * EL2_RECORDING_PAGE};
	return status;
}

static el2_status look(struct booted *b, const el2_record_options *o, el2_error *error)
{
	struct look *r = b->look;
	el2_recording *recording = &b->recording;
	el2_state *state = malloc(sizeof *state);
	el2_cpu cpu;
	el2_status status = el2_cpu_parse("max", &cpu, error);

	if (!state)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	recording->cpus = r->cpus;
	recording->cpu_count = r->cpu_count;
	el2_recording_state(recording, 0, &cpu, state);
	if (status == EL2_OK)
		status = read_memory(b, state, o, error);
	if (status == EL2_OK)
		status = read_layouts(r, &b->kernel, o, error);
	snprintf(b->mode, sizeof b->mode, "%s%s", b->machine.is_protected ? "protected-" : "",
		 EL2_GET(state, HCR_EL2, E2H) ? "hvhe" : "nvhe");
	recording->ranges = r->ranges;
	recording->range_count = r->range_count;
	recording->pages = r->pages;
	recording->page_count = r->page_count;
	recording->symbols = r->symbols;
	recording->symbol_count = r->symbol_count;
	recording->layouts = r->layouts;
	recording->layout_count = r->layout_count;
	recording->text[EL2_RECORDING_BANNER] = b->machine.banner;
	recording->text[EL2_RECORDING_CMDLINE] = o->cmdline;
	recording->text[EL2_RECORDING_MODE] = b->mode;
	recording->text[EL2_RECORDING_CPU] = o->cpu ? o->cpu : "max";
	recording->text[EL2_RECORDING_MACHINE] = b->machine.board;
	recording->text[EL2_RECORDING_QEMU] = b->machine.version;
	free(state);
	return status;
}

struct booted *booted_open(const el2_record_options *o, el2_status *status, el2_error *error)
{
	struct booted *b = calloc(1, sizeof *b);

	if (b)
		b->look = calloc(1, sizeof *b->look);
	if (!b || !b->look) {
		free(b);
		*status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
		return NULL;
	}
	b->machine.console = b->gdb.socket = -1;
	*status = kernel_file_read(o->image, &b->kernel, error);
	if (*status == EL2_OK)
		*status = machine_start(&b->machine, o, &b->kernel, error);
	if (*status == EL2_OK)
		*status = machine_wait(&b->machine, o, error);
	if (*status == EL2_OK)
		*status = read_cpus(b, o, error);
	if (*status == EL2_OK)
		*status = look(b, o, error);
	return b;
}

void booted_close(struct booted *b)
{
	struct look *r;

	if (!b)
		return;
	r = b->look;
	machine_end(&b->machine);
	if (b->ram)
		munmap((void *)(uintptr_t)b->ram, MACHINE_RAM_SIZE);
	for (size_t i = 0; i < r->symbol_count; i++)
		free((void *)(uintptr_t)r->symbols[i].name);
	for (size_t i = 0; i < r->cpu_count; i++)
		free((void *)(uintptr_t)r->cpus[i].registers);
	free(r->symbols);
	free(r->layouts);
	free(r->cpus);
	free(r->ranges);
	free(r->pages);
	free(r->wanted);
	free(r);
	free(b->kernel.image);
	free(b);
}

el2_status el2_record(const el2_record_options *o, void **bytes, size_t *size, el2_error *error)
{
	el2_status status;
	struct booted *b = booted_open(o, &status, error);

	if (status == EL2_OK)
		status = el2_recording_write(&b->recording, true, bytes, size, error);
	booted_close(b);
	return status;
}
