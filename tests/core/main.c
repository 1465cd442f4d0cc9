/* SPDX-License-Identifier: MIT */
#include "tests/core/test.h"

#include <stdarg.h>
#include <string.h>

void test_case(struct test *t, bool ok, const char *format, ...)
{
	va_list ap;

	printf("%s %u - ", ok ? "ok" : "not ok", t->passed + t->failed + 1);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	putchar('\n');
	t->passed += ok;
	t->failed += !ok;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(struct test *t);
	} suites[] = {
		{"verdicts", test_verdicts}, {"boots", test_boots},   {"registers", test_registers},
		{"guests", test_guests},     {"tables", test_tables}, {"answers", test_answers},
	};
	struct test t = {.root = argc > 2 ? argv[2] : "."};

	for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
		if (argc < 2 || !strcmp(argv[1], suites[i].name))
			suites[i].run(&t);
	printf("1..%u\n%u passed, %u failed\n", t.passed + t.failed, t.passed, t.failed);
	return t.failed || !t.passed;
}
