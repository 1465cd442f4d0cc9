/* SPDX-License-Identifier: MIT */
/* Readers: every line shape has a line in corpora/traces/shapes; what comes of damaged, mixed and endless input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "replay/read/shape.h"
#include "replay/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tally {
	uint64_t kinds[EL2_EVENT_KINDS];
	uint64_t events; /* all but context */
	uint64_t back;
	uint64_t errors;
	el2_error error;
	el2_trace_counts counts;
	el2_event last_unknown;
};

static void read_all(el2_trace *trace, struct tally *t)
{
	el2_merge *merge = el2_merge_new(&trace, 1);
	bool end = false;

	memset(t, 0, sizeof *t);
	assert_non_null(merge);
	while (!end) {
		const el2_event *e;
		bool back;

		if (el2_merge_next(merge, &e, NULL, &back, &end, &t->error) != EL2_OK) {
			t->errors++;
			continue;
		}
		if (end)
			break;
		assert_true(e->kind > EL2_EVENT_NONE && e->kind < EL2_EVENT_KINDS);
		assert_true(e->text_length <= EL2_EVENT_TEXT);
		t->kinds[e->kind]++;
		t->events += !el2_event_is_context((el2_event_kind)e->kind);
		t->back += back;
		if (e->kind == EL2_EVENT_UNKNOWN)
			t->last_unknown = *e;
	}
	t->counts = *el2_trace_get_counts(trace);
	assert_int_equal(t->counts.unknown_lines, t->kinds[EL2_EVENT_UNKNOWN]);
	el2_merge_free(merge);
}

static void read_text(const char *text, size_t size, struct tally *t)
{
	el2_trace *trace;

	assert_int_equal(el2_trace_open_memory(&trace, text, size, "text", NULL), EL2_OK);
	read_all(trace, t);
	el2_trace_close(trace);
}

/* ---- shapes ----------------------------------------------------------------------------------------------------- */

static void test_shapes(void **state)
{
	static const char *const files[EL2_FORMAT_COUNT] = {
		[EL2_FORMAT_RECORD] = "record.jsonl", [EL2_FORMAT_HYP] = "hyp.txt",
		[EL2_FORMAT_FTRACE] = "ftrace.txt",   [EL2_FORMAT_QEMU] = "qemu.txt",
		[EL2_FORMAT_TARMAC] = "tarmac.txt",   [EL2_FORMAT_CASEMATE] = "casemate.txt",
		[EL2_FORMAT_KMSG] = "kmsg.txt",       [EL2_FORMAT_CONSOLE] = "console.txt",
	};
	unsigned missed = 0;

	(void)state;
	for (unsigned f = 1; f < EL2_FORMAT_COUNT; f++) {
		const char *source, *pattern;
		el2_error error = {0};
		struct tally t;
		el2_trace *trace;
		char path[512];

		snprintf(path, sizeof path, "%s/shapes/%s", EL2_TEST_TRACES, files[f]);
		assert_int_equal(el2_trace_open(&trace, path, &error), EL2_OK);
		read_all(trace, &t);
		if (t.counts.unknown_lines)
			print_error("%s:%u:%u: unknown\n", path, (unsigned)t.last_unknown.source.line,
				    t.last_unknown.source.column);
		assert_int_equal(t.counts.unknown_lines, 0);
		assert_int_equal(t.counts.format_changes, 0);
		assert_int_equal(el2_trace_format(trace), f);
		for (size_t n = 0; (pattern = el2_format_shape((el2_format_id)f, n, &source)); n++) {
			assert_true(source && *source);
			if (!el2_trace_shape_hits(trace, (el2_format_id)f, n)) {
				print_error("%s: no line for '%s'\n", path, pattern);
				missed++;
			}
		}
		el2_trace_close(trace);
	}
	assert_int_equal(missed, 0);
}

static bool match_one(const char *pattern, const char *line, struct match *m)
{
	struct shape_row row = {SHAPE_LINE, 0, pattern, ""};
	const char *at = line;
	struct shape s;

	memset(m, 0, sizeof *m);
	m->stop = line;
	assert_true(el2_shape_compile(&s, &row));
	return el2_shape_match(&s, &at, line + strlen(line), m);
}

static void test_engine(void **state)
{
	struct shape_row bad[] = {
		{SHAPE_LINE, 0, "%nosuch", ""}, {SHAPE_LINE, 0, "a{b", ""}, {SHAPE_LINE, 0, "a}", ""}};
	struct shape s;
	struct match m;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(el2_shape_compile(&s, &bad[i]));
	assert_true(match_one("%time: x", "12.5: x", &m));
	assert_int_equal(m.v[FIELD_time].value, 12500000000u);
	assert_true(match_one("%time", "18446744073709551615", &m));
	assert_false(match_one("%time", "18446744073709551616", &m));
	assert_false(match_one("%time", "1.1234567890", &m));
	assert_true(match_one("a{ b=%num}{ c=%num2} d", "a c=3 d", &m));
	assert_false(has(&m, FIELD_num));
	assert_true(has(&m, FIELD_num2));
	assert_true(match_one("%word", "0xd53810c0", &m));
	assert_false(match_one("%word", "0xd5381", &m));
	assert_false(match_one("%hex", "0x", &m));
	assert_false(match_one("%hex", "11112222333344445", &m));
	assert_true(match_one("%value", "0000_0001:--------", &m));
	assert_int_equal(m.v[FIELD_value].value, 0x100000000);
	assert_int_equal(m.v[FIELD_value].mask, 0xffffffff00000000);
	assert_true(match_one("%task [%cpu] x", "a [3] b-12 (7) [004] x", &m));
	assert_int_equal(m.v[FIELD_cpu].value, 4);
	assert_false(match_one("abc", "abd", &m));
}

/* ---- damaged and odd input -------------------------------------------------------------------------------------- */

#define BLOCK                                                                                                          \
	"Taking exception 1 [Undefined Instruction] on CPU 0\n...from EL1 to EL2\n...with ESR 0x18/0x62384021\n"       \
	"...with ELR 0x40080034\n...to EL2 PC 0x40080c00 PSTATE 0x20003c9\n"
#define HYP "[000]\t  812.004211: hyp_enter reason=hvc vcpu=0\n[000]\t  812.004215: hyp_exit reason=eret_host vcpu=0\n"

/* Every prefix of a trace reads without trouble, and loses nothing of what is whole. */
static void test_truncated(void **state)
{
	static const char text[] = HYP BLOCK BLOCK;
	uint64_t whole = 0; /* events of the lines that are whole */

	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		struct tally t;

		read_text(text, n, &t);
		assert_int_equal(t.errors, 0);
		assert_true(t.events >= whole && t.events + t.counts.unknown_lines <= whole + 2);
		if (n && text[n - 1] == '\n' && !t.counts.unknown_lines)
			whole = t.events;
	}
	assert_int_equal(whole, 4);
}

static void test_line_ends(void **state)
{
	static const char *const ends[] = {"\n", "\r\n", "\r"};
	static const char unix_text[] = HYP BLOCK HYP;
	char text[2048];
	struct tally t;

	(void)state;
	for (unsigned first = 0; first < 9; first++) {
		size_t n = 0, line = 0;

		/* mixed: each line another end */
		for (const char *p = unix_text; *p; p++) {
			const char *end = ends[first < 3 ? first : (line + first) % 3];

			if (*p != '\n') {
				text[n++] = *p;
				continue;
			}
			memcpy(text + n, end, strlen(end));
			n += strlen(end);
			line++;
		}
		read_text(text, n, &t);
		assert_int_equal(t.events, 5);
		assert_int_equal(t.counts.unknown_lines, 0);
		/* \r before \n of the next, empty line would be one end: the mix has none */
		assert_int_equal(t.counts.lines, line);
	}
}

static void test_long_line(void **state)
{
	size_t length = 10u << 20, n = 0;
	char *text = malloc(length + 1024);
	struct tally t;

	(void)state;
	assert_non_null(text);
	memcpy(text, HYP, strlen(HYP));
	n = strlen(HYP);
	memset(text + n, 'x', length);
	n += length;
	text[n++] = '\n';
	memcpy(text + n, HYP, strlen(HYP));
	n += strlen(HYP);
	read_text(text, n, &t);
	assert_int_equal(t.events, 4);
	assert_int_equal(t.counts.lines, 5);
	assert_int_equal(t.counts.unknown_lines, 1);
	assert_int_equal(t.counts.cut_lines, 1);
	assert_int_equal(t.last_unknown.source.line, 3);
	/* and without an end */
	read_text(text, strlen(HYP) + length, &t);
	assert_int_equal(t.events, 2);
	assert_int_equal(t.counts.unknown_lines, 1);
	free(text);
}

static void test_junk(void **state)
{
	unsigned char junk[4096];
	char text[sizeof junk + sizeof HYP];
	uint32_t seed = 1;
	struct tally t;

	(void)state;
	for (unsigned round = 0; round < 200; round++) {
		for (size_t i = 0; i < sizeof junk; i++) {
			seed = seed * 1664525 + 1013904223;
			junk[i] = (unsigned char)(seed >> 24);
		}
		junk[sizeof junk - 1] = '\n';
		memcpy(text, junk, sizeof junk);
		memcpy(text + sizeof junk, HYP, sizeof HYP - 1);
		read_text(text, sizeof junk + sizeof HYP - 1, &t);
		assert_int_equal(t.kinds[EL2_EVENT_ENTER], 1);
		assert_int_equal(t.kinds[EL2_EVENT_EXIT], 1);
		assert_true(t.counts.unknown_lines > 0);
	}
}

static void test_two_formats(void **state)
{
	static const char text[] =
		HYP BLOCK "100 clk cpu0 IT (100) 40080034:000040080034_NS d503419f O EL1h_n : MSR TCO,#1\n" HYP
			  "{\"kind\":\"enter\",\"reason\":\"hvc\"}\n";
	struct tally t;

	(void)state;
	read_text(text, sizeof text - 1, &t);
	assert_int_equal(t.counts.unknown_lines, 0);
	assert_int_equal(t.kinds[EL2_EVENT_ENTER], 3);
	assert_int_equal(t.kinds[EL2_EVENT_EXCEPTION], 1);
	assert_int_equal(t.kinds[EL2_EVENT_INSN], 1);
	assert_int_equal(t.counts.format_changes, 4);
}

static void test_time(void **state)
{
	static const char text[] = "[000]\t    2.000000: hyp_enter reason=hvc vcpu=0\n[000]\t    1.000000: hyp_exit "
				   "reason=eret_host vcpu=0\n";
	struct tally t;

	(void)state;
	read_text(text, sizeof text - 1, &t);
	assert_int_equal(t.events, 2);
	assert_int_equal(t.back, 1);
}

/* Where a line stopped making sense. */
static void test_place(void **state)
{
	static const char text[] = HYP "[000]\t  812.004211: hyp_enter raeson=hvc vcpu=0\n";
	struct tally t;

	(void)state;
	read_text(text, sizeof text - 1, &t);
	assert_int_equal(t.counts.unknown_lines, 1);
	assert_int_equal(t.last_unknown.source.line, 3);
	assert_int_equal(t.last_unknown.source.column, 32);
}

static void test_records(void **state)
{
	static const struct {
		const char *text;
		unsigned column;
	} bad[] = {
		{"{\"kind\":\"enter\",\"raeson\":\"hvc\"}\n", 18},
		{"{\"kind\":\"entre\"}\n", 9},
		{"{\"kind\":\"insn\",\"word\":\"0x123456789\"}\n", 24},
		{"{\"cpu\":0}\n", 10},
		{"{\"el2trap\":\"trace\",\"version\":2}\n", 30},
		{"{\"el2trap\":\"trace\"}\n", 19},
		{"{\"kind\":\"insn\",\"el\":4}\n", 21},
		{"{\"kind\":\"insn\"\n", 15},
		{"{\"kind\":\"insn\"} x\n", 17},
		{"{\"kind\":\"insn\",\"kind\":\"insn\"}\n", 17},
		{"{\"kind\":\"insn\",\"time\":-1}\n", 23},
		{"{\"kind\":\"insn\",\"time\":01}\n", 23},
		{"{\"kind\":\"insn\",\"time\":99999999999999999999}\n", 23},
		{"{\"kind\":\"insn\",\"reason\":\"\\u0000\"}\n", 0},
		{"{\"kind\":\"insn\",\"reason\":\"a\tb\"}\n", 0},
		{"{\"kind\":\"insn\",\"regs\":{\"x0\":\"0x1\",\"x0\":\"0x1\"}}\n", 0},
		{"{\"kind\":\"insn\",\"source\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}\n", 0},
	};
	static const char good[] =
		"{ \"kind\" : \"enter\", \"reason\":\"\\u0068vc\", \"source\" :{\"a\":[1.5e3,null,{}]} }\n";
	struct tally t;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		read_text(bad[i].text, strlen(bad[i].text), &t);
		assert_int_equal(t.counts.unknown_lines, 1);
		if (bad[i].column)
			assert_int_equal(t.last_unknown.source.column, bad[i].column);
	}
	read_text(good, sizeof good - 1, &t);
	assert_int_equal(t.kinds[EL2_EVENT_ENTER], 1);
}

/* The longest record fits its buffer. */
static void test_longest_record(void **state)
{
	static char name[4096];
	char line[EL2_RECORD_MAX], small[16];
	el2_event e;

	(void)state;
	memset(name, 1, sizeof name - 1);
	el2_event_init(&e);
	e.kind = EL2_EVENT_EXCEPTION;
	e.format = EL2_FORMAT_CASEMATE;
	e.has_time = e.has_pc = e.has_word = e.has_vcpu = e.has_expect = e.has_address = e.guest = e.visible = true;
	e.forwarded = e.write = 1;
	e.el = 3;
	e.time = e.pc = e.address = e.lost = UINT64_MAX;
	e.vcpu = INT64_MIN;
	e.cpu = UINT32_MAX - 1;
	e.fate = EL2_FATE_EXECUTED;
	memset(e.reason, 1, sizeof e.reason - 1);
	e.taken.to_el = 3;
	e.taken.ec = 0x3f;
	e.taken.cause = EL2_CAUSE_SEMIHOSTING;
	e.taken.vector = 0x7ff;
	e.taken.esr = e.taken.far = e.taken.spsr = e.taken.elr = e.taken.pc = e.taken.pstate =
		(el2_known){UINT64_MAX, UINT64_MAX - 1};
	e.reg_count = EL2_EVENT_REGS;
	for (unsigned i = 0; i < EL2_EVENT_REGS; i++)
		e.regs[i] = (el2_event_reg){EL2_SYSREG_ID_AA64PFR1_EL1, 0, {UINT64_MAX, UINT64_MAX - 1}};
	e.expect = (el2_event_expect){EL2_UNMODELLED, EL2_INJECTED, EL2_EFFECT_TAGS_IGNORED, 3, "fifteen letters"};
	e.source.file = name;
	e.source.line = UINT64_MAX >> 1;
	e.text_length = EL2_EVENT_TEXT;
	memset(e.text, 1, EL2_EVENT_TEXT);
	assert_true(el2_record_event(&e, line, sizeof line) - 1 < sizeof line);
	assert_int_equal(el2_record_event(&e, small, sizeof small), 0);
}

/* Bytes that come in the smallest portions give the same events. */
struct dribble {
	const char *text;
	size_t left;
	unsigned calls;
};

static ptrdiff_t dribble_read(void *context, void *buffer, size_t size, el2_error *error)
{
	struct dribble *d = context;
	size_t n = 1 + d->calls++ % 3;

	(void)error;
	n = n < d->left ? n : d->left;
	n = n < size ? n : size;
	memcpy(buffer, d->text, n);
	d->text += n;
	d->left -= n;
	return (ptrdiff_t)n;
}

static void no_close(void *context)
{
	(void)context;
}

static void test_portions(void **state)
{
	static const char text[] = HYP BLOCK "\r\n\r" HYP;
	struct dribble d = {text, sizeof text - 1, 0};
	el2_source source = {&d, dribble_read, no_close};
	el2_trace *trace;
	struct tally t, whole;

	(void)state;
	assert_int_equal(el2_trace_open_source(&trace, &source, "dribble", NULL), EL2_OK);
	read_all(trace, &t);
	el2_trace_close(trace);
	read_text(text, sizeof text - 1, &whole);
	assert_int_equal(t.counts.lines, whole.counts.lines);
	assert_int_equal(t.counts.bytes, whole.counts.bytes);
	assert_memory_equal(t.kinds, whole.kinds, sizeof t.kinds);
}

/* An error of reading comes once, after what was read before it. */
static ptrdiff_t broken_read(void *context, void *buffer, size_t size, el2_error *error)
{
	bool *told = context;

	if (*told) {
		el2_fail(error, EL2_ERR_SYSTEM, "disk", 0, 0, "broken");
		return -1;
	}
	*told = true;
	(void)size;
	memcpy(buffer, HYP, sizeof HYP - 1);
	return sizeof HYP - 1;
}

static void test_read_error(void **state)
{
	bool told = false;
	el2_source source = {&told, broken_read, no_close};
	el2_trace *trace;
	struct tally t;

	(void)state;
	assert_int_equal(el2_trace_open_source(&trace, &source, "broken", NULL), EL2_OK);
	read_all(trace, &t);
	assert_int_equal(t.errors, 1);
	assert_int_equal(t.error.status, EL2_ERR_SYSTEM);
	assert_int_equal(t.events, 2);
	el2_trace_close(trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shapes),         cmocka_unit_test(test_engine),
		cmocka_unit_test(test_truncated),      cmocka_unit_test(test_line_ends),
		cmocka_unit_test(test_long_line),      cmocka_unit_test(test_junk),
		cmocka_unit_test(test_two_formats),    cmocka_unit_test(test_time),
		cmocka_unit_test(test_place),          cmocka_unit_test(test_records),
		cmocka_unit_test(test_longest_record), cmocka_unit_test(test_portions),
		cmocka_unit_test(test_read_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
