/* SPDX-License-Identifier: MIT */
/*
 * Decisions a second, in processor time of one core; how long an audit takes, and its proof and a sweep in two threads,
 * in processor time of each.
 *
 *     bench_decide [IMAGE]      IMAGE: an arm64 kernel Image
 *
 * A line each: what, ours, what it should be at least; beside it others' work on the same words in the same run.
 */
#include "explore/sweep.h"
#include "model/view.h"
#include "policy/policy.h"
#include "tests/bench/bench.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef EL2_HAVE_CAPSTONE
#include <capstone/capstone.h>
#if CS_API_MAJOR >= 6
#define ARCH CS_ARCH_AARCH64
#else
#define ARCH CS_ARCH_ARM64
#endif
#endif

#define WORDS  (1u << 20)
#define STATES 64u
#define ROUNDS 5
#define CHUNK  4096u /* words a call of the batch */

static uint64_t seed = 88172645463325252u;
static volatile uint64_t sink; /* keeps the compiler from leaving out what is measured */

static struct bench {
	el2_cpu cpu;
	el2_boot boot;
	el2_hypervisor hypervisor;
	el2_state states[STATES];
	el2_view *views[STATES];
	uint8_t which[WORDS]; /* state of a word */
	const uint32_t *words;
	size_t count;
} b;

typedef void (*work_fn)(void);

/* Millions of words a second, the best of several rounds. */
static double rate(work_fn work)
{
	double least = 1e9;

	for (int round = 0; round < ROUNDS; round++) {
		double start = bench_cpu(), taken;

		work();
		taken = bench_cpu() - start;
		if (taken < least)
			least = taken;
	}
	return (double)b.count / least / 1e6;
}

static void report(const char *what, double ours, const char *unit, double aim, bool ok)
{
	printf("%-44s %9.1f %s  aim %6.0f  %s\n", what, ours, unit, aim, ok ? "ok" : "BELOW");
	fflush(stdout);
}

static void report_rate(const char *what, double ours, double aim)
{
	report(what, ours, "M/s", aim, ours >= aim);
}

static void beside(const char *what, double theirs, const char *unit)
{
	printf("    beside it: %-29s %9.1f %s\n", what, theirs, unit);
	fflush(stdout);
}

/* ---- work ------------------------------------------------------------------------------------------------------ */

static void view_fixed(void)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < b.count; i++)
		sum += el2_view_decide(b.views[0], b.words[i]).verdict;
	sink = sum;
}

static void view_random(void)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < b.count; i++)
		sum += el2_view_decide(b.views[b.which[i]], b.words[i]).verdict;
	sink = sum;
}

static void decide_random(void)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < b.count; i++) {
		el2_insn insn;
		el2_verdict v;

		el2_decode(b.words[i], &insn);
		el2_decide(&b.states[b.which[i]], &b.hypervisor, &insn, &v, NULL);
		sum += v.verdict;
	}
	sink = sum;
}

static void batch(void)
{
	static el2_answer answers[CHUNK];
	uint64_t sum = 0;

	for (size_t i = 0; i < b.count; i += CHUNK) {
		size_t n = b.count - i < CHUNK ? b.count - i : CHUNK;

		el2_decide_words(b.views[0], b.words + i, n, answers);
		sum += answers[n - 1].verdict;
	}
	sink = sum;
}

static void decode(void)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < b.count; i++) {
		el2_insn insn;

		el2_decode(b.words[i], &insn);
		sum += insn.cls;
	}
	sink = sum;
}

static void scan(void)
{
	size_t hits[512], from = 0, found = 0, next;

	for (; from < b.count; from += next)
		found += el2_scan(b.words + from, b.count - from, hits, 512, &next);
	sink = found;
}

#ifdef EL2_HAVE_CAPSTONE
static void capstone(void)
{
	csh handle;
	cs_insn *insn;
	uint64_t known = 0;

	if (cs_open(ARCH, CS_MODE_LITTLE_ENDIAN, &handle) != CS_ERR_OK)
		return;
	insn = cs_malloc(handle);
	for (size_t i = 0; i < b.count; i++) {
		const uint8_t *at = (const uint8_t *)(b.words + i);
		size_t left = 4;
		uint64_t pc = 4 * i;

		known += cs_disasm_iter(handle, &at, &left, &pc, insn);
	}
	sink = known;
	cs_free(insn, 1);
	cs_close(&handle);
}
#endif

/* Capstone takes microseconds a word: a part is enough for it. */
static void beside_capstone(void)
{
#ifdef EL2_HAVE_CAPSTONE
	size_t count = b.count;
	double start = bench_cpu();

	b.count = count < 100000 ? count : 100000;
	capstone();
	beside("Capstone decodes", (double)b.count / (bench_cpu() - start) / 1e6, "M/s");
	b.count = count;
#endif
}

/* ---- all words -------------------------------------------------------------------------------------------------- */

static void bench_audit(void)
{
	const el2_audit_options options = {&b.states[0], &b.hypervisor, false};
	double least = 1e9;

	for (int round = 0; round < ROUNDS; round++) {
		double start = bench_cpu(), taken;
		el2_audit *audit = el2_audit_new(&options);

		taken = bench_cpu() - start;
		el2_audit_free(audit);
		if (taken < least)
			least = taken;
	}
	report("audit of a boot, hostile host", least * 1e3, "ms ", 50, least * 1e3 <= 50);
}

struct half {
	pthread_t thread;
	uint32_t first;
	uint64_t wrong;
	double cpu;
};

static void *prove(void *context)
{
	const el2_audit_options options = {&b.states[0], &b.hypervisor, true};
	uint64_t *counts = calloc(el2_word_class_count(), sizeof *counts);
	struct half *h = context;

	if (!counts || !el2_audit_prove(&options, h->first, UINT64_C(1) << 31, counts, &h->wrong))
		h->wrong = 1;
	h->cpu = bench_cpu();
	free(counts);
	return NULL;
}

static void bench_proof(void)
{
	struct half half[2] = {{.first = 0}, {.first = UINT32_C(1) << 31}};
	double start = bench_now(), taken;

	for (unsigned i = 0; i < 2; i++)
		if (pthread_create(&half[i].thread, NULL, prove, &half[i]))
			return;
	for (unsigned i = 0; i < 2; i++)
		pthread_join(half[i].thread, NULL);
	taken = (half[0].cpu + half[1].cpu) / 2;
	if (half[0].wrong || half[1].wrong)
		printf("the proof found words that are not as their class\n");
	report("proof of 2^32 words at two levels, two cores", taken, "s  ", 10, taken <= 10);
	beside("on this machine, as busy as it is", bench_now() - start, "s");
}

/* ---- many boots -------------------------------------------------------------------------------------------------- */

#define SWEPT 500u /* boots that are asked about, spread over all; a whole sweep takes minutes */

struct sweeping {
	pthread_t thread;
	const el2_sweep *sweep;
	size_t first;
	uint64_t findings;
	double cpu;
};

static void count_finding(void *context, const el2_sweep_finding *finding)
{
	(void)finding;
	++*(uint64_t *)context;
}

static void *sweep_half(void *context)
{
	struct sweeping *w = context;
	size_t boots = el2_sweep_count(w->sweep);

	for (size_t n = w->first; n < SWEPT; n += 2)
		if (!el2_sweep_run(w->sweep, n * boots / SWEPT, count_finding, &w->findings, NULL))
			break;
	w->cpu = bench_cpu();
	return NULL;
}

static void bench_sweep(void)
{
	static el2_cpu cpus[64];
	el2_sweep_options o = {.cmdlines = {"kvm-arm.mode=nvhe", "arm64_sw.hvhe=1", "kvm-arm.mode=protected"},
			       .cmdline_count = 3,
			       .cpus = cpus,
			       .no_bits = true};
	struct sweeping half[2] = {{.first = 0}, {.first = 1}};
	const char *name;
	double start, taken;
	el2_sweep *sweep;

	for (unsigned k = 0; k < EL2_KERNEL_COUNT && k < EL2_SWEEP_KERNELS; k++)
		o.kernels[o.kernel_count++] = (el2_kernel)k;
	for (size_t n = 0; (name = el2_cpu_get(n, NULL)) && n < 64; n++)
		if (el2_cpu_parse(name, &cpus[o.cpu_count], NULL) == EL2_OK)
			o.cpu_count++;
	sweep = el2_sweep_new(&o);
	if (!sweep || el2_sweep_count(sweep) < SWEPT)
		return;
	start = bench_now();
	for (unsigned i = 0; i < 2; i++) {
		half[i].sweep = sweep;
		if (pthread_create(&half[i].thread, NULL, sweep_half, &half[i]))
			return;
	}
	for (unsigned i = 0; i < 2; i++)
		pthread_join(half[i].thread, NULL);
	taken = (half[0].cpu + half[1].cpu) / 2 * 10000 / SWEPT;
	report("10,000 boots swept (500 asked), two cores", taken, "s  ", 60, taken <= 60);
	beside("on this machine, as busy as it is", (bench_now() - start) * 10000 / SWEPT, "s");
	printf("    %zu boots are in a whole sweep, without those with a field changed\n", el2_sweep_count(sweep));
	el2_sweep_free(sweep);
}

/* ---- the lines -------------------------------------------------------------------------------------------------- */

static bool boot(void)
{
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;

	config.cmdline = "kvm-arm.mode=protected arm64.nomte";
	config.cpu = &b.cpu;
	if (el2_cpu_parse("max", &b.cpu, NULL) != EL2_OK || el2_boot_make(&config, &b.boot, NULL) != EL2_OK)
		return false;
	b.hypervisor = el2_boot_hypervisor(&b.boot);
	for (unsigned i = 0; i < STATES; i++) {
		el2_state *s = &b.states[i];

		el2_boot_state(&b.boot, s);
		b.views[i] = calloc(1, el2_view_size());
		if (!b.views[i])
			return false;
		if (i) { /* the first is the boot's */
			el2_set_el(s, bench_next(&seed) % 2);
			s->sysreg[EL2_SYSREG_HCR_EL2] ^= bench_next(&seed) & (UINT64_C(5) << 56 | 3u << 22);
			s->sysreg[EL2_SYSREG_SCR_EL3] ^= bench_next(&seed) & 1u << 26;
			s->sysreg[EL2_SYSREG_SCTLR_EL1] ^=
				bench_next(&seed) & (UINT64_C(3) << 42 | 1u << 26 | 1u << 14);
		}
		el2_view_set(b.views[i], s, &b.hypervisor);
	}
	return true;
}

static void bench_random(void)
{
	static uint32_t words[WORDS];

	for (unsigned i = 0; i < WORDS; i++) {
		words[i] = (uint32_t)bench_next(&seed);
		b.which[i] = (uint8_t)(bench_next(&seed) % STATES);
	}
	b.words = words;
	b.count = WORDS;
	report_rate("a state, random words", rate(view_fixed), 200);
	beside("el2_decode()", rate(decode), "M/s");
	beside_capstone();
	report_rate("64 states, random words, a view each", rate(view_random), 80);
	beside("el2_decode(), el2_decide(): no view", rate(decide_random), "M/s");
}

static void bench_text(const char *path)
{
	el2_image image;
	uint32_t *words;

	if (!path || el2_image_open(&image, path, EL2_IMAGE_AUTO, NULL)) {
		printf("batch over kernel text: skipped, no image: bench_decide IMAGE\n");
		return;
	}
	b.count = image.chunks[0].count;
	words = malloc(b.count * sizeof *words);
	if (words) {
		memcpy(words, image.chunks[0].words, b.count * sizeof *words);
		b.words = words;
		report_rate("batch over kernel text", rate(batch), 1000);
		beside("el2_scan(), MTE alone", rate(scan), "M/s");
		beside("el2_decode()", rate(decode), "M/s");
		beside_capstone();
	}
	free(words);
	el2_image_close(&image);
}

int main(int argc, char **argv)
{
	if (!boot())
		return 5;
	bench_random();
	bench_text(argc > 1 ? argv[1] : NULL);
	bench_audit();
	bench_sweep();
	bench_proof();
	return 0;
}
