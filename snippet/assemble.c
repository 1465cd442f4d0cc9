/* SPDX-License-Identifier: MIT */
#include "snippet/assemble.h"
#include "model/bytes.h"
#include "snippet/link.h"
#include "snippet/names.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* An assembler, and ways to make it take every extension, the widest first. */
struct assembler {
	const char *program;
	const char *arguments[8];
	const char *extensions[4]; /* one of them, the first that it accepts */
	bool marks;                /* writes no lines for .inst */
};

static const struct assembler assemblers[] = {
	{"aarch64-linux-gnu-as",
	 {"-g", NULL},
	 {"-march=all", "-march=armv9.3-a+memtag+mops", "-march=armv8.5-a+memtag", NULL},
	 false},
	{"llvm-mc",
	 {"-triple=aarch64-linux-gnu", "-filetype=obj", "-g", NULL},
	 {"-mattr=+all,+v9.3a,+mte,+mops,+sve2,+sme,+rand,+pauth,+nv", NULL},
	 true},
};

static const struct assembler *find_assembler(void)
{
	for (size_t i = 0; i < sizeof assemblers / sizeof *assemblers; i++)
		if (tool_here(assemblers[i].program))
			return &assemblers[i];
	return NULL;
}

/* Runs the assembler; its exit status, or -1 if it could not be run or was killed. */
static int run(const struct assembler *a, const char *extension, const char *directory, const struct tool_job *job)
{
	const char *argv[16];
	int argc = 0;

	argv[argc++] = a->program;
	for (unsigned i = 0; a->arguments[i]; i++)
		argv[argc++] = a->arguments[i];
	argv[argc++] = extension;
	if (directory) {
		argv[argc++] = "-I";
		argv[argc++] = directory;
	}
	argv[argc++] = "-o";
	argv[argc++] = job->object;
	argv[argc++] = job->source;
	argv[argc] = NULL;
	return tool_run(job, argv);
}

/* ---- source ----------------------------------------------------------------------------------------------------- */

/* Where block comments and blocks that are assembled several times or later (macros, repetitions) begin and end. */
struct scan {
	bool comment;
	unsigned depth;
};

static bool is_directive(const char *text, size_t length, const char *name)
{
	return length == strlen(name) && !strncasecmp(text, name, length);
}

/* Follow one line; returns the position of an `.inst` at its beginning, or NULL. */
static const char *follow(struct scan *s, const char *line, const char *end)
{
	static const char *const open[] = {".macro", ".rept", ".irp", ".irpc"};
	static const char *const closed[] = {".endm", ".endr"};
	bool was_comment = s->comment, inst;
	const char *p = line;
	size_t length = 0;

	while (p < end && isspace((unsigned char)*p))
		p++;
	while (p + length < end && (isalnum((unsigned char)p[length]) || p[length] == '.'))
		length++;
	inst = !s->depth && !was_comment && is_directive(p, length, ".inst");
	for (size_t i = 0; i < sizeof open / sizeof *open && !was_comment; i++)
		s->depth += is_directive(p, length, open[i]);
	for (size_t i = 0; i < sizeof closed / sizeof *closed && !was_comment; i++)
		s->depth -= s->depth && is_directive(p, length, closed[i]);
	for (const char *c = line; c + 1 < end; c++) {
		if (!s->comment && c[0] == '/' && c[1] == '/')
			break;
		if (c[0] == (s->comment ? '*' : '/') && c[1] == (s->comment ? '/' : '*')) {
			s->comment = !s->comment;
			c++;
		}
	}
	return inst ? p : NULL;
}

/* Write the source, with a mark before each `.inst` if asked for. */
static bool write_source(const struct tool_job *job, const char *text, size_t length, bool marks)
{
	FILE *file = fopen(job->source, "w");
	struct scan scan = {false, 0};
	unsigned number = 0;
	bool good;

	if (!file)
		return false;
	for (const char *line = text, *end = text + length; line < end;) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		const char *next = newline ? newline + 1 : end;
		const char *inst = marks ? follow(&scan, line, next) : NULL;

		number++;
		if (inst)
			fprintf(file, CLI_LINE_LABEL "%u: ", number);
		fwrite(line, 1, (size_t)(next - line), file);
		line = next;
	}
	good = !ferror(file);
	return fclose(file) == 0 && good;
}

/* ---- messages --------------------------------------------------------------------------------------------------- */

/* Cut ":12" off the end of a text; 0 if there is none. */
static unsigned cut_number(char *text)
{
	size_t length = strlen(text), digits = 0;
	unsigned number;

	while (digits < length && isdigit((unsigned char)text[length - digits - 1]))
		digits++;
	if (!digits || digits == length || text[length - digits - 1] != ':')
		return 0;
	number = (unsigned)strtoul(text + length - digits, NULL, 10);
	text[length - digits - 1] = '\0';
	return number;
}

/* "FILE:LINE: Error: TEXT" (GNU) or "FILE:LINE:COLUMN: error: TEXT" (LLVM); what is left of `text` then is the file. */
static bool parse_message(char *text, unsigned *line, unsigned *column, const char **message)
{
	char *p = strchr(text, ':');
	unsigned before;

	while (p && strncasecmp(p, ": error: ", 9) && strncasecmp(p, ": fatal error: ", 15))
		p = strchr(p + 1, ':');
	if (!p)
		return false;
	*message = strchr(p + 1, ':') + 2;
	*p = '\0';
	*column = 0;
	*line = cut_number(text);
	before = cut_number(text);
	if (before) {
		*column = *line;
		*line = before;
	}
	return true;
}

/* Past a string of the alphabet that mnemonics and directives are made of. */
static const char *past_name(const char *p)
{
	while (isalnum((unsigned char)*p) || *p == '.' || *p == '_')
		p++;
	return p;
}

/* The operand `n` of the statement at `p`, which ends at a newline, a semicolon or a comment: NULL if it has fewer. */
static const char *operand_of(const char *p, unsigned long n)
{
	unsigned depth = 0;

	p = past_name(p);
	for (; n > 1; p++) {
		if (!*p || strchr("\n;", *p) || (p[0] == '/' && p[1] == '/'))
			return NULL;
		depth += strchr("[{", *p) != NULL;
		depth -= depth && strchr("]}", *p);
		n -= !depth && *p == ',';
	}
	p += strspn(p, " \t");
	return *p && !strchr("\n;/", *p) ? p : NULL;
}

/* GNU as tells no column, but ends in "at operand 2 -- `mrs x0,foo'": the column of that statement in the line, or of
 * the operand; 0 if it is not to be found. */
static unsigned column_of(const char *text, unsigned line, const char *message)
{
	const char *quoted = strstr(message, " -- `"), *operand = strstr(message, "at operand "), *p, *end;
	size_t length;

	while (quoted && strstr(quoted + 1, " -- `"))
		quoted = strstr(quoted + 1, " -- `");
	for (; line > 1 && text; line--)
		text = strchr(text, '\n') ? strchr(text, '\n') + 1 : NULL;
	if (!quoted || !text)
		return 0;
	quoted += 5;
	length = (size_t)(past_name(quoted) - quoted);
	end = text + strcspn(text, "\n");
	for (p = text; p < end; p = past_name(p) + (past_name(p) == p))
		if (length && (size_t)(past_name(p) - p) == length && !strncasecmp(p, quoted, length))
			break;
	if (p >= end)
		return 0;
	if (operand && operand < quoted && operand_of(p, strtoul(operand + 11, NULL, 10)))
		p = operand_of(p, strtoul(operand + 11, NULL, 10));
	return (unsigned)(p - text) + 1;
}

/* The first error that the assembler told of a file, as ours. False: it told none. */
static bool told(const struct tool_job *job, const char *name, const char *source, el2_error *error)
{
	char *text = tool_messages(job), *save = NULL;
	bool found = false;

	for (char *at = text ? strtok_r(text, "\n", &save) : NULL; at && !found; at = strtok_r(NULL, "\n", &save)) {
		unsigned line, column;
		const char *message;

		if (!parse_message(at, &line, &column, &message))
			continue;
		found = line || !strcmp(at, job->source);
		if (!column && line && !strcmp(at, job->source))
			column = column_of(source, line, message);
		if (found)
			el2_fail(error, EL2_ERR_INPUT, strcmp(at, job->source) ? at : name, line, column, "%s",
				 message);
	}
	free(text);
	return found;
}

/* Assemble job->source with the widest set of extensions that the assembler takes: of one that it does not know it
 * tells without a file. */
static el2_status assemble(const struct assembler *a, const char *directory, const struct tool_job *job,
			   const char *name, const char *source, el2_error *error)
{
	for (unsigned i = 0; a->extensions[i]; i++) {
		int code = run(a, a->extensions[i], directory, job);

		if (!code)
			return EL2_OK;
		if (told(job, name, source, error))
			return EL2_ERR_INPUT;
		if (code < 0)
			break;
	}
	return tool_failed(a->program, name, error);
}

el2_status cli_assemble(const char *text, size_t length, const char *name, const char *directory, uint64_t base,
			struct cli_object *object, el2_error *error)
{
	const struct assembler *a = find_assembler();
	char *plain;
	struct tool_job job;
	el2_status status;

	memset(object, 0, sizeof *object);
	if (!a)
		return el2_fail(
			error, EL2_ERR_UNSUPPORTED, name, 0, 0,
			"no assembler: neither aarch64-linux-gnu-as (binutils-aarch64-linux-gnu) nor llvm-mc (llvm)");
	status = tool_open(&job, error);
	if (status != EL2_OK)
		return status;
	plain = snippet_plain_names(text, length, &length);
	if (!plain)
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	else if (!write_source(&job, plain, length, a->marks))
		status = el2_fail(error, EL2_ERR_SYSTEM, job.source, 0, 0, "%s", strerror(errno));
	else
		status = assemble(a, directory, &job, name, text, error);
	if (status == EL2_OK)
		status = cli_link(&job, base, name, object, error);
	tool_close(&job);
	free(plain);
	return status;
}

/* The instructions of a text; the assembler's message as it is. */
static el2_status assemble_list(const char *text, uint32_t **words, size_t *count, el2_error *error)
{
	struct cli_object object;
	size_t capacity = 0, length = strlen(text);
	char *source = malloc(length + 2);
	el2_status status;

	*words = NULL;
	*count = 0;
	if (!source)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	memcpy(source, text, length);
	memcpy(source + length, "\n", 2);
	status = cli_assemble(source, length + 1, "", NULL, 0, &object, error);
	free(source);
	if (status != EL2_OK)
		return status;
	for (size_t i = 0; i < object.image.chunk_count; i++)
		capacity += object.image.chunks[i].count;
	*words = malloc((capacity + 1) * sizeof **words);
	for (size_t i = 0; *words && i < object.image.chunk_count; i++)
		for (size_t w = 0; w < object.image.chunks[i].count; w++)
			(*words)[(*count)++] = (uint32_t)load_le(object.image.chunks[i].words + 4 * w, 4);
	cli_object_free(&object);
	return *words ? EL2_OK : el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
}

el2_status cli_assemble_words(const char *text, uint32_t **words, size_t *count, el2_error *error)
{
	el2_status status = assemble_list(text, words, count, error);
	char message[sizeof error->message];

	if (status == EL2_OK)
		return EL2_OK;
	memcpy(message, error->message, sizeof message);
	return el2_fail(error, status, NULL, error->line, error->column, "'%.64s': %.400s", text, message);
}

el2_status cli_assemble_word(const char *text, uint32_t *word, el2_error *error)
{
	uint32_t *words;
	size_t count;
	el2_status status = assemble_list(text, &words, &count, error);

	if (status == EL2_OK && count != 1)
		status = el2_fail(error, EL2_ERR_INPUT, NULL, 0, 0, "'%.64s' is not one instruction", text);
	if (status == EL2_OK)
		*word = *words;
	free(words);
	return status;
}
