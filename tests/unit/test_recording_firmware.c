/* SPDX-License-Identifier: MIT */
/* Firmware that a recorded hypervisor calls: FF-A, row by row, through our own small one, which passes on every SMC;
 * answers that are chosen; what EL2 would have done with it at boot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model/bytes.h"
#include "tests/unit/small_recording.h"

#define HOST  UINT64_C(0x40600000)
#define TX    UINT64_C(0x40700000)
#define RX    UINT64_C(0x40710000)
#define BYTES 5000u /* of a description: more than a buffer holds */

#define ERROR(code)      0x84000060, 0, (uint32_t)(code), 0
#define SUCCESS(x2, x3)  0x84000061, 0, x2, x3
#define FRAG_RX(n, from) 0x8400007a, n, 0, from
#define FRAG_TX(n, size) 0x8400007b, n, 0, size

static struct small_recording small;
static el2_recorded *recorded;
static el2_state host;

static void open_with(el2_firmware firmware)
{
	const el2_recorded_options options = {.persistent = true, .firmware = firmware, .value = 7};
	uint8_t byte;

	small_recording_open(&small);
	recorded = el2_recorded_new(&small.recording, &small.cpu, &options);
	assert_non_null(recorded);
	host = *el2_recorded_state(recorded);
	host.pc = HOST;
	assert_true(el2_memory_map(el2_recorded_memory(recorded), TX, 2 * EL2_PAGE_SIZE));
	assert_true(el2_memory_map(el2_recorded_memory(recorded), RX, 2 * EL2_PAGE_SIZE));
	for (unsigned n = 0; n < BYTES; n++) {
		byte = (uint8_t)(n * 7 >> 3);
		assert_true(el2_memory_write(el2_recorded_memory(recorded), TX + n, &byte, 1));
	}
}

static void close_all(void)
{
	el2_recorded_free(recorded);
	el2_recording_close(&small.recording);
}

struct row {
	uint64_t x[6], answer[4];
};

/* An SMC of the host's: X0 to X3 behind it. */
static void smc(const struct row *row, uint64_t x[4])
{
	el2_hypervisor hypervisor = el2_recorded_hypervisor(recorded);
	el2_response response = {0};
	el2_exception taken;

	memcpy(host.x, row->x, sizeof row->x);
	el2_exception_build(&host, 2, EL2_ESR(EL2_EC_SMC64, 0), HOST, &taken);
	hypervisor.handle(hypervisor.context, &host, &taken, &response, NULL);
	assert_int_equal(el2_recorded_last_get(recorded)->end, EL2_RECORDED_RETURN);
	memcpy(x, el2_recorded_after(recorded)->x, 4 * sizeof *x);
}

static void play(const struct row *rows, size_t count)
{
	for (size_t n = 0; n < count; n++) {
		uint64_t x[4];

		smc(&rows[n], x);
		if (memcmp(x, rows[n].answer, sizeof x))
			print_error("row %zu, 0x%llx: 0x%llx 0x%llx 0x%llx 0x%llx\n", n,
				    (unsigned long long)rows[n].x[0], (unsigned long long)x[0],
				    (unsigned long long)x[1], (unsigned long long)x[2], (unsigned long long)x[3]);
		assert_memory_equal(x, rows[n].answer, sizeof x);
	}
}

#define PLAY(rows) play(rows, sizeof(rows) / sizeof *(rows))

/* Source: Arm DEN 0077A 1.2, DEN 0140, of each interface; DEN 0022, DEN 0028. */
static void test_rows(void **state)
{
	static const struct row rows[] = {
		{{0x84000000}, {0x10001, 0, 0, 0}},
		{{0x80000000}, {0x10002, 0, 0, 0}},
		{{0xc4000003, 1}, {UINT64_MAX, 1, 0, 0}},
		{{0x84000063, 0x10002}, {0x10002, 0, 0, 0}},
		{{0x84000063, 0x10000}, {0x10002, 0, 0, 0}},
		{{0x84000063, 0x20000}, {0xffffffff, 0, 0, 0}},
		{{0x84000063, 0x80010000}, {0xffffffff, 0, 0, 0}},
		{{0xc4000063, 0x10000}, {ERROR(-1)}}, /* it is of 32 bits alone */
		{{0x84000064, 0xc4000066}, {SUCCESS(0, 0)}},
		{{0x84000064, 0x84000071}, {ERROR(-1)}},
		{{0x84000069}, {SUCCESS(0, 0)}},
		{{0x84000085}, {SUCCESS(0x8000, 0)}},
		{{0x840000ff}, {ERROR(-1)}},
		/* without buffers */
		{{0xc4000073, 112, 112}, {ERROR(-2)}},
		{{0xc4000074, 48, 48}, {ERROR(-2)}},
		{{0x84000068}, {ERROR(-4)}},
		{{0x84000068, 0, 0, 0, 0, 1}, {SUCCESS(2, 0)}},
		{{0x84000067}, {ERROR(-2)}},
		{{0x84000086}, {ERROR(-2)}},
		/* buffers */
		{{0xc4000066, TX + 8, RX, 1}, {ERROR(-2)}},
		{{0xc4000066, TX, TX, 1}, {ERROR(-2)}},
		{{0xc4000066, TX, RX, 0}, {ERROR(-2)}},
		{{0xc4000066, TX, RX, 0x41}, {ERROR(-2)}},
		{{0xc4000066, TX, RX, 1}, {SUCCESS(0, 0)}},
		{{0x84000066, TX, RX, 1}, {ERROR(-6)}},
		{{0x84000065}, {ERROR(-6)}}, /* it is not full */
		{{0x84000068}, {SUCCESS(2, 24)}},
		{{0x84000068}, {ERROR(-4)}},
		{{0x84000065}, {SUCCESS(0, 0)}},
		{{0x84000068, 0x486178e0, 0xe7f811e3, 0xbc5e0002, 0xa5d5c51b}, {SUCCESS(1, 24)}},
		{{0x84000068, 1, 2, 3, 4, 1}, {ERROR(-2)}},
		{{0x84000065}, {SUCCESS(0, 0)}},
		{{0x84000086}, {SUCCESS(0, 0)}},
		/* messages */
		{{0x8400006f, 0x8001, 0, 5}, {0x84000070, 0x80010000, 0, 5}},
		{{0xc400006f, 0x8002, 0, 5}, {0xc4000070, 0x80020000, 0, 5}},
		{{0xc400008d, 0x8001, 1, 5}, {0xc400008e, 0x80010000, 0, 5}},
		{{0x8400006f, 0x8003}, {ERROR(-2)}},
		{{0x8400006f, 0x18001}, {ERROR(-2)}}, /* not in its own name */
		{{0x8400006d, 0x80010000}, {0x8400006b, 0, 0, 0}},
		{{0x8400006d, 0x70010000}, {ERROR(-2)}},
		/* memory */
		{{0xc4000073, 112, 113}, {ERROR(-2)}},
		{{0xc4000073, 112, 31}, {ERROR(-2)}},
		{{0xc4000073, 112, 112, TX, 1}, {ERROR(-2)}}, /* a buffer of its own */
		{{0xc4000073, 16385, 112}, {ERROR(-3)}},
		{{0xc4000073, BYTES, BYTES}, {ERROR(-2)}}, /* more than the buffer */
		{{0xc4000073, 112, 112}, {SUCCESS(2, 0)}},
		{{0x84000072, 160, 112}, {FRAG_RX(3, 112)}},
		{{0x8400007b, 3, 0, 32}, {FRAG_RX(3, 144)}},
		{{0x8400007b, 3, 0, 16}, {SUCCESS(3, 0)}},
		{{0x8400007b, 3, 0, 16}, {ERROR(-2)}}, /* it is whole */
		{{0x84000072, 160, 112}, {FRAG_RX(4, 112)}},
		{{0x8400007b, 4, 0, 64}, {ERROR(-2)}},
		{{0x8400007b, 4, 0, 32}, {ERROR(-2)}}, /* that ended it */
		{{0x84000077, 2, 0}, {SUCCESS(0, 0)}},
		{{0x84000077, 2, 0}, {ERROR(-2)}},
		{{0x84000077, 3, 1}, {ERROR(-2)}},
		{{0x84000067}, {SUCCESS(0, 0)}},
	};

	(void)state;
	open_with(EL2_FIRMWARE_FFA);
	PLAY(rows);
	close_all();
}

static void answer(uint8_t after, uint8_t registers, uint64_t x0, uint64_t x2, uint64_t x3)
{
	const el2_recorded_answer a = {.after = after, .registers = registers, .x = {x0, 0, x2, x3}};

	assert_true(el2_recorded_answer_next(recorded, &a));
}

static void want_memory(uint64_t at, uint32_t from, uint32_t size)
{
	static uint8_t is[EL2_PAGE_SIZE];

	assert_true(el2_memory_read(el2_recorded_memory(recorded), at, is, size));
	for (uint32_t n = 0; n < size; n++)
		if (from + n < 8 || from + n >= 16) /* where the handle is */
			assert_int_equal(is[n], (uint8_t)((from + n) * 7 >> 3));
}

/* A description comes back as it was told, in pieces as large as the buffer or as the stream wants them. */
static void test_retrieve(void **state)
{
	static const struct row share[] = {
		{{0xc4000066, TX, RX, 2}, {SUCCESS(0, 0)}},
		{{0xc4000073, BYTES, BYTES}, {SUCCESS(1, 0)}},
		{{0x84000067}, {SUCCESS(0, 0)}},
		{{0xc4000066, TX, RX, 1}, {SUCCESS(0, 0)}},
	};
	static const struct row first[] = {{{0xc4000074, 48, 48}, {0x84000075, BYTES, 4096, 0}},
					   {{0x8400007a, 1, 0, 4096}, {ERROR(-4)}}, /* RX is full */
					   {{0x84000065}, {SUCCESS(0, 0)}}};
	static const struct row rest[] = {{{0x8400007a, 1, 0, 4096}, {FRAG_TX(1, BYTES - 4096)}},
					  {{0x84000065}, {SUCCESS(0, 0)}},
					  {{0x8400007a, 1, 0, BYTES}, {ERROR(-2)}}};
	static const struct row pieces[] = {{{0xc4000074, 48, 48}, {0x84000075, BYTES, 64, 0}},
					    {{0x84000065}, {SUCCESS(0, 0)}},
					    {{0x8400007a, 1, 0, 64}, {FRAG_TX(1, 3)}}};
	uint8_t handle[8];

	(void)state;
	open_with(EL2_FIRMWARE_FFA);
	PLAY(share);
	store_le(handle, 8, 1);
	assert_true(el2_memory_write(el2_recorded_memory(recorded), TX + 8, handle, 8));
	PLAY(first);
	want_memory(RX, 0, 4096);
	assert_true(el2_memory_read(el2_recorded_memory(recorded), RX + 8, handle, 8));
	assert_int_equal(load_le(handle, 8), 1);
	PLAY(rest);
	want_memory(RX, 4096, BYTES - 4096);
	answer(0, 1 << 2, 0, 64, 0);
	answer(2, 1 << 3, 0, 0, 3);
	PLAY(pieces);
	want_memory(RX, 64, 3);
	close_all();
}

/* An answer is of one call; with x0 firmware does nothing; a reset comes back to what was kept. */
static void test_answers(void **state)
{
	static const struct row busy[] = {{{0xc4000066, TX, RX, 1}, {ERROR(-4)}},
					  {{0xc4000066, TX, RX, 1}, {SUCCESS(0, 0)}},
					  {{0x84000000}, {0x10001, 0, 0, 0}},
					  {{0x84000063, 0x10002}, {0x10000, 0, 0, 0}},
					  {{0x84000063, 0x10002}, {0x10002, 0, 0, 0}}};
	static const struct row other[] = {{{0x84000077, 1}, {SUCCESS(0, 0)}},
					   {{0xc4000073, 112, 112}, {SUCCESS(2, 0)}}};
	static const struct row retrieve[] = {{{0xc4000074, 48, 48}, {0x84000075, 112, 112, 0}}};
	const uint8_t handle[8] = {1};
	uint8_t byte = 0xee;
	static const struct row mapped[] = {{{0xc4000066, TX, RX, 1}, {ERROR(-6)}}};
	static const struct row share[] = {{{0xc4000073, 112, 112}, {SUCCESS(1, 0)}}};
	static const struct row reclaim[] = {{{0x84000077, 1}, {SUCCESS(0, 0)}}};

	(void)state;
	open_with(EL2_FIRMWARE_FFA);
	answer(0, 1 | 1 << 2, 0x84000060, (uint32_t)-4, 0);
	answer(3, 1, 0x10000, 0, 0);
	PLAY(busy);
	PLAY(share);
	el2_recorded_keep(recorded);
	for (unsigned n = 0; n < 3; n++) { /* what is shared has no room where that of the base was */
		assert_true(el2_memory_write(el2_recorded_memory(recorded), TX + 64, &byte, 1));
		PLAY(other);
		el2_recorded_reset(recorded);
	}
	assert_true(el2_memory_write(el2_recorded_memory(recorded), TX + 8, handle, 8));
	PLAY(retrieve);
	want_memory(RX, 0, 112);
	PLAY(reclaim);
	PLAY(mapped);
	el2_recorded_forget(recorded);
	PLAY(((const struct row[]){{{0xc4000066, TX, RX, 1}, {SUCCESS(0, 0)}}}));
	for (unsigned n = 0; n < 4; n++)
		answer(9, 1, 0, 0, 0);
	assert_false(el2_recorded_answer_next(recorded, &(el2_recorded_answer){0}));
	close_all();
	/* of any firmware */
	open_with(EL2_FIRMWARE_QEMU);
	answer(0, 1, 0, 0, 0);
	PLAY(((const struct row[]){{{0xc4000003, 1}, {0, 0, 0, 0}},
				   {{0xc4000066, TX, RX, 1}, {UINT64_MAX, TX, RX, 1}}}));
	close_all();
}

/* Eight regions at once, and no more. */
static void test_regions(void **state)
{
	(void)state;
	open_with(EL2_FIRMWARE_FFA);
	PLAY(((const struct row[]){{{0xc4000066, TX, RX, 1}, {SUCCESS(0, 0)}}}));
	for (uint64_t n = 1; n <= 8; n++)
		PLAY(((const struct row[]){{{0xc4000073, 112, 112}, {SUCCESS(n, 0)}}}));
	PLAY(((const struct row[]){{{0xc4000073, 112, 112}, {ERROR(-3)}},
				   {{0x84000077, 5}, {SUCCESS(0, 0)}},
				   {{0xc4000073, 112, 112}, {SUCCESS(9, 0)}}}));
	close_all();
}

/* In place of code that has done its work: hyp_ffa_init(pages), which asks FFA_VERSION, and keeps both behind it. */
static const uint32_t init[] = {0xaa0003e9, 0x52800c60, 0x72b08000, 0x52800041, 0x72a00021,
				0xd4000003, 0x1000008a, 0xa9000149, 0x531f7c00, 0xd65f03c0};

#define PAGES UINT64_C(0x123000)

static uint64_t function;

/* With the symbols of a kernel; `left_out` of them is not there. */
static void open_kernel(size_t left_out, uint64_t pages, uint32_t smccc, size_t first)
{
	static el2_recorded_symbol symbols[3];
	const el2_recorded_symbol *start;
	size_t count = 0;
	uint8_t *code;

	open_with(EL2_FIRMWARE_QEMU);
	start = el2_recording_symbol(&small.recording, "start");
	assert_non_null(start);
	function = start->pa;
	symbols[count] = (el2_recorded_symbol){function, "__kvm_nvhe_hyp_ffa_init"};
	count += left_out != 0;
	symbols[count] = (el2_recorded_symbol){function + 64, "__kvm_nvhe_ffa_proxy_pages"};
	count += left_out != 1;
	symbols[count] = (el2_recorded_symbol){function + 80, "__kvm_nvhe_kvm_host_psci_config"};
	count += left_out != 2;
	code = el2_memory_page(el2_recorded_memory(recorded), function)->data + function % EL2_PAGE_SIZE;
	memcpy(code, init, sizeof init);
	memcpy(code, init + first, 4);
	store_le(code + 64, 8, pages);
	store_le(code + 84, 4, smccc);
	small.recording.symbols = symbols;
	small.recording.symbol_count = count;
}

static uint64_t number_at(uint64_t pa, unsigned size)
{
	uint8_t bytes[8];

	assert_true(el2_memory_read(el2_recorded_memory(recorded), pa, bytes, size));
	return load_le(bytes, size);
}

static void test_boot(void **state)
{
	static const struct {
		size_t left_out;
		uint64_t pages;
		const char *why;
	} rows[] = {{0, PAGES, "no hyp_ffa_init()"},
		    {1, PAGES, "no pages"},
		    {3, 0, "no pages"},
		    {2, PAGES, "kvm_host_psci_config"}};
	const char *why;
	uint64_t x[4];

	(void)state;
	for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
		open_kernel(rows[n].left_out, rows[n].pages, 0x10000, 0);
		assert_false(el2_recorded_boot_ffa(recorded, &why));
		assert_non_null(strstr(why, rows[n].why));
		close_all();
	}
	open_kernel(3, PAGES, 0x10000, 0);
	assert_true(el2_recorded_boot_ffa(recorded, &why));
	assert_int_equal(number_at(function + 40, 8), PAGES);
	assert_int_equal(number_at(function + 48, 8), 0x10002);
	assert_int_equal(number_at(function + 84, 4), 0x10002); /* SMCCC 1.2 */
	el2_recorded_keep(recorded);
	el2_recorded_reset(recorded);
	smc(&(struct row){{0x84000069}, {0}}, x);
	assert_int_equal(x[0], 0x84000061);
	el2_recorded_forget(recorded);
	smc(&(struct row){{0x84000069}, {0}}, x);
	assert_true(x[0] == UINT64_MAX);
	close_all();
	/* SMCCC 1.3 stays; a function that fails, and one that panics */
	open_kernel(3, PAGES, 0x10003, 0);
	assert_true(el2_recorded_boot_ffa(recorded, &why));
	assert_int_equal(number_at(function + 84, 4), 0x10003);
	close_all();
	open_kernel(3, PAGES, 0x10000, 9); /* it returns at once: its pages */
	assert_false(el2_recorded_boot_ffa(recorded, &why));
	assert_non_null(strstr(why, "after 0 SMCs"));
	assert_int_equal(number_at(function + 84, 4), 0x10000);
	close_all();
}

static void test_call(void **state)
{
	const uint64_t arguments[] = {5, 6};
	uint64_t result = 0;

	(void)state;
	open_kernel(3, PAGES, 0x10000, 0);
	assert_true(el2_recorded_call(recorded, function, arguments, 2, &result));
	assert_int_equal(number_at(function + 40, 8), 5);
	assert_true(result == 1); /* NOT_SUPPORTED */
	assert_int_equal(el2_recorded_last_get(recorded)->smcs, 1);
	el2_recorded_reset(recorded);
	assert_true(number_at(function + 40, 8) != 5);
	close_all();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),    cmocka_unit_test(test_retrieve), cmocka_unit_test(test_answers),
		cmocka_unit_test(test_regions), cmocka_unit_test(test_boot),     cmocka_unit_test(test_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
