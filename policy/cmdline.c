/* SPDX-License-Identifier: MIT */
/*
 * Source: Linux Documentation/admin-guide/kernel-parameters.txt; arch/arm64/kernel/pi/idreg-override.c (overrides and
 * their aliases); kvm/arm.c early_kvm_mode_cfg(). Dashes and underscores are the same in names.
 */
#include "policy/cmdline.h"
#include "policy/kernels.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

enum {
	MTE,
	VH,
	HVHE,
	SVE,
	SME
};

static const struct {
	const char *name; /* up to and with "=", or a whole word */
	int override;     /* of a number; or what an alias sets */
	int value;        /* of an alias; EL2_NOT_GIVEN: the word's own */
	const char *example;
	unsigned needs; /* columns of the kernel; 0: every kernel knows it */
} words[] = {
	{"id_aa64pfr1.mte=", MTE, EL2_NOT_GIVEN, "id_aa64pfr1.mte=0", 0},
	{"arm64.nomte", MTE, 0, "arm64.nomte", 0},
	{"id_aa64mmfr1.vh=", VH, EL2_NOT_GIVEN, "id_aa64mmfr1.vh=0", 0},
	{"arm64_sw.hvhe=", HVHE, EL2_NOT_GIVEN, "arm64_sw.hvhe=1", EL2_K_HVHE},
	{"id_aa64pfr0.sve=", SVE, EL2_NOT_GIVEN, "id_aa64pfr0.sve=0", 0},
	{"arm64.nosve", SVE, 0, "arm64.nosve", 0},
	{"id_aa64pfr1.sme=", SME, EL2_NOT_GIVEN, "id_aa64pfr1.sme=0", 0},
	{"arm64.nosme", SME, 0, "arm64.nosme", 0},
};

static const char mode_word[] = "kvm-arm.mode=";

static const struct {
	const char *word; /* with mode_word */
	enum el2_kvm_mode mode;
} modes[] = {
	{"kvm-arm.mode=none", EL2_KVM_NONE},
	{"kvm-arm.mode=nvhe", EL2_KVM_NVHE},
	{"kvm-arm.mode=protected", EL2_KVM_PROTECTED},
	{"kvm-arm.mode=nested", EL2_KVM_NESTED},
};

#define WORD_COUNT (sizeof words / sizeof *words)
#define MODE_COUNT (sizeof modes / sizeof *modes)

const char *el2_boot_word_get(size_t n)
{
	if (n < MODE_COUNT)
		return modes[n].word;
	n -= MODE_COUNT;
	return n < WORD_COUNT ? words[n].example : NULL;
}

static bool same(char a, char b)
{
	return a == b || ((a == '-' || a == '_') && (b == '-' || b == '_'));
}

/* Does the word begin with the name? */
static bool begins(const char *word, size_t length, const char *name)
{
	size_t n = strlen(name);

	if (length < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!same(word[i], name[i]))
			return false;
	return true;
}

/* UINT_MAX of what is no digit. */
static unsigned digit_of(char c)
{
	int low = tolower((unsigned char)c);

	return isdigit(low) ? (unsigned)(low - '0') : isxdigit(low) ? (unsigned)(low - 'a') + 10 : UINT_MAX;
}

/* The value of an ID register field; EL2_NOT_GIVEN if it is none, and the kernel leaves the field alone. One
 * hexadecimal digit, with 0x or without: parse_hexdigit() of kernel/pi/idreg-override.c; in 6.1 kstrtou64() of any
 * base, of which 4 bits count. */
static int number(const char *s, size_t length, unsigned columns)
{
	bool hex = length > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X');
	uint64_t base = hex || columns & EL2_K_SINCE_6_12 ? 16 : *s == '0' ? 8 : 10, value = 0;
	size_t i = hex ? 2 : 0;

	if (i == length || (columns & EL2_K_SINCE_6_12 && length - i > 1))
		return EL2_NOT_GIVEN;
	for (; i < length; i++) {
		uint64_t digit = digit_of(s[i]);

		if (digit >= base || value > (UINT64_MAX - digit) / base)
			return EL2_NOT_GIVEN;
		value = value * base + digit;
	}
	return (int)(value & 15);
}

static void read_mode(const char *value, size_t length, unsigned columns, el2_boot_word *w, el2_cmdline *out)
{
	for (size_t i = 0; i < MODE_COUNT; i++) {
		const char *name = modes[i].word + sizeof mode_word - 1;

		if (strlen(name) != length || memcmp(name, value, length))
			continue;
		w->known = true;
		w->effect = true;
		out->kvm_mode = modes[i].mode;
		if (modes[i].mode == EL2_KVM_NVHE) {
			out->vh = 0;
			out->hvhe = 0;
		} else if (modes[i].mode == EL2_KVM_PROTECTED) {
			if (columns & EL2_K_HVHE)
				out->hvhe = 1;
			else
				out->vh = 0;
		}
	}
}

static void read_word(const char *word, size_t length, unsigned columns, el2_boot_word *w, el2_cmdline *out)
{
	int *fields[] = {[MTE] = &out->mte, [VH] = &out->vh, [HVHE] = &out->hvhe, [SVE] = &out->sve, [SME] = &out->sme};

	if (begins(word, length, mode_word)) {
		read_mode(word + sizeof mode_word - 1, length - (sizeof mode_word - 1), columns, w, out);
		return;
	}
	for (size_t i = 0; i < WORD_COUNT; i++) {
		size_t n = strlen(words[i].name);

		if ((columns & words[i].needs) != words[i].needs || !begins(word, length, words[i].name) ||
		    (words[i].value >= 0 && length != n))
			continue;
		int v = words[i].value >= 0 ? words[i].value : number(word + n, length - n, columns);

		if (v >= 0) {
			w->known = true;
			w->effect = true;
			*fields[words[i].override] = v;
		}
	}
}

void el2_cmdline_read(el2_boot *boot, el2_cmdline *out)
{
	const char *s = boot->config.cmdline ? boot->config.cmdline : "";

	*out = (el2_cmdline){EL2_KVM_DEFAULT, EL2_NOT_GIVEN, EL2_NOT_GIVEN,
			     EL2_NOT_GIVEN,   EL2_NOT_GIVEN, EL2_NOT_GIVEN};
	for (size_t i = 0; s[i];) {
		size_t start;
		bool quoted = false;

		while (s[i] == ' ' || s[i] == '\t' || s[i] == '\n')
			i++;
		start = i;
		while (s[i] && (quoted || (s[i] != ' ' && s[i] != '\t' && s[i] != '\n'))) {
			quoted ^= s[i] == '"';
			i++;
		}
		if (i == start)
			break;
		if (i - start == 2 && !memcmp(s + start, "--", 2))
			break;
		if (boot->word_count == EL2_BOOT_WORDS_MAX) {
			boot->cmdline_truncated = true;
			break;
		}
		el2_boot_word *w = &boot->words[boot->word_count++];

		*w = (el2_boot_word){(uint32_t)start, (uint32_t)(i - start), false, false};
		read_word(s + start, i - start, el2_kernel_columns(boot->config.kernel), w, out);
	}
}
