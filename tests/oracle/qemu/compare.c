/* SPDX-License-Identifier: MIT */
#include "tests/oracle/qemu/compare.h"

static const char *const names[OQ_FIELDS] = {
#define OQ_FIELD(name) #name,
#include "tests/oracle/qemu/fields.def"
};

const char *const oq_register_names[OQ_REGISTERS] = {
#define OQ_REGISTER(name, ...) #name,
#include "tests/oracle/qemu/registers.def"
};

const char *oq_field_name(unsigned field)
{
	return field < OQ_FIELDS ? names[field] : "?";
}

static void differ(struct oq_differences *d, unsigned field, uint64_t ours, uint64_t theirs)
{
	/* of fields with several parts the first that differs speaks for all */
	if (ours == theirs || (d->count && d->of[d->count - 1].field == field))
		return;
	d->of[d->count].field = (uint8_t)field;
	d->of[d->count].ours = ours;
	d->of[d->count++].theirs = theirs;
}

uint64_t oq_outcome(const struct oq_answer *a, bool exited)
{
	return exited ? 0 : a->el << 8 | EL2_ESR_EC(a->esr);
}

bool oq_exited(const struct oq_case *c, const struct oq_about *about, const struct oq_answer *a)
{
	return a->esr == EL2_ESR(EL2_EC_SVC64, OQ_EXIT) &&
	       a->elr == OQ_CODE + c->slot * OQ_SLOT_WORDS * 4 + (about->words + 1) * 4;
}

/* ---- el2_decide() ---- */

/* Aborts, alignment and tag check faults: decided by memory, which el2_decide() does not see. */
static bool by_memory(const struct oq_answer *a)
{
	switch (EL2_ESR_EC(a->esr)) {
	case EL2_EC_DABT_LOW:
	case EL2_EC_DABT_CUR:
	case EL2_EC_SP_ALIGN:
		return true;
	default:
		return false;
	}
}

/* Only of single instructions: of a sequence the exception may be the second one's. */
static void compare_decided(const struct oq_case *c, const struct oq_about *about, const el2_verdict *v,
			    const struct oq_answer *theirs, bool exited, struct oq_differences *d)
{
	if (about->words != 1 || (c->spsr & EL2_PSTATE_IL))
		return;
	if (v->verdict == EL2_UNMODELLED)
		differ(d, OQ_FIELD_check, UINT64_MAX, oq_outcome(theirs, exited));
	else if (!v->has_taken && !by_memory(theirs))
		differ(d, OQ_FIELD_check, 0, oq_outcome(theirs, exited));
	else if (v->has_taken)
		differ(d, OQ_FIELD_check, (uint64_t)v->taken.el << 32 | v->taken.esr,
		       theirs->el << 32 | (theirs->esr & UINT32_MAX));
}

/* ---- el2_step() ---- */

/* ISS[24:14] of a Data Abort: ISV and the syndrome that is valid with it. */
static uint64_t isv(const struct oq_answer *a)
{
	unsigned ec = EL2_ESR_EC(a->esr);

	return ec == EL2_EC_DABT_LOW || ec == EL2_EC_DABT_CUR ? 0x1ffc000 : 0;
}

static void compare_exceptions(const struct oq_answer *ours, const struct oq_answer *theirs, struct oq_differences *d)
{
	const uint64_t flags = EL2_PSTATE_NZCV | EL2_PSTATE_DIT;

	differ(d, OQ_FIELD_vec, ours->vector, theirs->vector);
	differ(d, OQ_FIELD_esr, ours->esr & UINT32_MAX & ~isv(ours), theirs->esr & UINT32_MAX & ~isv(theirs));
	differ(d, OQ_FIELD_isv, ours->esr & isv(ours), theirs->esr & isv(theirs));
	differ(d, OQ_FIELD_esr_high, ours->esr >> 32, theirs->esr >> 32);
	differ(d, OQ_FIELD_elr, ours->elr, theirs->elr);
	differ(d, OQ_FIELD_far, ours->far, theirs->far);
	differ(d, OQ_FIELD_hpfar, ours->hpfar, theirs->hpfar);
	differ(d, OQ_FIELD_spsr, ours->spsr, theirs->spsr);
	differ(d, OQ_FIELD_pstate, ours->pstate & ~flags, theirs->pstate & ~flags);
	differ(d, OQ_FIELD_flags, ours->pstate & flags, theirs->pstate & flags);
}

static void compare_state(const struct oq_answer *ours, const struct oq_answer *theirs, struct oq_differences *d)
{
	static const struct {
		uint8_t field, reg;
	} registers[] = {
		{OQ_FIELD_tpidr, OQ_TPIDR_EL0}, {OQ_FIELD_gcr, OQ_GCR_EL1},       {OQ_FIELD_rgsr, OQ_RGSR_EL1},
		{OQ_FIELD_tfsr1, OQ_TFSR_EL1},  {OQ_FIELD_tfsre0, OQ_TFSRE0_EL1}, {OQ_FIELD_tfsr2, OQ_TFSR_EL2},
		{OQ_FIELD_tfsr3, OQ_TFSR_EL3},
	};

	for (unsigned i = 0; i < 31; i++)
		differ(d, OQ_FIELD_x, ours->x[i], theirs->x[i]);
	for (unsigned i = 0; i < 3; i++)
		differ(d, OQ_FIELD_sp, ours->sp[i], theirs->sp[i]);
	for (unsigned i = 0; i < OQ_BLOCK_WORDS; i++)
		differ(d, OQ_FIELD_mem, ours->data[i], theirs->data[i]);
	for (unsigned i = 0; i < 2; i++)
		differ(d, OQ_FIELD_tags, ours->tags[i], theirs->tags[i]);
	for (size_t i = 0; i < sizeof registers / sizeof *registers; i++)
		differ(d, registers[i].field, ours->reg[registers[i].reg], theirs->reg[registers[i].reg]);
}

void oq_compare(const struct oq_case *c, const struct oq_about *about, const struct oq_model_answer *ours,
		const struct oq_answer *theirs, struct oq_differences *d)
{
	bool exited = oq_exited(c, about, theirs);

	d->count = 0;
	if (about->sweep == OQ_SWEEP_system) {
		compare_decided(c, about, &ours->decided, theirs, exited, d);
		return;
	}
	if (ours->unmodelled) {
		differ(d, OQ_FIELD_unmodelled, 1, 0);
		return;
	}
	differ(d, OQ_FIELD_outcome, oq_outcome(&ours->answer, ours->exited), oq_outcome(theirs, exited));
	if (d->count)
		return;
	compare_decided(c, about, &ours->decided, theirs, exited, d);
	compare_exceptions(&ours->answer, theirs, d);
	compare_state(&ours->answer, theirs, d);
}
