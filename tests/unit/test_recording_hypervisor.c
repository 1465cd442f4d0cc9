/* SPDX-License-Identifier: MIT */
/* The driver over a small EL2 program, as if it had been recorded: what each ending is called. */
#include "model/bits.h"
#include "model/machine.h"
#include "recording/hypervisor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TABLE  UINT64_C(0x40000000)
#define VBAR   UINT64_C(0x40001000)
#define HOST   UINT64_C(0x80001000)
#define VECTOR UINT64_C(0xffff000000010000)

/*
 * At VBAR + 0x400, by ESR_EL2.EC: HVC by x0: 0 counts in memory and returns the count; 1 is PACIASP and BRK #0x800; 2 a
 * branch to itself; 3 loads from 0x50000000; 4 reads CNTVCT_EL0, RNDR, CNTVCT_EL0; 6 is a BR to a read of CNTVCT_EL0,
 * and BRK #0x800 behind that; else RDVL. SMC: an SMC, then ELR + 4. System registers: an UNDEF is injected. All else:
 * ERET.
 */
static const uint32_t code[] = {
	0xd53c5209, 0xd35afd29, 0xf100593f, 0x540000c0, 0xf1005d3f, 0x54000380, 0xf100613f, 0x540003e0, 0xd69f03e0,
	0xb4000140, 0xf100041f, 0x540001a0, 0xf100081f, 0x540001a0, 0xf1000c1f, 0x54000180, 0xf100101f, 0x54000180,
	0x14000020, 0x100003a9, 0xf9400120, 0x91000400, 0xf9000120, 0xd69f03e0, 0xd503233f, 0xd4210000, 0x14000000,
	0xd2aa0009, 0xf9400129, 0xd53be040, 0xd53b2401, 0xd53be042, 0xd69f03e0, 0xd4000003, 0xd53c4029, 0x91001129,
	0xd51c4029, 0xd69f03e0, 0xd2a04009, 0xd51d5209, 0xd53c4029, 0xd51d4029, 0xd53c4009, 0xd51d4009, 0xd53dc009,
	0x91080129, 0xd51c4029, 0xd69f03e0, 0x00000000, 0x00000000, 0xf100181f, 0x54000040, 0x04bf5000, 0x10000049,
	0xd61f0120, 0xd53be040, 0xd4210000};

/* The symbol of BUG's instruction, and its offset. */
#define BUG_OFFSET 0x60

struct fixture {
	unsigned char pages[2][EL2_RECORDING_PAGE];
	el2_recorded_register registers[16];
	el2_recorded_cpu machine;
	el2_recorded_page page[2];
	el2_recorded_range range;
	el2_recorded_symbol symbol;
	el2_recording recording;
	el2_cpu cpu;
	el2_recorded *recorded;
	el2_hypervisor hypervisor;
	el2_state host;
	el2_response response;
};

static void add(struct fixture *f, el2_sysreg reg, uint64_t value)
{
	size_t n = f->machine.register_count++, key = el2_sysreg_get(reg)->key;

	for (; n && f->registers[n - 1].key > key; n--)
		f->registers[n] = f->registers[n - 1];
	f->registers[n] = (el2_recorded_register){(uint16_t)key, EL2_RECORDED_READ, value};
}

static void begin(struct fixture *f, const el2_recorded_options *options)
{
	const uint64_t block = TABLE | 1u << 10 | 1;

	memset(f, 0, sizeof *f);
	assert_int_equal(el2_cpu_parse("max", &f->cpu, NULL), EL2_OK);
	memcpy(f->pages[0] + 8, &block, 8);
	memcpy(f->pages[1] + 0x400, code, sizeof code);
	f->page[0] = (el2_recorded_page){TABLE, f->pages[0]};
	f->page[1] = (el2_recorded_page){VBAR, f->pages[1]};
	f->range = (el2_recorded_range){TABLE, TABLE, 1u << 30, 0};
	f->symbol = (el2_recorded_symbol){VBAR + 0x400, "vector"};
	add(f, EL2_SYSREG_HCR_EL2, EL2_BIT(HCR_EL2, E2H) | EL2_BIT(HCR_EL2, RW));
	add(f, EL2_SYSREG_TTBR0_EL2, TABLE);
	add(f, EL2_SYSREG_TCR_EL2, UINT64_C(0x500000019));
	add(f, EL2_SYSREG_MAIR_EL2, 0xff);
	add(f, EL2_SYSREG_SCTLR_EL2, 1 | UINT64_C(1) << 31); /* EnIA */
	add(f, EL2_SYSREG_CPTR_EL2, 3u << 20 | 3u << 16);    /* FPEN, ZEN */
	add(f, EL2_SYSREG_ZCR_EL2, 1);                       /* vectors longer than those that are kept */
	add(f, EL2_SYSREG_VBAR_EL2, VBAR);
	add(f, EL2_SYSREG_VBAR_EL1, VECTOR);
	f->machine.registers = f->registers;
	f->machine.pstate = 0x3c5;
	f->recording = (el2_recording){.cpus = &f->machine,
				       .cpu_count = 1,
				       .ranges = &f->range,
				       .range_count = 1,
				       .pages = f->page,
				       .page_count = 2,
				       .symbols = &f->symbol,
				       .symbol_count = 1};
	f->recorded = el2_recorded_new(&f->recording, &f->cpu, options);
	assert_non_null(f->recorded);
	f->hypervisor = el2_recorded_hypervisor(f->recorded);
	f->host = *el2_recorded_state(f->recorded);
	f->host.pc = HOST;
}

static const el2_recorded_last *take(struct fixture *f, unsigned ec, uint64_t elr, uint64_t x0)
{
	el2_exception taken;

	f->host.x[0] = x0;
	el2_exception_build(&f->host, 2, EL2_ESR(ec, 0), elr, &taken);
	memset(&f->response, 0, sizeof f->response);
	f->hypervisor.handle(f->hypervisor.context, &f->host, &taken, &f->response, NULL);
	return el2_recorded_last_get(f->recorded);
}

static void test_endings(void **state)
{
	const el2_recorded_options options = {.limit = 1000};
	const el2_recorded_last *last;
	struct fixture f;

	(void)state;
	begin(&f, &options);
	last = take(&f, EL2_EC_SYS64, HOST, 0);
	assert_int_equal(f.response.action, EL2_ACTION_INJECT);
	assert_int_equal(f.response.injected.el, 1);
	assert_int_equal(f.response.injected.vector, 0x200);
	assert_int_equal(f.response.injected.esr, 0x2000000);
	assert_true(f.response.injected.elr == HOST && f.response.injected.spsr == 0x3c5);
	assert_int_equal(last->instructions, 18);
	take(&f, EL2_EC_DABT_LOW, HOST, 0);
	assert_int_equal(f.response.action, EL2_ACTION_RETRY);
	assert_true(f.response.maps);
	last = take(&f, EL2_EC_SMC64, HOST, 0x84000000);
	assert_int_equal(f.response.action, EL2_ACTION_FORWARD);
	assert_true(f.response.skip && (f.response.writes & 1) && f.response.x[0] == 0x10001);
	assert_true(last->smcs == 1 && last->smc == 0x84000000);
	last = take(&f, EL2_EC_HVC64, HOST + 4, 1);
	assert_int_equal(f.response.action, EL2_ACTION_PANIC);
	assert_int_equal(EL2_ESR_EC(last->esr), EL2_EC_BRK64);
	assert_true(last->pc == VBAR + 0x400 + BUG_OFFSET + 4 && last->word == 0xd4210000);
	assert_string_equal(f.response.what, "BUG, brk #0x800, at vector+0x64");
	last = take(&f, EL2_EC_HVC64, HOST + 4, 2);
	assert_int_equal(f.response.action, EL2_ACTION_PANIC);
	assert_int_equal(last->end, EL2_RECORDED_HANG);
	assert_int_equal(last->instructions, 1000);
	last = take(&f, EL2_EC_HVC64, HOST + 4, 3);
	assert_int_equal(f.response.action, EL2_ACTION_UNMODELLED);
	assert_int_equal(last->end, EL2_RECORDED_UNKNOWN);
	assert_non_null(strstr(f.response.what, "0x50000000"));
	last = take(&f, EL2_EC_HVC64, HOST + 4, 5);
	assert_int_equal(f.response.action, EL2_ACTION_UNMODELLED);
	assert_int_equal(last->word, 0x04bf5000);
	/* what came behind the branch has been executed: the next is no target of it */
	last = take(&f, EL2_EC_HVC64, HOST + 4, 6);
	assert_int_equal(last->end, EL2_RECORDED_PANIC);
	assert_int_equal(el2_recorded_after(f.recorded)->sysreg[EL2_SYSREG_SPSR_EL2] & EL2_PSTATE_BTYPE, 0);
	el2_recorded_free(f.recorded);
}

/* The same input, the same answer: what EL2 wrote is gone, counters begin anew. */
/* A load of EL2's that faults, and a vector that knows what to do then: leave for some place. */
static void test_exceptions_of_its_own(void **state)
{
	static const struct {
		const char *what;
		uint64_t leaves_for; /* 0: does not */
		el2_recorded_end end;
	} rows[] = {
		{"no vector", 0, EL2_RECORDED_PANIC},
		{"for where the host was: no panic", HOST + 4, EL2_RECORDED_RETURN},
		{"for a place that tells of it", HOST + 0x40, EL2_RECORDED_PANIC},
	};
	const el2_recorded_options options = {.limit = 1000, .run_panics = true};

	(void)state;
	for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
		/* x9 = place; ELR_EL2 = x9; SPSR_EL2 = 0x3c5; ERET */
		uint32_t fixup[] = {0xd2b00009, 0xf2800009 | (uint32_t)(rows[n].leaves_for & 0xffff) << 5,
				    0xd51c4029, 0xd28078a9,
				    0xd51c4009, 0xd69f03e0};
		const uint32_t nowhere = 0xd2d00009; /* x9 = 0x8000 << 32 */
		const el2_recorded_last *last;
		unsigned char *page;
		struct fixture f;

		begin(&f, &options);
		page = el2_memory_page(el2_recorded_memory(f.recorded), VBAR)->data;
		memcpy(page + 0x400 + 27 * 4, &nowhere, 4);
		if (rows[n].leaves_for)
			memcpy(page + 0x200, fixup, sizeof fixup);
		last = take(&f, EL2_EC_HVC64, HOST + 4, 3);
		if (last->end != rows[n].end)
			fail_msg("%s: %s", rows[n].what, last->what);
		el2_recorded_free(f.recorded);
	}
}

static void test_pure(void **state)
{
	struct fixture f;
	uint64_t clock = 0, random = 0;

	(void)state;
	begin(&f, NULL);
	for (unsigned i = 0; i < 3; i++) {
		take(&f, EL2_EC_HVC64, HOST + 4, 0);
		assert_int_equal(f.response.action, EL2_ACTION_SERVE);
		assert_true(!f.response.skip && f.response.x[0] == 1);
		assert_int_equal(el2_recorded_last_get(f.recorded)->pages, 1);
		take(&f, EL2_EC_HVC64, HOST + 4, 4);
		assert_true(f.response.x[2] == f.response.x[0] + 2);
		assert_true(!i || (f.response.x[0] == clock && f.response.x[1] == random));
		clock = f.response.x[0];
		random = f.response.x[1];
	}
	el2_recorded_free(f.recorded);
}

static void test_persistent(void **state)
{
	const el2_recorded_options options = {.persistent = true, .firmware = EL2_FIRMWARE_VALUE, .value = 7};
	struct fixture f;
	uint64_t clock;

	(void)state;
	begin(&f, &options);
	for (uint64_t i = 1; i < 4; i++) {
		take(&f, EL2_EC_HVC64, HOST + 4, 0);
		assert_true(f.response.x[0] == i);
	}
	take(&f, EL2_EC_HVC64, HOST + 4, 4);
	clock = f.response.x[0];
	take(&f, EL2_EC_HVC64, HOST + 4, 4);
	assert_true(f.response.x[0] > clock);
	take(&f, EL2_EC_SMC64, HOST, 0x84000000);
	assert_int_equal(f.response.x[0], 7);
	el2_recorded_reset(f.recorded);
	take(&f, EL2_EC_HVC64, HOST + 4, 0);
	assert_int_equal(f.response.x[0], 1);
	el2_recorded_free(f.recorded);
}

static void begin_small(struct fixture *f, const el2_recorded_options *options)
{
	static unsigned char bytes[1 << 16];
	FILE *file = fopen(EL2_TEST_RECORDINGS "/small.rec", "rb");
	el2_error error = {0};
	size_t size;

	assert_non_null(file);
	size = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	assert_int_equal(el2_recording_open(bytes, size, "small.rec", &f->recording, &error), EL2_OK);
	assert_int_equal(el2_cpu_parse("qemu72-max", &f->cpu, NULL), EL2_OK);
	f->recorded = el2_recorded_new(&f->recording, &f->cpu, options);
	assert_non_null(f->recorded);
	f->hypervisor = el2_recorded_hypervisor(f->recorded);
	f->host = *el2_recorded_state(f->recorded);
	f->host.pc = HOST;
}

/* Hypercall 8: a guest, which runs to its own hypercall or to an interrupt. */
static void test_guest(void **state)
{
	static struct fixture f;
	const el2_recorded_options options = {.persistent = true};
	uint64_t count;

	(void)state;
	begin_small(&f, &options);
	take(&f, EL2_EC_HVC64, HOST + 4, 8);
	assert_int_equal(f.response.action, EL2_ACTION_SERVE);
	assert_int_equal(f.response.x[0], 42);
	assert_true(el2_recorded_after(f.recorded)->pc == HOST + 4);
	el2_recorded_interrupt(f.recorded, true);
	take(&f, EL2_EC_HVC64, HOST + 4, 8);
	assert_true(f.response.x[0] == UINT64_MAX - 1);
	el2_recorded_interrupt(f.recorded, false);
	take(&f, EL2_EC_HVC64, HOST + 4, 8);
	assert_int_equal(f.response.x[0], 42);
	/* what is written from outside is seen by EL2, and taken back */
	count = 41;
	assert_true(el2_memory_write(el2_recorded_memory(f.recorded), 0x40203000, &count, sizeof count));
	take(&f, EL2_EC_HVC64, HOST + 4, 0);
	assert_int_equal(f.response.x[0], 42);
	el2_recorded_reset(f.recorded);
	take(&f, EL2_EC_HVC64, HOST + 4, 0);
	assert_int_equal(f.response.x[0], 1);
	el2_recorded_free(f.recorded);
	el2_recording_close(&f.recording);
}

/* A word of the recorded code by its symbol. */
static void plant(struct fixture *f, const char *symbol, unsigned offset, uint32_t was, uint32_t is)
{
	uint64_t pa = el2_recording_symbol(&f->recording, symbol)->pa + offset;
	unsigned char *at = el2_memory_page(el2_recorded_memory(f->recorded), pa)->data + pa % EL2_RECORDING_PAGE;

	assert_memory_equal(at, &was, 4);
	memcpy(at, &is, 4);
}

/* A guest that comes to EL2 again and again, and EL2 goes back to it each time: its time ends nevertheless. */
static void test_guest_time(void **state)
{
	static struct fixture f;
	const el2_recorded_options options = {.persistent = true, .limit = 100000, .guest_limit = 2000};

	(void)state;
	begin_small(&f, &options);
	plant(&f, "guest", 8, 0x14000000, 0x17ffffff);        /* B to itself: to the HVC before it */
	plant(&f, "host_sync", 0x4c, 0x140000bf, 0xd69f03e0); /* B leave_guest: ERET */
	take(&f, EL2_EC_HVC64, HOST + 4, 8);
	assert_int_equal(el2_recorded_last_get(f.recorded)->end, EL2_RECORDED_RETURN);
	assert_true(f.response.x[0] == UINT64_MAX - 1); /* the interrupt */
	assert_in_range(el2_recorded_last_get(f.recorded)->instructions, 100, 2000);
	el2_recorded_free(f.recorded);
	el2_recording_close(&f.recording);
}

/* A call that suspends, and does not come back: the CPU starts at EL2 where it says, with the MMU off. */
static void test_resumes(void **state)
{
	static const struct {
		uint64_t id;
		unsigned entry;
	} calls[] = {{0xc4000001, 2}, {0xc400000e, 1}};
	const el2_recorded_answer resumes = {.resumes = true};
	const el2_recorded_options options = {.limit = 1000};
	struct fixture f;

	(void)state;
	for (size_t n = 0; n < sizeof calls / sizeof *calls; n++) {
		begin(&f, &options);
		assert_true(el2_recorded_answer_next(f.recorded, &resumes));
		f.host.x[calls[n].entry] = VBAR + 0x400 + 0x20; /* ERET */
		f.host.x[calls[n].entry + 1] = 77;
		take(&f, EL2_EC_SMC64, HOST, calls[n].id);
		assert_int_equal(el2_recorded_last_get(f.recorded)->end, EL2_RECORDED_RETURN);
		assert_int_equal(el2_recorded_after(f.recorded)->x[0], 77);
		assert_int_equal(el2_recorded_after(f.recorded)->sysreg[EL2_SYSREG_SCTLR_EL2] & 1, 0);
		assert_true(el2_recorded_after(f.recorded)->pc == HOST);
		/* another answers as it does without */
		assert_true(el2_recorded_answer_next(f.recorded, &resumes));
		take(&f, EL2_EC_SMC64, HOST, 0x84000000);
		assert_true(f.response.skip && f.response.x[0] == 0x10001);
		el2_recorded_free(f.recorded);
	}
}

/* What traps to firmware and is no call of it: nobody knows. */
static void test_trap_to_firmware(void **state)
{
	const el2_recorded_options options = {.limit = 1000};
	const uint32_t pfar = 0xd53860a2; /* MRS X2, PFAR_EL1: SCR_EL3.PFAREn is clear */
	const el2_recorded_last *last;
	struct fixture f;

	(void)state;
	begin(&f, &options);
	assert_true(el2_cpu_change(&f.cpu, EL2_FEAT_PFAR, true));
	memcpy(f.pages[1] + 0x400 + 29 * 4, &pfar, 4); /* in place of CNTVCT_EL0 */
	el2_recorded_free(f.recorded);
	f.recorded = el2_recorded_new(&f.recording, &f.cpu, &options);
	f.hypervisor = el2_recorded_hypervisor(f.recorded);
	last = take(&f, EL2_EC_HVC64, HOST + 4, 4);
	assert_int_equal(last->end, EL2_RECORDED_UNKNOWN);
	assert_non_null(strstr(last->what, "firmware"));
	el2_recorded_free(f.recorded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_endings), cmocka_unit_test(test_exceptions_of_its_own),
		cmocka_unit_test(test_pure),    cmocka_unit_test(test_persistent),
		cmocka_unit_test(test_guest),   cmocka_unit_test(test_guest_time),
		cmocka_unit_test(test_resumes), cmocka_unit_test(test_trap_to_firmware),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
