/* SPDX-License-Identifier: MIT */
/*
 * Our decoder against the listings of others.
 *
 *     oracle_decode words SPACE STRIDE           words to standard output, little-endian
 *     oracle_decode compare SPACE TOOL < LISTING what differs, a line a group
 *
 * SPACE is `mte` (every word of every MTE row), `system` (every word from d5000000 to d53fffff: MSR, MRS, SYS, SYSL,
 * MSR immediate, hints and barriers) or `base` (words on, near and far from every row). Of the first two every
 * STRIDE-th word is taken, of the last a STRIDE-th of the words. LISTING is that of `objdump -D` (TOOL gnu) or
 * `llvm-objdump -d` (llvm).
 *
 * Where our rows have operands the texts are compared, elsewhere whether the word is an instruction at all. A group is:
 * tool, space, our text and theirs with registers and numbers taken out, how many words, and one of them.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decoder/decoder.h"
#include "decoder/insns.h"

/* ---- words ----------------------------------------------------------------------------------------------------- */

static void put_word(uint32_t word)
{
	unsigned char bytes[4] = {(unsigned char)word, (unsigned char)(word >> 8), (unsigned char)(word >> 16),
				  (unsigned char)(word >> 24)};
	fwrite(bytes, 1, sizeof(bytes), stdout);
}

/* `number` spread over the bits of `places`, lowest first. */
static uint32_t spread(uint32_t places, uint32_t number)
{
	uint32_t word = 0;
	for (; places; places &= places - 1, number >>= 1)
		if (number & 1)
			word |= places & -places;
	return word;
}

static void mte_words(uint32_t stride)
{
	uint64_t at = 0;
	for (unsigned form = 1; form < EL2_FORM_COUNT; form++) {
		const el2_form_info *row = el2_form_get((el2_form)form);
		if (!el2_class_is_mte((el2_class)row->cls))
			continue;
		uint64_t count = UINT64_C(1) << (32 - __builtin_popcount(row->mask));
		for (; at < count; at += stride)
			put_word((row->value & row->mask) | spread(~row->mask, (uint32_t)at));
		at -= count;
	}
}

static void system_words(uint32_t stride)
{
	for (uint32_t word = 0xd5000000; word < 0xd5400000; word += stride)
		put_word(word);
}

static uint32_t random_word(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 32);
}

static void base_words(uint32_t stride)
{
	static const struct {
		uint32_t mask, value;
	} rows[] = {
#define EL2_HOLE(mask, value)                                 {mask, value},
#define EL2_INSN(form, op, variant, syntax, mask, value, ...) {mask, value},
#include "decoder/insns.def"
	};
	uint64_t state = 1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (uint32_t n = 0; n < 40000 / stride; n++) {
			uint32_t word = (rows[i].value & rows[i].mask) | (random_word(&state) & ~rows[i].mask);
			put_word(word);
			put_word(word ^ UINT32_C(1) << (random_word(&state) & 31));
			put_word(word ^ UINT32_C(1) << (random_word(&state) & 31) ^
				 UINT32_C(1) << (random_word(&state) & 31));
		}
	}
	for (uint32_t n = 0; n < 4000000 / stride; n++)
		put_word(random_word(&state));
}

/* ---- texts ----------------------------------------------------------------------------------------------------- */

enum {
	TEXT = 256
};

/* Lower case, single blanks, numbers in decimal, no comment. */
static void normalise(const char *text, char *out)
{
	size_t length = 0;
	while (*text && length + 24 < TEXT) {
		if (isspace((unsigned char)*text)) {
			text++;
			if (length && out[length - 1] != ' ')
				out[length++] = ' ';
		} else if (text[0] == '/' && text[1] == '/') {
			break;
		} else if (text[0] == '#' && (isdigit((unsigned char)text[1]) || text[1] == '-')) {
			char *end;
			long long number = strtoll(text + 1, &end, 0);
			length += (size_t)sprintf(out + length, "#%lld", number);
			text = end;
		} else {
			out[length++] = (char)tolower((unsigned char)*text++);
		}
	}
	while (length && out[length - 1] == ' ')
		length--;
	out[length] = '\0';
}

static bool starts_token(const char *text, const char *at)
{
	return at == text || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
}

/* "x12", "xzr", "sp", "c7": its length; else 0. */
static size_t register_length(const char *at)
{
	size_t length = 0;
	if (!strncmp(at, "xzr", 3))
		length = 3;
	else if (!strncmp(at, "sp", 2))
		length = 2;
	else if (*at == 'x' || *at == 'c' || *at == 'w')
		for (length = 1; isdigit((unsigned char)at[length]);)
			length++;
	return length > 1 && !isalnum((unsigned char)at[length]) && at[length] != '_' ? length : 0;
}

/* The text with registers, numbers and encodings taken out, for groups. */
static void to_template(const char *text, char *out)
{
	size_t length = 0;
	for (const char *at = text; *at && length + 8 < TEXT;) {
		size_t skip = starts_token(text, at) ? register_length(at) : 0;
		unsigned a, b, c, d, e;
		int used = 0;
		if (skip) {
			out[length++] = *at == 'c' ? 'C' : 'X';
			at += skip;
		} else if (*at == '#' || (at[0] == '0' && at[1] == 'x')) {
			length += (size_t)sprintf(out + length, "N");
			at += *at == '#' ? 1 + (at[1] == '-') : 2;
			while (isxdigit((unsigned char)*at))
				at++;
		} else if (starts_token(text, at) &&
			   sscanf(at, "s%u_%u_c%u_c%u_%u%n", &a, &b, &c, &d, &e, &used) == 5) {
			length += (size_t)sprintf(out + length, "s%u_<>", a);
			at += used;
		} else {
			out[length++] = *at++;
		}
	}
	out[length] = '\0';
}

/* ---- groups ---------------------------------------------------------------------------------------------------- */

struct group {
	char key[2 * TEXT];
	unsigned long count;
	uint32_t example;
};

struct groups {
	struct group *list;
	size_t count, capacity;
};

static void count_difference(struct groups *groups, const char *ours, const char *theirs, uint32_t word)
{
	char key[2 * TEXT];
	snprintf(key, sizeof(key), "%s\t%s", ours, theirs);
	for (size_t i = 0; i < groups->count; i++) {
		struct group *group = &groups->list[i];
		if (!strcmp(group->key, key)) {
			group->count++;
			/* What differs once differs again: keep the search short. */
			if (i) {
				struct group swap = groups->list[i / 2];
				groups->list[i / 2] = *group;
				*group = swap;
			}
			return;
		}
	}
	if (groups->count == groups->capacity) {
		groups->capacity = groups->capacity ? groups->capacity * 2 : 256;
		groups->list = realloc(groups->list, groups->capacity * sizeof(*groups->list));
		if (!groups->list)
			abort();
	}
	struct group *group = &groups->list[groups->count++];
	strcpy(group->key, key);
	group->count = 1;
	group->example = word;
}

/* ---- comparing ------------------------------------------------------------------------------------------------- */

/* A line of a listing: "  10:\td503201f \tnop" of GNU, " 1f 20 03 d5  \tnop" of LLVM. */
static bool parse_line(char *line, bool llvm, uint32_t *word, char **text)
{
	line[strcspn(line, "\n")] = '\0';
	if (llvm) {
		unsigned a, b, c, d;
		if (sscanf(line, " %2x %2x %2x %2x", &a, &b, &c, &d) != 4)
			return false;
		*word = a | b << 8 | c << 16 | (uint32_t)d << 24;
		*text = strchr(line, '\t');
	} else {
		char *colon = strchr(line, ':');
		unsigned value;
		if (!colon || sscanf(colon, ":\t%8x", &value) != 1)
			return false;
		*word = value;
		*text = strchr(colon + 2, '\t');
	}
	return *text != NULL;
}

static void compare_word(struct groups *groups, uint32_t word, const char *listed, bool text_matters)
{
	char theirs[TEXT], ours[TEXT], left[TEXT], right[TEXT];
	normalise(listed, theirs);
	bool defined = !strstr(theirs, "undefined") && !strstr(theirs, "<unknown>") && strncmp(theirs, ".inst", 5) != 0;

	el2_insn insn;
	bool known = el2_decode(word, &insn);
	const el2_form_info *row = el2_form_get((el2_form)insn.form);
	if (text_matters && known && row->operands != EL2_OPERANDS_OTHER) {
		char text[EL2_TEXT_MAX];
		el2_format(&insn, text, sizeof(text));
		normalise(text, ours);
		known = strncmp(ours, ".inst", 5) != 0;
		if (known && defined) {
			if (!strcmp(ours, theirs))
				return;
			to_template(ours, left);
			to_template(theirs, right);
			count_difference(groups, left, right, word);
			return;
		}
		to_template(ours, left);
	} else {
		snprintf(left, sizeof(left), "%s%s%s", known ? row->op : "", known && row->variant[0] ? " " : "",
			 known ? row->variant : "");
	}
	if (known == defined)
		return;
	to_template(theirs, right);
	right[strcspn(right, text_matters ? "" : " ")] = '\0';
	count_difference(groups, known ? left : "-", defined ? right : "-", word);
}

static int compare_listing(const char *space, const char *tool)
{
	bool llvm = !strcmp(tool, "llvm"), text_matters = strcmp(space, "base") != 0;
	struct groups groups = {0};
	unsigned long words = 0;
	char line[1024];
	while (fgets(line, sizeof(line), stdin)) {
		uint32_t word;
		char *text;
		if (!parse_line(line, llvm, &word, &text))
			continue;
		words++;
		compare_word(&groups, word, text, text_matters);
	}
	for (size_t i = 0; i < groups.count; i++)
		printf("%s\t%s\t%s\t%lu\t%08x\n", tool, space, groups.list[i].key, groups.list[i].count,
		       (unsigned)groups.list[i].example);
	fprintf(stderr, "%s %s: %lu words, %zu groups of differences\n", tool, space, words, groups.count);
	free(groups.list);
	return words ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "words")) {
		unsigned long stride = strtoul(argv[3], NULL, 10);
		if (!stride || stride > 40000)
			stride = 1;
		if (!strcmp(argv[2], "mte"))
			mte_words((uint32_t)stride);
		else if (!strcmp(argv[2], "system"))
			system_words((uint32_t)stride);
		else
			base_words((uint32_t)stride);
		return fflush(stdout) ? 1 : 0;
	}
	if (argc == 4 && !strcmp(argv[1], "compare"))
		return compare_listing(argv[2], argv[3]);
	fprintf(stderr, "usage: oracle_decode words SPACE STRIDE | compare SPACE TOOL < LISTING\n");
	return 2;
}
