/* SPDX-License-Identifier: MIT */
#include "cli/show/audit_deny.h"
#include "cli/show/insn.h"
#include "snippet/snippet.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The value that an answer has for a key, as text. NULL: it has none. */
static const char *value_of(const char *key, const el2_audit_answer *a, const el2_insn *insn, char *buffer, size_t size)
{
	if (!strcmp(key, "verdict"))
		return el2_verdict_name((el2_verdict_kind)a->verdict);
	if (!strcmp(key, "effect"))
		return a->verdict == EL2_PASS ? el2_effect_name((el2_effect)a->effect) : NULL;
	if (!strcmp(key, "origin"))
		return a->origin ? el2_origin_name((el2_origin)a->origin) : NULL;
	if (!strcmp(key, "class"))
		return el2_class_name((el2_class)insn->cls);
	if (!strcmp(key, "op"))
		return cli_insn_op(insn);
	if (!strcmp(key, "register"))
		return cli_insn_register(insn, buffer);
	if (!strcmp(key, "feature"))
		return el2_insn_features(insn);
	if (!strcmp(key, "el"))
		snprintf(buffer, size, "%u", a->el);
	else
		snprintf(buffer, size, "0x%x", a->ec);
	return strcmp(key, "ec") || a->taken ? buffer : NULL;
}

static const char *const keys[] = {"verdict", "effect", "origin", "el", "class", "op", "register", "ec", "feature"};

#define KEY_COUNT (sizeof keys / sizeof *keys)

/* Is a value one that the key can have at all? Only of keys with few values. */
static bool can_be(const char *key, const char *value)
{
	if (!strcmp(key, "verdict")) {
		for (unsigned v = 0; v < EL2_VERDICT_COUNT; v++)
			if (!strcmp(value, el2_verdict_name((el2_verdict_kind)v)))
				return true;
		return false;
	}
	if (!strcmp(key, "class")) {
		for (unsigned c = 0; c < EL2_CLASS_COUNT; c++)
			if (!strcmp(value, el2_class_name((el2_class)c)))
				return true;
		return false;
	}
	if (!strcmp(key, "effect"))
		return !strcmp(value, "full") || !strcmp(value, "tags-ignored");
	if (!strcmp(key, "origin"))
		return !strcmp(value, "native") || !strcmp(value, "injected");
	if (!strcmp(key, "el"))
		return !strcmp(value, "0") || !strcmp(value, "1");
	return *value;
}

/* The next "key=value" of *text; false at its end. An overlong one gives an empty key. */
static bool next_term(const char **text, char *key, char *value, size_t size)
{
	size_t length, equals;

	*text += strspn(*text, " ");
	length = strcspn(*text, " ");
	if (!length)
		return false;
	equals = strcspn(*text, "= ");
	*key = *value = '\0';
	if (equals < length && equals < size && length - equals - 1 < size) {
		snprintf(key, size, "%.*s", (int)equals, *text);
		snprintf(value, size, "%.*s", (int)(length - equals - 1), *text + equals + 1);
	}
	*text += length;
	return true;
}

el2_status cli_denied_add(struct cli_denied *d, const char *expression, el2_error *error)
{
	char key[64], value[64], hint[96];
	const char *p = expression;
	unsigned terms = 0;

	if (d->count == CLI_DENIED_MAX)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "more than %d --deny", CLI_DENIED_MAX);
	for (; next_term(&p, key, value, sizeof key); terms++) {
		struct cli_suggest suggest = cli_suggest_for(key);
		size_t i = 0;

		for (; i < KEY_COUNT && strcmp(keys[i], key); i++)
			cli_suggest_offer(&suggest, keys[i]);
		if (i == KEY_COUNT)
			return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--deny has no key '%.64s'%s", key,
					cli_suggest_text(&suggest, hint, sizeof hint));
		if (!can_be(key, value))
			return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--deny: %s is never '%.64s'", key, value);
	}
	if (!terms)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--deny wants 'key=value ...'");
	d->expressions[d->count++] = expression;
	return EL2_OK;
}

bool cli_denied_matches(const struct cli_denied *d, const el2_audit_answer *a, const el2_insn *insn)
{
	char key[64], value[64], buffer[CLI_REGISTER_MAX];

	for (unsigned i = 0; i < d->count; i++) {
		const char *p = d->expressions[i];
		bool all = true;

		while (all && next_term(&p, key, value, sizeof key)) {
			const char *is = value_of(key, a, insn, buffer, sizeof buffer);

			all = is && (!strcmp(key, "feature") ? strstr(is, value) != NULL : !strcasecmp(is, value));
		}
		if (all)
			return true;
	}
	return false;
}

bool cli_denied_by_none(void *denied, const el2_event *event, const el2_insn *insn, const el2_step_result *result)
{
	const el2_verdict *v = &result->verdict;
	const el2_audit_answer answer = {
		.el = event->el,
		.verdict = (uint8_t)v->verdict,
		.origin = (uint8_t)v->origin,
		.effect = (uint8_t)v->effect,
		.taken = v->has_taken,
		.ec = v->has_taken ? (uint8_t)EL2_ESR_EC(v->taken.esr) : 0,
	};

	return !cli_denied_matches(denied, &answer, insn);
}
