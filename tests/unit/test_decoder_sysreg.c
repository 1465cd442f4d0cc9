/* SPDX-License-Identifier: MIT */
/* System registers: names, encodings, and that all ways to a row agree. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "decoder/decoder.h"

static const unsigned ways[] = {EL2_READ, EL2_WRITE, EL2_READ128, EL2_WRITE128, EL2_EXEC, EL2_EXEC_RESULT, EL2_EXEC128};

static void test_every_row_is_found_by_name_and_by_key(void **state)
{
	(void)state;
	for (unsigned id = 1; id < EL2_SYSREG_COUNT; id++) {
		const el2_sysreg_info *row = el2_sysreg_get((el2_sysreg)id);
		assert_non_null(row);
		assert_int_equal(el2_sysreg_by_name(row->name), id);

		char other_case[64];
		size_t i = 0;
		for (; row->name[i]; i++)
			other_case[i] = (char)(isupper((unsigned char)row->name[i]) ? tolower(row->name[i])
										    : toupper(row->name[i]));
		other_case[i] = '\0';
		assert_int_equal(el2_sysreg_by_name(other_case), id);

		assert_int_not_equal(row->access & ~EL2_NO_REGISTER, 0);
		for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++)
			if (row->access & ways[way])
				assert_int_equal(el2_sysreg_by_key(row->key, ways[way]), id);
	}
}

/* Of every key and way: the row has this key, its name leads back, and an unnamed one has the generic name. */
static void test_all_keys(void **state)
{
	(void)state;
	for (unsigned key = 0; key < 1 << 16; key++) {
		for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++) {
			el2_sysreg id = el2_sysreg_by_key((uint16_t)key, ways[way]);
			char name[64], generic[64];
			snprintf(generic, sizeof(generic), "S%u_%u_C%u_C%u_%u", EL2_KEY_OP0(key), EL2_KEY_OP1(key),
				 EL2_KEY_CRN(key), EL2_KEY_CRM(key), EL2_KEY_OP2(key));
			int length = el2_sysreg_name((uint16_t)key, ways[way], name, sizeof(name));
			assert_int_equal(length, strlen(name));
			if (id == EL2_SYSREG_NONE) {
				assert_string_equal(name, generic);
				continue;
			}
			const el2_sysreg_info *row = el2_sysreg_get(id);
			assert_int_equal(row->key, key);
			assert_string_equal(name, row->name);
			assert_int_equal(el2_sysreg_by_name(name), id);
			if (ways[way] == EL2_READ || ways[way] == EL2_EXEC)
				assert_int_equal(el2_sysreg_by_name(generic), id);
		}
	}
}

static void test_names_that_are_none(void **state)
{
	(void)state;
	static const char *const names[] = {"",
					    "GCR",
					    "GCR_EL1 ",
					    " GCR_EL1",
					    "GCR_EL11",
					    "S",
					    "S3",
					    "S3_0_C1_C0",
					    "S3_0_C1_C0_",
					    "S3_0_C1_C0_8",
					    "S4_0_C1_C0_6",
					    "S3_8_C1_C0_6",
					    "S3_0_C16_C0_6",
					    "S3_0_C1_C0_6x",
					    "S3_0_C1_C0_6_0",
					    "S3_0_C01_C0_6",
					    "S3_0_1_0_6",
					    "S3_0_C99999999999_C0_6",
					    "S-3_0_C1_C0_6",
					    "DC",
					    "DC  GVA",
					    "?"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(el2_sysreg_by_name(names[i]), EL2_SYSREG_NONE);
	assert_int_equal(el2_sysreg_by_name(NULL), EL2_SYSREG_NONE);
}

static void test_special_cases(void **state)
{
	(void)state;
	assert_int_equal(el2_sysreg_by_name("s3_0_c1_c0_6"), EL2_SYSREG_GCR_EL1);
	assert_int_equal(el2_sysreg_by_name("S1_3_C7_C4_3"), EL2_SYSREG_DC_GVA);
	assert_int_equal(el2_sysreg_by_name("dc gva"), EL2_SYSREG_DC_GVA);

	/* One encoding, two names; one register, one direction; one encoding, two operations. */
	uint16_t key = EL2_SYSREG_KEY(2, 3, 0, 5, 0);
	assert_int_equal(el2_sysreg_by_key(key, EL2_READ), EL2_SYSREG_DBGDTRRX_EL0);
	assert_int_equal(el2_sysreg_by_key(key, EL2_WRITE), EL2_SYSREG_DBGDTRTX_EL0);
	assert_int_equal(el2_sysreg_by_key(EL2_SYSREG_KEY(3, 1, 0, 0, 4), EL2_WRITE), EL2_SYSREG_GMID_EL1);
	key = EL2_SYSREG_KEY(1, 0, 8, 1, 1);
	assert_int_equal(el2_sysreg_by_key(key, EL2_EXEC), EL2_SYSREG_TLBI_VAE1OS);
	assert_int_equal(el2_sysreg_by_key(key, EL2_EXEC128), EL2_SYSREG_TLBIP_VAE1OS);
	key = EL2_SYSREG_KEY(1, 3, 7, 4, 3);
	assert_int_equal(el2_sysreg_by_key(key, EL2_EXEC_RESULT), EL2_SYSREG_NONE);
	assert_int_equal(el2_sysreg_by_key(key, 0), EL2_SYSREG_NONE);

	assert_null(el2_sysreg_get(EL2_SYSREG_NONE));
	assert_null(el2_sysreg_get(EL2_SYSREG_COUNT));
	assert_null(el2_sysreg_get((el2_sysreg)-1));

	/* As snprintf. */
	char cut[4];
	assert_int_equal(el2_sysreg_name(EL2_SYSREG_KEY(3, 0, 1, 0, 6), EL2_READ, cut, sizeof(cut)), 7);
	assert_string_equal(cut, "GCR");
	assert_int_equal(el2_sysreg_name(EL2_SYSREG_KEY(3, 0, 1, 0, 6), EL2_READ, NULL, 0), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_row_is_found_by_name_and_by_key),
		cmocka_unit_test(test_all_keys),
		cmocka_unit_test(test_names_that_are_none),
		cmocka_unit_test(test_special_cases),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
