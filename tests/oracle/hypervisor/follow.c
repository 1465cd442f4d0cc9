/* SPDX-License-Identifier: MIT */
/*
 * A real boot's exceptions at EL2, one after the other, and the same code in our engine from the same start:
 *
 *     oracle_follow TRACE CPU [IMAGE]
 *
 * TRACE is of follow.py. The engine's memory is the boot's at the first exception, and from then on its own, but for
 * what the host writes between two. Compared after each: x0 to x30, PC, PSTATE, system registers, and the pages that
 * our EL2 has written, but for three kinds of words that same_word() names. That the host then takes an interrupt first
 * is no difference. IMAGE, if given, is for symbols.
 */
#include "model/bytes.h"
#include "recording/hypervisor.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RAM_BASE  UINT64_C(0x40000000)
#define PAGES     65536u
#define NAMES_MAX 512u
/* Where pointer authentication puts its code, which is identity in our engine. */
#define SIGNATURE UINT64_C(0xff7f000000000000)
/* vcpu_reset()'s value of a register that has none: AFSR0_EL1 and AFSR1_EL1 keep it here, and are 0 in QEMU, which
 * keeps of CSSELR_EL1 the lowest four bits. */
#define RESET_UNKNOWN UINT64_C(0x1de7ec7edbadc0de)
/* ICH_VMCR_EL2 in QEMU: the least VBPR0 and VBPR1, and VFIQEn; ours keeps what is written. */
#define VMCR UINT64_C(0x4c0008)

/* The machine at a point of the trace. */
struct point {
	uint64_t x[31], sp[4], pc, pstate;
	el2_recorded_register sysreg[NAMES_MAX];
	size_t count;
};

struct follow {
	FILE *file;
	struct point point;
	uint8_t *ram;           /* as the real machine has it */
	uint8_t changed[PAGES]; /* since the last > or < */
	el2_recorded_page page[PAGES];
	el2_recorded_range *range;
	size_t range_count;
	el2_recorded_symbol *symbol;
	size_t symbol_count;
	el2_recording recording;
	el2_recorded_cpu cpu;
	el2_cpu model;
	el2_recorded *recorded;
	el2_state host;
	unsigned events, wrong, registers, pages, differing;
};

static void die(const char *what)
{
	fprintf(stderr, "oracle_follow: %s\n", what);
	exit(3);
}

static void *room(size_t count, size_t size)
{
	void *p = calloc(count, size);

	if (!p)
		die("out of memory");
	return p;
}

static uint64_t number(struct follow *f, unsigned size)
{
	unsigned char bytes[8];

	if (fread(bytes, 1, size, f->file) != size)
		die("the trace is truncated");
	return load_le(bytes, size);
}

static int by_key(const void *a, const void *b)
{
	return (int)((const el2_recorded_register *)a)->key - (int)((const el2_recorded_register *)b)->key;
}

static void name_register(struct point *p, const char *name, uint64_t value)
{
	char text[40];
	el2_sysreg reg;

	if (!strcmp(name, "PC"))
		p->pc = value;
	else if (!strcmp(name, "CPSR"))
		p->pstate = value;
	else if (!strncmp(name, "SP_EL", 5) && name[5] >= '0' && name[5] <= '3')
		p->sp[name[5] - '0'] = value;
	else if (name[0] == 'X' && name[1] >= '0' && name[1] <= '9')
		p->x[atoi(name + 1)] = value;
	else {
		snprintf(text, sizeof text, "%s_EL1", name);
		reg = el2_sysreg_by_name(name);
		if (reg == EL2_SYSREG_NONE)
			reg = el2_sysreg_by_name(text);
		if (reg != EL2_SYSREG_NONE && reg < EL2_SYSREG_REGISTERS && p->count < NAMES_MAX)
			p->sysreg[p->count++] =
				(el2_recorded_register){el2_sysreg_get(reg)->key, EL2_RECORDED_READ, value};
	}
}

static void read_registers(struct follow *f)
{
	uint64_t count = number(f, 4);
	struct point *p = &f->point;

	memset(p, 0, sizeof *p);
	while (count--) {
		char name[25] = "";

		if (fread(name, 1, 24, f->file) != 24)
			die("the trace is truncated");
		name_register(p, name, number(f, 8));
	}
	/* what the stub does not show, as el2trap record has it */
	name_register(p, "MPIDR_EL1", UINT64_C(1) << 31);
	name_register(p, "ICC_SRE_EL2", 0xf);
	qsort(p->sysreg, p->count, sizeof *p->sysreg, by_key);
	for (size_t i = 1; i < p->count; i++) /* a name without its level may be there twice */
		if (p->sysreg[i].key == p->sysreg[i - 1].key) {
			memmove(p->sysreg + i, p->sysreg + i + 1, (p->count - i - 1) * sizeof *p->sysreg);
			p->count--;
			i--;
		}
}

/* Up to the next '>', '<' or '.', which is returned. */
static int read_on(struct follow *f)
{
	memset(f->changed, 0, sizeof f->changed);
	for (;;) {
		int kind = getc(f->file);

		if (kind == 'R') {
			read_registers(f);
		} else if (kind == 'P') {
			uint64_t page = (number(f, 8) - RAM_BASE) / EL2_RECORDING_PAGE;

			if (page >= PAGES ||
			    fread(f->ram + page * EL2_RECORDING_PAGE, EL2_RECORDING_PAGE, 1, f->file) != 1)
				die("a page out of place");
			f->changed[page] = 1;
		} else if (kind == '>' || kind == '<' || kind == '.') {
			return kind;
		} else {
			die("no trace, or a truncated one");
		}
	}
}

/* ---- the recording that the first point makes ----------------------------------------------------------------------
 */

static const uint8_t *ram_page(void *context, uint64_t pa)
{
	struct follow *f = context;
	uint64_t page = (pa - RAM_BASE) / EL2_RECORDING_PAGE;

	return pa >= RAM_BASE && page < PAGES ? f->ram + page * EL2_RECORDING_PAGE : NULL;
}

static bool note_range(void *context, const el2_recorded_range *range, bool table)
{
	struct follow *f = context;

	if (!table && f->range_count < 4096)
		f->range[f->range_count++] = *range;
	return true;
}

static bool note_symbol(void *context, const char *name, uint64_t offset)
{
	struct follow *f = context;

	if (!strncmp(name, "__kvm_nvhe_", 11) && f->symbol_count < 8192)
		f->symbol[f->symbol_count++] = (el2_recorded_symbol){RAM_BASE + 0x200000 + offset, strdup(name + 11)};
	return true;
}

static int by_address(const void *a, const void *b)
{
	const el2_recorded_symbol *x = a, *y = b;

	return x->pa < y->pa ? -1 : x->pa > y->pa;
}

static void read_symbols(struct follow *f, const char *path)
{
	FILE *file = path ? fopen(path, "rb") : NULL;
	unsigned char *image = room(1, 96u << 20);
	size_t size = file ? fread(image, 1, 96u << 20, file) : 0;

	el2_kallsyms_read(image, size, note_symbol, f, NULL);
	qsort(f->symbol, f->symbol_count, sizeof *f->symbol, by_address);
	free(image);
	if (file)
		fclose(file);
}

/* The CPU by its name, with the ID registers that the stub showed. */
static void find_cpu(struct follow *f, const char *name)
{
	static const struct {
		const char *name;
		uint16_t reg;
	} ids[] = {
#define EL2_ID_REGISTER(id) {#id, EL2_SYSREG_##id},
#include "model/rules/id_registers.def"
	};
	char text[4096];
	size_t at = (size_t)snprintf(text, sizeof text, "%s", name);
	el2_error error = {0};
	uint64_t value;

	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		if (el2_recording_register(&f->recording, 0, (el2_sysreg)ids[i].reg, &value) == EL2_RECORDED_READ)
			at += (size_t)snprintf(text + at, sizeof text - at, ",%s=0x%" PRIx64, ids[i].name, value);
	if (el2_cpu_parse(text, &f->model, &error) != EL2_OK)
		die(error.message);
}

static void begin(struct follow *f, const char *cpu, const char *image)
{
	const el2_recorded_options options = {.persistent = true};
	struct point *first = room(1, sizeof *first);
	el2_error error = {0};

	*first = f->point;
	f->cpu = (el2_recorded_cpu){
		.pc = first->pc, .pstate = first->pstate, .registers = first->sysreg, .register_count = first->count};
	memcpy(f->cpu.x, first->x, sizeof f->cpu.x);
	memcpy(f->cpu.sp, first->sp, sizeof f->cpu.sp);
	for (size_t i = 0; i < PAGES; i++)
		f->page[i] = (el2_recorded_page){RAM_BASE + i * EL2_RECORDING_PAGE, f->ram + i * EL2_RECORDING_PAGE};
	f->recording = (el2_recording){.cpus = &f->cpu, .cpu_count = 1, .pages = f->page, .page_count = PAGES};
	find_cpu(f, cpu);
	el2_recording_state(&f->recording, 0, &f->model, &f->host);
	f->range = room(4096, sizeof *f->range);
	f->symbol = room(8192, sizeof *f->symbol);
	if (el2_recording_walk(&f->host, ram_page, note_range, f, &error) != EL2_OK)
		die(error.message);
	read_symbols(f, image);
	f->recording.ranges = f->range;
	f->recording.range_count = f->range_count;
	f->recording.symbols = f->symbol;
	f->recording.symbol_count = f->symbol_count;
	f->recorded = el2_recorded_new(&f->recording, &f->model, &options);
	if (!f->recorded)
		die("out of memory");
}

/* ---- one exception -------------------------------------------------------------------------------------------------
 */

static void host_writes(struct follow *f)
{
	for (size_t i = 0; i < PAGES; i++)
		if (f->changed[i])
			el2_memory_write(el2_recorded_memory(f->recorded), RAM_BASE + i * EL2_RECORDING_PAGE,
					 f->ram + i * EL2_RECORDING_PAGE, EL2_RECORDING_PAGE);
}

static void set_host(struct follow *f, el2_exception *taken)
{
	const struct point *p = &f->point;
	el2_state *s = &f->host;
	const el2_recorded_cpu now = {.register_count = p->count, .registers = p->sysreg};
	const el2_recording point = {.cpus = &now, .cpu_count = 1};

	el2_recording_state(&point, 0, &f->model, s);
	memcpy(s->x, p->x, sizeof s->x);
	memcpy(s->sp, p->sp, sizeof s->sp);
	s->pc = s->sysreg[EL2_SYSREG_ELR_EL2];
	s->pstate = (uint32_t)s->sysreg[EL2_SYSREG_SPSR_EL2];
	*taken = (el2_exception){.el = 2,
				 .vector = 0x400,
				 .pstate = (uint32_t)p->pstate,
				 .esr = s->sysreg[EL2_SYSREG_ESR_EL2],
				 .elr = s->pc,
				 .spsr = s->sysreg[EL2_SYSREG_SPSR_EL2],
				 .far = s->sysreg[EL2_SYSREG_FAR_EL2],
				 .far_valid = true,
				 .hpfar = s->sysreg[EL2_SYSREG_HPFAR_EL2],
				 .hpfar_valid = true};
}

static void differ(struct follow *f, bool *told, const char *what, uint64_t ours, uint64_t real)
{
	if (!*told)
		printf("%u: ESR 0x%08" PRIx64 " x0 0x%" PRIx64 ":", f->events, f->host.sysreg[EL2_SYSREG_ESR_EL2],
		       f->host.x[0]);
	*told = true;
	printf(" %s 0x%" PRIx64 ", real 0x%" PRIx64 ";", what, ours, real);
}

/* What our CPU makes of a value that is written: QEMU keeps the bits of features that the CPU lacks, ours have them
 * RES0. Either is allowed. */
static uint64_t as_written(const el2_state *s, el2_sysreg reg, uint64_t value)
{
	static el2_state copy;

	copy = *s;
	el2_write_sysreg(&copy, reg, value);
	return copy.sysreg[reg];
}

static void compare_list(struct follow *f, bool *told, const uint16_t *list, size_t count)
{
	const el2_state *s = el2_recorded_after(f->recorded);
	const el2_recorded_cpu now = {.register_count = f->point.count, .registers = f->point.sysreg};
	const el2_recording point = {.cpus = &now, .cpu_count = 1};
	uint64_t real;

	for (size_t i = 0; i < count; i++)
		if (el2_recording_register(&point, 0, (el2_sysreg)list[i], &real) == EL2_RECORDED_READ &&
		    as_written(s, (el2_sysreg)list[i], s->sysreg[list[i]]) != as_written(s, (el2_sysreg)list[i], real))
			differ(f, told, el2_sysreg_get((el2_sysreg)list[i])->name, s->sysreg[list[i]], real);
}

static void compare_registers(struct follow *f, bool *told)
{
	static const uint16_t kept[] = {EL2_SYSREG_SCTLR_EL1, EL2_SYSREG_TTBR0_EL1, EL2_SYSREG_TTBR1_EL1,
					EL2_SYSREG_TCR_EL1,   EL2_SYSREG_VBAR_EL1,  EL2_SYSREG_CPACR_EL1,
					EL2_SYSREG_HCR_EL2,   EL2_SYSREG_VTTBR_EL2, EL2_SYSREG_VTCR_EL2,
					EL2_SYSREG_CPTR_EL2,  EL2_SYSREG_MDCR_EL2,  EL2_SYSREG_VBAR_EL2};
	const el2_state *s = el2_recorded_after(f->recorded);
	const struct point *p = &f->point;
	char name[16];

	for (unsigned i = 0; i < 31; i++)
		if (s->x[i] != p->x[i]) {
			snprintf(name, sizeof name, "x%u", i);
			differ(f, told, name, s->x[i], p->x[i]);
		}
	if (s->pc != p->pc)
		differ(f, told, "PC", s->pc, p->pc);
	if (s->pc == p->pc && s->pc != f->host.pc && s->pc != f->host.pc + 4) { /* an exception was injected */
		static const uint16_t injected[] = {EL2_SYSREG_ELR_EL1, EL2_SYSREG_SPSR_EL1, EL2_SYSREG_ESR_EL1,
						    EL2_SYSREG_FAR_EL1};

		compare_list(f, told, injected, sizeof injected / sizeof *injected);
	}
	if (s->pstate != p->pstate)
		differ(f, told, "PSTATE", s->pstate, p->pstate);
	compare_list(f, told, kept, sizeof kept / sizeof *kept);
}

static bool same_word(uint64_t ours, uint64_t real)
{
	uint64_t change = ours ^ real;

	return !(change & ~SIGNATURE) || (ours == RESET_UNKNOWN && (!real || real == (RESET_UNKNOWN & 0xf))) ||
	       change == VMCR || change == VMCR << 32;
}

/* The pages that our EL2 has written, beside the real ones. */
static void compare_memory(struct follow *f, bool verbose)
{
	el2_memory *m = el2_recorded_memory(f->recorded);
	const el2_page *page;

	for (size_t n = 0; (page = el2_memory_written(m, n)); n++) {
		const uint8_t *real = ram_page(f, page->address);
		unsigned words = 0, first = 0;

		for (unsigned w = 0; real && w < EL2_RECORDING_PAGE; w += 8)
			if (!same_word(load_le(page->data + w, 8), load_le(real + w, 8)) && !words++)
				first = w;
		f->pages++;
		f->differing += words != 0;
		if (words && verbose)
			printf("   page 0x%" PRIx64 ": %u words differ, first at 0x%x: 0x%" PRIx64 ", real 0x%" PRIx64
			       "\n",
			       page->address, words, first, load_le(page->data + first, 8), load_le(real + first, 8));
	}
}

static bool one(struct follow *f, bool verbose)
{
	const el2_recorded_last *last;
	el2_response response = {0};
	el2_exception taken;
	el2_hypervisor h;
	bool told = false;

	if (!f->recorded)
		return false;
	h = el2_recorded_hypervisor(f->recorded);
	set_host(f, &taken);
	host_writes(f);
	el2_memory_checkpoint(el2_recorded_memory(f->recorded)); /* from here on it is EL2 that writes */
	if (read_on(f) != '<')
		die("an exception that does not end");
	f->events++;
	/* __kvm_vcpu_run() comes back with ARM_EXCEPTION_IRQ, 0, in x1 */
	el2_recorded_interrupt(f->recorded, EL2_ESR_EC(taken.esr) == EL2_EC_HVC64 && !f->point.x[1]);
	h.handle(h.context, &f->host, &taken, &response, NULL);
	last = el2_recorded_last_get(f->recorded);
	if (last->end != EL2_RECORDED_RETURN) {
		differ(f, &told, last->what, last->pc, f->point.pc);
		f->wrong++;
	} else {
		compare_registers(f, &told);
		f->registers += told;
	}
	if (told)
		putchar('\n');
	else if (verbose)
		printf("%u: ESR 0x%08" PRIx64 " x0 0x%" PRIx64 ": the same, %" PRIu64 " instructions\n", f->events,
		       taken.esr, f->host.x[0], last->instructions);
	compare_memory(f, verbose);
	return last->end == EL2_RECORDED_RETURN;
}

int main(int argc, char **argv)
{
	struct follow *f = room(1, sizeof *f);
	bool verbose = argc > 4;
	bool ended = false;

	if (argc < 3) {
		fputs("usage: oracle_follow TRACE CPU [IMAGE [-v]]\n", stderr);
		return 2;
	}
	f->file = fopen(argv[1], "rb");
	f->ram = room(PAGES, EL2_RECORDING_PAGE);
	if (!f->file)
		die("no such trace");
	while (!ended && read_on(f) == '>') {
		if (!f->recorded)
			begin(f, argv[2], argc > 3 ? argv[3] : NULL);
		ended = !one(f, verbose);
	}
	printf("%u exceptions: %u with other registers than the real ones, %u ended otherwise; of %u written pages %u "
	       "differ\n",
	       f->events, f->registers, f->wrong, f->pages, f->differing);
	return f->registers || f->wrong || f->differing ? 1 : 0;
}
