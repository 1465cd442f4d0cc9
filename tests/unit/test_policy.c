/* SPDX-License-Identifier: MIT */
/* What a driver is told, and what is done with its answer. */
#include "model/machine.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PAGE UINT64_C(0x42000000)
#define LDR  UINT32_C(0xf9400020) /* ldr x0, [x1] */

static el2_cpu cpu;
static el2_boot boot;
static el2_state state;

static el2_hypervisor booted(unsigned el)
{
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;

	assert_int_equal(el2_cpu_parse("max", &cpu, NULL), EL2_OK);
	config.cpu = &cpu;
	config.cmdline = "kvm-arm.mode=protected";
	assert_int_equal(el2_boot_make(&config, &boot, NULL), EL2_OK);
	el2_boot_state(&boot, &state);
	el2_set_el(&state, el);
	return el2_boot_hypervisor(&boot);
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
	el2_hypervisor linux_driver = booted(1), own = {"own", NULL, maps_to_read};
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_made_it),
		cmocka_unit_test(test_guest),
		cmocka_unit_test(test_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
