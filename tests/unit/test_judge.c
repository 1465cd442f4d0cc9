/* SPDX-License-Identifier: MIT */
/* The judge as the library has it: what an image's chunks say of addresses; more CPUs than it follows apart; what a
 * handler is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "replay/replay.h"

static el2_cpu cpu;
static el2_state state;

static el2_judge_config bare(void)
{
	assert_int_equal(el2_cpu_parse("max", &cpu, NULL), EL2_OK);
	el2_state_init(&state, &cpu);
	return (el2_judge_config){.state = &state, .el = 1};
}

static el2_event executed(uint64_t pc)
{
	el2_event e;

	el2_event_init(&e);
	e.kind = EL2_EVENT_INSN;
	e.fate = EL2_FATE_EXECUTED;
	e.has_pc = true;
	e.pc = pc;
	return e;
}

/* The image's word at an address; 0 if it has none. */
static uint32_t word_at(const el2_judge_config *config, uint64_t pc)
{
	el2_event e = executed(pc);
	el2_judge *judge = el2_judge_new(config);
	el2_judgement j;

	assert_non_null(judge);
	el2_judge_event(judge, &e, &j);
	el2_judge_free(judge);
	assert_true(j.has_insn || (j.outcome == EL2_CANNOT_JUDGE && j.unknown == EL2_UNKNOWN_WORD));
	return j.has_insn ? j.insn.word : 0;
}

static void test_image(void **unused)
{
	static const unsigned char a[] = {0x01, 0x12, 0x23, 0xd5, 0x02, 0x12, 0x23, 0xd5};
	static const unsigned char b[] = {0x41, 0x52, 0x63, 0x78};
	static const unsigned char c[] = {0x81, 0x92, 0xa3, 0xb4, 0x82, 0x92, 0xa3, 0xb4, 0x83, 0x92, 0xa3, 0xb4};
	el2_image_chunk chunks[] = {{.words = a, .count = 2, .address = 0x1000, .section = ""},
				    {.words = b, .count = 1, .address = 0x1010, .section = ""},
				    {.words = c, .count = 3, .address = 0x1014, .section = ""},
				    {.words = b, .count = 1, .address = 0x2000, .section = ""},
				    {.words = a, .count = 2, .address = 0xfffffffffffffff8, .section = ""}};
	el2_image image = {.chunks = chunks, .chunk_count = 5};
	static const struct {
		uint64_t pc;
		uint32_t word;
	} at[] = {
		{0x1000, 0xd5231201},
		{0x1004, 0xd5231202},
		{0x1010, 0x78635241},
		{0x1014, 0xb4a39281},
		{0x1018, 0xb4a39282},
		{0x101c, 0xb4a39283},
		{0x2000, 0x78635241},
		{0xfffffffffffffff8, 0xd5231201},
		{0xfffffffffffffffc, 0xd5231202},
		/* before, between, behind; no place of an instruction */
		{0, 0},
		{0xffc, 0},
		{0x1008, 0},
		{0x100c, 0},
		{0x1020, 0},
		{0x2004, 0},
		{0xfffffffffffffff4, 0},
		{0x1001, 0},
		{0x1002, 0},
	};
	el2_judge_config config = bare();

	(void)unused;
	assert_int_equal(word_at(&config, 0x1000), 0);
	config.image = &image;
	for (image.chunk_count = 0; image.chunk_count <= 5; image.chunk_count++)
		for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
			bool there = false;

			for (size_t n = 0; n < image.chunk_count; n++)
				there |= at[i].pc - chunks[n].address < chunks[n].count * 4;
			assert_int_equal(word_at(&config, at[i].pc), there ? at[i].word : 0);
		}
	image.chunk_count = 5;
	config.image_slide = 0x10000;
	assert_int_equal(word_at(&config, 0x11004), 0xd5231202);
	assert_int_equal(word_at(&config, 0x1004), 0);
	config.image_slide = 2; /* that moves it to where no instruction stands */
	assert_int_equal(word_at(&config, 0x1004), 0);
}

/* What one CPU's trace says of its registers is not said of another's; of those beyond the last nothing is judged. */
static void test_cpus(void **unused)
{
	el2_judge_config config = bare();
	el2_judge *judge = el2_judge_new(&config);
	el2_event set, read = executed(0x1000);
	el2_judgement j;

	(void)unused;
	assert_non_null(judge);
	el2_event_init(&set);
	set.kind = EL2_EVENT_REGISTERS;
	set.reg_count = 1;
	set.regs[0].sysreg = EL2_SYSREG_CNTKCTL_EL1;
	read.has_word = true;
	read.word = 0xd53be040; /* mrs x0, cntvct_el0 */
	read.el = 0;
	for (uint32_t id = 0; id <= EL2_JUDGE_CPUS; id++) {
		set.cpu = id * 3;
		set.regs[0].value = EL2_KNOWN(id & 1 ? 2 : 0);
		el2_judge_event(judge, &set, &j);
		assert_int_equal(j.outcome, EL2_CONTEXT);
	}
	for (uint32_t id = 0; id < EL2_JUDGE_CPUS; id++) {
		read.cpu = id * 3;
		el2_judge_event(judge, &read, &j);
		assert_int_equal(j.outcome, id & 1 ? EL2_AGREE : EL2_DISAGREE);
	}
	read.cpu = 1;
	el2_judge_event(judge, &read, &j);
	assert_int_equal(j.outcome, EL2_CANNOT_JUDGE);
	assert_int_equal(j.unknown, EL2_UNKNOWN_CPUS);
	el2_judge_free(judge);
}

static el2_exception asked;

static void handle(const void *context, const el2_state *s, const el2_exception *e, el2_response *r, el2_trail *trail)
{
	(void)context;
	(void)s;
	(void)trail;
	asked = *e;
	r->action = EL2_ACTION_SERVE;
}

/* The handler of a host's abort is told what the trace shows: the syndrome, where, FAR or else the page. */
static void test_abort(void **unused)
{
	const el2_hypervisor hypervisor = {.name = "any", .handle = handle};
	el2_judge_config config = bare();
	el2_event e = executed(0x1000);
	el2_judgement j;

	(void)unused;
	state.sysreg[EL2_SYSREG_HCR_EL2] |= 1; /* VM */
	config.hypervisor = &hypervisor;
	e.kind = EL2_EVENT_EXCEPTION;
	e.el = 1;
	e.address = 0x40000000;
	e.taken.to_el = 2;
	e.taken.esr = EL2_KNOWN(EL2_ESR(EL2_EC_DABT_LOW, 7));
	for (unsigned far = 0; far < 2; far++) {
		el2_judge *judge = el2_judge_new(&config);

		assert_non_null(judge);
		if (far)
			e.taken.far = EL2_KNOWN(0x40000123);
		asked = (el2_exception){0};
		el2_judge_event(judge, &e, &j);
		el2_judge_free(judge);
		assert_int_equal(j.outcome, EL2_AGREE);
		assert_int_equal(asked.el, 2);
		assert_int_equal(asked.esr, e.taken.esr.value);
		assert_int_equal(asked.elr, 0x1000);
		assert_true(asked.far_valid && asked.far == (far ? 0x40000123 : 0x40000000));
		assert_int_equal(asked.spsr & EL2_PSTATE_EL, 1 << 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_image), cmocka_unit_test(test_cpus),
					   cmocka_unit_test(test_abort)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
