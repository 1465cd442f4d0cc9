/* SPDX-License-Identifier: MIT */
/*
 * Replay: lines a second on one core, reading and judging, beside `wc -l` and `grep -c` on the same file; and the
 * memory that a trace takes beside one eight times as long.
 */
#include "replay/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LINES 4000000u

struct sample {
	const char *name;
	const char *lines; /* a few, repeated; the hypervisor's with another time each */
};

static const struct sample samples[] = {
	{"hyp", "[000]\t%5u.%06u: hyp_enter reason=sys vcpu=0\n[000]\t%5u.%06u: hyp_exit reason=eret_host vcpu=0\n"},
	{"ftrace",
	 " qemu-system-aar-4711    [002] d..1. %5u.%06u: kvm_exit: TRAP: HSR_EC: 0x0018 (SYS64), PC: "
	 "0x0000000040080034\n qemu-system-aar-4711    [002] ...1. %5u.%06u: kvm_handle_sys_reg: HSR 0x62384021\n"},
	{"qemu -d int",
	 "Taking exception 1 [Undefined Instruction] on CPU 0\n...from EL1 to EL2\n"
	 "...with ESR 0x18/0x62384021\n...with ELR 0x40080034\n...to EL2 PC 0x40080c00 PSTATE 0x20023c9\n"
	 "Exception return from AArch64 EL2 to AArch64 EL1 PC 0x40080200\n"},
	{"execlog",
	 "0, 0x40080034, 0xd5390081, \"mrs x1, gmid_el1\"\n0, 0x40080038, 0xd9200800, \"stg x0, [x0]\", store, "
	 "0x40080030, RAM\n"},
	{"tarmac", "100 clk cpu0 IT (100) 40080048:000040080048_NS d503419f O EL1h_n : MSR      TCO,#1\n"
		   "101 clk cpu0 R X10 0000000062384021\n"},
	{"dmesg",
	 "[%5u.%06u] usb 1-1: new high-speed USB device number 4 using xhci_hcd\n"
	 "[%5u.%06u] EXT4-fs (sda2): mounted filesystem with ordered data mode. Opts: (null). Quota mode: none.\n"
	 "[%5u.%06u] audit: type=1400 audit(1700000000.123:7): apparmor=\"ALLOWED\" operation=\"open\" pid=1234\n"
	 "[%5u.%06u] kvm [10]: Unsupported guest sys_reg access at: ffff800080001000 [000000c5]\n"
	 "                { Op0( 3), Op1( 0), CRn(10), CRm( 4), Op2( 4), func_read },\n"},
	{"record",
	 "{\"kind\":\"exception\",\"format\":\"qemu\",\"cpu\":0,\"el\":1,\"visible\":true,\"taken\":{\"el\":2,\"ec\":"
	 "\"0x18\",\"vector\":\"0x400\",\"esr\":\"0x62384021\",\"elr\":\"0x40080034\",\"pc\":\"0x40080c00\"}}\n"
	 "{\"kind\":\"return\",\"format\":\"qemu\",\"cpu\":0,\"el\":2,\"taken\":{\"el\":1,\"pc\":\"0x40080200\"}}\n"},
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static unsigned count_lines(const char *text)
{
	unsigned n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* One round of a sample: its %u are seconds and microseconds, twice. */
static void write_round(FILE *out, const struct sample *s, unsigned i)
{
	const char *p = s->lines;
	unsigned field = 0;

	for (; *p; p++) {
		if (*p != '%') {
			putc(*p, out);
			continue;
		}
		if (field++ & 1) {
			fprintf(out, "%06u", i % 1000000);
			p += strlen("06u");
		} else {
			fprintf(out, "%5u", i / 1000000);
			p += strlen("5u");
		}
	}
}

static uint64_t write_trace(const char *path, const struct sample *s, unsigned lines)
{
	FILE *out = fopen(path, "w");
	unsigned per = count_lines(s->lines), rounds = lines / per;

	if (!out)
		return 0;
	for (unsigned i = 0; i < rounds; i++)
		write_round(out, s, i);
	fclose(out);
	return (uint64_t)rounds * per;
}

struct result {
	double seconds;
	long kilobytes;
	uint64_t lines, events, unknown;
};

/* In a process of its own, for its memory. */
static void replay_child(const char *path, int fd)
{
	static el2_state state;
	static el2_boot boot;
	static el2_cpu cpu;
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;
	el2_judge_config judges = {.state = &state, .boot = &boot, .el = 1};
	el2_hypervisor hypervisor;
	struct result r = {0};
	struct rusage usage;
	el2_judge *judge;
	el2_trace *trace;
	bool end = false;

	config.cmdline = "kvm-arm.mode=protected arm64.nomte";
	config.cpu = &cpu;
	if (el2_cpu_parse("max", &cpu, NULL) != EL2_OK || el2_boot_make(&config, &boot, NULL) != EL2_OK)
		_exit(5);
	el2_boot_state(&boot, &state);
	hypervisor = el2_boot_hypervisor(&boot);
	judges.hypervisor = &hypervisor;
	judge = el2_judge_new(&judges);
	r.seconds = now();
	if (!judge || el2_trace_open(&trace, path, NULL) != EL2_OK)
		_exit(5);
	while (!end) {
		el2_judgement j;
		el2_event e;

		if (el2_trace_next(trace, &e, &end, NULL) != EL2_OK)
			_exit(5);
		if (end)
			break;
		el2_judge_event(judge, &e, &j);
		r.events += j.outcome != EL2_CONTEXT;
	}
	r.seconds = now() - r.seconds;
	r.lines = el2_trace_get_counts(trace)->lines;
	r.unknown = el2_trace_get_counts(trace)->unknown_lines;
	getrusage(RUSAGE_SELF, &usage);
	r.kilobytes = usage.ru_maxrss;
	_exit(write(fd, &r, sizeof r) == sizeof r ? 0 : 5);
}

static bool replay(const char *path, struct result *r)
{
	int fd[2], status;
	pid_t pid;
	bool good;

	if (pipe(fd))
		return false;
	pid = fork();
	if (!pid)
		replay_child(path, fd[1]);
	close(fd[1]);
	good = read(fd[0], r, sizeof *r) == sizeof *r;
	close(fd[0]);
	return waitpid(pid, &status, 0) == pid && good;
}

/* Seconds of another program on the same file. */
static double other(const char *program, const char *option, const char *pattern, const char *path)
{
	double start = now();
	pid_t pid = fork();
	int status;

	if (!pid) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(5);
		if (pattern)
			execlp(program, program, option, pattern, path, (char *)NULL);
		else
			execlp(program, program, option, path, (char *)NULL);
		_exit(5);
	}
	waitpid(pid, &status, 0);
	return now() - start;
}

static bool one(const char *path, const struct sample *s)
{
	struct result small, r;
	double wc, grep;

	write_trace(path, s, LINES / 8);
	if (!replay(path, &small))
		return false;
	write_trace(path, s, LINES);
	if (!replay(path, &r) || r.unknown)
		return false;
	wc = other("wc", "-l", NULL, path);
	grep = other("grep", "-c", "reason=none", path);
	printf("replay, %-12s %6.2f M lines/s  %5.2f M events/s  aim 1 M lines/s  time of wc -l: %.3f, of grep -c: "
	       "%.3f  "
	       "memory %ld kB, of 1/8: %ld kB\n",
	       s->name, (double)r.lines / r.seconds / 1e6, (double)r.events / r.seconds / 1e6, wc / r.seconds,
	       grep / r.seconds, r.kilobytes, small.kilobytes);
	return true;
}

int main(void)
{
	const char *directory = getenv("TMPDIR");
	char path[512];
	int code = 0, fd;

	setvbuf(stdout, NULL, _IONBF, 0); /* children inherit what is buffered */
	snprintf(path, sizeof path, "%s/el2trap-bench-XXXXXX", directory ? directory : "/tmp");
	fd = mkstemp(path);
	if (fd < 0)
		return 5;
	close(fd);
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
		if (!one(path, &samples[i])) {
			fprintf(stderr, "%s: failed\n", samples[i].name);
			code = 5;
		}
	unlink(path);
	return code;
}
