/* SPDX-License-Identifier: MIT */
#include "snippet/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MESSAGES_MAX 65536

void tool_close(const struct tool_job *job)
{
	unlink(job->source);
	unlink(job->object);
	unlink(job->script);
	unlink(job->linked);
	unlink(job->messages);
	rmdir(job->directory);
}

el2_status tool_open(struct tool_job *job, el2_error *error)
{
	const char *base = getenv("TMPDIR");
	int n = snprintf(job->directory, sizeof job->directory, "%s/el2trap.XXXXXX", base && *base ? base : "/tmp");

	if (n < 0 || (size_t)n >= sizeof job->directory || !mkdtemp(job->directory))
		return el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0, "no temporary directory: %s", strerror(errno));
	snprintf(job->source, sizeof job->source, "%s/source.s", job->directory);
	snprintf(job->object, sizeof job->object, "%s/output.o", job->directory);
	snprintf(job->script, sizeof job->script, "%s/layout.ld", job->directory);
	snprintf(job->linked, sizeof job->linked, "%s/output", job->directory);
	snprintf(job->messages, sizeof job->messages, "%s/messages", job->directory);
	return EL2_OK;
}

bool tool_here(const char *program)
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

static void child(const struct tool_job *job, char *const *argv)
{
	struct rlimit cpu = {TOOL_CPU_SECONDS, TOOL_CPU_SECONDS}, size = {TOOL_FILE_BYTES, TOOL_FILE_BYTES};
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

int tool_run(const struct tool_job *job, const char *const *argv)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		return -1;
	if (!pid)
		child(job, (char *const *)(uintptr_t)argv);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

unsigned char *tool_read(const char *path, size_t limit, size_t *size)
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

char *tool_messages(const struct tool_job *job)
{
	size_t size;

	return (char *)tool_read(job->messages, MESSAGES_MAX, &size);
}

el2_status tool_failed(const char *program, const char *name, el2_error *error)
{
	return el2_fail(error, EL2_ERR_INPUT, name, 0, 0, "%s failed (more than %d seconds, %u MB, or killed)", program,
			TOOL_CPU_SECONDS, TOOL_FILE_BYTES >> 20);
}
