/* SPDX-License-Identifier: MIT */
#include "cli/show/swept.h"
#include "cli/show/jobs.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* How a host comes to be below EL2, and what else a command line hides. */
static const char *const cmdlines[] = {"kvm-arm.mode=nvhe", "arm64_sw.hvhe=1", "kvm-arm.mode=protected"};
static const char *const words[] = {"arm64.nomte", "arm64.nosve arm64.nosme"};

/* ---- which boots ---- */

static el2_status add_cpus(struct cli_sweep *s, const struct cli_options *o, el2_error *error)
{
	const char *name;

	if (o->cpu_named) {
		s->cpus[s->options.cpu_count++] = o->cpu;
		return EL2_OK;
	}
	for (size_t n = 0; (name = el2_cpu_get(n, NULL)); n++) {
		char text[64];
		el2_status status;

		if (s->options.cpu_count == CLI_SWEEP_CPUS)
			return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "more CPUs than a sweep takes");
		snprintf(text, sizeof text, "%s", name);
		status = el2_cpu_parse(text, &s->cpus[s->options.cpu_count++], error);
		if (status != EL2_OK)
			return status;
	}
	return EL2_OK;
}

static el2_status make(struct cli_sweep *s, el2_error *error)
{
	s->options.cpus = s->cpus;
	s->sweep = el2_sweep_new(&s->options);
	if (!s->sweep)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	s->boot_count = el2_sweep_count(s->sweep);
	s->set_words = s->boot_count / 64 + 1;
	if (!s->boot_count)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"none of these boots has a hypervisor with its host below EL2");
	return EL2_OK;
}

el2_status cli_sweep_open(struct cli_sweep *s, const struct cli_options *o, bool polite, el2_error *error)
{
	el2_status status;

	*s = (struct cli_sweep){.options = {.polite = polite}};
	if (o->recording || o->policy || o->no_hypervisor || o->override_count || !o->config_arm64_mte)
		return el2_fail(
			error, EL2_ERR_USAGE, NULL, 0, 0,
			"a sweep is over boots of the tables: of the options that describe one it takes --kernel, "
			"--cmdline and --cpu");
	for (unsigned k = 0; k < EL2_KERNEL_COUNT && s->options.kernel_count < EL2_SWEEP_KERNELS; k++)
		if (!o->kernel_named || o->kernel == k)
			s->options.kernels[s->options.kernel_count++] = (el2_kernel)k;
	if (o->cmdline && strlen(o->cmdline) >= sizeof s->cmdline)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "a sweep takes command lines of %zu characters",
				sizeof s->cmdline - 1);
	snprintf(s->cmdline, sizeof s->cmdline, "%s", o->cmdline ? o->cmdline : "");
	if (*s->cmdline)
		s->options.cmdlines[s->options.cmdline_count++] = s->cmdline;
	else
		for (size_t i = 0; i < sizeof cmdlines / sizeof *cmdlines; i++)
			s->options.cmdlines[s->options.cmdline_count++] = cmdlines[i];
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		s->options.words[s->options.word_count++] = words[i];
	status = add_cpus(s, o, error);
	return status == EL2_OK ? make(s, error) : status;
}

void cli_sweep_close(struct cli_sweep *s)
{
	el2_sweep_free(s->sweep);
	for (size_t i = 0; i < s->item_count; i++)
		free(s->items[i].boots);
	free(s->items);
	free(s->slots);
}

/* ---- what was found ---- */

static size_t hash(const el2_sweep_finding *f)
{
	const unsigned char *bytes = (const unsigned char *)f;
	uint64_t h = 0;

	for (size_t i = 0; i < sizeof *f; i++)
		h = (h ^ bytes[i]) * UINT64_C(0x100000001b3) + 1;
	return (size_t)(h ^ h >> 29);
}

static void place(struct cli_sweep *s, size_t item)
{
	size_t at = hash(&s->items[item].finding) % s->slot_count;

	while (s->slots[at])
		at = (at + 1) % s->slot_count;
	s->slots[at] = (uint32_t)item + 1;
}

/* Room for one more, with at least half of the slots free. */
static bool grow(struct cli_sweep *s)
{
	if (s->item_count == s->item_capacity) {
		size_t capacity = s->item_capacity * 2 + 1024;
		struct cli_sweep_item *grown = realloc(s->items, capacity * sizeof *grown);
		uint32_t *slots = calloc(capacity * 2, sizeof *slots);

		if (grown)
			s->items = grown;
		if (!grown || !slots) {
			free(slots);
			return false;
		}
		free(s->slots);
		s->slots = slots;
		s->slot_count = capacity * 2;
		s->item_capacity = capacity;
		for (size_t i = 0; i < s->item_count; i++)
			place(s, i);
	}
	return true;
}

bool cli_sweep_add(struct cli_sweep *s, const el2_sweep_finding *f, size_t n)
{
	size_t at;

	if (!grow(s))
		return false;
	at = hash(f) % s->slot_count;
	while (s->slots[at] && memcmp(&s->items[s->slots[at] - 1].finding, f, sizeof *f))
		at = (at + 1) % s->slot_count;
	if (!s->slots[at]) {
		struct cli_sweep_item *item = &s->items[s->item_count];

		item->finding = *f;
		item->boots = calloc(s->set_words, sizeof *item->boots);
		if (!item->boots)
			return false;
		s->slots[at] = (uint32_t)++s->item_count;
	}
	s->items[s->slots[at] - 1].boots[n / 64] |= UINT64_C(1) << n % 64;
	return true;
}

/* As they are, then with words, then with a field; by word; the rest of the bytes makes the order whole. */
static int by_word(const void *a, const void *b)
{
	const el2_sweep_finding *x = &((const struct cli_sweep_item *)a)->finding;
	const el2_sweep_finding *y = &((const struct cli_sweep_item *)b)->finding;

	if (x->change != y->change)
		return x->change < y->change ? -1 : 1;
	if (x->words != y->words)
		return x->words < y->words ? -1 : 1;
	if (x->field.field.reg != y->field.field.reg)
		return x->field.field.reg < y->field.field.reg ? -1 : 1;
	if (x->field.field.lsb != y->field.field.lsb)
		return x->field.field.lsb < y->field.field.lsb ? -1 : 1;
	if (x->word != y->word)
		return x->word < y->word ? -1 : 1;
	if (x->el != y->el)
		return x->el > y->el ? -1 : 1;
	return memcmp(x, y, sizeof *x);
}

void cli_sweep_sort(struct cli_sweep *s)
{
	if (s->item_count)
		qsort(s->items, s->item_count, sizeof *s->items, by_word);
	if (s->slot_count)
		memset(s->slots, 0, s->slot_count * sizeof *s->slots);
	for (size_t i = 0; i < s->item_count; i++)
		place(s, i);
}

/* ---- asking ---- */

struct asking {
	struct cli_sweep *sweep;
	unsigned shard, shards;
	pthread_mutex_t lock;
};

/* The findings of one boot, gathered before they are added, so that threads do not wait for each other. */
struct gathered {
	el2_sweep_finding *findings;
	size_t count, capacity;
	bool failed;
};

static void gather(void *context, const el2_sweep_finding *f)
{
	struct gathered *g = context;

	if (g->count == g->capacity) {
		size_t capacity = g->capacity * 2 + 256;
		el2_sweep_finding *grown = realloc(g->findings, capacity * sizeof *grown);

		g->failed |= !grown;
		if (!grown)
			return;
		g->findings = grown;
		g->capacity = capacity;
	}
	g->findings[g->count++] = *f;
}

static bool ask_one(void *context, uint64_t piece)
{
	struct asking *a = context;
	size_t n = (size_t)piece * a->shards + a->shard;
	struct gathered g = {0};
	uint64_t boots = 0;
	bool done = el2_sweep_run(a->sweep->sweep, n, gather, &g, &boots) && !g.failed;

	pthread_mutex_lock(&a->lock);
	for (size_t i = 0; done && i < g.count; i++)
		done = cli_sweep_add(a->sweep, &g.findings[i], n);
	a->sweep->asked += boots;
	pthread_mutex_unlock(&a->lock);
	free(g.findings);
	return done;
}

el2_status cli_sweep_ask(struct cli_sweep *s, const struct cli_options *o, unsigned jobs, unsigned shard,
			 unsigned shards, el2_error *error)
{
	struct asking a = {s, shard, shards, PTHREAD_MUTEX_INITIALIZER};
	size_t pieces = s->boot_count / shards + (s->boot_count % shards > shard);

	if (!cli_jobs(o, "sweep", jobs, pieces, ask_one, &a))
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	return EL2_OK;
}
