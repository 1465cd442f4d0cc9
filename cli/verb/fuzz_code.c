/* SPDX-License-Identifier: MIT */
/* fuzz --hypervisor: the words of EL2's code that were run, when they first were, and whose they are. */
#include "cli/verb/fuzz.h"

#include <stdlib.h>
#include <string.h>

el2_status cli_code_open(struct cli_fuzz *f, const el2_fuzz *fuzz, el2_error *error)
{
	el2_fuzz_stats s = el2_fuzz_get_stats(fuzz);

	if (!s.code_words || f->code)
		return EL2_OK;
	f->code = malloc(s.code_words * sizeof *f->code);
	if (!f->code)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	memset(f->code, 0xff, s.code_words * sizeof *f->code);
	f->stats.code_words = s.code_words;
	f->stats.code_pa = s.code_pa;
	f->stats.unasked = s.unasked;
	return EL2_OK;
}

void cli_code_ran(struct cli_fuzz *f, size_t word, uint64_t run)
{
	f->stats.code += f->code[word] == UINT64_MAX;
	f->code[word] = run < f->code[word] ? run : f->code[word];
}

void cli_code_cover(struct cli_fuzz *f, const el2_fuzz *fuzz)
{
	for (size_t n = 0; n < f->stats.code_words; n++) {
		uint64_t run = el2_fuzz_ran_in(fuzz, n);

		if (run != UINT64_MAX)
			cli_code_ran(f, n, run);
	}
}

size_t cli_code_until(const struct cli_fuzz *f, uint64_t run)
{
	size_t count = 0;

	for (size_t n = 0; n < f->stats.code_words; n++)
		count += f->code[n] <= run && f->code[n] != UINT64_MAX;
	return count;
}

static int by_missing(const void *a, const void *b)
{
	const struct cli_function *x = a, *y = b;
	size_t left = x->words - x->run, right = y->words - y->run;

	return left != right ? (left < right) - (left > right) : strcmp(x->name, y->name);
}

static const char *name_of(const struct cli_fuzz *f, size_t word)
{
	const el2_recorded_symbol *symbol;
	uint64_t offset;

	symbol = el2_recording_symbol_at(cli_recorded_file(&f->session), f->stats.code_pa + word * 4, &offset);
	return symbol ? el2_recorded_symbol_name(symbol) : "(no symbol)";
}

struct cli_function *cli_code_functions(const struct cli_fuzz *f, size_t *count)
{
	struct cli_function *functions = malloc((f->stats.code_words + 1) * sizeof *functions);

	*count = 0;
	for (size_t n = 0; functions && n < f->stats.code_words; n++) {
		const char *name = name_of(f, n);

		if (!*count || functions[*count - 1].name != name)
			functions[(*count)++] = (struct cli_function){.name = name};
		functions[*count - 1].words++;
		functions[*count - 1].run += f->code[n] != UINT64_MAX;
	}
	if (functions)
		qsort(functions, *count, sizeof *functions, by_missing);
	return functions;
}
