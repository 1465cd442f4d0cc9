/* SPDX-License-Identifier: MIT */
/* A booted kernel whose CPU 0 executes single instructions: el2_live. */
#include "model/bits.h"
#include "recording/qemu/qemu.h"

#include <stdlib.h>
#include <string.h>

/* The stub's numbers. Source: QEMU gdb-xml/aarch64-core.xml. */
enum {
	GDB_PC = 32,
	GDB_CPSR = 33
};

#define MSR_SCTLR_X16 0xd5181010u
#define AT_S1E1R_X16  0xd5087810u
#define B_ITSELF      0x14000000u
#define MASKED        0x3c0u /* PSTATE.DAIF */
#define EL1H          5u
#define VECTORS       16u
#define VECTOR        0x80u
#define SYNC          0x200u /* the vector of EL1 for exceptions of its own */
#define TO_EL0        0xf00u /* of the page of events: how CPU 0 gets there */
#define STOP_TRIES    1000u
#define STOP_MS       2u
#define PART_MS       500u /* the console is read so often */
#define ONE           "vCont;c:1"
#define STEP          "vCont;s:1"
#define STEP_MS       5000u

/* System registers that are looked at, by the stub's names: some have the level from QEMU 8 on alone. */
enum {
	SCTLR,
	VBAR,
	ESR1,
	ELR1,
	ESR2,
	ELR2,
	PAR,
	LOOKED_AT
};

static const char *const names[LOOKED_AT] = {"SCTLR_EL1", "VBAR_EL1", "ESR_EL1", "ELR_EL1",
					     "ESR_EL2",   "ELR_EL2",  "PAR_EL1"};

/* A page of the host's as it was. */
struct saved {
	uint64_t pa;
	uint8_t bytes[EL2_RECORDING_PAGE];
};

struct el2_live {
	struct booted *booted;
	el2_record_options options;
	unsigned number[LOOKED_AT];
	uint64_t sctlr, vbar, pstate; /* of EL1, as it was stopped */
	uint64_t pc, code;            /* where it was; that page, physical */
	bool watches;
	struct saved *saved;
	size_t saved_count, saved_room;
};

const el2_recording *el2_live_recording(const el2_live *l)
{
	return &l->booted->recording;
}

const uint8_t *el2_live_page(const el2_live *l, uint64_t pa)
{
	uint64_t offset = (pa & ~(uint64_t)(EL2_RECORDING_PAGE - 1)) - MACHINE_RAM_BASE;

	return offset < MACHINE_RAM_SIZE ? l->booted->ram + offset : NULL;
}

uint64_t el2_live_code(const el2_live *l)
{
	return l->code;
}

/* ---- registers ---- */

static el2_status read_register(el2_live *l, unsigned number, uint64_t *value)
{
	bool known = false;
	el2_status status = gdb_read_register(&l->booted->gdb, number, &known, value);

	return status != EL2_OK || known ? status : gdb_failed(&l->booted->gdb, "it does not give a register");
}

static el2_status place(el2_live *l, uint64_t pc, uint64_t pstate)
{
	el2_status status = gdb_write_register(&l->booted->gdb, GDB_CPSR, 4, pstate);

	return status == EL2_OK ? gdb_write_register(&l->booted->gdb, GDB_PC, 8, pc) : status;
}

/* At EL1 on its own stack, interrupts masked, flags as the kernel had them. */
static el2_status place_at_el1(el2_live *l, uint64_t pc)
{
	return place(l, pc, MASKED | EL1H | (l->pstate & ~UINT64_C(0x3cf)));
}

/* Of CPU 0. */
static el2_status read_place(el2_live *l, uint64_t *pc, uint64_t *pstate)
{
	el2_status status = gdb_ask(&l->booted->gdb, "Hg1");

	if (status == EL2_OK)
		status = read_register(l, GDB_PC, pc);
	return status == EL2_OK ? read_register(l, GDB_CPSR, pstate) : status;
}

static el2_status find_numbers(el2_live *l)
{
	struct gdb *gdb = &l->booted->gdb;
	char *xml;
	el2_status status = gdb_read_description(gdb, "system-registers.xml", &xml);

	for (const char *at = xml; status == EL2_OK && (at = strstr(at, "<reg ")); at++) {
		char name[64], number[16];

		if (!gdb_attribute(at, "name=\"", name, sizeof name) ||
		    !gdb_attribute(at, "regnum=\"", number, sizeof number))
			continue;
		for (unsigned i = 0; i < LOOKED_AT; i++)
			if (!strncmp(name, names[i], strlen(name)) &&
			    (!strcmp(name, names[i]) || !strcmp(names[i] + strlen(name), "_EL1")))
				l->number[i] = (unsigned)strtoul(number, NULL, 10);
	}
	free(xml);
	for (unsigned i = 0; status == EL2_OK && i < LOOKED_AT; i++)
		if (!l->number[i])
			status = el2_fail(gdb->error, EL2_ERR_UNSUPPORTED, NULL, 0, 0,
					  "this QEMU's gdb stub does not show %s", names[i]);
	return status;
}

/* ---- stop, and turn stage 1 off ---- */

/* Where the recording was made, or as soon behind it as the kernel is at EL1 on its own stack: what user space has made
 * for the recording may be gone a moment later. */
static el2_status stop_in_kernel(el2_live *l)
{
	struct gdb *gdb = &l->booted->gdb;
	el2_status status = EL2_OK;

	for (unsigned tries = 0; status == EL2_OK && tries < STOP_TRIES; tries++) {
		bool stopped;

		status = read_place(l, &l->pc, &l->pstate);
		if (status == EL2_OK && (l->pstate & 0xf) == EL1H)
			return EL2_OK;
		if (status == EL2_OK)
			status = gdb_go(gdb, "c", STOP_MS, &stopped);
		if (status == EL2_OK)
			status = machine_listen(&l->booted->machine, &l->options, NULL, 1, 1, NULL, gdb->error);
	}
	if (status == EL2_OK)
		status = el2_fail(gdb->error, EL2_ERR_INPUT, NULL, 0, 0, "CPU 0 is not found at EL1");
	return status;
}

/* Execute a word at `pc`, with a value in X16. */
static el2_status step(el2_live *l, uint64_t pc, uint64_t value)
{
	struct gdb *gdb = &l->booted->gdb;
	uint64_t x16;
	bool stopped;
	el2_status status = read_register(l, 16, &x16);

	if (status == EL2_OK)
		status = gdb_write_register(gdb, 16, 8, value);
	if (status == EL2_OK)
		status = place_at_el1(l, pc);
	if (status == EL2_OK)
		status = gdb_go(gdb, STEP, STEP_MS, &stopped);
	return status == EL2_OK ? gdb_write_register(gdb, 16, 8, x16) : status;
}

/* By an instruction, as the stub cannot. */
static el2_status set_sctlr(el2_live *l, uint64_t pc, uint64_t value)
{
	uint64_t now = 0;
	el2_status status = step(l, pc, value);

	if (status == EL2_OK)
		status = read_register(l, l->number[SCTLR], &now);
	if (status == EL2_OK && now != value)
		status = gdb_failed(&l->booted->gdb, "SCTLR_EL1 could not be set");
	return status;
}

/* A word in the place of that at PC, as the kernel has it mapped. */
static el2_status put_word(el2_live *l, uint32_t word)
{
	return gdb_write_memory(&l->booted->gdb, false, l->pc, &word, 4);
}

/* Stage 1 off; l->code. */
static el2_status leave_stage1(el2_live *l)
{
	struct gdb *gdb = &l->booted->gdb;
	uint64_t par = 0, pa;
	uint32_t word;
	el2_status status = gdb_read_word(gdb, l->pc, &word);

	if (status == EL2_OK)
		status = put_word(l, AT_S1E1R_X16);
	if (status == EL2_OK)
		status = step(l, l->pc, l->pc);
	if (status == EL2_OK)
		status = read_register(l, l->number[PAR], &par);
	pa = (par & UINT64_C(0xffffffffff000)) | (l->pc & 0xfff);
	if (status == EL2_OK && (par & 1 || !el2_live_page(l, pa)))
		status = gdb_failed(gdb, "where the kernel's code is cannot be found out");
	if (status == EL2_OK)
		status = put_word(l, MSR_SCTLR_X16);
	if (status == EL2_OK)
		status = set_sctlr(l, l->pc, l->sctlr & ~UINT64_C(1));
	l->code = pa & ~UINT64_C(0xfff);
	return status == EL2_OK ? gdb_write_memory(gdb, true, pa, &word, 4) : status;
}

static el2_status prepare(el2_live *l)
{
	static const uint32_t to_el0[] = {0xd5184030, 0xd5184011,
					  0xd69f03e0}; /* MSR ELR_EL1, X16; SPSR_EL1, X17; ERET */
	struct gdb *gdb = &l->booted->gdb;
	uint32_t words[EL2_RECORDING_PAGE / 4];
	el2_status status = read_register(l, l->number[SCTLR], &l->sctlr);

	for (size_t n = 0; n < sizeof words / sizeof *words; n++)
		words[n] = B_ITSELF; /* where a branch may go */
	if (status == EL2_OK)
		status = read_register(l, l->number[VBAR], &l->vbar);
	l->code = l->pc & ~UINT64_C(0xfff);
	if (status == EL2_OK && l->sctlr & 1)
		status = leave_stage1(l);
	if (status == EL2_OK)
		status = el2_live_write(l, l->code, words, sizeof words, gdb->error);
	if (status == EL2_OK)
		status = el2_live_write(l, l->code + TO_EL0, to_el0, sizeof to_el0, gdb->error);
	if (status == EL2_OK)
		status = gdb_break(gdb, l->code + 4, true);
	for (unsigned n = 0; status == EL2_OK && n < VECTORS; n++)
		status = gdb_break(gdb, l->vbar + n * VECTOR, true);
	return status;
}

el2_status el2_live_open(const el2_record_options *options, el2_live **out, el2_error *error)
{
	el2_live *l = calloc(1, sizeof *l);
	el2_status status;

	*out = NULL;
	if (!l)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	l->options = *options;
	l->booted = booted_open(&l->options, &status, error);
	if (status == EL2_OK)
		status = find_numbers(l);
	if (status == EL2_OK)
		status = stop_in_kernel(l);
	if (status == EL2_OK)
		status = prepare(l);
	if (status == EL2_OK)
		*out = l;
	else
		el2_live_close(l);
	return status;
}

void el2_live_close(el2_live *l)
{
	if (!l)
		return;
	booted_close(l->booted);
	free(l->saved);
	free(l);
}

/* ---- memory ---- */

static bool save(el2_live *l, uint64_t pa)
{
	const uint8_t *page = el2_live_page(l, pa);

	pa &= ~(uint64_t)(EL2_RECORDING_PAGE - 1);
	for (size_t n = 0; n < l->saved_count; n++)
		if (l->saved[n].pa == pa)
			return true;
	if (l->saved_count == l->saved_room) {
		size_t room = l->saved_room ? l->saved_room * 2 : 128;
		struct saved *more = realloc(l->saved, room * sizeof *more);

		if (!more)
			return false;
		l->saved = more;
		l->saved_room = room;
	}
	l->saved[l->saved_count].pa = pa;
	memcpy(l->saved[l->saved_count++].bytes, page, EL2_RECORDING_PAGE);
	return true;
}

el2_status el2_live_write(el2_live *l, uint64_t pa, const void *bytes, size_t size, el2_error *error)
{
	l->booted->gdb.error = error;
	if (!el2_live_page(l, pa) || size > EL2_RECORDING_PAGE - pa % EL2_RECORDING_PAGE)
		return el2_fail(error, EL2_ERR_INPUT, NULL, 0, 0, "no RAM at 0x%llx", (unsigned long long)pa);
	if (!save(l, pa))
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	return gdb_write_memory(&l->booted->gdb, true, pa, bytes, size);
}

/* ---- an event ---- */

static el2_status go_to_el0(el2_live *l)
{
	struct gdb *gdb = &l->booted->gdb;
	bool stopped;
	el2_status status = gdb_write_register(gdb, 16, 8, l->code);

	if (status == EL2_OK)
		status = gdb_write_register(gdb, 17, 8, MASKED);
	if (status == EL2_OK)
		status = place_at_el1(l, l->code + TO_EL0);
	for (unsigned n = 0; status == EL2_OK && n < 3; n++)
		status = gdb_go(gdb, STEP, STEP_MS, &stopped);
	return status;
}

static el2_status classify(el2_live *l, bool stopped, el2_live_seen *seen)
{
	unsigned el = seen->pstate >> 2 & 3;
	uint64_t vector = seen->pc - l->vbar, ec;
	el2_status status;

	if (el == 2) {
		seen->end = stopped && l->watches ? EL2_LIVE_STORED : EL2_LIVE_AT_EL2;
		status = read_register(l, l->number[ESR2], &seen->esr);
		return status == EL2_OK ? read_register(l, l->number[ELR2], &seen->elr) : status;
	}
	seen->end = seen->pc == l->code + 4 ? EL2_LIVE_BEHIND : EL2_LIVE_LOST;
	if (el != 1 || vector >= (uint64_t)VECTORS * VECTOR || vector % VECTOR)
		return EL2_OK;
	seen->end = EL2_LIVE_EXCEPTION;
	seen->vector = vector;
	status = read_register(l, l->number[ESR1], &seen->esr);
	if (status == EL2_OK)
		status = read_register(l, l->number[ELR1], &seen->elr);
	/* stage 1 is off: wherever the kernel is sent at one of its own addresses, the fetch brings it here */
	ec = seen->esr >> 26;
	if (status == EL2_OK && (ec == EL2_EC_IABT_LOW || ec == EL2_EC_IABT_LOW + 1) &&
	    seen->elr - l->code >= EL2_RECORDING_PAGE) {
		seen->end = EL2_LIVE_ELSEWHERE;
		seen->to = seen->elr;
	}
	return status;
}

static el2_status look_at_cpu(el2_live *l, el2_live_seen *seen)
{
	el2_status status = read_place(l, &seen->pc, &seen->pstate);

	for (unsigned n = 0; status == EL2_OK && n < 31; n++)
		status = read_register(l, n, &seen->x[n]);
	return status;
}

el2_status el2_live_execute(el2_live *l, uint32_t word, unsigned el, const uint64_t x[31], unsigned ms,
			    el2_live_seen *seen, el2_error *error)
{
	struct gdb *gdb = &l->booted->gdb;
	el2_status status;

	gdb->error = error;
	status = gdb_write_memory(gdb, true, l->code, &word, 4);
	if (status == EL2_OK && el)
		status = place_at_el1(l, l->code);
	else if (status == EL2_OK)
		status = go_to_el0(l);
	for (unsigned n = 0; status == EL2_OK && n < 31; n++)
		status = gdb_write_register(gdb, n, 8, x[n]);
	return status == EL2_OK ? el2_live_go_on(l, ms, seen, error) : status;
}

el2_status el2_live_go_on(el2_live *l, unsigned ms, el2_live_seen *seen, el2_error *error)
{
	bool stopped;
	el2_status status;

	l->booted->gdb.error = error;
	memset(seen, 0, sizeof *seen);
	status = gdb_go(&l->booted->gdb, ONE, ms, &stopped);
	if (status == EL2_OK)
		status = look_at_cpu(l, seen);
	return status == EL2_OK ? classify(l, stopped, seen) : status;
}

el2_status el2_live_watch(el2_live *l, uint64_t va, size_t size, bool on, el2_error *error)
{
	l->booted->gdb.error = error;
	l->watches = on;
	return gdb_watch(&l->booted->gdb, va, size, on);
}

el2_status el2_live_again(el2_live *l, unsigned ms, bool *at_el2, uint64_t *pc, el2_error *error)
{
	struct gdb *gdb = &l->booted->gdb;
	uint64_t pstate = 0;
	bool stopped;
	el2_status status;

	gdb->error = error;
	status = gdb_go(gdb, "c", ms, &stopped);
	if (status == EL2_OK)
		status = read_place(l, pc, &pstate);
	*at_el2 = (pstate >> 2 & 3) == 2;
	return status;
}

/* ---- let it tell ---- */

/* Stage 1 on, by an instruction in the place of what stands there. */
static el2_status enter_stage1(el2_live *l)
{
	struct gdb *gdb = &l->booted->gdb;
	const uint32_t msr = MSR_SCTLR_X16;
	uint32_t was;
	el2_status status;

	memcpy(&was, el2_live_page(l, l->code), 4);
	status = gdb_write_memory(gdb, true, l->code, &msr, 4);
	if (status == EL2_OK)
		status = set_sctlr(l, l->code, l->sctlr);
	return status == EL2_OK ? gdb_write_memory(gdb, true, l->code, &was, 4) : status;
}

/* Stage 1 is on, and the host's pages are as they were. */
static el2_status give_back(el2_live *l)
{
	el2_status status = l->sctlr & 1 ? enter_stage1(l) : EL2_OK;

	for (size_t n = 0; status == EL2_OK && n < l->saved_count; n++)
		status = gdb_write_memory(&l->booted->gdb, true, l->saved[n].pa, l->saved[n].bytes, EL2_RECORDING_PAGE);
	return status;
}

/* At the vector for EL1's own exceptions: if it is for want of stage 1, EL2 has panicked again, and given the host back
 * the registers that it had at the event. Else it is let go, and stopped there no more. */
static el2_status at_vector(el2_live *l, bool *stops)
{
	struct gdb *gdb = &l->booted->gdb;
	uint64_t sctlr, to = 0;
	el2_status status = read_register(l, l->number[SCTLR], &sctlr);

	if (status == EL2_OK && (sctlr & 1 || !(l->sctlr & 1))) {
		*stops = false;
		return gdb_break(gdb, l->vbar + SYNC, false);
	}
	if (status == EL2_OK)
		status = read_register(l, l->number[ELR1], &to);
	if (status == EL2_OK)
		status = enter_stage1(l);
	return status == EL2_OK ? place(l, to, MASKED | EL1H) : status;
}

el2_status el2_live_release(el2_live *l, const el2_live_seen *seen, unsigned ms, bool *at_el2, uint64_t *pc,
			    el2_error *error)
{
	static const char end[] = "end Kernel panic";
	struct gdb *gdb = &l->booted->gdb;
	bool told = false, stops = true;
	el2_status status;

	*at_el2 = false;
	gdb->error = error;
	status = give_back(l);
	if (status == EL2_OK)
		status = gdb_break(gdb, l->code + 4, false);
	for (unsigned n = 0; status == EL2_OK && n < VECTORS; n++)
		if (n * VECTOR != SYNC)
			status = gdb_break(gdb, l->vbar + n * VECTOR, false);
	if (status == EL2_OK)
		status = place(l, seen->to, MASKED | EL1H);
	for (unsigned done = 0; status == EL2_OK && !told && done < ms; done += PART_MS) {
		status = el2_live_again(l, PART_MS, at_el2, pc, error);
		if (record_interrupted(&l->options, NULL))
			return status;
		if (status != EL2_OK) /* a panic may end it */
			return machine_listen(&l->booted->machine, &l->options, NULL, PART_MS, PART_MS, NULL, error);
		status = machine_listen(&l->booted->machine, &l->options, end, 20, PART_MS, &told, error);
		if (status == EL2_OK && !told && stops && *pc == l->vbar + SYNC)
			status = at_vector(l, &stops);
	}
	return status;
}
