/* SPDX-License-Identifier: MIT */
/* Source: Arm system register XML 2025-03, ESR_EL2. */
#include "cli/show/esr.h"

#include <stdio.h>

static const struct {
	unsigned ec;
	const char *text;
} classes[] = {
	{EL2_EC_UNKNOWN, "Undefined Instruction"},
	{EL2_EC_WFX, "WFE, WFI, WFET or WFIT"},
	{EL2_EC_FP, "FP, Advanced SIMD, SVE or SME access"},
	{EL2_EC_PAC, "pointer authentication instruction"},
	{0x0a, "LS64 or other trapped instruction"},
	{0x0d, "Branch Target exception"},
	{0x0e, "Illegal Execution state"},
	{EL2_EC_SYS128, "MSRR, MRRS or 128-bit system instruction"},
	{EL2_EC_SVC64, "SVC"},
	{EL2_EC_HVC64, "HVC"},
	{EL2_EC_SMC64, "SMC"},
	{EL2_EC_SYS64, "MSR, MRS or system instruction"},
	{EL2_EC_SVE, "SVE"},
	{EL2_EC_ERET, "ERET"},
	{0x1c, "pointer authentication failure"},
	{EL2_EC_SME, "SME"},
	{EL2_EC_IABT_LOW, "Instruction Abort from below"},
	{EL2_EC_IABT_CUR, "Instruction Abort"},
	{EL2_EC_PC_ALIGN, "PC alignment fault"},
	{EL2_EC_DABT_LOW, "Data Abort from below"},
	{EL2_EC_DABT_CUR, "Data Abort"},
	{EL2_EC_SP_ALIGN, "SP alignment fault"},
	{EL2_EC_MOPS, "memory copy or set"},
	{0x2c, "floating-point exception"},
	{0x2f, "SError"},
	{0x30, "breakpoint from below"},
	{0x31, "breakpoint"},
	{0x32, "software step from below"},
	{0x33, "software step"},
	{0x34, "watchpoint from below"},
	{0x35, "watchpoint"},
	{EL2_EC_BRK64, "BRK"},
};

const char *cli_ec_text(unsigned ec)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (classes[i].ec == ec)
			return classes[i].text;
	return "an unallocated class";
}

bool cli_ec_is_allocated(unsigned ec)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (classes[i].ec == ec)
			return true;
	return false;
}

static unsigned bits(uint64_t esr, unsigned msb, unsigned lsb)
{
	return (unsigned)(esr >> lsb & ((UINT64_C(1) << (msb - lsb + 1)) - 1));
}

static const char *fault_text(unsigned status)
{
	if (status >= 0x04 && status <= 0x07)
		return "translation fault";
	if (status >= 0x08 && status <= 0x0b)
		return "access flag fault";
	if (status >= 0x0c && status <= 0x0f)
		return "permission fault";
	if (status == 0x11)
		return "tag check fault";
	if (status == 0x21)
		return "alignment fault";
	return "fault";
}

const char *cli_iss_text(uint64_t esr, char *buffer, size_t size)
{
	unsigned il = bits(esr, 25, 25), status = bits(esr, 5, 0);
	char text[EL2_TEXT_MAX];
	el2_insn insn;

	switch (EL2_ESR_EC(esr)) {
	case EL2_EC_SYS64:
		el2_decode(el2_sys64_word(esr), &insn);
		el2_format(&insn, text, sizeof text);
		snprintf(buffer, size, "IL=%u Op0=%u Op2=%u Op1=%u CRn=%u Rt=%u CRm=%u %s: %s", il, bits(esr, 21, 20),
			 bits(esr, 19, 17), bits(esr, 16, 14), bits(esr, 13, 10), bits(esr, 9, 5), bits(esr, 4, 1),
			 bits(esr, 0, 0) ? "read" : "write", text);
		break;
	case EL2_EC_SVC64:
	case EL2_EC_HVC64:
	case EL2_EC_SMC64:
	case EL2_EC_BRK64:
		snprintf(buffer, size, "IL=%u imm16=0x%x", il, bits(esr, 15, 0));
		break;
	case EL2_EC_DABT_LOW:
	case EL2_EC_DABT_CUR:
		snprintf(buffer, size, "IL=%u DFSC=0x%x (%s, level %u) WnR=%u S1PTW=%u CM=%u", il, status,
			 fault_text(status), status & 3, bits(esr, 6, 6), bits(esr, 7, 7), bits(esr, 8, 8));
		break;
	case EL2_EC_IABT_LOW:
	case EL2_EC_IABT_CUR:
		snprintf(buffer, size, "IL=%u IFSC=0x%x (%s, level %u) S1PTW=%u", il, status, fault_text(status),
			 status & 3, bits(esr, 7, 7));
		break;
	default:
		snprintf(buffer, size, "IL=%u ISS=0x%x", il, bits(esr, 24, 0));
		break;
	}
	return buffer;
}
