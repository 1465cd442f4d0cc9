/* SPDX-License-Identifier: MIT */
#include "cli/show/replay.h"

#include <stdlib.h>
#include <string.h>

struct replay_kinds *replay_kinds_new(void)
{
	struct replay_kinds *k = calloc(1, sizeof *k);

	if (k)
		k->stride = 1;
	return k;
}

void replay_kinds_free(struct replay_kinds *k)
{
	for (size_t i = 0; k && i < k->file_count; i++)
		free(k->file[i]);
	free(k);
}

/* ---- kinds ---- */

static void make_key(struct replay_kind *key, const el2_event *e, const el2_judgement *j, const char *other)
{
	memset(key, 0, offsetof(struct replay_kind, count));
	snprintf(key->reason, sizeof key->reason, "%s", replay_reason(e));
	key->cpu = e->cpu;
	key->sysreg = j->has_insn ? j->insn.sysreg : EL2_SYSREG_NONE;
	key->outcome = (uint8_t)j->outcome;
	key->unknown = j->outcome == EL2_CANNOT_JUDGE ? (uint8_t)j->unknown : 0;
	if (j->has_verdict) {
		key->verdict = (uint8_t)(j->verdict.verdict + 1);
		key->origin = (uint8_t)j->verdict.origin;
	}
	key->changes = other != NULL;
	if (other)
		snprintf(key->other, sizeof key->other, "%.127s", other);
}

static bool same_key(const struct replay_kind *a, const struct replay_kind *b)
{
	return a->cpu == b->cpu && a->sysreg == b->sysreg && a->outcome == b->outcome && a->unknown == b->unknown &&
	       a->verdict == b->verdict && a->origin == b->origin && a->changes == b->changes &&
	       !strcmp(a->reason, b->reason) && !strcmp(a->other, b->other);
}

static uint32_t hash(const struct replay_kind *key)
{
	uint32_t h = 2166136261u;
	const uint32_t parts[] = {key->cpu, key->sysreg,
				  (uint32_t)key->outcome << 24 | (uint32_t)key->unknown << 16 |
					  (uint32_t)key->verdict << 8 | key->origin};

	for (const char *c = key->reason; *c; c++)
		h = (h ^ (unsigned char)*c) * 16777619u;
	for (const char *c = key->other; *c; c++)
		h = (h ^ (unsigned char)*c) * 16777619u;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		h = (h ^ parts[i] ^ parts[i] >> 15) * 16777619u;
	return h;
}

static void describe(struct replay_kind *k, const el2_event *e, const el2_judgement *j)
{
	struct replay_item item;
	const el2_verdict *v = &j->verdict;
	size_t length;

	replay_describe(&item, e, j);
	snprintf(k->recorded, sizeof k->recorded, "%s", item.recorded);
	snprintf(k->place, sizeof k->place, "%s", item.place);
	length = strlen(item.what);
	while (length && strchr(": ", item.what[length - 1])) /* there was nothing to say after the instruction */
		length--;
	snprintf(k->what, sizeof k->what, "%.*s", (int)(length < sizeof k->what ? length : sizeof k->what - 1),
		 item.what);
	if (j->has_verdict)
		snprintf(k->verdict_text, sizeof k->verdict_text, "%s%s%s", el2_verdict_name(v->verdict),
			 v->origin ? " " : "", v->origin ? el2_origin_name(v->origin) : "");
}

static size_t find(struct replay_kinds *all, const el2_event *e, const el2_judgement *j, const char *other)
{
	const size_t slots = sizeof all->chain / sizeof *all->chain;
	struct replay_kind key;
	size_t at;

	make_key(&key, e, j, other);
	for (at = hash(&key) % slots; all->chain[at]; at = (at + 1) % slots)
		if (same_key(&all->kind[all->chain[at] - 1], &key))
			return all->chain[at] - 1u;
	if (all->count >= REPLAY_KINDS - 1) { /* further kinds count as one */
		all->count = REPLAY_KINDS;
		snprintf(all->kind[REPLAY_KINDS - 1].reason, sizeof key.reason, "further kinds");
		return REPLAY_KINDS - 1;
	}
	memcpy(&all->kind[all->count], &key, offsetof(struct replay_kind, count));
	describe(&all->kind[all->count], e, j);
	all->chain[at] = (uint16_t)++all->count;
	return all->count - 1;
}

/* ---- single events ---- */

static uint16_t file_of(struct replay_kinds *k, const char *name)
{
	size_t i = 0;

	name = name ? name : "?";
	while (i < k->file_count && strcmp(k->file[i], name))
		i++;
	if (i == k->file_count && i < REPLAY_FILES && (k->file[i] = strdup(name)))
		k->file_count++;
	return (uint16_t)(i < k->file_count ? i : 0);
}

/* Every other one goes, but for those that are kept. */
static void thin(struct replay_kinds *k)
{
	size_t left = 0;

	k->stride *= 2;
	for (size_t i = 0; i < k->point_count; i++)
		if (k->point[i].kept || k->point[i].number % k->stride == 0)
			k->point[left++] = k->point[i];
	k->point_count = left;
}

void replay_kinds_add(struct replay_kinds *k, const el2_event *e, const el2_judgement *j, uint64_t number,
		      uint64_t time, const char *other)
{
	size_t kind = find(k, e, j, other);
	bool kept = (other || j->outcome == EL2_DISAGREE) && k->kept < REPLAY_KEPT;

	k->kind[kind].count++;
	if (!kept && number % k->stride)
		return;
	while (k->point_count == REPLAY_POINTS)
		thin(k);
	if (!kept && number % k->stride)
		return;
	k->kept += kept;
	k->point[k->point_count++] =
		(struct replay_point){number, time, e->source.line, (uint16_t)kind, file_of(k, e->source.file), kept};
}
