/* SPDX-License-Identifier: MIT */
#include "cli/case/event.h"
#include "cli/case/case.h"
#include "cli/show/verdict_json.h"

#include <inttypes.h>
#include <string.h>

static void disassemble(uint32_t word, size_t n, char *text, size_t size)
{
	el2_insn insn;

	el2_decode(word, &insn);
	el2_disassemble(&insn, 4 * n, text, size);
}

/* Words of a guest: what fills the last argument up is none. */
static unsigned guest_words(const el2_event *e)
{
	unsigned count = e->args * 2u;

	return count > 1 && el2_event_word(e, count - 1) == EL2_WORD_NOP ? count - 1 : count;
}

/* ---- written ---- */

/* X<n> is value[n], for the bits of `which`. */
static void put_registers(struct cli_json *j, uint64_t which, const uint64_t *value)
{
	char name[4];

	if (!which)
		return;
	cli_json_open(j, "x", '{');
	for (unsigned n = 0; n < 31; n++) {
		snprintf(name, sizeof name, "%u", n);
		if (which >> n & 1)
			cli_json_hex(j, name, value[n]);
	}
	cli_json_close(j, '}');
}

/* The registers of an instruction, and which they are. */
static uint64_t registers_of(const el2_event *e, uint64_t value[32])
{
	uint64_t which = 0;

	if (e->reg < 31) {
		value[e->reg] = e->value;
		which = UINT64_C(1) << e->reg;
	}
	for (unsigned n = 0; n < e->args; n++) {
		value[n + 1] = e->arg[n];
		which |= UINT64_C(2) << n;
	}
	return which;
}

static void put_guest(struct cli_json *j, const el2_event *e)
{
	char text[EL2_TEXT_MAX];

	cli_json_hex(j, "guest", e->value);
	cli_json_open(j, "words", '[');
	for (unsigned n = 0; n < guest_words(e); n++)
		cli_json_word(j, NULL, el2_event_word(e, n));
	cli_json_close(j, ']');
	cli_json_open(j, "texts", '[');
	for (unsigned n = 0; n < guest_words(e); n++) {
		disassemble(el2_event_word(e, n), n, text, sizeof text);
		cli_json_text(j, NULL, text);
	}
	cli_json_close(j, ']');
}

static bool resumes(const el2_event *e)
{
	return e->value >> EL2_EVENT_RESUMES & 1;
}

void cli_json_event(struct cli_json *j, const el2_event *e, size_t n)
{
	uint64_t value[32];
	char text[EL2_TEXT_MAX];

	switch (e->kind) {
	case EL2_EVENT_STORES:
		cli_json_hex(j, "stores", e->value);
		cli_json_open(j, "values", '[');
		for (unsigned i = 0; i < e->args; i++)
			cli_json_hex(j, NULL, e->arg[i]);
		cli_json_close(j, ']');
		cli_json_number(j, "el", e->el);
		break;
	case EL2_EVENT_GUEST:
		put_guest(j, e);
		break;
	case EL2_EVENT_INTERRUPT:
		cli_json_bool(j, "interrupt", true);
		break;
	case EL2_EVENT_ANSWER:
		cli_json_number(j, "answer", e->reg);
		if (resumes(e))
			cli_json_bool(j, "resumes", true);
		else
			put_registers(j, e->value, e->arg);
		break;
	case EL2_EVENT_HELD:
		cli_json_number(j, "held", e->value);
		break;
	case EL2_EVENT_BOOT_FFA:
		cli_json_text(j, "firmware", "ffa");
		break;
	default:
		disassemble(e->word, n, text, sizeof text);
		cli_json_word(j, "word", e->word);
		cli_json_text(j, "text", text);
		cli_json_number(j, "el", e->el);
		put_registers(j, registers_of(e, value), value);
	}
}

static void print_registers(FILE *file, uint64_t which, const uint64_t *value)
{
	const char *between = " with";

	for (unsigned n = 0; n < 31; n++)
		if (which >> n & 1) {
			fprintf(file, "%s x%u = 0x%" PRIx64, between, n, value[n]);
			between = ",";
		}
}

void cli_stream_event_text(FILE *file, const el2_event *e, size_t n)
{
	uint64_t value[32];
	char text[EL2_TEXT_MAX];

	switch (e->kind) {
	case EL2_EVENT_STORES:
		fprintf(file, "EL%u stores at 0x%" PRIx64 ":", e->el, e->value);
		for (unsigned i = 0; i < e->args; i++)
			fprintf(file, " 0x%" PRIx64, e->arg[i]);
		break;
	case EL2_EVENT_GUEST:
		fprintf(file, "a guest finds in the page at 0x%" PRIx64 ":", e->value);
		for (unsigned i = 0; i < guest_words(e); i++) {
			disassemble(el2_event_word(e, i), i, text, sizeof text);
			fprintf(file, "%s %s", i ? ";" : "", text);
		}
		break;
	case EL2_EVENT_INTERRUPT:
		fputs("an interrupt is pending until the next event is over", file);
		break;
	case EL2_EVENT_ANSWER:
		fprintf(file, "firmware answers SMC %u from now", e->reg + 1u);
		if (resumes(e))
			fputs(": the CPU loses its state, and starts where the call says", file);
		else
			print_registers(file, e->value, e->arg);
		break;
	case EL2_EVENT_HELD:
		fprintf(file,
			"another CPU holds spinlock %" PRIu64 " that EL2 takes in the next event, until EL2 waits",
			e->value + 1);
		break;
	case EL2_EVENT_BOOT_FFA:
		fputs("firmware has FF-A, and EL2 was told so at boot", file);
		break;
	default:
		disassemble(e->word, n, text, sizeof text);
		fprintf(file, "EL%u %08" PRIx32 "  %-32s", e->el, e->word, text);
		print_registers(file, registers_of(e, value), value);
	}
}

static void put_assembly(FILE *file, const el2_event *e, size_t n)
{
	char text[EL2_TEXT_MAX];

	disassemble(e->word, n, text, sizeof text);
	if (e->reg < 31)
		fprintf(file, "\tldr x%u, =0x%" PRIx64 "\n", e->reg, e->value);
	for (unsigned i = 0; i < e->args; i++)
		fprintf(file, "\tldr x%u, =0x%" PRIx64 "\n", i + 1, e->arg[i]);
	fprintf(file, "\t.inst 0x%08" PRIx32 " // EL%u: %s\n", e->word, e->el, text);
}

void cli_stream_event_assembly(FILE *file, const el2_event *e, size_t n)
{
	if (e->kind == EL2_EVENT_INSN) {
		put_assembly(file, e, n);
		return;
	}
	for (unsigned i = 0; e->kind == EL2_EVENT_STORES && i < e->args; i++)
		put_assembly(file,
			     &(el2_event){.word = EL2_WORD_STR_X1_X0,
					  .el = e->el,
					  .value = e->value + 8 * i,
					  .args = 1,
					  .arg = {e->arg[i]}},
			     n);
	if (e->kind == EL2_EVENT_STORES)
		return;
	fputs("\t// ", file);
	cli_stream_event_text(file, e, n);
	putc('\n', file);
}

/* ---- read ---- */

static el2_status read_registers(const struct cli_lines *lines, json_t *x, uint64_t value[31], uint32_t *given,
				 el2_error *error)
{
	const char *key;
	json_t *item;

	if (!json_is_object(x) || !json_object_size(x))
		return cli_case_fail(lines, "x", error, "registers, as {\"0\":\"0x..\"}");
	json_object_foreach(x, key, item)
	{
		el2_status status;
		uint64_t reg;

		if (!cli_parse_u64(key, &reg) || reg > 30)
			return cli_case_fail(lines, "x", error, "registers are 0 to 30");
		status = cli_json_u64(lines, key, item, UINT64_MAX, &value[reg], error);
		if (status != EL2_OK)
			return status;
		*given |= UINT32_C(1) << reg;
	}
	return EL2_OK;
}

/* Of an instruction: one register; or X1 to Xn, and one more or none. */
static el2_status set_registers(const struct cli_lines *lines, el2_event *e, const uint64_t value[31], uint32_t given,
				el2_error *error)
{
	if (given & (given - 1)) /* more than one */
		for (; e->args < EL2_EVENT_ARGS && given >> (e->args + 1) & 1; e->args++) {
			e->arg[e->args] = value[e->args + 1];
			given &= ~(UINT32_C(2) << e->args);
		}
	if (given & (given - 1))
		return cli_case_fail(lines, "x", error, "x1 to x%u without a gap, and one more", EL2_EVENT_ARGS);
	for (uint8_t reg = 0; reg < 31; reg++)
		if (given >> reg & 1) {
			e->reg = reg;
			e->value = value[reg];
		}
	return EL2_OK;
}

/* Of an answer. */
static el2_status set_answer(const struct cli_lines *lines, el2_event *e, const uint64_t value[31], uint32_t given,
			     el2_error *error)
{
	if (resumes(e))
		return given ? cli_case_fail(lines, "x", error, "of an answer that does not resume") : EL2_OK;
	if (!given || given >> EL2_EVENT_ARGS)
		return cli_case_fail(lines, "answer", error, "of x0 to x%u, in \"x\"", EL2_EVENT_ARGS - 1);
	e->value = given;
	while (given >> e->args) {
		e->arg[e->args] = value[e->args];
		e->args++;
	}
	return EL2_OK;
}

/* A list of numbers into arguments; `half`: two of 32 bits in one, filled up with NOP. */
static el2_status read_list(const struct cli_lines *lines, const char *key, const json_t *list, bool half, el2_event *e,
			    el2_error *error)
{
	size_t count = json_array_size(list), most = EL2_EVENT_ARGS << half;

	if (!count || count > most)
		return cli_case_fail(lines, key, error, "a list of 1 to %zu numbers", most);
	for (size_t n = 0; n < count; n++) {
		uint64_t number, *arg = &e->arg[n >> half];
		el2_status status = cli_json_u64(lines, key, json_array_get(list, n), half ? UINT32_MAX : UINT64_MAX,
						 &number, error);

		if (status != EL2_OK)
			return status;
		*arg = !half ? number : n & 1 ? (uint32_t)*arg | number << 32 : number | (uint64_t)EL2_WORD_NOP << 32;
	}
	e->args = (uint8_t)((count + half) >> half);
	return EL2_OK;
}

/* What names the kind of an event, its value among it. */
static el2_status read_kind(const struct cli_lines *lines, const char *key, const json_t *value, el2_event *e,
			    bool *known, el2_error *error)
{
	uint64_t number = 0;
	el2_status status = EL2_OK;

	*known = true;
	if (!strcmp(key, "stores")) {
		e->kind = EL2_EVENT_STORES;
		return cli_json_u64(lines, key, value, UINT64_MAX, &e->value, error);
	}
	if (!strcmp(key, "guest")) {
		e->kind = EL2_EVENT_GUEST;
		return cli_json_u64(lines, key, value, UINT64_MAX, &e->value, error);
	}
	if (!strcmp(key, "interrupt")) {
		e->kind = EL2_EVENT_INTERRUPT;
		return json_is_true(value) ? EL2_OK : cli_case_fail(lines, key, error, "true, or left out");
	}
	if (!strcmp(key, "answer")) {
		e->kind = EL2_EVENT_ANSWER;
		status = cli_json_u64(lines, key, value, UINT8_MAX, &number, error);
		e->reg = (uint8_t)number;
		return status;
	}
	if (!strcmp(key, "held")) {
		e->kind = EL2_EVENT_HELD;
		return cli_json_u64(lines, key, value, UINT16_MAX, &e->value, error);
	}
	if (!strcmp(key, "firmware")) {
		e->kind = EL2_EVENT_BOOT_FFA;
		return json_is_string(value) && !strcmp(json_string_value(value), "ffa")
			       ? EL2_OK
			       : cli_case_fail(lines, key, error, "\"ffa\", or left out");
	}
	*known = false;
	return EL2_OK;
}

/* Which keys an event of a kind has, besides that of its name. */
static el2_status check(const struct cli_lines *lines, const el2_event *e, bool word, bool list, bool half, bool x,
			el2_error *error)
{
	bool insn = e->kind == EL2_EVENT_INSN;

	if (insn && !word)
		return cli_case_fail(lines, "word", error, "an event needs a word");
	if (word && !insn)
		return cli_case_fail(lines, "word", error, "of an event that is no instruction");
	if ((e->kind == EL2_EVENT_STORES || e->kind == EL2_EVENT_GUEST) != list ||
	    (list && half != (e->kind == EL2_EVENT_GUEST)))
		return cli_case_fail(lines, "values", error, "stores have \"values\", a guest has \"words\"");
	if (x && !insn && e->kind != EL2_EVENT_ANSWER)
		return cli_case_fail(lines, "x", error, "of an instruction, or an answer");
	return EL2_OK;
}

el2_status cli_stream_event_read(const struct cli_lines *lines, el2_event *e, el2_error *error)
{
	bool has_word = false, has_list = false, has_resumes = false, half = false, known;
	json_t *object, *value;
	uint64_t registers[31] = {0};
	uint32_t given = 0;
	const char *key;
	el2_status status = cli_json_parse_line(lines, &object, error);

	*e = (el2_event){.el = 1, .reg = 31};
	if (status != EL2_OK)
		return status;
	json_object_foreach(object, key, value)
	{
		uint64_t number = 0;

		if (status != EL2_OK)
			break;
		status = read_kind(lines, key, value, e, &known, error);
		if (status != EL2_OK || known)
			continue;
		if (!strcmp(key, "word")) {
			status = cli_json_u64(lines, key, value, UINT32_MAX, &number, error);
			e->word = (uint32_t)number;
			has_word = true;
		} else if (!strcmp(key, "el")) {
			status = cli_json_u64(lines, key, value, 1, &number, error);
			e->el = (uint8_t)number;
		} else if (!strcmp(key, "x")) {
			status = read_registers(lines, value, registers, &given, error);
		} else if (!strcmp(key, "values") || !strcmp(key, "words")) {
			half = !strcmp(key, "words");
			status = has_list ? cli_case_fail(lines, key, error, "a second list")
					  : read_list(lines, key, value, half, e, error);
			has_list = true;
		} else if (!strcmp(key, "resumes")) {
			has_resumes = true;
			if (!json_is_true(value))
				status = cli_case_fail(lines, key, error, "true, or left out");
		} else if (strcmp(key, "text") && strcmp(key, "texts")) {
			status = cli_case_fail(lines, key, error, "unknown key");
		}
	}
	json_decref(object);
	if (status == EL2_OK && has_resumes && e->kind != EL2_EVENT_ANSWER)
		status = cli_case_fail(lines, "resumes", error, "of an answer");
	else if (has_resumes)
		e->value = UINT64_C(1) << EL2_EVENT_RESUMES;
	if (status == EL2_OK)
		status = check(lines, e, has_word, has_list, half, given != 0, error);
	if (status == EL2_OK && e->kind == EL2_EVENT_INSN)
		status = set_registers(lines, e, registers, given, error);
	if (status == EL2_OK && e->kind == EL2_EVENT_ANSWER)
		status = set_answer(lines, e, registers, given, error);
	return status;
}
