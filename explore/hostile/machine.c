/* SPDX-License-Identifier: MIT */
/* A recorded machine with a hostile host: opened, told of, at its base. */
#include "explore/hostile/hostile.h"
#include "model/bits.h"
#include "model/bytes.h"

#include <stdlib.h>
#include <string.h>

/* ---- being told ---- */

static void told_at(void *context, uint64_t pc, const el2_insn *insn, const el2_state *s)
{
	(void)pc;
	hostile_lock_seen(context, insn, s);
}

static void told_wait(void *context)
{
	struct hostile *h = context;

	if (h->locks.held)
		hostile_lock_let_go(h);
}

static void told_register(void *context, el2_sysreg reg, bool write, uint64_t value)
{
	struct hostile *h = context;

	if (!write)
		return;
	if (reg == EL2_SYSREG_VTCR_EL2)
		h->vtcr = value;
	if (reg == EL2_SYSREG_VTTBR_EL2 && h->vttbr_count < sizeof h->vttbrs / sizeof *h->vttbrs) {
		h->vtcrs[h->vttbr_count] = h->vtcr;
		h->vttbrs[h->vttbr_count++] = value;
	}
}

/* EL2 reads memory that the host may write: there is something to put there. */
static void told_read(void *context, el2_page *page, uint32_t offset, uint32_t size)
{
	struct hostile *h = context;
	const struct hostile_world *w = &h->world;
	struct hostile_learnt *l = h->learnt;
	uint64_t pa = page->address + offset, value;
	bool address;

	if (!h->learning || h->host_acts || l->field_count == HOSTILE_FIELDS)
		return;
	for (size_t n = 0; n < l->field_count; n++)
		if (l->fields[n].pa == pa)
			return;
	value = size == 8 && !(offset & 7) ? load_le(page->data + offset, 8) : 0;
	address = value && !(value & 0xfff) && value - w->ram < w->ram_end - w->ram;
	l->fields[l->field_count++] = (struct hostile_field){pa, (uint8_t)size, address};
}

static void told_written(void *context, el2_page *page, uint32_t offset, uint32_t size)
{
	(void)context;
	(void)page;
	(void)offset;
	(void)size;
}

/* The driver in between: what the recorded code says, and what policy would have said. */
static bool is_the_same(const el2_response *policy, const el2_response *real)
{
	if (policy->action == EL2_ACTION_UNMODELLED || real->action == EL2_ACTION_UNMODELLED)
		return true;
	/* a call of firmware in EL2's own name is SERVE, without a value, to policy */
	if (policy->action == EL2_ACTION_SERVE && !(policy->writes & 1) && real->action == EL2_ACTION_FORWARD)
		return true;
	if (policy->action != real->action)
		return false;
	return policy->action != EL2_ACTION_INJECT ||
	       (policy->injected.esr == real->injected.esr && policy->injected.vector == real->injected.vector);
}

static void handle(const void *context, const el2_state *s, const el2_exception *taken, el2_response *out,
		   el2_trail *trail)
{
	struct hostile *h = ((const struct hostile_context *)context)->hostile;
	const el2_hypervisor *policy = &h->policy;
	unsigned ec = EL2_ESR_EC(taken->esr);

	el2_exception as_known = *taken;

	if (ec == EL2_EC_IABT_LOW || ec == EL2_EC_DABT_LOW) {
		el2_owner owner = EL2_OWNER_HOST;

		as_known.page_known =
			taken->hpfar_valid &&
			hostile_owner(h, (taken->hpfar & UINT64_C(0xfffffffffff)) >> 4, &owner, &as_known.page_mapped);
		as_known.page_owner = (uint8_t)owner;
	}
	h->entered = true;
	h->host_acts = false;
	h->recorded_driver.handle(h->recorded_driver.context, s, taken, out, trail);
	h->host_acts = true;
	if (policy->handle && h->options->promises & EL2_PROMISE_POLICY && ec != EL2_EC_HVC64 &&
	    !(h->ffa_there && ec == EL2_EC_SMC64)) { /* its rows are of firmware without FF-A */
		el2_response said = {0};

		policy->handle(policy->context, s, &as_known, &said, NULL);
		h->disagrees |= !is_the_same(&said, out);
	}
}

/* ---- open ---- */

static bool is_el2s(unsigned reg)
{
	unsigned op1 = EL2_KEY_OP1(el2_sysreg_get((el2_sysreg)reg)->key);

	return op1 == 4 || op1 == 6 || op1 == 7;
}

bool hostile_open(struct hostile *h, const el2_fuzz_options *o)
{
	h->options = o;
	h->recording = o->recording;
	h->recorded = o->recorded;
	h->recorded_driver = el2_recorded_hypervisor(o->recorded);
	h->context.hostile = h;
	if (o->policy)
		h->policy = *o->policy;
	h->hypervisor = (el2_hypervisor){.name = "recorded", .context = &h->context, .handle = handle};
	h->start = *el2_recorded_state(o->recorded);
	h->start.sysreg[EL2_SYSREG_SCTLR_EL1] &=
		~EL2_BIT(SCTLR_EL1, M); /* addresses are physical, as the host may have it */
	el2_set_el(&h->start, 1);
	h->base = h->s = h->start;
	h->device = (el2_device){.context = h, .read = told_read, .written = told_written};
	if (!hostile_world_open(h))
		return false;
	h->words = h->world.text_size / 4;
	h->first = malloc(h->words * sizeof *h->first);
	if (!h->first)
		return false;
	memset(h->first, 0xff, h->words * sizeof *h->first);
	for (unsigned reg = 1; reg < EL2_SYSREG_REGISTERS; reg++)
		if (is_el2s(reg))
			h->el2s[h->el2_count++] = (uint16_t)reg;
	hostile_locks_open(h);
	h->listener = (el2_recorded_listener){.reg = told_register,
					      .at = told_at,
					      .wait = told_wait,
					      .watch = h->locks.site,
					      .watch_count = h->locks.site_count};
	el2_recorded_persist(h->recorded, true);
	el2_recorded_forget(h->recorded);
	hostile_tables_open(h);
	hostile_tables_base(h);
	h->tables.off = hostile_account_off(h);
	hostile_guest_open(h);
	if (!hostile_firmware_open(h))
		return false;
	el2_recorded_trace(h->recorded, &h->listener, h);
	return true;
}

void hostile_close(struct hostile *h)
{
	if (h->recorded) {
		el2_recorded_trace(h->recorded, NULL, NULL);
		el2_recorded_cover(h->recorded, NULL);
	}
	free(h->first);
}

/* ---- the machine ---- */

bool hostile_is_lost(const struct hostile *h)
{
	return h->entered && el2_recorded_last_get(h->recorded)->end != EL2_RECORDED_RETURN;
}

/* To the base, which is what the prefix comes to; or to what was recorded. */
static void go_to(struct hostile *h, bool based)
{
	el2_step_result result;
	el2_insn insn;

	el2_recorded_cover(h->recorded, based ? &h->learnt->coverage : NULL);
	el2_recorded_forget(h->recorded);
	el2_recorded_interrupt(h->recorded, false);
	h->begun = h->ffa_there = false;
	hostile_world_fill(h);
	h->tables.tree_count = h->tables.tree_count < 2 ? h->tables.tree_count : 2;
	h->s = h->start;
	hostile_tables_base(h);
	hostile_locks_reset(h);
	for (size_t n = 0; based && n < h->prefix.count; n++) {
		hostile_event(h, &h->prefix.event[n], &insn, &result);
		if (hostile_is_lost(h))
			h->prefix.count = n; /* this far, and no farther */
	}
	if (based) {
		hostile_world_base(h);
		hostile_guest_base(h);
		el2_recorded_keep(h->recorded);
	}
	h->base = h->s;
	hostile_tables_base(h);
	h->based = based;
}

void hostile_reset(struct hostile *h, bool based)
{
	if (h->prefix.count && based != h->based)
		go_to(h, based);
	el2_recorded_reset(h->recorded);
	el2_recorded_interrupt(h->recorded, false);
	h->begun = h->based && h->prefix.count;
	h->ffa_there = h->begun && h->prefix.event[0].kind == EL2_EVENT_BOOT_FFA;
	hostile_tables_reset(h);
	h->s = h->base;
	hostile_locks_reset(h);
}

void hostile_begin(struct hostile *h, struct hostile_learnt *learnt, unsigned line)
{
	h->learnt = learnt;
	learnt->coverage.base = h->world.text;
	learnt->coverage.size = h->world.text_size;
	learnt->coverage.alias = h->world.text - h->world.linear;
	learnt->coverage.edge_bits = HOSTILE_EDGES;
	h->learning = false;
	h->prefix.count = 0;
	hostile_firmware_base(h, line, &h->prefix);
	hostile_prefix(h, line, &h->prefix);
	go_to(h, true);
	if (el2_recorded_last_get(h->recorded)->end != EL2_RECORDED_RETURN)
		go_to(h, true); /* without what it ended in */
}
