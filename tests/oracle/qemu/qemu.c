/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* prctl, and what it needs */
#include "tests/oracle/qemu/qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	OLDEST = 702
}; /* version 7.2: the first that the known disagreements were triaged for */

static const struct qemu_machine machines[] = {
	{"on", "mte=on", "max", "qemu72-max,tid3-reserved=1"},
	{"off", "mte=off", "max", "qemu72-max-nomte,tid3-reserved=1"},
	{"n1", "mte=off", "neoverse-n1", "neoverse-n1,tid3-reserved=1"},
};

const struct qemu_machine *qemu_machine_get(unsigned n)
{
	return n < sizeof machines / sizeof *machines ? &machines[n] : NULL;
}

/* ---- which QEMU ---- */

static bool safe_name(const char *program)
{
	return *program && strspn(program, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+") ==
				   strlen(program);
}

el2_status qemu_version(const char *program, unsigned *version, el2_error *error)
{
	unsigned major = 0, minor = 0;
	char command[512], line[256] = "";
	FILE *p;

	*version = 0;
	if (!safe_name(program))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "'%s' is no name of a program", program);
	snprintf(command, sizeof command, "%s --version 2>/dev/null", program);
	p = popen(command, "r");
	if (!p)
		return el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0, "%s: %s", command, strerror(errno));
	if (!fgets(line, sizeof line, p))
		line[0] = '\0';
	while (fgetc(p) != EOF)
		;
	pclose(p);
	if (sscanf(line, "QEMU emulator version %u.%u", &major, &minor) != 2)
		return el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0,
				"%s is not installed (Debian: qemu-system-arm), or is no QEMU", program);
	*version = major * 100 + minor;
	if (*version < OLDEST)
		return el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0,
				"%s is version %u.%u; the oracle needs %u.%u or newer", program, major, minor,
				OLDEST / 100, OLDEST % 100);
	return EL2_OK;
}

/* ---- starting ---- */

static el2_status failed(el2_error *error, const char *what)
{
	return el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0, "%s: %s", what, strerror(errno));
}

/* The child: QEMU in its directory, silent, and gone when we are gone. */
static _Noreturn void become_qemu(const struct qemu *q, const char *program, const char *image,
				  const struct qemu_machine *machine)
{
	char machine_text[128], backend[128], loader[1024];
	int log;

	snprintf(machine_text, sizeof machine_text,
		 "virt,secure=on,virtualization=on,gic-version=3,memory-backend=ram,%s", machine->machine);
	snprintf(backend, sizeof backend, "memory-backend-file,id=ram,size=%u,mem-path=ram,share=on", OQ_RAM_SIZE);
	snprintf(loader, sizeof loader, "loader,file=%s,cpu-num=0", image);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0); /* the terminal's Ctrl-C is for us, who stop it when its batch is done */
	if (chdir(q->directory))
		_exit(126);
	log = open("log", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (log < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0)
		_exit(126);
	execlp(program, program, "-M", machine_text, "-cpu", machine->cpu, "-m", "64M", "-object", backend, "-accel",
	       "tcg", "-smp", "1", "-nodefaults", "-display", "none", "-serial", "none", "-monitor", "none",
	       "-semihosting-config", "enable=on,target=native", "-device", loader, (char *)NULL);
	_exit(127);
}

static el2_status make_directory(struct qemu *q, el2_error *error)
{
	const char *tmp = getenv("TMPDIR");
	char path[160];
	int ram;

	if (snprintf(q->directory, sizeof q->directory, "%s/el2trap-oracle-XXXXXX", tmp && *tmp ? tmp : "/tmp") >=
	    (int)sizeof q->directory) {
		q->directory[0] = '\0';
		return el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0, "TMPDIR is too long");
	}
	if (!mkdtemp(q->directory)) {
		q->directory[0] = '\0';
		return failed(error, "temporary directory");
	}
	snprintf(path, sizeof path, "%s/request", q->directory);
	if (mkfifo(path, 0600) || (q->request = open(path, O_RDWR | O_CLOEXEC)) < 0)
		return failed(error, path);
	snprintf(path, sizeof path, "%s/reply", q->directory);
	if (mkfifo(path, 0600) || (q->reply = open(path, O_RDWR | O_CLOEXEC)) < 0)
		return failed(error, path);
	snprintf(path, sizeof path, "%s/ram", q->directory);
	ram = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (ram < 0 || ftruncate(ram, OQ_RAM_SIZE)) {
		failed(error, path);
		if (ram >= 0)
			close(ram);
		return EL2_ERR_SYSTEM;
	}
	q->ram = mmap(NULL, OQ_RAM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, ram, 0);
	close(ram);
	if (q->ram == MAP_FAILED) {
		q->ram = NULL;
		return failed(error, "mmap");
	}
	q->exchange = (struct oq_exchange *)((char *)q->ram + (OQ_EXCHANGE - OQ_RAM));
	return EL2_OK;
}

el2_status qemu_start(struct qemu *q, const char *program, const char *image, const struct qemu_machine *machine,
		      el2_error *error)
{
	unsigned patience = q->patience, buffer;
	el2_status status;
	char *path;

	memset(q, 0, sizeof *q);
	q->request = q->reply = -1;
	q->patience = patience ? patience : 20;
	path = realpath(image, NULL);
	if (!path)
		return failed(error, image);
	status = make_directory(q, error);
	if (status == EL2_OK) {
		q->pid = fork();
		if (!q->pid)
			become_qemu(q, program, path, machine);
		if (q->pid < 0)
			status = failed(error, "fork");
	}
	free(path);
	/* the guest says hello before it asks for work */
	if (status == EL2_OK)
		status = qemu_wait(q, &buffer, error);
	if (status == EL2_OK && (q->exchange->magic != OQ_MAGIC || q->exchange->size != sizeof *q->exchange))
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "%s was built for another exchange format",
				  image);
	if (status != EL2_OK)
		qemu_stop(q);
	return status;
}

/* ---- batches ---- */

el2_status qemu_post(struct qemu *q, unsigned buffer, el2_error *error)
{
	unsigned char byte = (unsigned char)buffer;

	return write(q->request, &byte, 1) == 1 ? EL2_OK : failed(error, "request");
}

/* The last line that QEMU wrote, for a message. */
static void last_words(const struct qemu *q, char *text, size_t size)
{
	char path[160], line[256];
	FILE *f;

	*text = '\0';
	snprintf(path, sizeof path, "%s/log", q->directory);
	f = fopen(path, "r");
	if (!f)
		return;
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = '\0';
		snprintf(text, size, ": %s", line);
	}
	fclose(f);
}

/* QEMU's process is gone, or the guest says that it is lost. */
static bool is_dead(struct qemu *q, el2_error *error)
{
	const struct oq_exchange *e = q->exchange;
	char text[300];
	int status;

	if (waitpid(q->pid, &status, WNOHANG) != q->pid)
		return false;
	q->pid = 0;
	last_words(q, text, sizeof text);
	if (e->died)
		el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0,
			 "the guest program died after %llu cases: ESR_EL3 0x%llx, ELR_EL3 0x%llx, FAR_EL3 0x%llx",
			 (unsigned long long)e->progress, (unsigned long long)e->died_esr,
			 (unsigned long long)e->died_elr, (unsigned long long)e->died_far);
	else if (WIFSIGNALED(status))
		el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0, "QEMU died after %llu cases: signal %d%s",
			 (unsigned long long)e->progress, WTERMSIG(status), text);
	else
		el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0, "QEMU ended after %llu cases with code %d%s",
			 (unsigned long long)e->progress, WEXITSTATUS(status), text);
	return true;
}

el2_status qemu_wait(struct qemu *q, unsigned *buffer, el2_error *error)
{
	struct pollfd poller = {.fd = q->reply, .events = POLLIN};
	unsigned char byte;

	for (unsigned seconds = 0;; seconds++) {
		int n = poll(&poller, 1, 1000);

		if (n < 0 && errno != EINTR)
			return failed(error, "poll");
		if (n > 0) {
			if (read(q->reply, &byte, 1) != 1 || byte >= OQ_BUFFERS)
				return failed(error, "reply");
			*buffer = byte;
			return EL2_OK;
		}
		if (is_dead(q, error))
			return EL2_ERR_SYSTEM;
		if (q->exchange->progress != q->progress)
			seconds = 0;
		q->progress = q->exchange->progress;
		if (seconds >= q->patience)
			return el2_fail(error, EL2_ERR_SYSTEM, NULL, 0, 0,
					"QEMU hangs: no progress in %u seconds after %llu cases", q->patience,
					(unsigned long long)q->progress);
	}
}

void qemu_stop(struct qemu *q)
{
	static const char *const files[] = {"request", "reply", "ram", "log"};
	char path[160];

	if (q->pid > 0) {
		kill(q->pid, SIGKILL);
		waitpid(q->pid, NULL, 0);
	}
	if (q->request >= 0)
		close(q->request);
	if (q->reply >= 0)
		close(q->reply);
	if (q->ram)
		munmap(q->ram, OQ_RAM_SIZE);
	if (q->directory[0]) {
		for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
			snprintf(path, sizeof path, "%s/%s", q->directory, files[i]);
			unlink(path);
		}
		rmdir(q->directory);
	}
	memset(q, 0, sizeof *q);
	q->request = q->reply = -1;
}
