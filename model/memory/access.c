/* SPDX-License-Identifier: MIT */
/* The memory side of an instruction: everything that can stop an access, in the architecture's order. */
#include "model/exec/exec.h"
#include "model/memory/pages.h"

#include <string.h>

bool exec_raise(struct exec *x, unsigned ec, uint32_t iss)
{
	el2_exception_build(x->s, el2_own_level(x->s), EL2_ESR(ec, iss), x->s->pc, &x->fault);
	x->takes = true;
	return false;
}

/* CheckSPAlignment */
static bool sp_aligned(struct exec *x, const el2_access *a)
{
	struct regime r;

	if (!a->base_sp || !(*exec_sp(x) & 15))
		return true;
	regime_of(x->s, x->el, 0, &r);
	if (!(r.sctlr & (x->el ? EL2_BIT(SCTLR_EL1, SA) : EL2_BIT(SCTLR_EL1, SA0))))
		return true;
	exec_rule(x, EL2_RULE_OF(MEMORY_SP));
	return exec_raise(x, EL2_EC_SP_ALIGN, 0);
}

static bool aligned(const struct exec *x, const el2_access *a, const struct regime *r)
{
	uint64_t va = a->address;
	bool within = (va & 15) + a->size <= 16, lse2 = el2_has(x->s->cpu, EL2_FEAT_LSE2);

	if (a->align && (va & (a->align - 1u)))
		return false;
	if (a->element < 2 || !(va & (a->element - 1u)))
		return true;
	if ((r->sctlr & EL2_BIT(SCTLR_EL1, A)) || (a->single && (!lse2 || !within)))
		return false;
	return !(a->ordered && (!lse2 || (!within && !(r->sctlr & EL2_BIT(SCTLR_EL1, nAA)))));
}

bool exec_grant(struct exec *x, const el2_access *a, struct span *span)
{
	struct regime r;
	uint32_t done = 0;

	*span = (struct span){.size = a->size};
	if (!sp_aligned(x, a))
		return false;
	regime_of(x->s, a->el, a->address, &r);
	span->upper = r.upper;
	if (!a->maintenance && !a->fetch && !aligned(x, a, &r))
		return exec_abort(x, a, a->address, 0x21, EL2_RULE_OF(MEMORY_ALIGNMENT));
	bool checked = tag_is_checked(x->s, a, &r);

	for (unsigned i = 0; done < a->size; i++) {
		struct translation t;
		uint64_t va = a->address + done;
		uint32_t n = EL2_PAGE_SIZE - (uint32_t)(va % EL2_PAGE_SIZE);

		if (n > a->size - done)
			n = a->size - done;
		if (!exec_translate(x, a, &r, va, checked, &t) || (checked && !tag_check(x, a, &r, va, n, &t)))
			return false;
		if (a->write && !a->maintenance && !memory_touch(x->memory, t.page))
			return exec_unmodelled(x, "out of memory");
		if (!i)
			span->address = t.address;
		span->page[i] = t.page;
		span->tags[i] = t.tags;
		done += n;
	}
	return true;
}

/* Copy between a buffer and a span; zero when neither is given. */
static void copy(const struct span *span, void *to, const void *from)
{
	uint32_t done = 0;

	for (unsigned i = 0; done < span->size; i++) {
		uint32_t offset = (uint32_t)((span->address + done) % EL2_PAGE_SIZE), n = EL2_PAGE_SIZE - offset;
		unsigned char *at = span->page[i]->data + offset;
		const el2_device *device;

		if (n > span->size - done)
			n = span->size - done;
		span->page[i]->reached |= EL2_REACHED_DATA;
		device = span->page[i]->device;
		if (device && device->read && to)
			device->read(device->context, span->page[i], offset, n);
		if (to)
			memcpy((unsigned char *)to + done, at, n);
		else if (from)
			memcpy(at, (const unsigned char *)from + done, n);
		else
			memset(at, 0, n);
		if (device && !to)
			device->written(device->context, span->page[i], offset, n);
		done += n;
	}
}

void span_read(const struct span *span, void *data)
{
	copy(span, data, NULL);
}
void span_write(const struct span *span, const void *data)
{
	copy(span, NULL, data);
}
void span_zero(const struct span *span)
{
	copy(span, NULL, NULL);
}
