/* SPDX-License-Identifier: MIT */
/* libFuzzer: a policy as JSON rows. What is read answers every class from both levels of a host; what is not read has a
 * place in the text. */
#include "cli/case/policy.h"
#include "tests/fuzz/booted.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static el2_cpu cpu;
static el2_boot boot;
static el2_state state;
static el2_hypervisor kernel;

static void ask_all(const el2_policy_rows *rows)
{
	const el2_policy_context context = {&boot, &kernel, rows};

	for (unsigned n = 0; n < 256; n++) {
		el2_response response = {0};
		el2_exception taken;

		el2_set_el(&state, n & 1);
		el2_exception_build(&state, 2, EL2_ESR(n >> 2, (n & 2) * UINT64_C(0x1f1f1f)), 0x1000, &taken);
		el2_policy_rows_handle(&context, &state, &taken, &response, NULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cli_policy_text policy;
	el2_error error = {0};
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (!cpu.name[0])
		kernel = fuzz_boot(&cpu, &boot, &state, "max", "kvm-arm.mode=protected");
	if (cli_policy_parse("fuzz", text, size, &policy, &error) == EL2_OK)
		ask_all(&policy.rows);
	else if (error.status == EL2_ERR_INPUT && policy.root && !(error.line && error.column))
		abort();
	json_decref(policy.root);
	free(policy.array);
	free(text);
	return 0;
}
