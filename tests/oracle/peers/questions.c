/* SPDX-License-Identifier: MIT */
/*
 * Trap tables of a kernel, written as questions for ask.c. Compiled with constants.h and tables.h, which the script
 * `traps` takes from a tree: the text of the tables is the tree's, what its macros mean stands here. Conditions that
 * cannot be asked are named on standard error.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define BIT(n)        (UINT64_C(1) << (n))
#define BIT_ULL(n)    BIT(n)
#define GENMASK(h, l) ((UINT64_MAX >> (63 - (h))) & (UINT64_MAX << (l)))
#define GENMASK_ULL   GENMASK
#define UL(n)         n##ul
#define __initconst
#include "constants.h"

typedef uint64_t u64;

struct trap_bits {
	const char *index;
	int behaviour;
	u64 value, mask;
};

typedef const char *complex_condition_check;

struct encoding_to_trap_config {
	uint32_t encoding, end;
	int id;
	const char *group;
	int bit, one;
};

#define MCB(id, ...)                                                                                                   \
	[id - __MULTIPLE_CONTROL_BITS__] = (const enum cgt_group_id[])                                                 \
	{                                                                                                              \
		__VA_ARGS__, __RESERVED__                                                                              \
	}
#define CCC(id, function) [id - __COMPLEX_CONDITIONS__] = #function
#define SR_TRAP(sr, id)                                                                                                \
	{                                                                                                              \
		sr, sr, id                                                                                             \
	}
#define SR_RANGE_TRAP(sr, last, id)                                                                                    \
	{                                                                                                              \
		sr, last, id                                                                                           \
	}
#define SR_FGF_RANGE(sr, e, g, b, p, f)                                                                                \
	{                                                                                                              \
		sr, e, 0, #g "_EL2", g##_EL2_##b##_SHIFT, p                                                            \
	}
#define SR_FGF(sr, g, b, p, f)       SR_FGF_RANGE(sr, sr, g, b, p, f)
#define SR_FGT(sr, g, b, p)          SR_FGF_RANGE(sr, sr, g, b, p, 0)
#define SR_FGT_RANGE(sr, e, g, b, p) SR_FGF_RANGE(sr, e, g, b, p, 0)
#include "tables.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void encoding(uint32_t e)
{
	printf(" %u %u %u %u %u", e >> 19 & 3, e >> 16 & 7, e >> 12 & 15, e >> 8 & 15, e >> 5 & 7);
}

static void question(const char *kind, const struct encoding_to_trap_config *row, const char *access,
		     const char *control, u64 mask, u64 value)
{
	fputs(kind, stdout);
	encoding(row->encoding);
	encoding(row->end);
	printf(" %s %s %#" PRIx64 " %#" PRIx64 "\n", access, control, mask, value);
}

/* Conditions that are code: what those that look at one bit come to where HCR_EL2.E2H is 0. */
static void complex_condition(const struct encoding_to_trap_config *row, const char *function)
{
	static const struct {
		const char *function, *control;
		u64 mask, value;
	} known[] = {
		{"check_cnthctl_el1pcten", "CNTHCTL_EL2", 1, 0},
		{"check_cnthctl_el1pten", "CNTHCTL_EL2", 2, 0},
		{"check_cptr_tta", "CPTR_EL2", 1 << 20, 1 << 20},
		{"check_mdcr_hpmn", "MDCR_EL2", 0x1f, 0}, /* no counter is left */
	};

	for (size_t i = 0; i < COUNT(known); i++)
		if (!strcmp(function, known[i].function)) {
			question("coarse", row, "rw", known[i].control, known[i].mask, known[i].value);
			return;
		}
	fprintf(stderr, "%s\n", function);
}

static void coarse(const struct encoding_to_trap_config *row, int id)
{
	static const char *const accesses[] = {"", "r", "w", "rw"};

	if (id >= __COMPLEX_CONDITIONS__) {
		complex_condition(row, ccc[id - __COMPLEX_CONDITIONS__]);
	} else if (id >= __MULTIPLE_CONTROL_BITS__) {
		for (const enum cgt_group_id *one = coarse_control_combo[id - __MULTIPLE_CONTROL_BITS__]; *one; one++)
			coarse(row, *one);
	} else {
		const struct trap_bits *t = &coarse_trap_bits[id];

		question("coarse", row, accesses[t->behaviour & 3], t->index, t->mask, t->value);
	}
}

/* Reads are trapped by HFGRTR_EL2 and its like, writes by the same bit of HFGWTR_EL2; HFGITR_EL2 traps either way. */
static void fine(const struct encoding_to_trap_config *row)
{
	char control[32], *direction;
	bool both;

	snprintf(control, sizeof control, "%s", row->group);
	direction = strstr(control, "xTR_") ? strstr(control, "xTR_") : strstr(control, "RTR");
	both = direction && strncmp(control, "HAFG", 4);
	if (direction)
		*direction = 'R';
	question("fine", row,
		 direction                ? "r"
		 : strstr(control, "WTR") ? "w"
					  : "rw",
		 control, BIT(row->bit), row->one ? BIT(row->bit) : 0);
	if (both) {
		*direction = 'W';
		question("fine", row, "w", control, BIT(row->bit), row->one ? BIT(row->bit) : 0);
	}
}

int main(void)
{
	for (size_t i = 0; i < COUNT(encoding_to_cgt); i++)
		coarse(&encoding_to_cgt[i], encoding_to_cgt[i].id);
	for (size_t i = 0; i < COUNT(encoding_to_fgt); i++)
		fine(&encoding_to_fgt[i]);
	return 0;
}
