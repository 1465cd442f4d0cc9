/* SPDX-License-Identifier: MIT */
/*
 * Any file as a program for the machine, an ELF file, an Image or raw code: it ends, and comes to the same in the
 * engine and step by step.
 */
#include "model/machine.h"
#include "snippet/snippet.h"

#include <elf.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT 4000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
	el2_cpu cpu;
	el2_memory *memory;
	el2_engine *engine;
} f;

static void console(void *context, const char *bytes, size_t count)
{
	unsigned *sum = context;

	for (size_t i = 0; i < count; i++)
		*sum = *sum * 31 + (unsigned char)bytes[i];
}

struct machine {
	struct cli_virt virt;
	el2_state state;
	el2_stop stop;
	uint64_t executed;
	unsigned console, memory; /* what was written to them */
};

static el2_before before(void *context, el2_state *state, const el2_insn *insn, uint64_t executed)
{
	return cli_virt_before(context, state, insn, executed);
}

/* False: the file is refused, and *error says why. */
static bool run(const struct cli_program *program, el2_engine *engine, struct machine *m, el2_error *error)
{
	el2_run_options options = {.end = program->end,
				   .limit = LIMIT,
				   .on_exception = EL2_ON_EXCEPTION_VECTOR,
				   .before = before,
				   .context = &m->virt};
	const el2_page *page;

	memset(m, 0, sizeof *m);
	el2_memory_restore(f.memory);
	m->virt = (struct cli_virt){.bare = true, .console = console, .console_context = &m->console};
	el2_state_init(&m->state, &f.cpu);
	if (cli_machine_set_up(program, "fuzz", &m->virt, &m->state, f.memory, error) != EL2_OK)
		return false;
	m->stop = el2_engine_run(engine, &m->state, f.memory, &options, &m->executed);
	for (size_t n = 0; (page = el2_memory_written(f.memory, n)); n++)
		for (size_t i = 0; i < EL2_PAGE_SIZE; i++)
			m->memory = m->memory * 31 + page->data[i];
	return true;
}

static void prepare(void)
{
	static const unsigned char nothing[4];
	struct cli_program program = {0};
	struct machine m;

	f.memory = el2_memory_new();
	f.engine = el2_engine_new();
	if (!f.memory || !f.engine || el2_cpu_parse("max,el2=0,el3=0", &f.cpu, NULL) != EL2_OK ||
	    cli_program_image(&program, nothing, sizeof nothing, "fuzz", NULL) != EL2_OK ||
	    !run(&program, NULL, &m, NULL))
		abort();
	el2_memory_checkpoint(f.memory);
}

static bool load(struct cli_program *program, const uint8_t *data, size_t size, el2_error *error)
{
	char *copy;

	if (size < SELFMAG || memcmp(data, ELFMAG, SELFMAG) != 0)
		return cli_program_image(program, data, size, "fuzz", error) == EL2_OK;
	if (size > offsetof(Elf64_Ehdr, e_type) && data[offsetof(Elf64_Ehdr, e_type)] == ET_REL)
		return !el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0, "would start a linker");
	copy = malloc(size);
	if (!copy)
		abort();
	memcpy(copy, data, size);
	return cli_program_elf(program, copy, size, "fuzz", error) == EL2_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct machine m[2];
	struct cli_program program = {0};
	el2_error error = {0};

	if (!f.memory)
		prepare();
	if (load(&program, data, size, &error) && run(&program, f.engine, &m[0], &error)) {
		if (!run(&program, NULL, &m[1], &error) || m[0].stop != m[1].stop || m[0].executed != m[1].executed ||
		    m[0].console != m[1].console || m[0].memory != m[1].memory ||
		    memcmp(&m[0].state, &m[1].state, sizeof m->state) != 0)
			abort();
	} else if (!error.message[0]) {
		abort();
	}
	cli_program_free(&program);
	return 0;
}
