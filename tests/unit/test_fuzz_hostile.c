/* SPDX-License-Identifier: MIT */
/* A hostile host against our own small hypervisor, recorded, with one bug each in its code: the fuzzer finds it, makes
 * what shows it small, and finds nothing of the kind without it. */
#include "explore/fuzz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model/bytes.h"
#include "tests/unit/small_recording.h"

#define RUNS  60000u /* within which each is found */
#define WORDS 4u
#define DATA  0x1000u /* from the host's code, the last symbol before them */
#define NOP   0xd503201fu

/* Words of corpora/recordings/small.s behind a symbol, and what stands there by mistake. */
static const struct bug {
	const char *name, *symbol;
	unsigned offset;
	uint32_t right[WORDS], wrong[WORDS]; /* as many as are not 0 */
	unsigned promise;
	const char *at;   /* what the finding says, so that it is the bug and no other; */
	const char *rule; /* and what stands in the id of the rule that decided, or NULL */
} bugs[] = {
	{"a lock is taken and not released",
	 "hvc_clock",
	 0,
	 {0xd53be040, 0xd53b2401, 0xd53be042},      /* MRS, three times */
	 {0x52a00029, 0x10000000 | 10, 0xb8a9014b}, /* MOV W9, #1 << 16; ADR X10, data; LDADDA W9, W11, [X10] */
	 EL2_PROMISE_RETURNS,
	 "a lock is held: host",
	 NULL},
	{"the host goes on with the guest's stage 2",
	 "leave_guest",
	 16,
	 {0xd51c2109},
	 {NOP},
	 EL2_PROMISE_RETURNS,
	 "VTTBR_EL2 is not the host's",
	 NULL},
	{"stage 2 of the host may map the hypervisor's block",
	 "hvc_return",
	 24,
	 {0xd355fc00},
	 {0xd356fc00},
	 EL2_PROMISE_OWN_PAGES,
	 "stage 2 of the host maps a page of the hypervisor",
	 NULL},
	{"two have a page",
	 "hvc_return",
	 24,
	 {0xd355fc00},
	 {0xd356fc00},
	 EL2_PROMISE_TABLES,
	 "host and hypervisor both have a page",
	 NULL},
	{"a store where the host says",
	 "hvc_look",
	 0,
	 {0xf9400020},
	 {0xf9000020},
	 EL2_PROMISE_NO_STORE,
	 "hypercall 0x7",
	 NULL},
	{"EL1's own class of data aborts, not the host's",
	 "host_sync",
	 0x3c,
	 {0xf100915f},
	 {0xf100955f},
	 EL2_PROMISE_RETURNS,
	 "bug+0x4",
	 NULL},
	{"registers of MTE are UNDEFINED with another class", /* 1, of WFI, for 0 */
	 "handle_sys64",
	 44,
	 {0xf2a04009}, /* MOVK X9, #0x200, LSL #16 */
	 {0xf2a0c009},
	 EL2_PROMISE_POLICY,
	 "",
	 "gcr_el1"},
};

static struct fixture {
	struct small_recording small;
	el2_hypervisor policy;
	el2_recorded *recorded;
} f;

static uint64_t address_of(const char *name)
{
	const el2_recorded_symbol *symbol = el2_recording_symbol(&f.small.recording, name);

	assert_non_null(symbol);
	return symbol->pa;
}

static uint8_t *word_at(uint64_t pa)
{
	for (size_t n = 0; n < f.small.recording.page_count; n++)
		if (pa - f.small.pages[n].pa < EL2_RECORDING_PAGE)
			return &f.small.data[n][pa % EL2_RECORDING_PAGE];
	fail_msg("no page");
	return NULL;
}

/* Put a bug into the memory of the recording. */
static void plant(const struct bug *bug)
{
	for (unsigned n = 0; bug && n < WORDS && bug->right[n]; n++) {
		uint64_t pa = address_of(bug->symbol) + bug->offset + n * 4;
		uint32_t wrong = bug->wrong[n];

		if (wrong == (0x10000000 | 10)) { /* ADR X10, the page of data */
			uint64_t distance = address_of("host") + DATA - pa;

			wrong |= (uint32_t)((distance & 3) << 29 | (distance >> 2 & 0x7ffff) << 5);
		}
		assert_memory_equal(word_at(pa), &bug->right[n], 4);
		memcpy(word_at(pa), &wrong, 4);
	}
}

static el2_fuzz *begin_with(const struct bug *bug, unsigned promise, const el2_stream *seeds, size_t count)
{
	const el2_recorded_options options = {.limit = 100000, .ram = true, .run_panics = true, .guest_limit = 100};
	el2_fuzz *fuzz;

	small_recording_open(&f.small);
	plant(bug);
	f.policy = el2_boot_hypervisor(&f.small.boot);
	f.recorded = el2_recorded_new(&f.small.recording, &f.small.cpu, &options);
	assert_non_null(f.recorded);
	fuzz = el2_fuzz_new(&(el2_fuzz_options){.state = &f.small.state,
						.host_el = 1,
						.promises = promise,
						.seed = 1,
						.length = 8,
						.recording = &f.small.recording,
						.recorded = f.recorded,
						/* states of pages in descriptors, as small.s has them: all 0, owned */
						.kernel = el2_kernel_by_name("6.12"),
						.policy = &f.policy,
						.seeds = seeds,
						.seed_count = count});
	assert_non_null(fuzz);
	return fuzz;
}

static el2_fuzz *begin(const struct bug *bug, unsigned promise)
{
	return begin_with(bug, promise, NULL, 0);
}

static void end(el2_fuzz *fuzz)
{
	el2_fuzz_free(fuzz);
	el2_recorded_free(f.recorded);
	el2_recording_close(&f.small.recording);
}

static bool is_the_bug(const struct bug *bug, const el2_finding *finding)
{
	el2_rule_info rule;

	return !strcmp(finding->at, bug->at) &&
	       (!bug->rule || (el2_policy_rule_info(finding->rule, &rule) && strstr(rule.id, bug->rule)));
}

static bool finds(el2_fuzz *fuzz, const struct bug *bug, el2_finding *finding)
{
	for (unsigned run = 0; run < RUNS; run++)
		if (el2_fuzz_run(fuzz, finding) && is_the_bug(bug, finding)) {
			el2_fuzz_minimize(fuzz, finding);
			return true;
		}
	return false;
}

static void test_planted_bugs_are_found(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof bugs / sizeof *bugs; n++) {
		el2_finding finding = {0}, again;
		el2_fuzz *fuzz = begin(&bugs[n], bugs[n].promise);
		bool found = finds(fuzz, &bugs[n], &finding);

		if (!found || finding.stream.count > 3)
			print_error("%s: %s, %zu events\n", bugs[n].name, found ? "found" : "not found",
				    finding.stream.count);
		assert_true(found);
		assert_int_equal(finding.promise, bugs[n].promise);
		assert_in_range(finding.stream.count, 1, 3);
		assert_true(el2_fuzz_play(fuzz, &finding.stream, &again));
		assert_string_equal(again.at, bugs[n].at);
		end(fuzz);
		/* it is the bug: without it the same stream breaks nothing of that kind */
		fuzz = begin(NULL, bugs[n].promise);
		assert_false(el2_fuzz_play(fuzz, &finding.stream, &again) && is_the_bug(&bugs[n], &again));
		end(fuzz);
	}
}

/* Without a bug: what it has by design, and no more. */
static void test_as_it_is(void **state)
{
	const unsigned promises = EL2_PROMISE_OWN_PAGES | EL2_PROMISE_TABLES | EL2_PROMISE_NO_STORE;
	el2_fuzz *fuzz = begin(NULL, promises);
	el2_finding finding;
	el2_fuzz_stats stats;

	(void)state;
	for (unsigned run = 0; run < RUNS; run++)
		if (el2_fuzz_run(fuzz, &finding))
			fail_msg("%s: %s", el2_promise_name(finding.promise), finding.at);
	stats = el2_fuzz_get_stats(fuzz);
	assert_int_equal(stats.unasked, 0);
	assert_true(stats.code > 150 && stats.code < stats.code_words);
	assert_true(stats.instructions > stats.events);
	end(fuzz);
}

/* The same seed, the same findings; and a block anew is as it was. */
static void test_again(void **state)
{
	el2_finding first = {0}, second = {0};
	el2_fuzz *fuzz = begin(NULL, EL2_PROMISE_RETURNS);

	(void)state;
	while (!el2_fuzz_run(fuzz, &first))
		;
	el2_fuzz_minimize(fuzz, &first);
	el2_fuzz_begin(fuzz, 0);
	while (!el2_fuzz_run(fuzz, &second))
		;
	el2_fuzz_minimize(fuzz, &second);
	assert_int_equal(first.run, second.run);
	assert_memory_equal(&first.stream.event[0], &second.stream.event[0], sizeof first.stream.event[0]);
	assert_string_equal(first.at, second.at);
	end(fuzz);
}

/* A block that the hypervisor takes from the host, which had it or had not used it yet: the same code, the same answer,
 * another change of stage 2. The stream that is first in one of them is kept. */
static void test_changes_of_pages_are_news(void **state)
{
	static const struct {
		uint64_t block;
		size_t kept; /* with those before it */
	} rows[] = {
		{0x40800000, 1}, /* not used yet */
		{0x40a00000, 1}, /* nor is this */
		{0x40600000, 2}, /* the host's code: mapped */
		{0x40c00000, 2},
	};
	el2_stream seeds[sizeof rows / sizeof *rows];
	el2_fuzz *fuzz;

	(void)state;
	for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
		seeds[n] = (el2_stream){
			1, {{.word = 0xd4000002, .el = 1, .reg = 0, .value = 5, .args = 1, .arg = {rows[n].block}}}};
	fuzz = begin_with(NULL, EL2_PROMISE_RETURNS, seeds, sizeof rows / sizeof *rows);
	for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
		assert_false(el2_fuzz_run(fuzz, NULL));
		assert_int_equal(el2_fuzz_get_stats(fuzz).kept, rows[n].kept);
	}
	end(fuzz);
}

/* What is told of each event of a stream: two calls, an access, and a call that EL2 does not come back from. */
struct told {
	el2_recorded_end end[4];
	uint64_t x0[4];
	bool entered[4];
	unsigned count;
};

static void tell(void *context, const el2_fuzz_seen *seen)
{
	struct told *told = context;

	assert_in_range(told->count, 0, 3);
	told->entered[told->count] = seen->entered;
	told->end[told->count] = seen->last->end;
	told->x0[told->count] = seen->state->x[0];
	assert_null(seen->call); /* small.s has no table of handlers */
	assert_non_null(seen->memory);
	told->count++;
}

static void test_events_are_told(void **state)
{
	const el2_stream stream = {4,
				   {{.word = 0xd4000002, .el = 1, .reg = 0, .value = 0},
				    {.word = 0xd53800a0, .el = 1, .reg = 31},
				    {.word = 0xd4000002, .el = 1, .reg = 0, .value = 0},
				    {.word = 0xd4000002, .el = 1, .reg = 0, .value = 2}}};
	el2_fuzz *fuzz = begin(NULL, EL2_PROMISE_RETURNS);
	struct told told = {.count = 0};
	el2_finding finding;

	(void)state;
	assert_true(el2_fuzz_follow(fuzz, &stream, tell, &told, &finding));
	assert_int_equal(told.count, 4);
	assert_int_equal(finding.promise, EL2_PROMISE_RETURNS);
	assert_true(told.entered[0] && !told.entered[1] && told.entered[2] && told.entered[3]);
	assert_int_equal(told.x0[2], told.x0[0] + 1); /* it counts */
	assert_int_equal(told.x0[1], 0x80000000);     /* MPIDR_EL1 */
	assert_int_equal(told.end[2], EL2_RECORDED_RETURN);
	assert_int_equal(told.end[3], EL2_RECORDED_HANG);
	end(fuzz);
}

/* The pages of the host's that a stream begins with: side by side, none of them recorded, some of a guest's code, some
 * that name the next. */
static void test_pages_of_the_host(void **state)
{
	el2_fuzz *fuzz = begin(NULL, EL2_PROMISE_RETURNS);
	uint64_t first = 0, pa;
	unsigned filled = 0, chained = 0;
	const uint8_t *bytes;
	size_t n = 0;

	(void)state;
	for (; (bytes = el2_fuzz_page(fuzz, n, &pa)); n++) {
		first = n ? first : pa;
		assert_int_equal(pa, first + n * EL2_PAGE_SIZE);
		assert_null(el2_recording_page(&f.small.recording, pa));
		assert_true(el2_fuzz_is_hosts(fuzz, pa));
		filled += load_le(bytes, 8) != 0;
		chained += load_le(bytes, 8) == pa + EL2_PAGE_SIZE;
	}
	assert_true(n && chained && filled > chained && filled < n);
	assert_true(el2_fuzz_keeps_account(fuzz, address_of("host") + DATA + 0x2000)); /* of its tables */
	assert_false(el2_fuzz_keeps_account(fuzz, first));
	end(fuzz);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_planted_bugs_are_found),
		cmocka_unit_test(test_as_it_is),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_changes_of_pages_are_news),
		cmocka_unit_test(test_events_are_told),
		cmocka_unit_test(test_pages_of_the_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
