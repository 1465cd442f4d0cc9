/* SPDX-License-Identifier: MIT */
/*
 * Pointer authentication: codes into pointers, out of them again, and instructions that use what comes out. Source: Arm
 * pseudocode AddPAC, Auth, Strip, CalculateBottomPACBit, EffectiveTBI, AArch64.PACFail.
 */
#include "model/exec/pac.h"
#include "model/exec/exec.h"
#include "model/rules/classes.h"

/* ---- pointers ---- */

/* Bits of a pointer that are not its address, 55 aside. */
struct place {
	uint64_t code; /* that a code takes */
	bool tbi;      /* the top byte is not among them */
};

static struct place place_of(const struct exec *x, uint64_t pointer, bool data)
{
	struct place p;
	struct regime r;
	unsigned size;

	regime_of(x->s, x->el, pointer, &r);
	size = (unsigned)(r.two_ranges && r.upper ? r.tcr >> EL2_LSB_TCR_EL1_T1SZ : r.tcr) & 63;
	size = size < 16 ? 16 : size > 39 ? 39 : size;
	p.tbi = exec_ignores_top_byte(x, &r, data);
	p.code = ~(UINT64_MAX >> size) & ~(UINT64_C(1) << 55);
	if (p.tbi)
		p.code &= UINT64_MAX >> 8;
	return p;
}

/* Is it bit 55 that says which range a pointer is of, not bit 63? So it is once one of the two ranges ignores the top
 * byte. */
static bool selects_by_55(const struct exec *x, bool data)
{
	struct regime low, high;

	if (el2_has(x->s->cpu, EL2_FEAT_PAuth2) && el2_has(x->s->cpu, EL2_FEAT_CONSTPACFIELD))
		return true;
	regime_of(x->s, x->el, 0, &low);
	regime_of(x->s, x->el, UINT64_MAX, &high);
	return exec_ignores_top_byte(x, &low, data) || (low.two_ranges && exec_ignores_top_byte(x, &high, data));
}

/* Strip */
static uint64_t strip(const struct exec *x, uint64_t pointer, bool data)
{
	struct place p = place_of(x, pointer, data);

	return pointer >> 55 & 1 ? pointer | p.code : pointer & ~p.code;
}

/* ---- codes ---- */

/* Which key, in the order of the opcodes: IA, IB, DA, DB; and GA. */
enum key {
	KEY_IA,
	KEY_IB,
	KEY_DA,
	KEY_DB,
	KEY_GA
};

static uint64_t code(const struct exec *x, unsigned key, uint64_t pointer, uint64_t modifier)
{
	static const uint16_t high[] = {EL2_SYSREG_APIAKeyHi_EL1, EL2_SYSREG_APIBKeyHi_EL1, EL2_SYSREG_APDAKeyHi_EL1,
					EL2_SYSREG_APDBKeyHi_EL1, EL2_SYSREG_APGAKeyHi_EL1};
	static const uint16_t low[] = {EL2_SYSREG_APIAKeyLo_EL1, EL2_SYSREG_APIBKeyLo_EL1, EL2_SYSREG_APDAKeyLo_EL1,
				       EL2_SYSREG_APDBKeyLo_EL1, EL2_SYSREG_APGAKeyLo_EL1};
	const el2_state *s = x->s;

	return pac_qarma(pointer, modifier, s->sysreg[high[key]], s->sysreg[low[key]],
			 s->cpu->choices.pauth == EL2_PAUTH_QARMA3 ? PAC_QARMA3 : PAC_QARMA5);
}

static bool is_identity(struct exec *x)
{
	if (x->s->cpu->choices.pauth != EL2_PAUTH_IDENTITY)
		return false;
	exec_rule(x, EL2_RULE_OF(POINTER_AUTH_IDENTITY));
	return true;
}

/* AddPAC */
static uint64_t add(struct exec *x, unsigned key, uint64_t pointer, uint64_t modifier)
{
	bool data = key >= KEY_DA, top, enhanced = el2_has(x->s->cpu, EL2_FEAT_PAuth2);
	struct place p = place_of(x, pointer, data);
	uint64_t extended, pac, above = pointer & p.code, bit = UINT64_C(1) << 55;

	if (!el2_pac_key_enabled(x->s, key) || is_identity(x))
		return pointer;
	top = pointer >> (selects_by_55(x, data) ? 55 : 63) & 1;
	extended = (pointer & ~p.code & ~bit) | (top ? p.code | bit : 0);
	pac = code(x, key, extended, modifier);
	/* a pointer that was not canonical does not get a good code */
	if ((above | (pointer & bit)) != 0 && (above | (pointer & bit)) != (p.code | bit)) {
		if (el2_has(x->s->cpu, EL2_FEAT_EPAC) && !enhanced)
			pac = 0;
		else if (!enhanced)
			pac ^= UINT64_C(1) << (p.tbi ? 54 : 62);
	}
	if (enhanced)
		pac ^= above;
	return (pointer & ~p.code & ~bit) | (pac & p.code) | (top ? bit : 0);
}

/* Auth. False: AArch64.PACFail is raised. */
static bool authenticate(struct exec *x, unsigned key, uint64_t *pointer, uint64_t modifier, bool combined)
{
	const el2_cpu *cpu = x->s->cpu;
	bool data = key >= KEY_DA;
	struct place p = place_of(x, *pointer, data);
	bool upper = *pointer >> 55 & 1;
	uint64_t original, pac, error;

	if (!el2_pac_key_enabled(x->s, key) || is_identity(x))
		return true;
	original = upper ? *pointer | p.code : *pointer & ~p.code;
	pac = code(x, key, original, modifier);
	if (el2_has(cpu, EL2_FEAT_PAuth2)) {
		uint64_t result = *pointer ^ (pac & p.code);

		if (result != original &&
		    (el2_has(cpu, EL2_FEAT_FPACCOMBINE) || (el2_has(cpu, EL2_FEAT_FPAC) && !combined)))
			return exec_raise(x, EL2_EC_FPAC, key);
		*pointer = result;
		return true;
	}
	if (!((pac ^ *pointer) & p.code)) {
		*pointer = original;
		return true;
	}
	error = key & 1 ? 2 : 1; /* the key's number, and its inverse */
	if (p.tbi)
		*pointer = (original & ~(UINT64_C(3) << 53)) | error << 53;
	else
		*pointer = (original & ~(UINT64_C(3) << 61)) | error << 61;
	return true;
}

/* ---- instructions ---- */

/* PACIA to AUTDB, with a modifier in a register or without one. */
bool exec_pac(struct exec *x)
{
	unsigned d = x->word & 31, n = bits(x->word, 9, 5);
	unsigned key = el2_pac_key(x->insn);
	uint64_t modifier = bits(x->word, 13, 13) ? 0 : get_xsp(x, n), pointer = get_x(x, d);

	if (!bits(x->word, 12, 12))
		pointer = add(x, key, pointer, modifier);
	else if (!authenticate(x, key, &pointer, modifier, false))
		return false;
	set_x(x, d, pointer);
	return true;
}

/* The hints: 8 to 14 on x17 with x16, 24 to 31 on x30 with zero or SP. */
bool exec_pac_hint(struct exec *x)
{
	unsigned number = bits(x->word, 11, 5);
	unsigned d = number < 16 ? 17 : 30;
	unsigned key = el2_pac_key(x->insn);
	uint64_t modifier = number < 16 ? get_x(x, 16) : number & 1 ? *exec_sp(x) : 0, pointer = get_x(x, d);

	if (!(number & 4))
		pointer = add(x, key, pointer, modifier);
	else if (!authenticate(x, key, &pointer, modifier, false))
		return false;
	set_x(x, d, pointer);
	return true;
}

/* XPACLRI */
bool exec_xpac_hint(struct exec *x)
{
	if (el2_has(x->s->cpu, EL2_FEAT_PAuth))
		set_x(x, 30, strip(x, get_x(x, 30), false));
	return true;
}

/* XPACI, XPACD */
bool exec_xpac(struct exec *x)
{
	unsigned d = x->word & 31;

	set_x(x, d, strip(x, get_x(x, d), bits(x->word, 10, 10)));
	return true;
}

bool exec_pacga(struct exec *x)
{
	unsigned m = bits(x->word, 20, 16);
	uint64_t modifier = get_xsp(x, m);

	if (x->s->cpu->choices.pauth == EL2_PAUTH_IDENTITY)
		return exec_unmodelled(x, "the code that PACGA computes: with --cpu ...,pauth=qarma5 or qarma3");
	set_x(x, x->word & 31, code(x, KEY_GA, get_x(x, bits(x->word, 9, 5)), modifier) & ~UINT64_C(0xffffffff));
	return true;
}

/* BRAA, BLRAA and the like, RETAA, RETAB. */
bool exec_branch_authenticated(struct exec *x)
{
	unsigned n = bits(x->word, 9, 5), m = x->word & 31, opc = bits(x->word, 22, 21);
	bool has_modifier = x->word >> 24 & 1, ret = opc == 2;
	uint64_t target = get_x(x, ret ? 30 : n), modifier = 0;

	if (ret)
		modifier = *exec_sp(x);
	else if (has_modifier)
		modifier = get_xsp(x, m);
	if (!authenticate(x, el2_pac_key(x->insn), &target, modifier, true))
		return false;
	return exec_branch_to(x, target, opc);
}

/* ERETAA, ERETAB */
bool exec_eret_authenticated(struct exec *x)
{
	uint64_t target = exec_return_address(x);

	if (!authenticate(x, el2_pac_key(x->insn), &target, *exec_sp(x), true))
		return false;
	return exec_return_to(x, target);
}

/* LDRAA, LDRAB */
bool exec_load_authenticated(struct exec *x)
{
	unsigned n = bits(x->word, 9, 5), t = x->word & 31;
	uint64_t base = get_xsp(x, n);
	uint64_t offset = (bits(x->word, 20, 12) | (bits(x->word, 22, 22) ? ~UINT64_C(0x1ff) : 0)) * 8;
	bool writeback = bits(x->word, 11, 11);
	el2_access a = {.size = 8,
			.iss = writeback ? 0 : 1u << 24 | 3u << 22 | t << 16 | 1u << 15, /* ISV, SAS, SRT, SF */
			.el = x->el,
			.element = 8,
			.read = true,
			.checked = writeback || n != 31,
			.base_sp = n == 31};
	struct span span;

	if (!authenticate(x, el2_pac_key(x->insn), &base, 0, true))
		return false;
	a.address = base + offset;
	if (!exec_grant(x, &a, &span))
		return false;
	set_x(x, t, span_load(&span));
	if (writeback)
		set_xsp(x, n, a.address);
	return true;
}
