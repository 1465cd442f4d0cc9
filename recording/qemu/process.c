/* SPDX-License-Identifier: MIT */
/* QEMU as a process, and the kernel's console. */
#include "recording/qemu/qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGUMENTS_MAX 96

static el2_status system_error(const char *what, el2_error *error)
{
	return el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0, "%s: %s", what, strerror(errno));
}

static const char *qemu_of(const el2_record_options *o)
{
	return o->qemu ? o->qemu : "qemu-system-aarch64";
}

bool record_interrupted(const el2_record_options *o, el2_error *error)
{
	if (!o->interrupted || !o->interrupted(o->context))
		return false;
	el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0, "interrupted");
	return true;
}

/* Start a program with its output in a pipe. */
static el2_status spawn(char **arguments, pid_t *pid, int *output, el2_error *error)
{
	int pipes[2], failure[2], code = 0;

	if (pipe(pipes) || pipe(failure))
		return system_error("pipe", error);
	fcntl(failure[1], F_SETFD, FD_CLOEXEC);
	*pid = fork();
	if (!*pid) {
		int null = open("/dev/null", O_RDONLY);

#ifdef __linux__
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* not even SIGKILL of ours leaves it behind */
#endif
		dup2(null, 0);
		dup2(pipes[1], 1);
		dup2(pipes[1], 2);
		close(pipes[0]);
		execvp(arguments[0], arguments);
		code = errno;
		_exit(write(failure[1], &code, sizeof code) == sizeof code ? 127 : 126);
	}
	close(pipes[1]);
	close(failure[1]);
	*output = pipes[0];
	if (*pid < 0 || read(failure[0], &code, sizeof code) == sizeof code) {
		close(failure[0]);
		close(pipes[0]);
		if (*pid > 0)
			waitpid(*pid, NULL, 0);
		*pid = 0;
		return el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0,
				"cannot start %s: %s (Debian's package is qemu-system-arm)", arguments[0],
				strerror(code ? code : errno));
	}
	close(failure[0]);
	return EL2_OK;
}

static el2_status read_version(struct machine *m, const char *qemu, el2_error *error)
{
	char name[256], option[] = "--version", *arguments[] = {name, option, NULL};
	size_t used = 0;
	ssize_t got;
	pid_t pid;
	int output;
	el2_status status;

	snprintf(name, sizeof name, "%s", qemu);
	status = spawn(arguments, &pid, &output, error);
	if (status != EL2_OK)
		return status;
	while (used + 1 < sizeof m->version &&
	       (got = read(output, m->version + used, sizeof m->version - 1 - used)) > 0)
		used += (size_t)got;
	m->version[used] = 0;
	m->version[strcspn(m->version, "\n")] = 0;
	close(output);
	waitpid(pid, NULL, 0);
	return EL2_OK;
}

static el2_status write_image(const struct machine *m, const struct kernel_file *kernel, char *path, size_t size,
			      el2_error *error)
{
	FILE *file;
	bool written;

	snprintf(path, size, "%s/Image", m->directory);
	file = fopen(path, "wb");
	if (!file)
		return system_error(path, error);
	written = fwrite(kernel->image, 1, kernel->size, file) == kernel->size;
	if (fclose(file) || !written)
		return system_error(path, error);
	return EL2_OK;
}

el2_status machine_start(struct machine *m, const el2_record_options *o, const struct kernel_file *kernel,
			 el2_error *error)
{
	const char *tmp = getenv("TMPDIR"), *cpu = o->cpu ? o->cpu : "max";
	char image[300], ram[400], chardev[400], smp[16], memory[32], *extra = NULL, *save;
	const char *arguments[ARGUMENTS_MAX] = {qemu_of(o),   "-nodefaults", "-display", "none", "-monitor",   "none",
						"-no-reboot", "-serial",     "stdio",    "-gdb", "chardev:gdb"};
	size_t count = 11;
	el2_status status;

	memset(m, 0, sizeof *m);
	m->console = -1;
	status = read_version(m, qemu_of(o), error);
	if (status != EL2_OK)
		return status;
	snprintf(m->directory, sizeof m->directory, "%s/el2trap-record-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(m->directory)) {
		status = system_error(m->directory, error);
		m->directory[0] = 0;
		return status;
	}
	status = write_image(m, kernel, image, sizeof image, error);
	if (status != EL2_OK)
		return status;
	snprintf(m->board, sizeof m->board, "virt,virtualization=on,gic-version=3%s",
		 strncmp(cpu, "max", 3) ? "" : ",mte=on");
	snprintf(ram, sizeof ram, "memory-backend-file,id=ram,size=%llu,mem-path=%s/ram,share=on",
		 (unsigned long long)MACHINE_RAM_SIZE, m->directory);
	snprintf(chardev, sizeof chardev, "socket,id=gdb,path=%s/gdb,server=on,wait=off", m->directory);
	snprintf(smp, sizeof smp, "%u", o->smp ? o->smp : 1);
	snprintf(memory, sizeof memory, "%lluM", (unsigned long long)(MACHINE_RAM_SIZE >> 20));

	char board[160];

	snprintf(board, sizeof board, "%s,memory-backend=ram", m->board);
	const char *const more[] = {
		"-M",   board, "-m",       memory,  "-object", ram,   "-cpu",    cpu,
		"-smp", smp,   "-chardev", chardev, "-kernel", image, "-append", o->cmdline ? o->cmdline : ""};

	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		arguments[count++] = more[i];
	if (o->initrd) {
		arguments[count++] = "-initrd";
		arguments[count++] = o->initrd;
	}
	if (o->qemu_args) {
		extra = strdup(o->qemu_args);
		for (char *word = extra ? strtok_r(extra, " ", &save) : NULL; word; word = strtok_r(NULL, " ", &save)) {
			if (count + 1 == ARGUMENTS_MAX) {
				free(extra);
				return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "more arguments for QEMU than %d",
						ARGUMENTS_MAX);
			}
			arguments[count++] = word;
		}
	}
	arguments[count] = NULL;

	char *words[ARGUMENTS_MAX];

	memcpy(words, arguments, sizeof words);
	status = spawn(words, &m->pid, &m->console, error);
	free(extra);
	return status;
}

void machine_end(struct machine *m)
{
	static const char *const files[] = {"Image", "ram", "gdb"};

	if (m->pid > 0) {
		kill(m->pid, SIGKILL);
		waitpid(m->pid, NULL, 0);
		m->pid = 0;
	}
	if (m->console >= 0)
		close(m->console);
	if (m->gdb > 0)
		close(m->gdb);
	m->console = -1;
	m->gdb = 0;
	for (size_t i = 0; m->directory[0] && i < sizeof files / sizeof *files; i++) {
		char path[300];

		snprintf(path, sizeof path, "%s/%s", m->directory, files[i]);
		unlink(path);
	}
	if (m->directory[0])
		rmdir(m->directory);
	m->directory[0] = 0;
}

/* ---- the console ---- */

enum seen {
	SEEN_NOTHING,
	SEEN_END,
	SEEN_PANIC
};

static enum seen look_at(struct machine *m, const el2_record_options *o, const char *line)
{
	const char *at;

	if (o->line)
		o->line(o->context, line);
	if (*line)
		snprintf(m->last_line, sizeof m->last_line, "%.255s", line);
	at = strstr(line, "Linux version ");
	if (at && !m->banner[0])
		snprintf(m->banner, sizeof m->banner, "%.255s", at);
	if (strstr(line, "kvm [") || strstr(line, "KVM") || strstr(line, "HYP mode"))
		snprintf(m->kvm_line, sizeof m->kvm_line, "%.255s", line);
	if (strstr(line, "mode initialized successfully")) {
		m->kvm_up = true;
		m->is_protected = strstr(line, "Protected") != NULL;
	}
	if (o->until && strstr(line, o->until))
		return SEEN_END;
	if (strstr(line, "Kernel panic"))
		return m->kvm_up ? SEEN_END : SEEN_PANIC;
	return SEEN_NOTHING;
}

static el2_status not_up(const struct machine *m, const char *what, el2_error *error)
{
	return el2_fail(error, EL2_ERR_INPUT, NULL, 0, 0, "%s before KVM was initialised: %.200s", what,
			m->kvm_line[0]    ? m->kvm_line
			: m->last_line[0] ? m->last_line
					  : "the console is silent");
}

uint64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Is there something to read, or is its end? */
static bool is_there(const struct machine *m, int ms)
{
	struct pollfd poller = {.fd = m->console, .events = POLLIN};

	return poll(&poller, 1, ms) > 0;
}

/* A byte of the console; at its end m->line is a whole line. */
static bool ends_line(struct machine *m, char byte)
{
	if (byte == '\r')
		return false;
	if (byte != '\n' && m->line_used + 1 < sizeof m->line) {
		m->line[m->line_used++] = byte;
		return false;
	}
	m->line[m->line_used] = 0;
	m->line_used = 0;
	return true;
}

el2_status machine_wait(struct machine *m, const el2_record_options *o, el2_error *error)
{
	unsigned seconds = o->seconds ? o->seconds : 120;
	uint64_t start = milliseconds();

	for (;;) {
		char bytes[512];
		ssize_t got;

		if (record_interrupted(o, error))
			return EL2_ERR_SYSTEM;
		if (milliseconds() - start >= seconds * UINT64_C(1000))
			return m->kvm_up ? EL2_OK : not_up(m, "the time limit passed", error);
		if (!is_there(m, 250))
			continue;
		got = read(m->console, bytes, sizeof bytes);
		if (got <= 0 && record_interrupted(o, error)) /* the terminal sends it to QEMU, too */
			return EL2_ERR_SYSTEM;
		if (got <= 0)
			return el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0, "QEMU ended: %.200s",
					m->last_line[0] ? m->last_line : "it said nothing");
		for (ssize_t i = 0; i < got; i++) {
			enum seen seen;

			if (!ends_line(m, bytes[i]))
				continue;
			seen = look_at(m, o, m->line);
			if (seen == SEEN_PANIC)
				return not_up(m, "the kernel panicked", error);
			if (seen == SEEN_END)
				return m->kvm_up ? EL2_OK : not_up(m, "the boot was stopped", error);
		}
	}
}

el2_status machine_listen(struct machine *m, const el2_record_options *o, const char *until, unsigned quiet_ms,
			  unsigned ms, bool *found, el2_error *error)
{
	uint64_t start = milliseconds(), last = start, now;

	while ((now = milliseconds()) - start < ms && now - last < quiet_ms) {
		char bytes[512];
		ssize_t got;

		if (record_interrupted(o, error))
			return EL2_ERR_SYSTEM;
		if (!is_there(m, quiet_ms < 50 ? (int)quiet_ms : 50))
			continue;
		got = read(m->console, bytes, sizeof bytes);
		if (got <= 0) /* it has ended, as a panic may make it */
			break;
		last = now;
		for (ssize_t i = 0; i < got; i++) {
			if (!ends_line(m, bytes[i]))
				continue;
			look_at(m, o, m->line);
			if (until && strstr(m->line, until))
				*found = true;
		}
	}
	return EL2_OK;
}
