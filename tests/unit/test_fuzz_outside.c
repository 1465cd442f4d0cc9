/* SPDX-License-Identifier: MIT */
/* Events that are no instruction, on our own small hypervisor, recorded: stores, a guest's code, an interrupt, answers
 * of firmware, FF-A. What each does shows in what the host gets back, and they are made small. */
#include "explore/fuzz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model/bytes.h"
#include "tests/unit/small_recording.h"

#define HVC  0xd4000002u
#define SMC  0xd4000003u
#define LDR  0xf9400001u /* LDR X1, [X0] */
#define NOP  0xd503201fu
#define POOL UINT64_C(0x40400000) /* pages of the host's own */
#define CODE (POOL + 2 * EL2_PAGE_SIZE)

#define RUN_GUEST                                                                                                      \
	{                                                                                                              \
		.word = HVC, .el = 1, .value = 8                                                                       \
	}
#define SMC_OF(x0, x1)                                                                                                 \
	{                                                                                                              \
		.word = SMC, .el = 1, .value = (x0), .args = 1, .arg = { x1 }                                          \
	}
#define WORDS(a, b) (uint64_t)(b) << 32 | (a)

static struct small_recording small;
static el2_recorded *recorded;

/* What the host is not to get in X0, or to find at an address. */
static struct denied {
	uint64_t x0, at, value;
} denied;

static bool holds(void *context, const el2_event *event, const el2_insn *insn, const el2_step_result *result)
{
	const el2_response *r = &result->verdict.response;
	uint8_t bytes[8];

	(void)context;
	(void)event;
	(void)insn;
	if (denied.at)
		return !el2_memory_read(el2_recorded_memory(recorded), denied.at, bytes, 8) ||
		       load_le(bytes, 8) != denied.value;
	return !(result->verdict.asked && r->writes & 1 && r->x[0] == denied.x0);
}

static uint8_t *bytes_at(uint64_t pa)
{
	for (size_t n = 0; n < small.recording.page_count; n++)
		if (pa - small.pages[n].pa < EL2_RECORDING_PAGE)
			return &small.data[n][pa % EL2_RECORDING_PAGE];
	fail_msg("no page");
	return NULL;
}

static uint64_t address_of(const char *name)
{
	const el2_recorded_symbol *symbol = el2_recording_symbol(&small.recording, name);

	assert_non_null(symbol);
	return symbol->pa;
}

/* The guest goes to the host's page at once. */
static void plant_branch(void)
{
	uint64_t from = address_of("guest");

	store_le(bytes_at(from), 4, 0x14000000 | (uint32_t)((CODE + 8 - from) / 4));
}

#define LOCK (address_of("host") + 0x1000) /* the page of data */

/* A hypercall that takes a spinlock, and says with 77 that it had to wait: in place of code that has done its work. */
static void plant_lock(void)
{
	static const uint32_t takes[] = {0x52a00029, 0x1000000a, 0xb8a9014b, 0x4acb416c, 0x340000ec,
					 0xd28009a0, 0xd50320bf, 0xd503205f, 0x485ffd4d, 0x4a4b41ac,
					 0x35ffffac, 0x5280002d, 0x786d015f};
	uint64_t at = address_of("start"), distance = LOCK - (at + 4), end = at + sizeof takes;

	memcpy(bytes_at(at), takes, sizeof takes);
	store_le(bytes_at(at) + 4, 4, takes[1] | (distance & 3) << 29 | (distance >> 2 & 0x7ffff) << 5);
	store_le(bytes_at(end), 4, 0x14000000 | (0x3ffffff & (uint32_t)((address_of("leave") - end) / 4)));
	store_le(bytes_at(address_of("hvc_clock")), 4,
		 0x14000000 | (0x3ffffff & (uint32_t)((at - address_of("hvc_clock")) / 4)));
}

/* hyp_ffa_init(pages), which asks FFA_VERSION, in place of code that has done its work; what it takes behind it. */
static void plant_ffa(void)
{
	static const uint32_t init[] = {0x52800c60, 0x72b08000, 0x52800041, 0x72a00021,
					0xd4000003, 0x531f7c00, 0xd65f03c0};
	static el2_recorded_symbol symbols[64];
	size_t count = small.recording.symbol_count;
	uint64_t at = address_of("start");

	assert_true(count + 3 < sizeof symbols / sizeof *symbols);
	memcpy(symbols, small.recording.symbols, count * sizeof *symbols);
	symbols[count++] = (el2_recorded_symbol){at, "__kvm_nvhe_hyp_ffa_init"};
	symbols[count++] = (el2_recorded_symbol){at + 32, "__kvm_nvhe_ffa_proxy_pages"};
	symbols[count++] = (el2_recorded_symbol){at + 40, "__kvm_nvhe_kvm_host_psci_config"};
	memcpy(bytes_at(at), init, sizeof init);
	store_le(bytes_at(at) + 32, 8, 0x1000);
	small.recording.symbols = symbols;
	small.recording.symbol_count = count;
}

static el2_fuzz *open_fuzz(el2_fuzz_firmware firmware)
{
	const el2_recorded_options options = {.limit = 100000, .ram = true, .run_panics = true, .guest_limit = 100};

	recorded = el2_recorded_new(&small.recording, &small.cpu, &options);
	assert_non_null(recorded);
	return el2_fuzz_new(&(el2_fuzz_options){.state = &small.state,
						.host_el = 1,
						.promises = EL2_PROMISE_OF_USER,
						.invariant = holds,
						.seed = 1,
						.length = 8,
						.recording = &small.recording,
						.recorded = recorded,
						.firmware = firmware,
						.kernel = el2_kernel_by_name("6.12")});
}

static el2_fuzz *begin(el2_fuzz_firmware firmware, bool ffa)
{
	small_recording_open(&small);
	plant_branch();
	if (ffa)
		plant_ffa();
	return open_fuzz(firmware);
}

static void end(el2_fuzz *fuzz)
{
	el2_fuzz_free(fuzz);
	el2_recorded_free(recorded);
	el2_recording_close(&small.recording);
}

/* The stream breaks it with its last event; small it is of `count`. */
static el2_finding breaks(el2_fuzz *fuzz, const el2_stream *stream, size_t count)
{
	el2_finding finding = {0};

	assert_true(el2_fuzz_play(fuzz, stream, &finding));
	assert_int_equal(finding.stream.count, stream->count);
	el2_fuzz_minimize(fuzz, &finding);
	assert_int_equal(finding.stream.count, count);
	assert_true(el2_fuzz_play(fuzz, &finding.stream, &finding));
	return finding;
}

static void test_guest(void **state)
{
	/* X0 = 1; X0 = 77; HVC; WFI: the guest comes in at the third word */
	static const el2_stream runs = {
		3,
		{{.word = NOP, .el = 1, .reg = 31},
		 {.kind = EL2_EVENT_GUEST,
		  .value = CODE,
		  .args = 3,
		  .arg = {WORDS(0xd2800020, NOP), WORDS(0xd28009a0, HVC), WORDS(NOP, 0xd503207f)}},
		 RUN_GUEST}};
	static const el2_stream other = {1, {RUN_GUEST}};
	el2_fuzz *fuzz = begin(EL2_FUZZ_FIRMWARE_SOME, false);
	el2_stream stream = runs;
	el2_finding finding;

	(void)state;
	assert_non_null(fuzz);
	denied = (struct denied){.x0 = 77};
	finding = breaks(fuzz, &runs, 2);
	assert_int_equal(finding.stream.event[0].kind, EL2_EVENT_GUEST);
	assert_int_equal(finding.stream.event[0].args, 2); /* two words, and two before where it comes in */
	assert_true(finding.stream.event[0].value == CODE);
	/* without it, in another page, in none */
	assert_false(el2_fuzz_play(fuzz, &other, &finding));
	stream.event[1].value = CODE + EL2_PAGE_SIZE;
	assert_false(el2_fuzz_play(fuzz, &stream, &finding));
	stream.event[1].value = address_of("guest") & ~UINT64_C(0xfff); /* EL2's own */
	assert_false(el2_fuzz_play(fuzz, &stream, &finding));
	assert_memory_equal(el2_memory_page(el2_recorded_memory(recorded), address_of("guest"))->data,
			    bytes_at(address_of("guest") & ~UINT64_C(0xfff)), EL2_PAGE_SIZE);
	/* it goes round: what is behind the last word is the first */
	stream = runs;
	stream.event[1].args = 2;
	stream.event[1].arg[0] = WORDS(HVC, NOP);
	stream.event[1].arg[1] = WORDS(0xd28009a0, NOP);
	assert_true(el2_fuzz_play(fuzz, &stream, &finding));
	end(fuzz);
}

static void test_interrupt(void **state)
{
	static const el2_stream stream = {
		3,
		{{.kind = EL2_EVENT_GUEST, .value = CODE, .args = 1, .arg = {WORDS(HVC, HVC)}},
		 {.kind = EL2_EVENT_INTERRUPT},
		 RUN_GUEST}};
	el2_fuzz *fuzz = begin(EL2_FUZZ_FIRMWARE_SOME, false);
	el2_stream late = stream;
	el2_finding finding;

	(void)state;
	denied = (struct denied){.x0 = (uint64_t)-2};
	finding = breaks(fuzz, &stream, 2);
	assert_int_equal(finding.stream.event[0].kind, EL2_EVENT_INTERRUPT);
	late.event[3] = late.event[2]; /* it is over with the event behind it */
	late.event[2] = (el2_event){.word = NOP, .el = 1, .reg = 31};
	late.count = 4;
	assert_false(el2_fuzz_play(fuzz, &late, &finding));
	end(fuzz);
}

/* It comes to EL2 for ever, which goes back to it: an interrupt ends that, too. */
static void test_ping_pong(void **state)
{
	static const el2_stream stream = {
		2, {{.kind = EL2_EVENT_GUEST, .value = CODE, .args = 1, .arg = {WORDS(HVC, HVC)}}, RUN_GUEST}};
	el2_finding finding;
	el2_fuzz *fuzz;
	uint8_t *at;

	(void)state;
	small_recording_open(&small);
	plant_branch();
	at = bytes_at(address_of("host_sync"));
	while (load_le(at, 4) != 0x910083ff) /* of a guest: ADD SP, SP, #32; B leave_guest */
		at += 4;
	store_le(at + 4, 4, 0xd69f03e0);
	fuzz = open_fuzz(EL2_FUZZ_FIRMWARE_SOME);
	denied = (struct denied){.x0 = (uint64_t)-2};
	assert_true(el2_fuzz_play(fuzz, &stream, &finding));
	assert_int_equal(el2_recorded_last_get(recorded)->end, EL2_RECORDED_RETURN);
	assert_in_range(el2_recorded_last_get(recorded)->instructions, 1, 1000);
	end(fuzz);
}

static void test_stores(void **state)
{
	static const el2_stream stream = {
		1, {{.kind = EL2_EVENT_STORES, .el = 1, .reg = 31, .value = POOL, .args = 4, .arg = {1, 2, 77, 3}}}};
	el2_fuzz *fuzz = begin(EL2_FUZZ_FIRMWARE_SOME, false);
	el2_finding finding;
	el2_stream two = {2, {stream.event[0], {.word = LDR, .el = 1, .value = POOL}}};

	(void)state;
	denied = (struct denied){.at = POOL + 16, .value = 77};
	assert_true(el2_fuzz_play(fuzz, &two, &finding));
	el2_fuzz_minimize(fuzz, &finding);
	assert_int_equal(finding.stream.event[0].args, 3);
	assert_true(!finding.stream.event[0].arg[0] && !finding.stream.event[0].arg[1]);
	end(fuzz);
}

static void test_answer(void **state)
{
	static const el2_stream stream = {
		4,
		{{.kind = EL2_EVENT_ANSWER, .reg = 1, .value = 1 | 4, .args = 3, .arg = {0x1234, 0, 9}},
		 SMC_OF(0x84000000, 5),
		 {.word = NOP, .el = 1, .reg = 31},
		 SMC_OF(0x84000000, 5)}};
	el2_fuzz *fuzz = begin(EL2_FUZZ_FIRMWARE_SOME, false);
	el2_finding finding;

	(void)state;
	denied = (struct denied){.x0 = 0x1234};
	finding = breaks(fuzz, &stream, 2);
	assert_int_equal(finding.stream.event[0].value, 1);
	assert_int_equal(finding.stream.event[0].args, 1);
	assert_int_equal(finding.stream.event[0].reg, 0);
	end(fuzz);
}

static void test_ffa(void **state)
{
	static const el2_stream stream = {
		3, {{.kind = EL2_EVENT_BOOT_FFA}, {.word = NOP, .el = 1, .reg = 31}, SMC_OF(0x84000069, 0)}};
	static const el2_stream late = {
		3, {{.word = NOP, .el = 1, .reg = 31}, {.kind = EL2_EVENT_BOOT_FFA}, SMC_OF(0x84000069, 0)}};
	el2_fuzz *fuzz = begin(EL2_FUZZ_FIRMWARE_FFA, true);
	el2_finding finding;

	(void)state;
	assert_non_null(fuzz);
	denied = (struct denied){.x0 = 0x84000061};
	finding = breaks(fuzz, &stream, 2);
	assert_int_equal(finding.stream.event[0].kind, EL2_EVENT_BOOT_FFA);
	assert_false(el2_fuzz_play(fuzz, &late, &finding)); /* it is none of what a host does */
	/* each base has it, and so has what is found there */
	for (unsigned run = 0; !el2_fuzz_run(fuzz, &finding); run++)
		assert_in_range(run, 0, 20000);
	assert_int_equal(finding.stream.event[0].kind, EL2_EVENT_BOOT_FFA);
	end(fuzz);
	/* where the kernel has none */
	fuzz = begin(EL2_FUZZ_FIRMWARE_FFA, false);
	assert_null(fuzz);
	end(NULL);
	fuzz = begin(EL2_FUZZ_FIRMWARE_SOME, false);
	assert_non_null(fuzz);
	assert_false(el2_fuzz_play(fuzz, &stream, &finding));
	end(fuzz);
}

#define HELD(n)                                                                                                        \
	{                                                                                                              \
		.kind = EL2_EVENT_HELD, .value = n                                                                     \
	}
#define CLOCK                                                                                                          \
	{                                                                                                              \
		.word = HVC, .el = 1, .value = 4                                                                       \
	}

/* Another CPU has the lock until EL2 waits, of the next event alone; both have let it go behind it. */
static void test_held(void **state)
{
	static const el2_stream stream = {3, {{.word = NOP, .el = 1, .reg = 31}, HELD(0), CLOCK}}, alone = {1, {CLOCK}},
				late = {3, {HELD(0), {.word = NOP, .el = 1, .reg = 31}, CLOCK}},
				second = {2, {HELD(1), CLOCK}};
	el2_finding finding;
	el2_fuzz *fuzz;
	uint8_t lock[4];

	(void)state;
	small_recording_open(&small);
	plant_lock();
	fuzz = open_fuzz(EL2_FUZZ_FIRMWARE_SOME);
	denied = (struct denied){.x0 = 77};
	finding = breaks(fuzz, &stream, 2);
	assert_int_equal(finding.stream.event[0].kind, EL2_EVENT_HELD);
	assert_true(el2_memory_read(el2_recorded_memory(recorded), LOCK, lock, sizeof lock));
	assert_int_equal(load_le(lock, 2), 2);
	assert_int_equal(load_le(lock + 2, 2), 2);
	assert_false(el2_fuzz_play(fuzz, &alone, &finding));
	assert_false(el2_fuzz_play(fuzz, &late, &finding));
	assert_false(el2_fuzz_play(fuzz, &second, &finding));
	end(fuzz);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guest),  cmocka_unit_test(test_interrupt), cmocka_unit_test(test_ping_pong),
		cmocka_unit_test(test_stores), cmocka_unit_test(test_answer),    cmocka_unit_test(test_held),
		cmocka_unit_test(test_ffa),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
