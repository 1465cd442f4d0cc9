/* SPDX-License-Identifier: MIT */
#include "snippet/assemble.h"
#include "snippet/names.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CPU_SECONDS  20
#define FILE_BYTES   (256u << 20)
#define MESSAGES_MAX 65536

/* An assembler, and ways to make it take every extension, the widest first. */
struct assembler {
	const char *program;
	const char *arguments[8];
	const char *extensions[4]; /* one of them, the first that it accepts */
	bool marks;                /* writes no lines for .inst */
};

static const struct assembler assemblers[] = {
	{"aarch64-linux-gnu-as",
	 {"-g", "--nocompress-debug-sections", NULL},
	 {"-march=all", "-march=armv9.3-a+memtag+mops", "-march=armv8.5-a+memtag", NULL},
	 false},
	{"llvm-mc",
	 {"-triple=aarch64-linux-gnu", "-filetype=obj", "-g", NULL},
	 {"-mattr=+all,+v9.3a,+mte,+mops,+sve2,+sme,+rand,+pauth,+nv", NULL},
	 true},
};

/* A run: its directory and the files in it. */
struct job {
	char directory[256];
	char source[288], output[288], messages[288];
};

static void remove_job(const struct job *job)
{
	unlink(job->source);
	unlink(job->output);
	unlink(job->messages);
	rmdir(job->directory);
}

static el2_status make_job(struct job *job, el2_error *error)
{
	const char *base = getenv("TMPDIR");
	int n = snprintf(job->directory, sizeof job->directory, "%s/el2trap.XXXXXX", base && *base ? base : "/tmp");

	if (n < 0 || (size_t)n >= sizeof job->directory || !mkdtemp(job->directory))
		return el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0, "no temporary directory: %s", strerror(errno));
	snprintf(job->source, sizeof job->source, "%s/source.s", job->directory);
	snprintf(job->output, sizeof job->output, "%s/output.o", job->directory);
	snprintf(job->messages, sizeof job->messages, "%s/messages", job->directory);
	return EL2_OK;
}

/* Is the program somewhere in $PATH? */
static bool in_path(const char *program)
{
	const char *path = getenv("PATH");
	char name[4096];

	while (path && *path) {
		size_t length = strcspn(path, ":");

		snprintf(name, sizeof name, "%.*s/%s", (int)length, path, program);
		if (length && !access(name, X_OK))
			return true;
		path += length + (path[length] == ':');
	}
	return false;
}

static const struct assembler *find_assembler(void)
{
	for (size_t i = 0; i < sizeof assemblers / sizeof *assemblers; i++)
		if (in_path(assemblers[i].program))
			return &assemblers[i];
	return NULL;
}

static void child(const struct job *job, char *const *argv)
{
	struct rlimit cpu = {CPU_SECONDS, CPU_SECONDS}, size = {FILE_BYTES, FILE_BYTES};
	int messages = open(job->messages, O_WRONLY | O_CREAT | O_TRUNC, 0600), nothing = open("/dev/null", O_RDWR);

	if (messages < 0 || nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0 ||
	    dup2(messages, STDERR_FILENO) < 0)
		_exit(126);
	setrlimit(RLIMIT_CPU, &cpu);
	setrlimit(RLIMIT_FSIZE, &size);
	setenv("LC_ALL", "C", 1); /* messages are parsed */
	execvp(argv[0], argv);
	_exit(127);
}

/* Runs the assembler; its exit status, or -1 if it could not be run or was killed. */
static int run(const struct assembler *a, const char *extension, const char *directory, const struct job *job)
{
	const char *argv[16];
	int argc = 0, status;
	pid_t pid;

	argv[argc++] = a->program;
	for (unsigned i = 0; a->arguments[i]; i++)
		argv[argc++] = a->arguments[i];
	argv[argc++] = extension;
	if (directory) {
		argv[argc++] = "-I";
		argv[argc++] = directory;
	}
	argv[argc++] = "-o";
	argv[argc++] = job->output;
	argv[argc++] = job->source;
	argv[argc] = NULL;
	pid = fork();
	if (pid < 0)
		return -1;
	if (!pid)
		child(job, (char *const *)(uintptr_t)argv);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- files ------------------------------------------------------------------------------------------------------ */

/* A whole file, one byte longer than it is and ended by a zero; at most `limit` bytes. NULL if it cannot be read. */
static unsigned char *read_file(const char *path, size_t limit, size_t *size)
{
	FILE *file = fopen(path, "rb");
	unsigned char *data = NULL;
	struct stat st;

	if (!file)
		return NULL;
	if (!fstat(fileno(file), &st)) {
		*size = (uint64_t)st.st_size < limit ? (size_t)st.st_size : limit;
		data = malloc(*size + 1);
	}
	if (data) {
		*size = fread(data, 1, *size, file);
		data[*size] = '\0';
	}
	fclose(file);
	return data;
}

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
static bool write_source(const struct job *job, const char *text, size_t length, bool marks)
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

/* "PATH:LINE: Error: TEXT" (GNU) or "PATH:LINE:COLUMN: error: TEXT" (LLVM). True if it is such a line. */
static bool parse_message(const char *text, const char *path, unsigned *line, unsigned *column, const char **message)
{
	size_t length = strlen(path);
	char *end;

	*line = *column = 0;
	if (strncmp(text, path, length) || text[length] != ':')
		return false;
	text += length + 1;
	if (isdigit((unsigned char)*text)) {
		*line = (unsigned)strtoul(text, &end, 10);
		text = *end == ':' ? end + 1 : end;
	}
	if (isdigit((unsigned char)*text)) {
		*column = (unsigned)strtoul(text, &end, 10);
		text = *end == ':' ? end + 1 : end;
	}
	text += strspn(text, " ");
	if (strncasecmp(text, "error: ", 7) && strncasecmp(text, "fatal error: ", 13))
		return false;
	*message = strchr(text, ':') + 2;
	return true;
}

/* The first error that the assembler told, as ours. */
static el2_status told(const struct assembler *a, const struct job *job, const char *name, el2_error *error)
{
	size_t size = 0;
	char *text = (char *)read_file(job->messages, MESSAGES_MAX, &size), *save = NULL;
	el2_status status = EL2_OK;

	for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line; line = strtok_r(NULL, "\n", &save)) {
		unsigned number, column;
		const char *message;

		if (!parse_message(line, job->source, &number, &column, &message))
			continue;
		status = el2_fail(error, EL2_ERR_INPUT, name, number, column, "%s", message);
		break;
	}
	free(text);
	if (status == EL2_OK)
		status =
			el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "%s failed (more than %d seconds, %u MB, or killed)",
				 a->program, CPU_SECONDS, FILE_BYTES >> 20);
	return status;
}

/* The widest set of extensions that the assembler takes: tried on an empty source. */
static const char *choose_extension(const struct assembler *a, const struct job *job)
{
	unsigned i = 0;

	if (!a->extensions[1] || !write_source(job, "", 0, false))
		return a->extensions[0];
	while (a->extensions[i + 1] && run(a, a->extensions[i], NULL, job))
		i++;
	return a->extensions[i];
}

el2_status cli_assemble(const char *text, size_t length, const char *name, const char *directory, uint64_t base,
			struct cli_object *object, el2_error *error)
{
	const struct assembler *a = find_assembler();
	const char *extension;
	unsigned char *file = NULL;
	char *plain;
	struct job job;
	size_t size = 0;
	el2_status status;

	memset(object, 0, sizeof *object);
	if (!a)
		return el2_fail(
			error, EL2_ERR_UNSUPPORTED, name, 0, 0,
			"no assembler: neither aarch64-linux-gnu-as (binutils-aarch64-linux-gnu) nor llvm-mc (llvm)");
	status = make_job(&job, error);
	if (status != EL2_OK)
		return status;
	extension = choose_extension(a, &job);
	plain = snippet_plain_names(text, length, &length);
	if (!plain)
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	else if (!write_source(&job, plain, length, a->marks))
		status = el2_fail(error, EL2_ERR_SYSTEM, job.source, 0, 0, "%s", strerror(errno));
	else if (run(a, extension, directory, &job))
		status = told(a, &job, name, error);
	else if (!(file = read_file(job.output, FILE_BYTES, &size)))
		status = el2_fail(error, EL2_ERR_SYSTEM, job.output, 0, 0, "the assembler's output cannot be read");
	remove_job(&job);
	free(plain);
	return status == EL2_OK ? cli_object_parse(object, file, size, base, name, error) : status;
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
	for (size_t i = 0; i < object.section_count; i++)
		capacity += object.sections[i].executable ? object.sections[i].size / 4 : 0;
	*words = malloc((capacity + 1) * sizeof **words);
	for (size_t i = 0; *words && i < object.section_count; i++) {
		const struct cli_object_section *s = &object.sections[i];

		for (size_t w = 0; s->executable && w < s->size / 4; w++) {
			const unsigned char *p = s->data + 4 * w;

			if (s->lines[w])
				(*words)[(*count)++] =
					p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
		}
	}
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
	return el2_fail(error, status, NULL, 0, 0, "'%.64s': %.400s", text, message);
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
