/* SPDX-License-Identifier: MIT */
/*
 * Source: Linux Documentation/admin-guide/kernel-parameters.txt; arch/arm64/kernel/pi/idreg-override.c (overrides and
 * their aliases); kvm/arm.c early_kvm_mode_cfg(). Dashes and underscores are the same in names.
 */
#include "policy/cmdline.h"

#include <string.h>

enum {
	MTE,
	VH,
	HVHE
};

static const struct {
	const char *name; /* up to and with "=", or a whole word */
	int override;     /* of a number; or what an alias sets */
	int value;        /* of an alias; -1: the word's own */
} words[] = {
	{"id_aa64pfr1.mte=", MTE, -1},
	{"arm64.nomte", MTE, 0},
	{"id_aa64mmfr1.vh=", VH, -1},
	{"arm64_sw.hvhe=", HVHE, -1},
};

static const struct {
	const char *name;
	enum el2_kvm_mode mode;
} modes[] = {
	{"none", EL2_KVM_NONE},
	{"nvhe", EL2_KVM_NVHE},
	{"protected", EL2_KVM_PROTECTED},
	{"nested", EL2_KVM_NESTED},
};

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

/* Decimal or 0x number of one ID register field; -1 if it is none: the kernel then leaves the field alone. */
static int number(const char *s, size_t length)
{
	unsigned base = 10, v = 0;

	if (length > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		base = 16;
		s += 2;
		length -= 2;
	}
	if (!length)
		return -1;
	for (size_t i = 0; i < length; i++) {
		static const char digits[] = "0123456789abcdef";
		const char *at = memchr(digits, s[i] >= 'A' && s[i] <= 'F' ? s[i] | 0x20 : s[i], 16);
		unsigned digit = at ? (unsigned)(at - digits) : 99;

		if (digit >= base || (v = v * base + digit) > 15)
			return -1;
	}
	return (int)v;
}

static void read_mode(const char *value, size_t length, el2_boot_word *w, el2_cmdline *out)
{
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		if (strlen(modes[i].name) != length || memcmp(modes[i].name, value, length))
			continue;
		w->effect = true;
		out->kvm_mode = modes[i].mode;
		if (modes[i].mode == EL2_KVM_NVHE) {
			out->vh = 0;
			out->hvhe = 0;
		} else if (modes[i].mode == EL2_KVM_PROTECTED) {
			out->hvhe = 1;
		}
	}
}

static void read_word(const char *word, size_t length, el2_boot_word *w, el2_cmdline *out)
{
	static const char mode[] = "kvm-arm.mode=";
	int *fields[] = {[MTE] = &out->mte, [VH] = &out->vh, [HVHE] = &out->hvhe};

	if (begins(word, length, mode)) {
		w->known = true;
		read_mode(word + sizeof mode - 1, length - (sizeof mode - 1), w, out);
		return;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i].name);

		if (!begins(word, length, words[i].name) || (words[i].value >= 0 && length != n))
			continue;
		int v = words[i].value >= 0 ? words[i].value : number(word + n, length - n);

		w->known = true;
		if (v >= 0) {
			w->effect = true;
			*fields[words[i].override] = v;
		}
	}
}

void el2_cmdline_read(el2_boot *boot, el2_cmdline *out)
{
	const char *s = boot->config.cmdline ? boot->config.cmdline : "";

	*out = (el2_cmdline){EL2_KVM_DEFAULT, -1, -1, -1};
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
		read_word(s + start, i - start, w, out);
	}
}
