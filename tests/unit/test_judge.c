/* SPDX-License-Identifier: MIT */
/* The judge as the library has it: what an image's chunks say of addresses; more CPUs than it follows apart; what a
 * handler is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

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

/* What a handler notes of what it looked at: rules, until there are `count`. */
static struct {
	size_t count;
	el2_rule rule;
} notes;

static void handle_and_note(const void *context, const el2_state *s, const el2_exception *e, el2_response *r,
			    el2_trail *trail)
{
	handle(context, s, e, r, trail);
	while (trail && trail->count < notes.count)
		el2_trail_add(trail, notes.rule, EL2_FALSE);
}

/* An answer is in doubt where a register is not known that a rule on the way to it reads, or may read: where there were
 * more rules than are kept, or one of which nothing is known. */
static void test_doubt(void **unused)
{
	static const struct {
		uint32_t lost; /* MSR of the register that is not known */
		size_t count;
		el2_rule rule;
		el2_judged outcome;
	} cases[] = {
		{0xd518e100, 0, 0, EL2_AGREE},        /* CNTKCTL_EL1 */
		{0xd51c1100, 0, 0, EL2_CANNOT_JUDGE}, /* HCR_EL2 */
		{0xd51e1100, 0, 0, EL2_CANNOT_JUDGE}, /* SCR_EL3 */
		{0xd518e100, 512, EL2_RULE(EL2_RULES_OWN, 1), EL2_AGREE},
		{0xd518e100, 513, EL2_RULE(EL2_RULES_OWN, 1), EL2_CANNOT_JUDGE},
		{0xd518e100, 500, EL2_RULE(EL2_RULES_POLICY, 0xffffff), EL2_CANNOT_JUDGE},
	};
	const el2_hypervisor hypervisor = {.name = "any", .handle = handle_and_note};
	el2_judge_config config = bare();

	(void)unused;
	state.sysreg[EL2_SYSREG_SCR_EL3] |= 1 << 8 | 1; /* HCE, NS */
	config.hypervisor = &hypervisor;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		el2_judge *judge = el2_judge_new(&config);
		el2_event write = executed(0x1000), call = executed(0x1004);
		el2_judgement j;

		assert_non_null(judge);
		notes.count = cases[i].count;
		notes.rule = cases[i].rule;
		write.has_word = call.has_word = true;
		write.word = cases[i].lost;
		write.el = 3;
		el2_judge_event(judge, &write, &j);
		call.word = 0xd4000002; /* hvc #0 */
		call.el = 1;
		call.visible = false;
		el2_judge_event(judge, &call, &j);
		el2_judge_free(judge);
		assert_int_equal(j.outcome, cases[i].outcome);
		assert_true(j.outcome == EL2_AGREE || j.unknown == EL2_UNKNOWN_REGISTER);
	}
}

/* What the answer to a trap is good for is the next return to the host; one from EL2 to EL2 is none. */
static void test_return(void **unused)
{
	static const struct {
		int8_t to_el;
		uint64_t pc;
		el2_judged outcome;
	} cases[] = {
		{2, 0x5000, EL2_AGREE},        {1, 0x1004, EL2_AGREE},    {1, 0x5000, EL2_CANNOT_JUDGE},
		{0, 0x5000, EL2_CANNOT_JUDGE}, {3, 0x1004, EL2_DISAGREE},
	};
	const el2_hypervisor hypervisor = {.name = "any", .handle = handle};
	el2_judge_config config = bare();

	(void)unused;
	state.sysreg[EL2_SYSREG_SCR_EL3] |= 1 << 8 | 1; /* HCE, NS */
	config.hypervisor = &hypervisor;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		el2_judge *judge = el2_judge_new(&config);
		el2_event call = executed(0x1000), back = executed(0x9000);
		el2_judgement j;

		assert_non_null(judge);
		call.kind = EL2_EVENT_EXCEPTION;
		call.has_word = true;
		call.word = 0xd4000002; /* hvc #0, whose ELR is behind it */
		call.el = 1;
		call.taken.to_el = 2;
		call.taken.esr = EL2_KNOWN(EL2_ESR(EL2_EC_HVC64, 0));
		el2_judge_event(judge, &call, &j);
		assert_int_equal(j.outcome, EL2_AGREE);
		back.kind = EL2_EVENT_RETURN;
		back.el = 2;
		back.taken.to_el = cases[i].to_el;
		back.taken.pc = EL2_KNOWN(cases[i].pc);
		el2_judge_event(judge, &back, &j);
		assert_int_equal(j.outcome, cases[i].outcome);
		/* the answer was for that return alone */
		el2_judge_event(judge, &back, &j);
		assert_int_equal(j.outcome, cases[i].to_el == 2 ? EL2_AGREE : EL2_DISAGREE);
		el2_judge_free(judge);
	}
}

/* What a record expects of the level that an exception goes to; EL0 is none that one can. */
static void test_expected_level(void **unused)
{
	static const el2_judged outcomes[] = {EL2_DISAGREE, EL2_AGREE, EL2_DISAGREE, EL2_DISAGREE};
	el2_judge_config config = bare();

	(void)unused;
	for (int el = -1; el < 4; el++)
		for (unsigned traps = 0; traps < 2; traps++) {
			el2_judge *judge = el2_judge_new(&config);
			el2_event e = executed(0x1000);
			el2_judgement j;

			assert_non_null(judge);
			e.has_word = true;
			e.word = traps ? 0xd4000001 : 0xd503201f; /* svc #0, nop */
			e.el = 1;
			e.has_expect = true;
			e.expect.to_el = (int8_t)el;
			el2_judge_event(judge, &e, &j);
			el2_judge_free(judge);
			assert_int_equal(j.outcome, el < 0 ? EL2_AGREE : traps ? outcomes[el] : EL2_DISAGREE);
		}
}

#define SET   EL2_AGREE
#define CLEAR EL2_DISAGREE
#define LOST  EL2_CANNOT_JUDGE

/* What is known of general registers after code that ran: the last instruction moves one to CNTKCTL_EL1, of which EL0
 * asks a bit then: bit 1. Words are hexadecimal; after '?' one of which it is not known whether it ran, '-' stands for
 * one that is not known, '!' for an exception, '<' for a call, '#' for an oops, '=' for x0 = 2 as the trace shows it,
 * '~' for an x0 of which it shows a part. */
static void test_followed(void **unused)
{
	static const struct {
		const char *code;
		unsigned reg;
		el2_judged outcome;
	} cases[] = {
		{"", 0, LOST},
		{"", 31, CLEAR},
		{"d2800040", 0, SET}, /* movz x0, #2 */
		{"d2800040", 1, LOST},
		{"d2800041", 1, SET}, /* movz x1, #2 */
		{"d280005e", 30, SET},
		{"d280005f", 31, CLEAR},
		{"d2800000", 0, CLEAR},          /* movz x0, #0 */
		{"52800040", 0, SET},            /* movz w0, #2 */
		{"d2a00040", 0, CLEAR},          /* movz x0, #2, lsl #16 */
		{"92800000", 0, SET},            /* movn x0, #0 */
		{"12800000", 0, SET},            /* movn w0, #0 */
		{"92800040", 0, CLEAR},          /* movn x0, #2 */
		{"92a00040", 0, SET},            /* movn x0, #2, lsl #16 */
		{"b2800040", 0, LOST},           /* none of them: an invalid opc */
		{"d2800000 f2800040", 0, SET},   /* movk x0, #2 */
		{"92800000 f2800000", 0, CLEAR}, /* movk x0, #0 */
		{"92800000 f2a00000", 0, SET},   /* movk x0, #0, lsl #16 */
		{"92800000 f2e00000", 0, SET},
		{"f2800040", 0, LOST},
		{"d2800040 f2800001", 0, SET}, /* of another register */
		/* what writes no register, and what may */
		{"d2800040 d503201f", 0, SET},  /* nop */
		{"d2800040 d5032fff", 0, SET},  /* the last hint */
		{"d2800040 d503309f", 0, SET},  /* ssbb */
		{"d2800040 d5033fdf", 0, SET},  /* isb */
		{"d2800040 14000001", 0, SET},  /* b */
		{"d2800040 97ffffff", 0, SET},  /* bl */
		{"d2800040 54000020", 0, SET},  /* b.eq */
		{"d2800040 34000021", 0, SET},  /* cbz w1 */
		{"d2800040 b5000021", 0, SET},  /* cbnz x1 */
		{"d2800040 d69f03e0", 0, SET},  /* eret */
		{"d2800040 d5184020", 0, SET},  /* msr elr_el1, x0 */
		{"d2800040 91000463", 0, LOST}, /* add x3, x3, #1 */
		{"d2800040 f9400061", 0, LOST}, /* ldr x1, [x3] */
		{"d2800040 d65f03c0", 0, LOST}, /* ret */
		{"d2800040 36000021", 0, LOST}, /* tbz w1 */
		{"d2800040 d53be040", 0, LOST}, /* mrs x0, cntvct_el0 */
		{"d2800040 d53be041", 0, SET},  /* mrs x1, cntvct_el0 */
		{"d2800040 d53be05f", 0, SET},  /* mrs xzr, cntvct_el0 */
		{"d2800041 d53be041", 1, LOST},
		{"d2800041 d53be040", 1, SET},
		{"d280005e d53be05e", 30, LOST},
		/* ADR, from 0x1000 */
		{"50000000", 0, SET},   /* +2 */
		{"70000000", 0, SET},   /* +3 */
		{"30000000", 0, CLEAR}, /* +1 */
		{"10000020", 0, CLEAR}, /* +4 */
		{"50ffffe0", 0, SET},   /* -2 */
		{"10ffffe0", 0, CLEAR}, /* -4 */
		{"5000001e", 30, SET},
		{"d2800040 5000001f", 0, LOST},
		{"90000000", 0, LOST}, /* adrp */
		/* other events */
		{"d2800040 ?d503201f", 0, LOST},
		{"?d2800040", 0, LOST},
		{"d2800040 -", 0, LOST},
		{"d2800040 !", 0, LOST},
		{"d2800040 <", 0, LOST},
		{"d2800040 #", 0, SET},
		{"=", 0, SET},
		{"= ~", 0, LOST},
		{"=", 1, LOST},
		{"=", 7, SET},
		{"= ~", 7, SET},
		{"d2800000 =", 0, SET},
	};
	el2_judge_config config = bare();

	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		el2_judge *judge = el2_judge_new(&config);
		el2_event e;
		el2_judgement j;

		assert_non_null(judge);
		for (const char *at = cases[i].code; *at; at += strcspn(at, " "), at += *at == ' ') {
			e = executed(0x1000);
			e.el = 1;
			e.has_word = *at != '-' && *at != '!' && *at != '<' && *at != '#' && *at != '=' && *at != '~';
			e.word = (uint32_t)strtoul(at + (*at == '?'), NULL, 16);
			if (*at == '?')
				e.fate = EL2_FATE_UNKNOWN;
			else if (*at == '!' || *at == '<' || *at == '#')
				e.kind = *at == '!'   ? EL2_EVENT_EXCEPTION
					 : *at == '<' ? EL2_EVENT_CALL
						      : EL2_EVENT_OOPS;
			else if (*at == '=' || *at == '~')
				e.kind = EL2_EVENT_REGISTERS;
			if (*at == '=' || *at == '~') {
				e.reg_count = *at == '=' ? 2 : 1;
				e.regs[1].x = 7;
				e.regs[1].value = EL2_KNOWN(2);
				e.regs[0].value = (el2_known){2, *at == '=' ? UINT64_MAX : 2};
			}
			el2_judge_event(judge, &e, &j);
		}
		e = executed(0x1000);
		e.el = 1;
		e.has_word = true;
		e.word = 0xd518e100 | cases[i].reg; /* msr cntkctl_el1, xN */
		el2_judge_event(judge, &e, &j);
		e.el = 0;
		e.word = 0xd53be040; /* mrs x0, cntvct_el0 */
		el2_judge_event(judge, &e, &j);
		el2_judge_free(judge);
		if (j.outcome != cases[i].outcome)
			fail_msg("after \"%s\" x%u: outcome %d", cases[i].code, cases[i].reg, j.outcome);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_image),         cmocka_unit_test(test_cpus),
					   cmocka_unit_test(test_abort),         cmocka_unit_test(test_doubt),
					   cmocka_unit_test(test_followed),      cmocka_unit_test(test_return),
					   cmocka_unit_test(test_expected_level)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
