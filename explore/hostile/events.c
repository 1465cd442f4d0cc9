/* SPDX-License-Identifier: MIT */
/* Streams of events of a hostile host. */
#include "explore/hostile/hostile.h"

#include <string.h>

#define HVC        0xd4000002u
#define LDR_X1_X0  0xf9400001u
#define STRB_W1_X0 0x39000001u
#define STR_W1_X0  0xb9000001u

/* ---- numbers ---- */

uint64_t hostile_any_of(const struct hostile *h, struct generator *g, const struct hostile_frames *pool)
{
	if (!pool->count)
		pool = &h->world.own;
	return pool->at[generator_below(g, generator_below(g, 2) && pool->count > 6 ? 6 : pool->count)];
}

static uint64_t any_frame(struct hostile *h, struct generator *g)
{
	struct hostile_world *w = &h->world;
	unsigned dice = (unsigned)generator_below(g, 16);
	const struct hostile_frames *pool = dice < 11   ? &w->own
					    : dice < 13 ? &w->lent
					    : dice < 15 ? &w->hyp
							: &w->other;

	return hostile_any_of(h, g, pool);
}

static uint64_t any_guest_frame(struct generator *g)
{
	static const uint64_t frames[] = {0x80000,
					  0x80000,
					  0x80001,
					  0x80002,
					  0,
					  1,
					  2,
					  0x200,
					  0x400,
					  0x40000,
					  0x10000,
					  0x80200,
					  0xffff,
					  UINT64_C(1) << 28,
					  (UINT64_C(1) << 36) - 1,
					  (UINT64_C(1) << 40) - 1,
					  UINT64_MAX >> 12};

	return GENERATOR_ONE_OF(g, frames);
}

static uint64_t any_pointer(struct hostile *h, struct generator *g)
{
	static const uint64_t offsets[] = {0, 0, 0, 8, 0x10, 0x40, 0x80, 0x100, 0x400, 0x800, 0xa00, 0xff8};
	uint64_t frame = any_frame(h, g);
	unsigned dice = (unsigned)generator_below(g, 24);

	if (dice == 0)
		return 0;
	if (dice == 1)
		return h->world.text + generator_below(g, h->world.text_size / 8) * 8;
	if (dice == 2)
		return UINT64_C(0xffff000000000000) | frame << 12; /* as a kernel has its own */
	if (dice < 9 && h->world.pointer_count)
		return h->world.pointers[generator_below(g, h->world.pointer_count)];
	return hostile_va(h, frame << 12) + GENERATOR_ONE_OF(g, offsets);
}

static uint64_t any_number(struct hostile *h, struct generator *g)
{
	/* instructions of a guest, two at a time: HVC, SMC, MRS of an ID register, WFI, loads, stores, B to itself */
	static const uint64_t code[] = {UINT64_C(0xd4000002d4000002), UINT64_C(0xd4000003d4000002),
					UINT64_C(0xd5380400d53800a0), UINT64_C(0xd503207fd5033fdf),
					UINT64_C(0xf9400001f9000001), UINT64_C(0x14000000d4000002),
					UINT64_C(0x3ce06800d53be040), UINT64_C(0xd51ecfe0d5381000)};

	switch (generator_below(g, 10)) {
	case 0:
	case 1:
		return generator_below(g, 8);
	case 2:
		return EL2_VM_HANDLE + generator_below(g, 3);
	case 3:
		return any_pointer(h, g);
	case 4:
		return any_frame(h, g) << 12;
	case 5:
		return UINT64_C(1) << generator_below(g, 64);
	case 6:
		return ~(UINT64_C(1) << generator_below(g, 64));
	case 7:
		return GENERATOR_ONE_OF(g, code);
	case 8:
		return 1 + (generator_below(g, 4) << 32);
	default:
		return generator_below(g, UINT64_MAX);
	}
}

static uint64_t any_argument(struct hostile *h, struct generator *g, unsigned kind)
{
	static const uint64_t indices[] = {0, 0, 0, 0, 1, 1, 2, 3, 4, 7, 8, 0x40, 0x7fffffff, 0x80000000, UINT64_MAX};
	static const uint64_t counts[] = {1, 1, 1, 1, 1, 1, 2, 3, 512, 512, 0, 513, 0x40000, UINT64_MAX};
	static const uint64_t handles[] = {0x1000,
					   0x1000,
					   0x1000,
					   0x1000,
					   0x1001,
					   0x1001,
					   0x1002,
					   0,
					   0xfff,
					   0x10fe,
					   0x10ff,
					   0x1100,
					   UINT64_C(0x100001000)};
	static const uint64_t permissions[] = {7, 7, 7, 6, 4, 3, 1, 0, 8, 0xf, UINT64_C(1) << 55, UINT64_C(3) << 55};

	if (!generator_below(g, 20))
		return any_number(h, g);
	switch (kind) {
	case EL2_ARGUMENT_NONE:
	case EL2_ARGUMENT_INDEX:
		return GENERATOR_ONE_OF(g, indices);
	case EL2_ARGUMENT_COUNT:
		return GENERATOR_ONE_OF(g, counts);
	case EL2_ARGUMENT_FRAME:
		return any_frame(h, g);
	case EL2_ARGUMENT_GUEST_FRAME:
		return any_guest_frame(g);
	case EL2_ARGUMENT_PHYSICAL:
		return any_frame(h, g) << 12;
	case EL2_ARGUMENT_HANDLE:
		return GENERATOR_ONE_OF(g, handles);
	case EL2_ARGUMENT_POINTER:
		return any_pointer(h, g);
	case EL2_ARGUMENT_DONATED:
		return hostile_va(h, any_frame(h, g) << 12);
	case EL2_ARGUMENT_PERMISSION:
		return GENERATOR_ONE_OF(g, permissions);
	default:
		return any_number(h, g);
	}
}

/* ---- events ---- */

/* One that ends the machine is drawn the more rarely, the more often it does. */
static const struct hostile_call *any_call(struct hostile *h, struct generator *g)
{
	const struct hostile_learnt *l = h->learnt;

	for (;;) {
		size_t n = generator_below(g, h->world.call_count);
		uint64_t good = l->calls[n] + UINT64_C(1),
			 bad = UINT64_C(16) * l->crashes[n] + UINT64_C(256) * l->hangs[n];

		if (generator_below(g, good + bad) < good)
			return &h->world.calls[n];
	}
}

static void fill_call(struct hostile *h, struct generator *g, const struct hostile_call *call, el2_event *e)
{
	*e = (el2_event){.word = HVC, .el = 1, .reg = 0, .value = call->id};
	if (!call->what) {
		e->args = 4;
		for (unsigned n = 0; n < e->args; n++)
			e->arg[n] = any_argument(h, g, 1 + (unsigned)generator_below(g, EL2_ARGUMENT_PERMISSION));
		return;
	}
	for (unsigned n = 0; n < EL2_EVENT_ARGS && call->what->kind[n]; n++) {
		e->arg[n] = any_argument(h, g, call->what->kind[n]);
		e->args = (uint8_t)(n + 1);
	}
}

/* An instruction of a guest's page of code, which comes again and again. */
static uint64_t any_guest_code(struct generator *g)
{
	return HOSTILE_GUEST_PC + generator_below(g, 64) * 4;
}

/* For a member of a structure that EL2 reads. */
static uint64_t any_member_value(struct hostile *h, struct generator *g, el2_member_kind kind)
{
	static const uint64_t indices[] = {0, 0,  1,  1,  2,     3,          4,          7,
					   8, 15, 16, 17, 0x100, 0x7fffffff, 0x80000000, UINT64_MAX};
	/* EL1h, EL1t, EL0t; EL2h, EL3h, AArch32 supervisor and user; Illegal, single step, NZCV */
	static const uint64_t pstates[] = {0x3c5, 0x5,   0x3c4, 0x3c0,    0x0,      0x3c9,
					   0x3cd, 0x1d3, 0x10,  0x1003c5, 0x2003c5, 0xf00003c5};
	static const uint64_t guests[] = {0x80000000, 0x80000004, 0x80000200,
					  0x80000ffc, 0x80001000, 0x80002000,
					  0,          2,          UINT64_C(0xffff800080000000),
					  UINT64_MAX};

	switch (kind) {
	case EL2_MEMBER_INDEX:
		return GENERATOR_ONE_OF(g, indices);
	case EL2_MEMBER_FLAG:
		return generator_below(g, 2);
	case EL2_MEMBER_BITS:
		return generator_below(g, 4)
			       ? UINT64_C(1) << generator_below(g, 64) | UINT64_C(1) << generator_below(g, 16)
			       : generator_below(g, UINT64_MAX);
	case EL2_MEMBER_HANDLE:
		return any_argument(h, g, EL2_ARGUMENT_HANDLE);
	case EL2_MEMBER_POINTER:
		return any_pointer(h, g);
	case EL2_MEMBER_PHYSICAL: /* also as what maps it */
		return any_frame(h, g) << 12 | (generator_below(g, 2) ? HOSTILE_LEAF : 0);
	case EL2_MEMBER_GUEST_ADDRESS:
		return generator_below(g, 3) ? any_guest_code(g) : GENERATOR_ONE_OF(g, guests);
	case EL2_MEMBER_PSTATE:
		return GENERATOR_ONE_OF(g, pstates);
	default:
		return any_number(h, g);
	}
}

el2_event hostile_store_to(uint64_t pa, unsigned size, uint64_t value)
{
	el2_event e = {.word = EL2_WORD_STR_X1_X0, .el = 1, .reg = 0, .args = 1, .value = pa};

	if (size < 8)
		e.word = size < 4 ? STRB_W1_X0 : STR_W1_X0;
	e.arg[0] = value;
	return e;
}

/* Into a member of a structure, by its layout. */
static void fill_member(struct hostile *h, struct generator *g, el2_event *e)
{
	const struct hostile_member *m = &h->world.members[generator_below(g, h->world.member_count)];

	*e = hostile_store_to(m->pa, m->size, 0);
	if (m->size > 8)
		e->value += generator_below(g, m->size / 8) * 8;
	e->arg[0] = any_member_value(h, g, m->kind);
}

/* Into the host's own memory, best where EL2 has looked. */
static void fill_store(struct hostile *h, struct generator *g, el2_event *e)
{
	const struct hostile_world *w = &h->world;
	const struct hostile_learnt *l = h->learnt;

	if (w->member_count && generator_below(g, 8)) {
		fill_member(h, g, e);
		return;
	}
	*e = (el2_event){.word = EL2_WORD_STR_X1_X0, .el = 1, .reg = 0, .args = 1};
	if (l->field_count && generator_below(g, 5)) {
		const struct hostile_field *field = &l->fields[generator_below(g, l->field_count)];

		e->value = field->pa & ~UINT64_C(7);
		if (field->address && generator_below(g, 4)) {
			e->arg[0] = w->own.at[HOSTILE_CHAIN + generator_below(g, HOSTILE_PLAIN - HOSTILE_CHAIN)] << 12;
			return;
		}
		if (field->size < 4) {
			e->word = STRB_W1_X0;
			e->value = field->pa;
		} else if (field->size == 4 && generator_below(g, 2)) {
			e->word = STR_W1_X0;
			e->value = field->pa;
		}
	} else {
		e->value = (any_frame(h, g) << 12) + generator_below(g, 512) * 8;
	}
	e->arg[0] = any_number(h, g);
}

/* What runs: 7.2 runs the one that is loaded, whatever the pointer is. */
static uint64_t any_vcpu(const struct hostile *h, struct generator *g)
{
	return h->world.vm_count ? hostile_va(h, h->world.vms[generator_below(g, h->world.vm_count)].vcpu) : 0;
}

/* What a guest is to execute, and most often that it runs. */
static void add_guest(struct hostile *h, struct generator *g, el2_stream *stream)
{
	const struct hostile_call *run = hostile_call_named(h, "__kvm_vcpu_run");
	el2_event e;

	hostile_guest_make(h, g, &e);
	stream_add(stream, &e);
	if (!generator_below(g, 6))
		stream_add(stream, &(el2_event){.kind = EL2_EVENT_INTERRUPT, .el = 1, .reg = 31});
	if (!run || !generator_below(g, 6))
		return;
	fill_call(h, g, run, &e);
	if (generator_below(g, 4))
		e.arg[0] = any_vcpu(h, g);
	stream_add(stream, &e);
}

/* A vCPU is run, as its host does: from some instruction on, or behind the one that it was left at. */
static void add_run(struct hostile *h, struct generator *g, el2_stream *stream)
{
	static const uint8_t flags[] = {2, 2, 2, 1,
					3, 5, 7, 0xf}; /* INCREMENT_PC; an exception pending, of some kind */
	const struct hostile_vm *vm = &h->world.vms[generator_below(g, h->world.vm_count)];
	const struct hostile_call *call = hostile_call_named(h, "__kvm_vcpu_run");
	el2_event e;

	if (!vm->pc || !vm->iflags || !call)
		return;
	e = hostile_store_to(vm->pc, 8, any_guest_code(g));
	if (generator_below(g, 2))
		e = hostile_store_to(vm->iflags, 1, GENERATOR_ONE_OF(g, flags));
	stream_add(stream, &e);
	e = (el2_event){.word = HVC, .el = 1, .reg = 0, .args = 1, .value = call->id};
	e.arg[0] = hostile_va(h, vm->vcpu);
	stream_add(stream, &e);
}

/* Another CPU is in EL2, too. */
static void add_held(struct generator *g, el2_stream *stream)
{
	stream_add(stream, &(el2_event){.kind = EL2_EVENT_HELD, .el = 1, .reg = 31, .value = generator_below(g, 6)});
}

static void add_any(struct hostile *h, struct generator *g, el2_stream *stream)
{
	unsigned dice = (unsigned)generator_below(g, 100);
	el2_event e;

	if (!generator_below(g, 30))
		add_held(g, stream);
	if (generator_below(g, h->ffa ? 2 : 12) == 0) {
		hostile_firmware_add(h, g, stream);
		return;
	}
	if (generator_below(g, h->world.guest.count ? 6 : 24) == 0) {
		add_guest(h, g, stream);
		return;
	}
	if (dice < 10 && h->world.vm_count) {
		add_run(h, g, stream);
		return;
	}
	if (dice < 72) {
		fill_call(h, g, any_call(h, g), &e);
	} else if (dice < 86) {
		fill_store(h, g, &e);
	} else if (dice < 94) {
		e = (el2_event){.word = LDR_X1_X0, .el = 1, .reg = 0, .value = any_frame(h, g) << 12};
	} else {
		generator_add(g, stream);
		return;
	}
	stream_add(stream, &e);
}

void hostile_make(struct hostile *h, struct generator *g, unsigned length, el2_stream *stream)
{
	unsigned want = 1 + (unsigned)generator_below(g, length);

	stream->count = 0;
	while (stream->count < want)
		add_any(h, g, stream);
	if (stream->count > length)
		stream->count = length;
}

/* One event a little other than it was. */
static void change_event(struct hostile *h, struct generator *g, el2_event *e)
{
	const struct hostile_call *call = e->word == HVC ? hostile_call_of(h, e->value) : NULL;
	unsigned n;

	if (e->kind == EL2_EVENT_GUEST) {
		hostile_guest_change(h, g, e);
		return;
	}
	if (e->word == EL2_WORD_STR_X1_X0 || e->word == STRB_W1_X0 || e->word == STR_W1_X0) {
		e->arg[0] = any_number(h, g);
		return;
	}
	if (!e->args) {
		if (!call && e->kind == EL2_EVENT_INSN)
			e->value = any_frame(h, g) << 12;
		return;
	}
	n = (unsigned)generator_below(g, e->args);
	if (!generator_below(g, 4))
		e->arg[n] ^= UINT64_C(1) << generator_below(g, 64);
	else
		e->arg[n] = any_argument(h, g, call && call->what ? call->what->kind[n] : EL2_ARGUMENT_NUMBER);
}

void hostile_mutate(struct hostile *h, struct generator *g, const el2_stream *a, const el2_stream *b, unsigned length,
		    el2_stream *stream)
{
	size_t head, tail;

	switch (generator_below(g, 3)) {
	case 0: /* one, and more behind it */
		*stream = *a;
		for (size_t n = generator_below(g, 3) + 1; n; n--)
			add_any(h, g, stream);
		break;
	case 1: /* one, some of it otherwise */
		*stream = *a;
		for (size_t n = generator_below(g, 2) + 1; n && stream->count; n--)
			change_event(h, g, &stream->event[generator_below(g, stream->count)]);
		break;
	default: /* the beginning of one, the end of another */
		head = generator_below(g, a->count + 1);
		tail = generator_below(g, b->count + 1);
		memcpy(stream->event, a->event, head * sizeof *a->event);
		stream->count = head;
		add_any(h, g, stream);
		while (tail < b->count)
			stream_add(stream, &b->event[tail++]);
	}
	if (stream->count > length) { /* what went before is what the rest needs: the last goes */
		stream->count = length;
		add_any(h, g, stream);
		if (stream->count > length) {
			stream->event[length - 1] = stream->event[stream->count - 1];
			stream->count = length;
		}
	}
}
