/* SPDX-License-Identifier: MIT */
#include "snippet/names.h"
#include "decoder/decoder.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	NAME_MAX_LENGTH = 32
};

/* A walk through the text. */
struct walk {
	const char *at, *end;
	FILE *out;
	char mnemonic[NAME_MAX_LENGTH]; /* of this statement; "" before it */
};

static bool in_token(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$';
}

static size_t token_length(const char *at, const char *end)
{
	const char *p = at;

	while (p < end && in_token(*p))
		p++;
	return (size_t)(p - at);
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p;
}

/* A token as a string; "" if it is longer than any name. */
static void copy_token(const char *at, size_t length, char name[NAME_MAX_LENGTH])
{
	snprintf(name, NAME_MAX_LENGTH, "%.*s", length < NAME_MAX_LENGTH ? (int)length : 0, at);
}

static bool moves_register(const char *mnemonic)
{
	static const char *const names[] = {"mrs", "msr", "mrrs", "msrr"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcasecmp(mnemonic, names[i]))
			return true;
	return false;
}

/* ", x0" or ", wzr" follows, and no immediate: MSR has fields of PSTATE with the names of registers. */
static bool register_follows(const char *p, const char *end)
{
	p = skip_blanks(p, end);
	if (p == end || *p != ',')
		return false;
	p = skip_blanks(p + 1, end);
	return end - p >= 2 && strchr("xXwW", *p) &&
	       (isdigit((unsigned char)p[1]) || tolower((unsigned char)p[1]) == 'z');
}

/* The row of a register that a token names where it stands. Names with an Exception level are names anywhere, so that
 * macros may hand them on; others (NZCV, PAN, PM) where a register is moved. */
static const el2_sysreg_info *register_at(const struct walk *w, const char *name)
{
	const char *behind = w->at + strlen(name), *level = strrchr(name, '_');
	el2_sysreg id = EL2_SYSREG_NONE;

	if (level && !strncasecmp(level, "_el", 3))
		id = el2_sysreg_by_name(name);
	else if (moves_register(w->mnemonic) &&
		 (tolower((unsigned char)w->mnemonic[1]) == 'r' || register_follows(behind, w->end)))
		id = el2_sysreg_by_name(name);
	return id > EL2_SYSREG_NONE && id <= EL2_SYSREG_LAST_REGISTER ? el2_sysreg_get(id) : NULL;
}

/* ---- operations ---- */

static const char *end_of_statement(const char *p, const char *end)
{
	while (p < end && *p != '\n' && *p != ';' && !(*p == '/' && p + 1 < end && (p[1] == '/' || p[1] == '*')))
		p++;
	while (p[-1] == ' ' || p[-1] == '\t' || p[-1] == '\r')
		p--;
	return p;
}

/* "gicr x0, cdia": an operation with a result, whose name is around the register. */
static const el2_sysreg_info *named_behind(const char *mnemonic, const char *comma, const char *end)
{
	char kind[NAME_MAX_LENGTH], name[2 * NAME_MAX_LENGTH];
	const char *text = comma < end && *comma == ',' ? skip_blanks(comma + 1, end) : end;
	size_t length = token_length(text, end);

	copy_token(text, length, kind);
	snprintf(name, sizeof name, "%s %s", mnemonic, kind);
	return text + length == end ? el2_sysreg_get(el2_sysreg_by_name(name)) : NULL;
}

/* An operation at the beginning of a statement, written as SYS or SYSL; what is no such is left. */
static bool write_operation(struct walk *w, size_t length)
{
	const char *end = end_of_statement(w->at + length, w->end), *operand = skip_blanks(w->at + length, end),
		   *last = end;
	char mnemonic[NAME_MAX_LENGTH], kind[NAME_MAX_LENGTH], name[2 * NAME_MAX_LENGTH];
	size_t kind_length = token_length(operand, end);
	const el2_sysreg_info *row;
	const char *rest;

	copy_token(w->at, length, mnemonic);
	copy_token(operand, kind_length, kind);
	snprintf(name, sizeof name, "%s %s", mnemonic, kind);
	row = el2_sysreg_get(el2_sysreg_by_name(name));
	rest = skip_blanks(operand + kind_length, end);
	if (row && rest < end && *rest == ',') {
		rest = skip_blanks(rest + 1, end);
	} else if (!row && (row = named_behind(mnemonic, rest, end))) {
		rest = operand;
		last = operand + kind_length;
	} else if (!row) { /* one word: its operand follows it without a comma */
		row = el2_sysreg_get(el2_sysreg_by_name(mnemonic));
		rest = operand;
	} else if (rest < end) {
		return false;
	}
	if (!row || !(row->access & (EL2_EXEC | EL2_EXEC_RESULT)) || (rest == end) != !!(row->access & EL2_NO_REGISTER))
		return false;
	if (row->access & EL2_EXEC_RESULT)
		fprintf(w->out, "sysl %.*s, ", (int)(last - rest), rest);
	else
		fputs("sys ", w->out);
	fprintf(w->out, "#%u, c%u, c%u, #%u", EL2_KEY_OP1(row->key), EL2_KEY_CRN(row->key), EL2_KEY_CRM(row->key),
		EL2_KEY_OP2(row->key));
	if (row->access & EL2_EXEC && rest < end)
		fprintf(w->out, ", %.*s", (int)(end - rest), rest);
	w->at = end;
	return true;
}

/* ---- tokens ---- */

static void write_token(struct walk *w)
{
	size_t length = token_length(w->at, w->end);
	const char *next = skip_blanks(w->at + length, w->end);
	const el2_sysreg_info *row;
	char name[NAME_MAX_LENGTH];

	copy_token(w->at, length, name);
	if (!*w->mnemonic && !(next < w->end && (*next == ':' || *next == '='))) {
		if (write_operation(w, length))
			return;
		snprintf(w->mnemonic, sizeof w->mnemonic, "%s", *name ? name : "?");
	}
	row = register_at(w, name);
	if (row)
		fprintf(w->out, "s%u_%u_c%u_c%u_%u", EL2_KEY_OP0(row->key), EL2_KEY_OP1(row->key),
			EL2_KEY_CRN(row->key), EL2_KEY_CRM(row->key), EL2_KEY_OP2(row->key));
	else
		fwrite(w->at, 1, length, w->out);
	w->at += length;
}

/* Copies up to `to`, which may lie beyond the end. */
static void copy_to(struct walk *w, const char *to)
{
	to = to && to < w->end ? to : w->end;
	fwrite(w->at, 1, (size_t)(to - w->at), w->out);
	w->at = to;
}

/* The end of a block comment. */
static const char *comment_end(const char *p, const char *end)
{
	for (p += 2; p + 1 < end; p++)
		if (p[0] == '*' && p[1] == '/')
			return p + 2;
	return end;
}

/* The end of a string that begins at p. */
static const char *string_end(const char *p, const char *end)
{
	for (p++; p < end && *p != '"' && *p != '\n'; p++)
		if (*p == '\\' && p + 1 < end)
			p++;
	return p < end && *p == '"' ? p + 1 : p;
}

char *snippet_plain_names(const char *text, size_t length, size_t *copied)
{
	struct walk w = {.at = text, .end = text + length};
	char *copy = NULL;

	w.out = open_memstream(&copy, copied);
	if (!w.out)
		return NULL;
	while (w.at < w.end) {
		bool pair = w.end - w.at >= 2 && *w.at == '/';

		if (pair && w.at[1] == '/')
			copy_to(&w, memchr(w.at, '\n', (size_t)(w.end - w.at)));
		else if (pair && w.at[1] == '*')
			copy_to(&w, comment_end(w.at, w.end));
		else if (*w.at == '"')
			copy_to(&w, string_end(w.at, w.end));
		else if (in_token(*w.at))
			write_token(&w);
		else {
			if (*w.at == '\n' || *w.at == ';' || *w.at == ':')
				*w.mnemonic = '\0';
			copy_to(&w, w.at + 1);
		}
	}
	if (ferror(w.out) | fclose(w.out)) {
		free(copy);
		return NULL;
	}
	return copy;
}
