/* SPDX-License-Identifier: MIT */
/* Lines of JSON as cases of `check`, and decided: what is wrong has a place, what is right has a verdict with a rule.
 */
#include "cli/case/case.h"
#include "tests/fuzz/booted.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static el2_cpu cpu;
static el2_boot boot;
static el2_state booted;
static el2_hypervisor kvm;

static void decide(const struct cli_case *test, const struct cli_lines *lines)
{
	static el2_state state;
	el2_error error = {0};
	el2_verdict v;
	el2_insn insn;

	state = booted;
	if (test->el >= 0 && test->el < 4)
		el2_set_el(&state, (unsigned)test->el);
	if (cli_case_set(test, lines, &state, &error) != EL2_OK)
		return;
	el2_decode(test->word, &insn);
	el2_decide(&state, &kvm, &insn, &v, NULL);
	if (!v.rules.count || v.verdict >= EL2_VERDICT_COUNT)
		abort();
}

/* One line, without its end. */
static void answer(char *text, size_t length, unsigned number)
{
	const struct cli_lines lines = {.name = "fuzz", .line = text, .length = length, .number = number};
	el2_error error = {0};
	struct cli_case test;
	el2_status status;

	cli_case_init(&test);
	status = cli_case_parse(&test, &lines, &error);
	if (status == EL2_OK)
		decide(&test, &lines);
	else if (error.status != status || !*error.message || (status == EL2_ERR_INPUT && error.line != number))
		abort();
	cli_case_free(&test);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *line = text, *end;
	unsigned number = 1;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (!cpu.name[0])
		kvm = fuzz_boot(&cpu, &boot, &booted, "max", "kvm-arm.mode=protected");
	for (; (end = memchr(line, '\n', size - (size_t)(line - text))); line = end + 1) {
		*end = '\0';
		answer(line, (size_t)(end - line), number++);
	}
	answer(line, size - (size_t)(line - text), number);
	free(text);
	return 0;
}
