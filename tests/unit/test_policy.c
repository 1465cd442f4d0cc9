/* SPDX-License-Identifier: MIT */
/* What a driver is told, and what is done with its answer. */
#include "model/machine.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/booted.h"

#define PAGE UINT64_C(0x42000000)
#define LDR  UINT32_C(0xf9400020) /* ldr x0, [x1] */

static el2_cpu cpu;
static el2_boot boot;
static el2_state state;

static el2_hypervisor booted_as(const char *cmdline, const char *cpu_name)
{
	return boot_as(&cpu, &boot, &state, NULL, cpu_name, cmdline);
}

static el2_hypervisor booted(unsigned el)
{
	el2_hypervisor h = booted_as("kvm-arm.mode=protected", "max");

	el2_set_el(&state, el);
	return h;
}

/* EL1 is not EL0, EL2 is nobody's host: under this boot an exception from there is the hypervisor's own. */
static void test_who_made_it(void **unused)
{
	static const el2_maker makers[] = {EL2_BY_HOST_EL0, EL2_BY_HOST, EL2_BY_HYPERVISOR};
	el2_exception e;

	(void)unused;
	for (unsigned el = 0; el < 3; el++) {
		booted(el);
		el2_exception_build(&state, 2, EL2_ESR(EL2_EC_HVC64, 0), 0, &e);
		assert_int_equal(e.maker, makers[el]);
	}
}

/* A guest's exception is not answered as the host's would be. */
static void test_guest(void **unused)
{
	el2_hypervisor h = booted(1);
	el2_exception e;
	el2_response r = {0};

	(void)unused;
	el2_exception_build(&state, 2, EL2_ESR(EL2_EC_HVC64, 0), 0, &e);
	h.handle(h.context, &state, &e, &r, NULL);
	assert_int_equal(r.action, EL2_ACTION_SERVE);
	memset(&r, 0, sizeof r);
	e.maker = EL2_BY_GUEST;
	h.handle(h.context, &state, &e, &r, NULL);
	assert_int_equal(r.action, EL2_ACTION_UNMODELLED);
}

static el2_response answer(const el2_hypervisor *h, uint64_t esr)
{
	el2_response r = {0};
	el2_exception e;

	el2_exception_build(&state, 2, esr, 0, &e);
	h->handle(h->context, &state, &e, &r, NULL);
	return r;
}

/* Where the host's kernel runs, and who answers there. */
static void test_levels(void **unused)
{
	static const struct {
		const char *cmdline, *cpu;
		unsigned el;
		el2_action action;
	} rows[] = {
		{"", "max", 2, EL2_ACTION_HOST},
		{"kvm-arm.mode=nvhe", "max", 1, EL2_ACTION_SERVE},
		{"kvm-arm.mode=none", "max,vh=0", 1, EL2_ACTION_UNMODELLED},
		{"kvm-arm.mode=protected", "max", 1, EL2_ACTION_SERVE},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		el2_hypervisor h = booted_as(rows[i].cmdline, rows[i].cpu);
		el2_response r;

		assert_int_equal(el2_el(&state), rows[i].el);
		r = answer(&h, EL2_ESR(EL2_EC_HVC64, 0));
		assert_int_equal(r.action, rows[i].action);
		assert_true(r.action != EL2_ACTION_UNMODELLED || r.what);
	}
}

/* handle_host_mte() answers while HCR_EL2 says that the trap was meant; else, and for the rest, the kernel stops. */
static void test_mte(void **unused)
{
	static const struct {
		el2_sysreg reg;
		uint64_t hcr;
		el2_action action;
	} rows[] = {
		{EL2_SYSREG_GCR_EL1, 0, EL2_ACTION_INJECT},
		{EL2_SYSREG_GCR_EL1, UINT64_C(1) << 56, EL2_ACTION_PANIC},
		{EL2_SYSREG_RGSR_EL1, 0, EL2_ACTION_INJECT},
		{EL2_SYSREG_TFSR_EL1, 0, EL2_ACTION_INJECT},
		{EL2_SYSREG_TFSRE0_EL1, UINT64_C(1) << 58, EL2_ACTION_INJECT},
		{EL2_SYSREG_GMID_EL1, 0, EL2_ACTION_PANIC},
		{EL2_SYSREG_GMID_EL1, UINT64_C(1) << 58, EL2_ACTION_INJECT},
		{EL2_SYSREG_GMID_EL1, UINT64_C(1) << 58 | UINT64_C(1) << 56, EL2_ACTION_INJECT},
		{EL2_SYSREG_TFSR_EL2, 0, EL2_ACTION_PANIC},
	};
	el2_hypervisor h = booted(1);

	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		el2_insn insn;

		el2_decode(0xd5300000 | (uint32_t)el2_sysreg_get(rows[i].reg)->key << 5, &insn);
		state.sysreg[EL2_SYSREG_HCR_EL2] = rows[i].hcr;
		assert_int_equal(answer(&h, EL2_ESR(EL2_EC_SYS64, el2_iss_sys64(&insn))).action, rows[i].action);
	}
}

/* PSTATE of the handler that the host gets; what it had beside, and what its SCTLR_EL1 asks for. */
static void test_injected_pstate(void **unused)
{
	static const struct {
		const char *cpu, *cmdline;
		uint32_t before, after;
		uint64_t sctlr;
		unsigned vector;
	} rows[] = {
		{"max", "arm64.nomte", 0x5, 0x4003c5, 0, 0x200},
		{"max", "arm64.nomte", 0x5, 0x3c5, UINT64_C(1) << 23, 0x200},
		{"max", "arm64.nomte", 0x400005, 0x4003c5, UINT64_C(1) << 23, 0x200},
		{"max", "arm64.nomte", 0x5, 0x13c5, UINT64_C(1) << 23 | UINT64_C(1) << 44, 0x200},
		{"max", "arm64.nomte", 0xf0000000, 0xf00003c5, UINT64_C(1) << 23, 0x400},
		{"max", "arm64.nomte", 0x03200005, 0x010003c5, UINT64_C(1) << 23, 0x200},
		{"max", "", 0x5, 0x20003c5, UINT64_C(1) << 23, 0x200},
		{"cortex-a53", "", 0x5, 0x3c5, UINT64_C(1) << 44, 0x200},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char cmdline[64] = "kvm-arm.mode=protected ";
		el2_hypervisor h = booted_as(strcat(cmdline, rows[i].cmdline), rows[i].cpu);
		el2_response r = {0};
		el2_exception e;

		state.pstate = rows[i].before;
		state.sysreg[EL2_SYSREG_HCR_EL2] = 0;
		state.sysreg[EL2_SYSREG_SCTLR_EL1] = rows[i].sctlr;
		el2_exception_build(&state, 2, EL2_ESR(EL2_EC_SYS64, 0x3c0401), 0, &e); /* GCR_EL1 */
		h.handle(h.context, &state, &e, &r, NULL);
		assert_int_equal(r.action, EL2_ACTION_INJECT);
		assert_int_equal(r.injected.pstate, rows[i].after);
		assert_int_equal(r.injected.vector, rows[i].vector);
		assert_int_equal(r.injected.spsr, rows[i].before);
	}
}

/* A boot holds so many words; one more, and it says that there are more. */
static void test_words(void **unused)
{
	char cmdline[2 * EL2_BOOT_WORDS_MAX + 3] = "";
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;
	el2_error error = {.line = 9, .column = 9};

	(void)unused;
	for (unsigned i = 0; i < EL2_BOOT_WORDS_MAX; i++)
		strcat(cmdline, "a ");
	booted_as(cmdline, "max");
	assert_int_equal(boot.word_count, EL2_BOOT_WORDS_MAX);
	assert_false(boot.cmdline_truncated);
	booted_as(strcat(cmdline, "a"), "max");
	assert_int_equal(boot.word_count, EL2_BOOT_WORDS_MAX);
	assert_true(boot.cmdline_truncated);
	assert_int_equal(el2_boot_make(&config, &boot, &error), EL2_ERR_USAGE);
	assert_true(!error.line && !error.column && *error.message);
	config.cpu = &cpu;
	config.kernel = EL2_KERNEL_COUNT;
	assert_int_equal(el2_boot_make(&config, &boot, NULL), EL2_ERR_USAGE);
}

static void maps_to_read(const void *context, const el2_state *s, const el2_exception *taken, el2_response *r,
			 el2_trail *trail)
{
	(void)context;
	(void)s;
	(void)trail;
	r->action = EL2_ACTION_RETRY;
	r->maps = true;
	r->map.ipa = taken->hpfar >> 4 << 12;
	r->map.perm = EL2_PERM_R;
}

/* One step of LDR with the page missing from stage 2, under a driver. */
static void load(const el2_hypervisor *h, el2_owner owner, el2_page *after)
{
	el2_memory *memory = el2_memory_new();
	el2_step_result result;
	el2_page *page;
	el2_insn insn;

	assert_non_null(memory);
	assert_true(el2_memory_map(memory, PAGE, EL2_PAGE_SIZE));
	page = el2_memory_page(memory, PAGE);
	page->s2_mapped = false;
	page->owner = (uint8_t)owner;
	state.x[1] = PAGE;
	el2_decode(LDR, &insn);
	el2_step(&state, memory, h, &insn, &result, NULL);
	assert_int_equal(result.verdict.taken.el, 2);
	*after = *page;
	el2_memory_free(memory);
}

/* How a page is mapped is the driver's to say: Linux maps memory RWX and MMIO as a device without X. */
static void test_map(void **unused)
{
	el2_hypervisor linux_driver = booted(1), own = {.name = "own", .handle = maps_to_read};
	el2_page page;

	(void)unused;
	load(&linux_driver, EL2_OWNER_HOST, &page);
	assert_true(page.s2_mapped);
	assert_int_equal(page.s2_perm, EL2_PERM_R | EL2_PERM_W | EL2_PERM_X);
	load(&linux_driver, EL2_OWNER_MMIO, &page);
	assert_true(page.s2_mapped);
	assert_int_equal(page.s2_perm, EL2_PERM_R | EL2_PERM_W);
	assert_int_equal(page.s2_memattr, 1);
	load(&own, EL2_OWNER_MMIO, &page);
	assert_true(page.s2_mapped);
	assert_int_equal(page.s2_perm, EL2_PERM_R);
	assert_int_not_equal(page.s2_memattr, 1);
}

static void test_kernel_of_release(void **unused)
{
	static const struct {
		const char *text, *name;
	} rows[] = {
		{"6.12.117+deb13-arm64", "6.12"},
		{"Linux version 7.2.13+deb14-arm64 (gcc", "7.2"},
		{"7.1.0", "7.0"},
		{"6.11", "6.1"},
		{"99.0", "7.2"},
		{"4.19.1", "6.1"},
		{"no number", "6.1"},
		{"", "6.1"},
		{"7", "6.1"},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(el2_kernel_get(el2_kernel_of_release(rows[i].text))->name, rows[i].name);
}

/* Where each word of the command line is, and which of them count. */
static void test_places(void **unused)
{
	static const struct {
		uint32_t start, length;
		bool counts;
	} words[] = {{2, 1, false}, {4, 17, true}, {23, 11, true}, {35, 9, false}, {45, 20, false}};

	(void)unused;
	booted_as(" \ta kvm-arm.mode=nvhe\n arm64.nomte \"b c d e\" id_aa64pfr1.mte=0x12 -- arm64.nosve", "max");
	assert_int_equal(boot.word_count, sizeof words / sizeof *words);
	for (size_t i = 0; i < boot.word_count; i++) {
		assert_int_equal(boot.words[i].start, words[i].start);
		assert_int_equal(boot.words[i].length, words[i].length);
		assert_int_equal(boot.words[i].known, words[i].counts);
		assert_int_equal(boot.words[i].effect, words[i].counts);
	}
	assert_true(boot.sve);
}

/* Registers of a boot that no row of a table gives. */
static void test_state(void **unused)
{
	(void)unused;
	booted_as("kvm-arm.mode=nvhe", "max");
	assert_int_equal(state.sysreg[EL2_SYSREG_MPIDR_EL1], 0x80000000);
	assert_int_equal(el2_el(&state), 1);
	booted_as("", "max");
	assert_int_equal(el2_el(&state), 2);
	assert_false(el2_kernel_traces_sys(EL2_KERNEL_COUNT));
	assert_false(el2_boot_has_hypervisor(&boot));
	booted_as("kvm-arm.mode=nvhe", "max");
	assert_true(el2_boot_has_hypervisor(&boot));
	booted_as("kvm-arm.mode=none id_aa64mmfr1.vh=0", "max");
	assert_false(el2_boot_has_hypervisor(&boot));
}

/* PSCI of 32 and 64 bits, whatever hints come with it. */
static void test_relayed(void **unused)
{
	(void)unused;
	assert_true(el2_smc_is_relayed(0x84000000) && el2_smc_is_relayed(0x8400001f));
	assert_true(el2_smc_is_relayed(0xc4000003) && el2_smc_is_relayed(0xc4010003));
	assert_false(el2_smc_is_relayed(0x84000020) || el2_smc_is_relayed(0x83ffffff));
	assert_false(el2_smc_is_relayed(0x04000003) || el2_smc_is_relayed(0x84020003));
}

/* Does the kernel let EL0 read CTR_EL0? Not where it has to answer: caches say that IDC, which is 0, could be 1; a
 * Neoverse N1 with DIC. A guest's kernel, which sees the same CPU, does as the host's. */
static void test_ctr(void **unused)
{
	static const struct {
		uint64_t midr, ctr, clidr;
		bool known, direct;
	} rows[] = {
		{0, 0, 0, true, false},                /* no level of coherency */
		{0, 0, 0, false, true},                /* CLIDR_EL1 not known */
		{0, 1 << 28, 0, true, true},           /* IDC */
		{0, 0, 1 << 24, true, false},          /* LoC 1, LoUU 0, LoUIS 0 */
		{0, 0, 1 << 24 | 1 << 27, true, true}, /* LoUU 1 */
		{0, 0, 1 << 24 | 1 << 21, true, true}, /* LoUIS 1 */
		{0, 0, 4 << 24 | 4 << 21, true, true},
		{0, 0, 1 << 24 | 4 << 27, true, true},
		{0, 0, 4 << 27 | 4 << 21, true, false}, /* LoC 0 */
		{0x410fd0c0, 1 << 29, 0, false, false}, /* Neoverse N1, DIC */
		{0x413fd0c1, 1 << 29, 0, false, false},
		{0x410fd0c0, 0, 0, false, true},
		{0x410fd0c0, 1 << 28, 0, true, true},
		{0x410fd0d0, 1 << 29, 0, false, true},
	};
	static const char *const boots[] = {"kvm-arm.mode=nvhe", ""};
	const el2_guest_config normal = {EL2_GUEST_NORMAL, 0};
	const uint64_t uct = 1 << 15;

	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (unsigned vhe = 0; vhe < 2; vhe++) {
			el2_boot reasons;
			el2_guest guest;

			booted_as(boots[vhe], "max");
			if (rows[i].midr)
				cpu.id[EL2_ID_MIDR_EL1] = rows[i].midr;
			cpu.id[EL2_ID_CTR_EL0] = rows[i].ctr;
			cpu.id[EL2_ID_CLIDR_EL1] = rows[i].clidr;
			cpu.known &= ~(UINT64_C(1) << EL2_ID_CLIDR_EL1);
			cpu.known |= (uint64_t)rows[i].known << EL2_ID_CLIDR_EL1;
			el2_boot_state(&boot, &state);
			assert_int_equal((state.sysreg[vhe ? EL2_SYSREG_SCTLR_EL2 : EL2_SYSREG_SCTLR_EL1] & uct) != 0,
					 rows[i].direct);
			assert_int_equal(el2_guest_make(&boot, &normal, &guest, NULL), EL2_OK);
			reasons = boot;
			el2_guest_state(&guest, &reasons, &state);
			assert_int_equal((state.sysreg[EL2_SYSREG_SCTLR_EL1] & uct) != 0, rows[i].direct);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kernel_of_release),
		cmocka_unit_test(test_who_made_it),
		cmocka_unit_test(test_guest),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_mte),
		cmocka_unit_test(test_injected_pstate),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_state),
		cmocka_unit_test(test_relayed),
		cmocka_unit_test(test_ctr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
