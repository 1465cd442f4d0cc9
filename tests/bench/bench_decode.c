/* SPDX-License-Identifier: MIT */
/*
 * How fast the decoder is, beside others doing the same in the same run; only ratios mean anything on a shared machine.
 *
 *     bench_decode [IMAGE]      IMAGE: an arm64 kernel Image, or any other file of code
 *
 * A line each: name, ours, theirs, ratio, what it should be at least. Exit status 0 whatever the ratios are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "decoder/decoder.h"

#ifdef EL2_HAVE_CAPSTONE
#include <capstone/capstone.h>
#if CS_API_MAJOR >= 6
#define ARCH CS_ARCH_AARCH64
#else
#define ARCH CS_ARCH_ARM64
#endif
#endif

enum {
	ROUNDS = 7
};

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Keeps the compiler from leaving out what is measured. */
static volatile uint64_t sink;

struct code {
	const unsigned char *words;
	size_t count;
};

typedef void (*work_fn)(const struct code *code);

/* The best time of several rounds, in seconds. */
static double best(work_fn work, const struct code *code)
{
	double least = 1e9;
	for (int round = 0; round < ROUNDS; round++) {
		double start = now();
		work(code);
		double taken = now() - start;
		if (taken < least)
			least = taken;
	}
	return least;
}

static void report(const char *name, double ours, double theirs, const char *unit, double ratio, double aim)
{
	printf("%-34s ours %10.2f %s  theirs %10.2f %s  ratio %8.2f  aim %6.2f  %s\n", name, ours, unit, theirs, unit,
	       ratio, aim, ratio >= aim ? "ok" : "BELOW");
	fflush(stdout);
}

/* ---- ours ------------------------------------------------------------------------------------------------------ */

static uint32_t load_word(const unsigned char *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void scan_all(const struct code *code)
{
	size_t hits[512], from = 0, found = 0;
	while (from < code->count) {
		size_t next;
		found += el2_scan(code->words + 4 * from, code->count - from, hits, 512, &next);
		from += next;
	}
	sink = found;
}

static void classify_all(const struct code *code)
{
	unsigned sum = 0;
	for (size_t i = 0; i < code->count; i++)
		sum += (unsigned)el2_classify(load_word(code->words + 4 * i));
	sink = sum;
}

static void decode_all(const struct code *code)
{
	unsigned sum = 0;
	for (size_t i = 0; i < code->count; i++) {
		el2_insn insn;
		el2_decode(load_word(code->words + 4 * i), &insn);
		sum += insn.cls;
	}
	sink = sum;
}

/* ---- theirs ---------------------------------------------------------------------------------------------------- */

/* Every byte once, which compilers turn into vector loads. */
static void read_all(const struct code *code)
{
	uint64_t sum[8] = {0};
	for (size_t i = 0; i + 16 <= code->count; i += 16) {
		uint64_t part[8];
		memcpy(part, code->words + 4 * i, sizeof(part));
		for (size_t k = 0; k < 8; k++)
			sum[k] ^= part[k];
	}
	sink = sum[0] ^ sum[1] ^ sum[2] ^ sum[3] ^ sum[4] ^ sum[5] ^ sum[6] ^ sum[7];
}

#ifdef EL2_HAVE_CAPSTONE
static void capstone_all(const struct code *code)
{
	csh handle;
	if (cs_open(ARCH, CS_MODE_LITTLE_ENDIAN, &handle) != CS_ERR_OK)
		return;
	cs_insn *insn = cs_malloc(handle);
	uint64_t known = 0;
	for (size_t i = 0; i < code->count; i++) {
		const uint8_t *at = code->words + 4 * i;
		size_t left = 4;
		uint64_t pc = 4 * i;
		known += cs_disasm_iter(handle, &at, &left, &pc, insn);
	}
	sink = known;
	cs_free(insn, 1);
	cs_close(&handle);
}

/* The aims are for Capstone 5; version 4 does 2.5 times as much. */
static void against_capstone(const char *name, work_fn ours, const struct code *code, double aim)
{
	if (cs_version(NULL, NULL) >> 8 < 5)
		aim /= 2.5;
	/* Capstone takes microseconds a word: a part of the words, once, is enough for it. */
	struct code part = {code->words, code->count < 300000 ? code->count : 300000};
	double start = now();
	capstone_all(&part);
	double theirs = (double)part.count / (now() - start);
	double rate = (double)code->count / best(ours, code);
	report(name, rate / 1e6, theirs / 1e6, "M/s", rate / theirs, aim);
}
#endif

/* ---- the lines ------------------------------------------------------------------------------------------------- */

/* Of random words one in 200 is a hit, which no code has. */
static void bench_scan(const char *kind, const struct code *code, double aim)
{
	char name[64];
	double bytes = (double)code->count * 4;
	double ours = best(scan_all, code), theirs = best(read_all, code);
	snprintf(name, sizeof(name), "scan / read memory, %s", kind);
	report(name, bytes / ours / 1e9, bytes / theirs / 1e9, "GB/s", theirs / ours, aim);
}

static void bench_decoding(const char *kind, const struct code *code)
{
#ifdef EL2_HAVE_CAPSTONE
	char name[64];
	snprintf(name, sizeof(name), "classify / Capstone, %s", kind);
	against_capstone(name, classify_all, code, 250);
	snprintf(name, sizeof(name), "decode / Capstone, %s", kind);
	against_capstone(name, decode_all, code, 40);
#else
	(void)kind, (void)code, (void)classify_all, (void)decode_all;
	printf("classify / Capstone: skipped, built without Capstone\n");
#endif
}

/* The whole job, opening the file included, against what people do now. */
static void bench_objdump(const char *path)
{
	/* The name goes to a shell. */
	if (strspn(path, "/._-+abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != strlen(path)) {
		printf("image / objdump | grep: skipped, unusual characters in the file's name\n");
		return;
	}
	char command[1024];
	snprintf(command, sizeof(command),
		 "aarch64-linux-gnu-objdump -D -z -b binary -m aarch64 %s 2>&1 |"
		 " grep -cwE 'irg|gmi|subps?|addg|subg|ldgm?|stz?gm?|stz?2g|stgp|tco|gcr_el1|rgsr_el1|tfsr_el1' >&2",
		 path);
	double start = now();
	int status = system(command);
	double theirs = now() - start;
	if (status) {
		printf("image / objdump | grep: skipped, objdump for aarch64 is missing\n");
		return;
	}

	double ours = 1e9;
	for (int round = 0; round < ROUNDS; round++) {
		start = now();
		el2_image image;
		if (el2_image_open(&image, path, EL2_IMAGE_RAW, NULL))
			return;
		scan_all(&(struct code){image.chunks[0].words, image.chunks[0].count});
		el2_image_close(&image);
		if (now() - start < ours)
			ours = now() - start;
	}
	report("image / objdump | grep", ours * 1e3, theirs * 1e3, "ms", theirs / ours, 400);
}

/* Random words; for decoders only such as are instructions, since others cost Capstone next to nothing. */
static bool bench_random(void)
{
	enum {
		WORDS = 4 << 20
	};
	uint32_t *words = malloc(sizeof(*words) * WORDS);
	if (!words)
		return false;
	const void *bytes = words;
	uint64_t state = 1;
	for (int known = 0; known < 2; known++) {
		for (size_t i = 0; i < WORDS;) {
			state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			words[i] = (uint32_t)(state >> 32);
			el2_class c = el2_classify(words[i]);
			i += !known || c == EL2_CLASS_GENERAL || c == EL2_CLASS_MEMORY;
		}
		if (known)
			bench_decoding("random", &(struct code){bytes, WORDS});
		else
			bench_scan("random", &(struct code){bytes, WORDS}, .2);
	}
	free(words);
	return true;
}

int main(int argc, char **argv)
{
	if (!bench_random())
		return 1;

	if (argc < 2) {
		printf("code / ...: skipped, no image given: bench_decode IMAGE\n");
		return 0;
	}
	el2_image image;
	el2_error error;
	if (el2_image_open(&image, argv[1], EL2_IMAGE_AUTO, &error)) {
		printf("code / ...: skipped, %s: %s\n", error.file, error.message);
		return 0;
	}
	if (image.chunk_count) {
		struct code code = {image.chunks[0].words, image.chunks[0].count};
		bench_scan("code", &code, .5);
		bench_decoding("code", &code);
	}
	if (image.format == EL2_IMAGE_KERNEL)
		bench_objdump(argv[1]);
	else
		printf("image / objdump | grep: skipped, no kernel Image\n");
	el2_image_close(&image);
	return 0;
}
