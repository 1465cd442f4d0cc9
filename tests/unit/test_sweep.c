/* SPDX-License-Identifier: MIT */
/* A sweep against audits of its boots, and what is said of sets of boots against the sets. */
#include "explore/sweep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/booted.h"

static uint64_t seed = RANDOM_SEED;

static uint64_t next(void)
{
	return next_random(&seed);
}

static el2_cpu cpus[3];
static el2_sweep *sweep;

static el2_sweep *open_sweep(bool whole)
{
	static const char *const names[] = {"neoverse-n2", "cortex-a57", "max,el3=0"};
	el2_sweep_options o = {.kernels = {EL2_KERNEL_6_12, EL2_KERNEL_7_0, EL2_KERNEL_7_2},
			       .kernel_count = 3,
			       .cmdlines = {"kvm-arm.mode=nvhe", "arm64_sw.hvhe=1", "kvm-arm.mode=protected"},
			       .cmdline_count = 3,
			       .words = {"arm64.nosve arm64.nosme"},
			       .word_count = 1,
			       .cpus = cpus,
			       .cpu_count = 3,
			       .whole_cpus = whole};

	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(el2_cpu_parse(names[i], &cpus[i], NULL), EL2_OK);
	sweep = el2_sweep_new(&o);
	assert_non_null(sweep);
	return sweep;
}

/* ---- findings ---- */

struct seen {
	size_t boot;
	uint64_t words[2]; /* that panic as it boots */
	unsigned changed[3];
};

/* What a finding says is so: with its change and settings the word panics; without the change it does not. */
static void check_finding(void *context, const el2_sweep_finding *f)
{
	struct seen *seen = context;
	el2_sweep_state *s = malloc(sizeof *s);
	el2_hypervisor h;
	el2_verdict v;
	el2_insn insn;

	assert_non_null(s);
	seen->changed[f->change]++;
	if (f->change == EL2_SWEEP_AS_IT_IS)
		seen->words[f->el] += f->count;
	el2_sweep_make(sweep, seen->boot, f->change == EL2_SWEEP_WORDS ? "arm64.nosve arm64.nosme" : NULL, s);
	h = el2_boot_hypervisor(&s->boot);
	for (unsigned i = 0; i <= f->setting_count; i++) {
		const el2_setting *set = i < f->setting_count ? &f->settings[i] : &f->field;
		uint64_t mask = UINT64_MAX >> (64 - (set->field.width ? set->field.width : 1)) << set->field.lsb;

		if (set->field.width)
			s->state.sysreg[set->field.reg] =
				(s->state.sysreg[set->field.reg] & ~mask) | set->value << set->field.lsb;
	}
	el2_set_el(&s->state, f->el);
	el2_decode(f->word, &insn);
	el2_decide(&s->state, &h, &insn, &v, NULL);
	assert_int_equal(v.verdict, EL2_PANIC);
	free(s);
}

static void test_findings(void **state)
{
	struct seen seen = {0};

	(void)state;
	open_sweep(true);
	assert_int_equal(el2_sweep_count(sweep), 3 * (3 + 3 + 2)); /* without FEAT_VHE there is no hVHE */
	for (size_t n = 0; n < el2_sweep_count(sweep); n += 3) {
		el2_sweep_state *s = malloc(sizeof *s);
		el2_hypervisor h;
		el2_audit *audit;
		uint64_t boots = 0;

		assert_non_null(s);
		seen.boot = n;
		memset(seen.words, 0, sizeof seen.words);
		assert_true(el2_sweep_run(sweep, n, check_finding, &seen, &boots));
		assert_true(boots > 100);
		el2_sweep_make(sweep, n, NULL, s);
		h = el2_boot_hypervisor(&s->boot);
		audit = el2_audit_new(&(el2_audit_options){&s->state, &h, false});
		assert_non_null(audit);
		for (unsigned el = 0; el < 2; el++)
			assert_int_equal(seen.words[el], el2_audit_words(audit, el, EL2_PANIC));
		el2_audit_free(audit);
		free(s);
	}
	for (unsigned change = 0; change < 3; change++)
		assert_true(seen.changed[change] > 0);
	el2_sweep_free(sweep);
	el2_sweep_free(NULL);
}

/* ---- sentences ---- */

static bool covers(const el2_sweep_cover *c, const el2_sweep_boot *b)
{
	unsigned of;
	const el2_cpu *cpu = el2_sweep_cpu(sweep, b->variant, &of, NULL);

	if (!(c->kernels >> b->kernel & 1) || !(c->modes >> b->mode & 1))
		return false;
	for (unsigned i = 0; i < c->feature_count; i++)
		if (el2_has(cpu, c->features[i].feature) == c->features[i].absent)
			return false;
	return !c->listed || (c->cpus >> of & 1);
}

/* Covers say the set: each of its boots, and no other unless CPUs are listed. How many there are. */
static size_t check_set(const uint64_t *set, bool *listed)
{
	el2_sweep_cover c[EL2_SWEEP_COVERS];
	size_t count = el2_sweep_say(sweep, set, false, NULL, c);

	assert_true(count > 0);
	for (size_t n = 0; n < el2_sweep_count(sweep); n++) {
		el2_sweep_boot b = el2_sweep_get(sweep, n);
		bool in = set[n / 64] >> n % 64 & 1, covered = false, exact = false;

		for (size_t i = 0; i < count; i++) {
			covered |= covers(&c[i], &b);
			exact |= covers(&c[i], &b) && !c[i].listed;
			*listed |= c[i].listed;
		}
		assert_true(covered || !in);
		assert_true(in || !exact);
	}
	return count;
}

static void test_sentences(void **state)
{
	uint64_t *set;
	size_t words;
	bool listed = false;

	(void)state;
	open_sweep(false);
	words = el2_sweep_count(sweep) / 64 + 1;
	set = calloc(words, sizeof *set);
	assert_non_null(set);
	/* Sets that features, kernels and modes tell apart take few sentences, and name no CPU. */
	for (unsigned round = 0; round < 200; round++) {
		el2_feature with = (el2_feature)(next() % EL2_FEATURE_COUNT),
			    less = (el2_feature)(next() % EL2_FEATURE_COUNT);
		unsigned kernels = (unsigned)(1 + next() % 7), modes = (unsigned)(next() & 0x3c);
		bool any = false;

		memset(set, 0, words * sizeof *set);
		for (size_t n = 0; n < el2_sweep_count(sweep); n++) {
			el2_sweep_boot b = el2_sweep_get(sweep, n);
			const el2_cpu *cpu = el2_sweep_cpu(sweep, b.variant, NULL, NULL);

			if (!(kernels >> b.kernel & 1) || !(modes >> b.mode & 1) || !el2_has(cpu, with) ||
			    (round & 1 && el2_has(cpu, less)))
				continue;
			set[n / 64] |= UINT64_C(1) << n % 64;
			any = true;
		}
		if (any)
			assert_true(check_set(set, &listed) <= 4);
		assert_false(listed);
	}
	/* Others list CPUs. */
	memset(set, 0, words * sizeof *set);
	for (size_t n = 0; n < el2_sweep_count(sweep); n++)
		set[n / 64] |= (next() & 1) << n % 64;
	check_set(set, &listed);
	assert_true(listed);
	free(set);
	el2_sweep_free(sweep);
}

/* ---- CPUs ---- */

static void test_cpu_change(void **state)
{
	el2_cpu cpu;

	(void)state;
	for (unsigned f = 0; f < EL2_FEATURE_COUNT; f++) {
		assert_int_equal(el2_cpu_parse("neoverse-n2", &cpu, NULL), EL2_OK);
		if (el2_has(&cpu, (el2_feature)f)) {
			if (el2_cpu_change(&cpu, (el2_feature)f, false))
				assert_false(el2_has(&cpu, (el2_feature)f));
		} else if (el2_cpu_change(&cpu, (el2_feature)f, true)) {
			assert_true(el2_has(&cpu, (el2_feature)f));
		}
	}
	/* SVE takes with it what its ID register says. */
	assert_int_equal(el2_cpu_parse("neoverse-n2", &cpu, NULL), EL2_OK);
	assert_true(el2_has(&cpu, EL2_FEAT_SVE2));
	assert_true(el2_cpu_change(&cpu, EL2_FEAT_SVE, false));
	assert_false(el2_has(&cpu, EL2_FEAT_SVE2));
	/* Without an ID register nothing can be changed. */
	assert_false(el2_cpu_change(&cpu, EL2_FEAT_AA64, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_cpu_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
