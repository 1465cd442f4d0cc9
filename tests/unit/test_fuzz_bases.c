/* SPDX-License-Identifier: MIT */
/*
 * VMs that a hostile host makes by the layouts of a recording: our own small hypervisor, which knows no such call and
 * answers -1, with a table of calls and layouts put into its recording. What the host does is seen: calls in their
 * order, what they point to, stores to members.
 */
#include "explore/fuzz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "model/bytes.h"
#include "tests/unit/small_recording.h"

#define TABLE  0x40202f00u /* of the calls, behind the host's code; */
#define CODE   0x40202e00u /* and what it points to */
#define BASE   UINT64_C(0xc6000000)
#define BLOCKS 24u /* each base comes at least once */
#define HVC    0xd4000002u

static const char *const calls[] = {"__pkvm_host_share_hyp",   "__pkvm_reserve_vm",        "__pkvm_init_vm",
				    "__pkvm_init_vcpu",        "__pkvm_vcpu_load",         "__kvm_vcpu_run",
				    "__pkvm_host_share_guest", "__pkvm_host_donate_guest", "__pkvm_start_teardown_vm"};
enum {
	SHARE,
	RESERVE,
	INIT_VM,
	INIT_VCPU,
	LOAD,
	RUN,
	SHARE_GUEST,
	DONATE_GUEST,
	TEARDOWN,
	CALLS
};

/* In other places than any kernel has them. */
#define KVM_SIZE     0x1100u /* two pages, */
#define VCPU_SIZE    0x2800u /* three */
#define HANDLE_AT    0x10f8u
#define PC_AT        0x1238u
#define PROTECTED_AT 0x10fau
#define IFLAGS_AT    0x1241u
static const el2_recorded_layout layouts[] = {
	{"kvm", 0, KVM_SIZE},
	{"kvm.arch.pkvm.handle", HANDLE_AT, 2},
	{"kvm.arch.pkvm.is_protected", PROTECTED_AT, 1},
	{"kvm_vcpu", 0, VCPU_SIZE},
	{"kvm_vcpu.arch.ctxt.regs.pc", PC_AT, 8},
	{"kvm_vcpu.arch.iflags", IFLAGS_AT, 1},
	{"pkvm_hyp_vcpu", 0, 0x2900},
	{"pkvm_hyp_vm", 0, 0x1200},
};

static struct fixture {
	struct small_recording small;
	el2_recorded_symbol symbols[64];
	char names[CALLS][64];
	el2_recorded *recorded;
	el2_fuzz *fuzz;
	/* what was seen */
	uint64_t to_pc, to_iflags, events;
} f;

static int by_address(const void *a, const void *b)
{
	const el2_recorded_symbol *x = a, *y = b;

	return x->pa < y->pa ? -1 : x->pa > y->pa;
}

static void add_calls(void)
{
	size_t count = f.small.recording.symbol_count;
	uint8_t *page = NULL;

	memcpy(f.symbols, f.small.recording.symbols, count * sizeof *f.symbols);
	for (size_t n = 0; n < f.small.recording.page_count; n++)
		if (f.small.pages[n].pa == (TABLE & ~0xfffu))
			page = f.small.data[n];
	assert_non_null(page);
	for (unsigned n = 0; n < CALLS; n++) {
		snprintf(f.names[n], sizeof f.names[n], "__kvm_nvhe_handle_%s", calls[n]);
		f.symbols[count++] = (el2_recorded_symbol){CODE + n * 8, f.names[n]};
		store_le(page + TABLE % EL2_RECORDING_PAGE + n * 8, 8, CODE + n * 8);
	}
	f.symbols[count++] = (el2_recorded_symbol){TABLE, "__kvm_nvhe_host_hcall"};
	qsort(f.symbols, count, sizeof *f.symbols, by_address);
	f.small.recording.symbols = f.symbols;
	f.small.recording.symbol_count = count;
}

/* Nothing is as promised: the first event of a run is a finding, with the base's events before it. Or all is. */
static bool all_is_broken;

static bool look(void *context, const el2_event *e, const el2_insn *insn, const el2_step_result *result)
{
	(void)context;
	(void)result;
	f.events++;
	if (insn->form != EL2_FORM_HVC && e->args) {
		f.to_pc += e->value % EL2_RECORDING_PAGE == PC_AT % EL2_RECORDING_PAGE;
		f.to_iflags += e->value % EL2_RECORDING_PAGE == IFLAGS_AT % EL2_RECORDING_PAGE;
	}
	return !all_is_broken;
}

static void begin(size_t layout_count)
{
	const el2_recorded_options options = {.limit = 100000, .ram = true, .run_panics = true, .guest_limit = 100};

	memset(&f, 0, sizeof f);
	small_recording_open(&f.small);
	add_calls();
	f.small.recording.layouts = layouts;
	f.small.recording.layout_count = layout_count;
	f.recorded = el2_recorded_new(&f.small.recording, &f.small.cpu, &options);
	assert_non_null(f.recorded);
	f.fuzz = el2_fuzz_new(&(el2_fuzz_options){.state = &f.small.state,
						  .host_el = 1,
						  .promises = EL2_PROMISE_OF_USER,
						  .invariant = look,
						  .seed = 1,
						  .length = 8,
						  .recording = &f.small.recording,
						  .recorded = f.recorded,
						  .kernel = el2_kernel_by_name("7.2")});
	assert_non_null(f.fuzz);
}

static void end(void)
{
	el2_fuzz_free(f.fuzz);
	el2_recorded_free(f.recorded);
	el2_recording_close(&f.small.recording);
}

/* The events before the run's own. */
static void prefix_of(unsigned block, el2_stream *prefix)
{
	el2_finding finding;

	el2_fuzz_begin(f.fuzz, block);
	while (!el2_fuzz_run(f.fuzz, &finding))
		;
	*prefix = finding.stream;
	assert_true(prefix->count > 0);
	prefix->count--;
	el2_recorded_reset(f.recorded); /* without what the run's own event did */
}

static uint64_t argument(const el2_event *e, unsigned n)
{
	return n < e->args ? e->arg[n] : 0;
}

/* What stands there as the base is. EL2's addresses are physical ones. */
static uint64_t memory_at(uint64_t at, unsigned size)
{
	uint8_t bytes[8] = {0};

	assert_true(el2_memory_read(el2_recorded_memory(f.recorded), at, bytes, size));
	return load_le(bytes, size);
}

/* A stream makes VMs as the kernel does: what is pointed to is shared before, what is donated is not, and all apart. */
static void check(const el2_stream *s, unsigned *made, unsigned *ran)
{
	uint64_t shared[EL2_STREAM_EVENTS], donated[EL2_STREAM_EVENTS], reserved = 0, vms = 0;
	size_t shares = 0, gifts = 0;

	for (size_t i = 0; i < s->count; i++) {
		const el2_event *e = &s->event[i];
		uint64_t call = e->value - BASE;

		if (e->kind != EL2_EVENT_INSN) /* what a guest of the recording finds to execute */
			continue;
		assert_int_equal(e->word, HVC);
		assert_true(call < CALLS);
		reserved += call == RESERVE;
		if (call == SHARE)
			shared[shares++] = argument(e, 0);
		if (call == INIT_VM || call == INIT_VCPU) {
			uint64_t pointer = argument(e, call == INIT_VCPU),
				 size = call == INIT_VM ? KVM_SIZE : VCPU_SIZE;

			for (uint64_t frame = pointer >> 12; frame <= (pointer + size - 1) >> 12; frame++) {
				size_t n = 0;

				while (n < shares && shared[n] != frame)
					n++;
				assert_true(n < shares);
			}
			for (unsigned n = call == INIT_VM ? 1 : 2; n < 3; n++) {
				donated[gifts++] = argument(e, n) >> 12;
				assert_int_equal(argument(e, n) % EL2_RECORDING_PAGE, 0);
			}
		}
		if (call == INIT_VM) {
			assert_int_equal(memory_at(argument(e, 0) + HANDLE_AT, 2), 0x1000 + vms);
			assert_int_equal(memory_at(argument(e, 0) + PROTECTED_AT, 1), vms);
			assert_true(reserved > vms++);
			assert_int_equal(argument(e, 2) % (16 * EL2_RECORDING_PAGE), 0); /* up to 16 tables, aligned */
		}
		if (call == INIT_VCPU)
			assert_int_equal(memory_at(argument(e, 1) + PC_AT, 8), 0x80000000);
		if ((call == SHARE_GUEST || call == DONATE_GUEST) && argument(e, 1) == 0x80000)
			assert_int_not_equal(memory_at(argument(e, 0) << 12, 4), 0); /* code */
		if (call == INIT_VCPU)
			assert_int_equal(argument(e, 0), 0x1000 + vms - 1);
		*ran += call == RUN && argument(e, 0);
	}
	for (size_t n = 0; n < gifts; n++)
		for (size_t other = 0; other < shares + n; other++)
			assert_true(donated[n] != (other < shares ? shared[other] : donated[other - shares]));
	*made += vms != 0;
}

static void test_calls_come_in_order(void **state)
{
	unsigned made = 0, ran = 0;

	(void)state;
	begin(sizeof layouts / sizeof *layouts);
	all_is_broken = true;
	for (unsigned block = 0; block < BLOCKS; block++) {
		el2_stream prefix;

		prefix_of(block, &prefix);
		check(&prefix, &made, &ran);
	}
	assert_true(made >= 4 && ran >= 2);
	end();
}

/* A recording without layouts, or without one that is needed: no VM, and what there was is there. */
static void test_no_layouts_no_vms(void **state)
{
	(void)state;
	for (unsigned missing = 1; missing <= sizeof layouts / sizeof *layouts; missing += 7) {
		unsigned made = 0, ran = 0, events = 0;

		begin(sizeof layouts / sizeof *layouts - missing);
		all_is_broken = true;
		for (unsigned block = 0; block < BLOCKS; block++) {
			el2_stream prefix;

			prefix_of(block, &prefix);
			for (size_t n = 0; n < prefix.count; n++)
				made += prefix.event[n].value == BASE + INIT_VM;
			events += prefix.count;
		}
		assert_int_equal(made + ran, 0);
		assert_true(events > 0);
		end();
	}
}

/* Members are stored to where the layouts say, and guests run on from elsewhere. */
static void test_members_are_stored_to(void **state)
{
	uint64_t with[2], without[2];

	(void)state;
	for (unsigned n = 0; n < 2; n++) {
		begin(n ? 0 : sizeof layouts / sizeof *layouts);
		all_is_broken = false;
		for (unsigned run = 0; run < 4000; run++)
			assert_false(el2_fuzz_run(f.fuzz, NULL));
		(n ? without : with)[0] = f.to_pc * 1000000 / f.events;
		(n ? without : with)[1] = f.to_iflags * 1000000 / f.events;
		end();
	}
	assert_true(with[0] > 10000 && with[1] > 10000);     /* of a million: one in a hundred, */
	assert_true(without[0] < 1000 && without[1] < 1000); /* and by chance */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls_come_in_order),
		cmocka_unit_test(test_no_layouts_no_vms),
		cmocka_unit_test(test_members_are_stored_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
