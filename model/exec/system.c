/* SPDX-License-Identifier: MIT */
/* MRS, MSR, SYS, ERET, WFI: what they do once the rules of check.c have let them through. */
#include "model/exec/exec.h"
#include "model/memory/pages.h"

#include <string.h>

/* ---- registers ---- */

/* The doubleword of the VNCR_EL2 page that stands for a register (HCR_EL2.NV2): an access of EL2. */
static bool vncr(struct exec *x, const el2_arch_result *arch, unsigned char **at)
{
	const el2_state *s = x->s;
	uint64_t address =
		sign_extend(s->sysreg[EL2_SYSREG_VNCR_EL2] & EL2_MASK(VNCR_EL2, BADDR), 57) + (arch->redirected - 1u);
	el2_page *page = el2_memory_page(x->memory, address);
	bool write = !(x->insn->flags & EL2_INSN_READ);

	if (memory_walks(x->memory))
		return exec_unmodelled(x, "the page of VNCR_EL2 by translation tables");
	if (!page) { /* ISS.VNCR */
		exec_rule(x, EL2_RULE_OF(MEMORY_VNCR));
		el2_exception_build(s, 2, EL2_ESR(EL2_EC_DABT_CUR, 1u << 13 | (uint32_t)write << 6 | 7), s->pc,
				    &x->fault);
		x->fault.far = address;
		x->fault.far_valid = true;
		x->takes = true;
		return false;
	}
	if (write && !memory_touch(x->memory, page))
		return exec_unmodelled(x, "out of memory");
	page->reached |= EL2_REACHED_DATA;
	*at = page->data + address % EL2_PAGE_SIZE;
	return true;
}

/* Registers that count, or tell of the outside world: the state has no value for them. */
static bool moves(unsigned reg)
{
	static const uint16_t list[] = {
		EL2_SYSREG_CNTPCT_EL0,     EL2_SYSREG_CNTVCT_EL0,     EL2_SYSREG_CNTPCTSS_EL0, EL2_SYSREG_CNTVCTSS_EL0,
		EL2_SYSREG_CNTP_TVAL_EL0,  EL2_SYSREG_CNTV_TVAL_EL0,  EL2_SYSREG_RNDR,         EL2_SYSREG_RNDRRS,
		EL2_SYSREG_ISR_EL1,        EL2_SYSREG_PMCCNTR_EL0,    EL2_SYSREG_ICC_IAR0_EL1, EL2_SYSREG_ICC_IAR1_EL1,
		EL2_SYSREG_ICC_HPPIR0_EL1, EL2_SYSREG_ICC_HPPIR1_EL1, EL2_SYSREG_ICC_RPR_EL1,
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (list[i] == reg)
			return true;
	return false;
}

bool exec_mrs(struct exec *x)
{
	const el2_arch_result *arch = x->arch;
	const el2_insn *insn = x->insn;
	unsigned char *at;

	if (arch->redirected) {
		if (!vncr(x, arch, &at))
			return false;
		set_x(x, insn->rd, load_le(at, 8));
		return true;
	}
	if (arch->accessed == EL2_SYSREG_NONE) {
		if (insn->sysreg != EL2_SYSREG_NONE)
			return exec_unmodelled(x, "what this register reads");
		set_x(x, insn->rd, 0); /* a reserved ID register */
		return true;
	}
	if (moves(arch->accessed))
		return exec_unmodelled(x, "the value of a counter, timer, interrupt or random number register");
	set_x(x, insn->rd, el2_read_sysreg(x->s, (el2_sysreg)arch->accessed));
	return true;
}

/* Whether PSTATE.TCO can be written with FEAT_MTE alone is IMPLEMENTATION DEFINED; sysreg.c ignores it. */
static void write_register(struct exec *x, el2_sysreg reg, uint64_t value)
{
	if (reg == EL2_SYSREG_TCO && !el2_has(x->s->cpu, EL2_FEAT_MTE2))
		x->unpredictable = true;
	el2_write_sysreg(x->s, reg, value);
}

bool exec_msr(struct exec *x)
{
	const el2_arch_result *arch = x->arch;
	uint64_t value = get_x(x, x->insn->rd);
	unsigned char *at;

	if (arch->redirected) {
		if (!vncr(x, arch, &at))
			return false;
		store_le(at, 8, value);
		return true;
	}
	if (arch->accessed == EL2_SYSREG_NONE)
		return exec_unmodelled(x, "what a write of this register does");
	write_register(x, (el2_sysreg)arch->accessed, value);
	return true;
}

bool exec_msr_immediate(struct exec *x)
{
	const el2_arch_result *arch = x->arch;
	el2_sysreg reg = (el2_sysreg)arch->accessed;
	uint32_t imm = (uint32_t)x->insn->imm;

	if (reg == EL2_SYSREG_NONE)
		return exec_unmodelled(x, "what MSR (immediate) of this field does");
	if (reg != EL2_SYSREG_DAIF)
		write_register(x, reg, imm & 1 ? UINT64_MAX : 0);
	else if (EL2_KEY_OP2(x->insn->key) == 6) /* DAIFSet */
		x->s->pstate |= imm << 6;
	else
		x->s->pstate &= ~(imm << 6);
	return true;
}

/* ---- operations ---- */

/* DC ZVA, GVA, GZVA, GBVA, ZGBVA: a block of 4 << DCZID_EL0.BS bytes. */
static bool zero_block(struct exec *x, bool data, bool tags)
{
	uint64_t address = get_x(x, x->insn->rd);
	unsigned bs = x->s->sysreg[EL2_SYSREG_DCZID_EL0] & 15, size = 4u << bs;
	el2_access a = {.address = address & ~(uint64_t)(size - 1),
			.size = size,
			.el = x->el,
			.write = true,
			.zeroing = data,
			.checked = !tags,
			.tags = tags,
			.tag_write = tags};
	struct span span;

	if (bs < 2 || bs > 9)
		return exec_unmodelled(x, "DCZID_EL0.BS outside 2 to 9");
	if (!exec_grant(x, &a, &span)) {
		/* the register as given; of a tag check fault the CPU may report the granule instead, this one does not
		 */
		x->fault.far = address;
		return false;
	}
	if (data)
		span_zero(&span);
	if (tags && el2_tag_access_enabled(x->s, x->el, NULL))
		span_set_tags(&span, 0, size / EL2_GRANULE, tag_of(address));
	return true;
}

/* Cache maintenance by address does nothing here, but the address is translated. */
static bool maintain(struct exec *x, bool invalidates)
{
	el2_access a = {.address = get_x(x, x->insn->rd),
			.size = 1,
			.el = x->el,
			.write = invalidates,
			.read = true,
			.maintenance = true};
	struct span span;

	return exec_grant(x, &a, &span);
}

bool exec_sys(struct exec *x)
{
	unsigned crn = EL2_KEY_CRN(x->insn->key), crm = EL2_KEY_CRM(x->insn->key), op1 = EL2_KEY_OP1(x->insn->key);

	switch (x->insn->sysreg) {
	case EL2_SYSREG_DC_ZVA:
		return zero_block(x, true, false);
	case EL2_SYSREG_DC_GVA:
	case EL2_SYSREG_DC_GBVA:
		return zero_block(x, false, true);
	case EL2_SYSREG_DC_GZVA:
	case EL2_SYSREG_DC_ZGBVA:
		return zero_block(x, true, true);
	case EL2_SYSREG_GCSPUSHM:
	case EL2_SYSREG_GCSPUSHX:
	case EL2_SYSREG_GCSPOPX:
	case EL2_SYSREG_GCSPOPCX:
	case EL2_SYSREG_GCSSS1:
		return exec_gcs_operation(x);
	case EL2_SYSREG_DC_IVAC:
	case EL2_SYSREG_DC_IGVAC:
	case EL2_SYSREG_DC_IGDVAC:
		return maintain(x, true);
	default:
		break;
	}
	if (crn == 8 || crn == 9) /* TLBI: no translation is kept that could be seen */
		return true;
	if (crn != 7)
		return exec_unmodelled(x, "what this system operation does");
	switch (crm) {
	case 1: /* IC IALLUIS */
		return op1 == 0 ? true : exec_unmodelled(x, "what this system operation does");
	case 3: /* CFP, DVP, CPP, COSP RCTX: prediction */
		return true;
	case 5: /* IC IALLU, IVAU */
		return op1 == 3 ? maintain(x, false) : true;
	case 6:
		return true; /* by set and way */
	case 8:
	case 9:
		return exec_at(x);
	case 10:
	case 11:
	case 12:
	case 13:
	case 14:
	case 15: /* op1 3: by VA; 0: by set and way; else by physical address */
		return op1 == 3 ? maintain(x, false) : true;
	default:
		return exec_unmodelled(x, "what this system operation does");
	}
}

/* ---- exception return ---- */

/* A mode of AArch32 that the CPU has, at a level that uses it: ELFromM32(), ELStateUsingAArch32K(). */
static bool may_be_aarch32(const el2_state *s, unsigned mode)
{
	switch (mode) {
	case 0: /* User */
		return el2_has(s->cpu, EL2_FEAT_AA32EL0);
	case 1: /* FIQ, IRQ, Supervisor, Abort, Undefined, System */
	case 2:
	case 3:
	case 7:
	case 11:
	case 15:
		return el2_has(s->cpu, EL2_FEAT_AA32EL1) && el2_el(s) > 1 &&
		       !(el2_el2_enabled(s) && EL2_GET(s, HCR_EL2, RW));
	default: /* Hyp, Monitor: these levels are in AArch64 here */
		return false;
	}
}

/* AArch64.ExceptionReturn, IllegalExceptionReturn */
bool exec_return_to(struct exec *x, uint64_t target)
{
	static const uint16_t spsrs[] = {[1] = EL2_SYSREG_SPSR_EL1, EL2_SYSREG_SPSR_EL2, EL2_SYSREG_SPSR_EL3};
	static const struct {
		uint16_t feature;
		uint32_t bits;
	} later[] = {
		{EL2_FEAT_MTE2, EL2_PSTATE_TCO},  {EL2_FEAT_DIT, EL2_PSTATE_DIT},    {EL2_FEAT_UAO, EL2_PSTATE_UAO},
		{EL2_FEAT_PAN, EL2_PSTATE_PAN},   {EL2_FEAT_NMI, EL2_PSTATE_ALLINT}, {EL2_FEAT_SSBS, EL2_PSTATE_SSBS},
		{EL2_FEAT_BTI, EL2_PSTATE_BTYPE},
	};
	el2_state *s = x->s;
	uint32_t spsr = (uint32_t)s->sysreg[spsrs[x->el]], keep, el = spsr >> 2 & 3;
	const el2_cpu *cpu = s->cpu;
	bool illegal;

	if (spsr & EL2_PSTATE_NRW && may_be_aarch32(s, spsr & 0xf))
		return exec_unmodelled(x, "a return to AArch32");
	illegal = spsr & EL2_PSTATE_NRW || el > x->el || (el == x->el && el2_gcs_locks(s, el) && !s->exlock) ||
		  (spsr & 2) || (el == 0 && (spsr & 1)) || (el == 2 && !el2_el2_enabled(s)) ||
		  (el == 1 && el2_el2_enabled(s) && EL2_GET(s, HCR_EL2, TGE));
	keep = EL2_PSTATE_NZCV | EL2_PSTATE_DAIF | EL2_PSTATE_IL;
	for (size_t i = 0; i < sizeof later / sizeof *later; i++)
		if (el2_has(cpu, (el2_feature)later[i].feature))
			keep |= later[i].bits;
	s->pstate = (spsr & keep) | (illegal ? EL2_PSTATE_IL | (s->pstate & EL2_PSTATE_MODE) : spsr & EL2_PSTATE_MODE);
	if (!illegal)
		s->exlock = el2_has(cpu, EL2_FEAT_GCS) && s->sysreg[spsrs[x->el]] >> 34 & 1;
	s->exclusive_size = 0;
	x->next = exec_branch_address(x, illegal ? x->el : el, target);
	x->branched = true;
	return true;
}

uint64_t exec_return_address(const struct exec *x)
{
	static const uint16_t elrs[] = {[1] = EL2_SYSREG_ELR_EL1, EL2_SYSREG_ELR_EL2, EL2_SYSREG_ELR_EL3};

	return x->s->sysreg[elrs[x->el]];
}

bool exec_eret(struct exec *x)
{
	return exec_return_to(x, exec_return_address(x));
}

bool exec_sys_other(struct exec *x)
{
	if (x->insn->sysreg == EL2_SYSREG_GCSPOPM || x->insn->sysreg == EL2_SYSREG_GCSSS2)
		return exec_gcs_operation(x);
	return exec_unmodelled(x, "system accesses of 128 bits, and SYSL");
}

/* WFE and WFI with nothing to wait for; barriers. */
bool exec_nop(struct exec *x)
{
	(void)x;
	return true;
}
