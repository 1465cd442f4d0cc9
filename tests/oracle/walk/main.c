/* SPDX-License-Identifier: MIT */
/*
 * oracle_walk make FILE SEED FIRST COUNT     write set-ups into what will be a machine's RAM
 * oracle_walk lost FILE                      QEMU has ended: exit code 0 if it was to go on behind a case that is lost
 * oracle_walk compare FILE SEED FIRST CPU    ask the model, and compare; exit code 1: something differs
 * oracle_walk show FILE SEED FIRST CPU N     case N of it in full
 */
#include "tests/oracle/walk/walk_oracle.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	KINDS = 256
};

/* Differences of one kind: what was asked and in which respect the answers differ. */
struct kind {
	char text[96];
	uint64_t count, first;
};

struct tally {
	uint64_t cases, questions, agree, unknown, known, differ, tables, lost;
	struct kind kinds[KINDS];
	unsigned count;
};

static void note(struct tally *t, const char *text, uint64_t number)
{
	unsigned i;

	for (i = 0; i < t->count && strcmp(t->kinds[i].text, text) != 0; i++)
		;
	if (i == KINDS)
		return;
	if (i == t->count) {
		t->count++;
		snprintf(t->kinds[i].text, sizeof t->kinds[i].text, "%s", text);
		t->kinds[i].first = number;
	}
	t->kinds[i].count++;
}

/* What of it differs, in words that are few. */
static void describe(char *text, size_t size, const struct ow_question *theirs, const struct ow_question *ours)
{
	const struct ow_answer *a = &theirs->answer, *b = &ours->answer;
	const char *name = ow_what_name(theirs->what);

	if (!ow_is_at(theirs->what) || a->level || b->level) {
		if (a->level != b->level || a->esr != b->esr)
			snprintf(text, size, "%s QEMU EL%" PRIu64 " 0x%" PRIx64 " model EL%" PRIu64 " 0x%" PRIx64, name,
				 a->level, a->esr, b->level, b->esr);
		else
			snprintf(text, size, "%s%s%s", name, a->far != b->far ? " FAR" : "",
				 a->hpfar != b->hpfar ? " HPFAR" : "");
	} else if ((a->par | b->par) & 1) {
		snprintf(text, size, "%s QEMU 0x%" PRIx64 " model 0x%" PRIx64, name, a->par & 1 ? a->par & 0xfff : 0,
			 b->par & 1 ? b->par & 0xfff : 0);
	} else {
		uint64_t d = a->par ^ b->par;

		snprintf(text, size, "%s%s%s%s", name, d << 8 >> 20 ? " PA" : "", d >> 56 ? " ATTR" : "",
			 d & 0xfff ? " SH, NS" : "");
	}
}

/* An abort, so that FAR says something; and EL2's own has no syndrome of the access, though QEMU gives one. */
static bool is_abort(uint64_t esr)
{
	unsigned ec = esr >> 26 & 0x3f;

	return ec == 0x20 || ec == 0x21 || ec == 0x24 || ec == 0x25;
}

static uint64_t syndrome(const struct ow_answer *a)
{
	bool own = a->esr >> 26 == 0x25 && a->level == 2;

	return own ? a->esr & ~(UINT64_C(0x7ff) << 14) : a->esr;
}

bool ow_same(uint64_t what, const struct ow_answer *theirs, const struct ow_answer *ours)
{
	if (ow_is_at(what) && !theirs->level && !ours->level)
		return theirs->par == ours->par;
	return theirs->level == ours->level && syndrome(theirs) == syndrome(ours) &&
	       (!is_abort(theirs->esr) || (theirs->far == ours->far && theirs->hpfar == ours->hpfar));
}

static void judge(struct tally *t, uint64_t number, const struct ow_case *theirs, const struct ow_case *ours,
		  const char *const *why, const struct ow_model *model)
{
	const char *name;
	char text[96];
	bool all = true, refused = false;

	t->cases++;
	if (theirs->lost) {
		t->lost++;
		note(t, "(QEMU died or hung)", number);
		return;
	}
	for (uint64_t q = 0; q < theirs->questions; q++) {
		t->questions++;
		refused |= is_abort(theirs->question[q].answer.esr) && (theirs->question[q].answer.esr & 0x3c) == 0xc;
		if (why[q]) {
			t->unknown++;
			all = false;
			snprintf(text, sizeof text, "(not modelled: %s)", why[q]);
			note(t, text, number);
		} else if (ow_same(theirs->question[q].what, &theirs->question[q].answer, &ours->question[q].answer)) {
			t->agree++;
		} else if ((name = ow_known(model, theirs, ours, q))) {
			t->known++;
			all = false;
			snprintf(text, sizeof text, "known: %s", name);
			note(t, text, number);
		} else {
			t->differ++;
			all = false;
			describe(text, sizeof text, &theirs->question[q], &ours->question[q]);
			note(t, text, number);
		}
	}
	/* AT may set access flags, or not; an access that is refused, too */
	for (uint64_t i = 0; all && !ow_is_at(theirs->question[0].what) && i < theirs->entries; i++)
		if (theirs->entry[i].after != ours->entry[i].after &&
		    !(refused && theirs->entry[i].after == (ours->entry[i].after | 1 << 10)) &&
		    !ow_known_table(theirs, theirs->entry[i].after, ours->entry[i].after)) {
			t->tables++;
			note(t, "tables afterwards", number);
			break;
		}
}

static void report(const struct tally *t)
{
	printf("%" PRIu64 " set-ups, %" PRIu64 " questions: %" PRIu64 " agree, %" PRIu64 " not modelled, %" PRIu64
	       " known, %" PRIu64 " differ; %" PRIu64 " set-ups whose tables differ afterwards; %" PRIu64 " lost\n",
	       t->cases, t->questions, t->agree, t->unknown, t->known, t->differ, t->tables, t->lost);
	for (unsigned i = 0; i < t->count; i++)
		printf("%8" PRIu64 "  %s (case %" PRIu64 ")\n", t->kinds[i].count, t->kinds[i].text, t->kinds[i].first);
}

static struct ow_batch *open_batch(const char *path, bool create)
{
	int fd = open(path, create ? O_RDWR | O_CREAT | O_TRUNC : O_RDWR, 0600);
	char *ram;

	if (fd < 0 || (create && ftruncate(fd, OW_RAM_SIZE))) {
		perror(path);
		return NULL;
	}
	ram = mmap(NULL, OW_RAM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (ram == MAP_FAILED) {
		perror(path);
		return NULL;
	}
	return (struct ow_batch *)(void *)(ram + (OW_BATCH - OW_RAM));
}

static int make(struct ow_batch *b, uint64_t seed, uint64_t first, uint64_t count)
{
	b->count = count < OW_CASES ? count : OW_CASES;
	for (uint64_t i = 0; i < b->count; i++)
		ow_generate(seed, first + i, &b->cases[i]);
	printf("%" PRIu64 "\n", b->count);
	return 0;
}

static int lost(struct ow_batch *b)
{
	struct ow_case *c = &b->cases[b->done];
	char *ram = (char *)(void *)b - (OW_BATCH - OW_RAM);

	if (b->done == b->count)
		return 1;
	for (uint64_t i = 0; i < c->entries; i++) /* its tables are no others' */
		memset(ram + (c->entry[i].at - OW_RAM), 0, 8);
	c->lost = 1;
	b->done++;
	return b->done == b->count;
}

static int compare(const struct ow_batch *b, uint64_t first, const char *cpu_name, const char *show)
{
	static struct tally tally;
	const char *why[OW_QUESTIONS];
	el2_memory *memory = ow_memory(b->vectors);
	el2_error error = {0};
	struct ow_model model;
	struct ow_case ours;
	el2_cpu cpu;

	if (!memory || el2_cpu_parse(cpu_name, &cpu, &error) != EL2_OK) {
		fprintf(stderr, "oracle: %s\n", memory ? error.message : "out of memory");
		return 2;
	}
	model = (struct ow_model){&cpu, memory, b->vectors, !strncmp(cpu_name, "qemu72", 6)};
	if (!show && b->done != b->count) {
		fprintf(stderr, "oracle: QEMU ended at case %" PRIu64 ", ESR_EL3 0x%" PRIx64 "\n", first + b->done,
			b->died);
		return 5;
	}
	for (uint64_t i = 0; i < b->count; i++) {
		if (show && strtoull(show, NULL, 0) != first + i)
			continue;
		ours = b->cases[i];
		ow_model_run(&cpu, memory, b->vectors, &ours, why);
		if (show)
			ow_show_case(stdout, &b->cases[i], &ours, why);
		else
			judge(&tally, first + i, &b->cases[i], &ours, why, &model);
	}
	el2_memory_free(memory);
	if (!show)
		report(&tally);
	return tally.differ || tally.tables;
}

int main(int argc, char **argv)
{
	bool making = argc == 6 && !strcmp(argv[1], "make");
	struct ow_batch *b;

	if (argc < 6 && !(argc == 3 && !strcmp(argv[1], "lost"))) {
		fputs("usage: oracle_walk make|compare|show FILE SEED FIRST COUNT|CPU [CASE]; oracle_walk lost FILE\n",
		      stderr);
		return 2;
	}
	b = open_batch(argv[2], making);
	if (!b)
		return 5;
	if (argc == 3)
		return lost(b);
	if (making)
		return make(b, strtoull(argv[3], NULL, 0), strtoull(argv[4], NULL, 0), strtoull(argv[5], NULL, 0));
	return compare(b, strtoull(argv[4], NULL, 0), argv[5], argc > 6 ? argv[6] : NULL);
}
