/* SPDX-License-Identifier: MIT */
/* Bits of system registers by the names of fields.def: EL2_BIT(HCR_EL2, ATA), EL2_GET(state, SCR_EL3, NS). */
#ifndef EL2TRAP_MODEL_BITS_H
#define EL2TRAP_MODEL_BITS_H

#include "decoder/decoder.h"

enum {
#define EL2_FIELD(reg, field, msb, lsb) EL2_LSB_##reg##_##field = (lsb), EL2_WIDTH_##reg##_##field = (msb) - (lsb) + 1,
#include "model/rules/fields.def"
};

#define EL2_MASK(reg, field) \
	((UINT64_MAX >> (64 - EL2_WIDTH_##reg##_##field)) << EL2_LSB_##reg##_##field)
#define EL2_BIT(reg, field) (UINT64_C(1) << EL2_LSB_##reg##_##field)

/* A field of a register of a state. */
#define EL2_GET(state, reg, field) \
	((state)->sysreg[EL2_SYSREG_##reg] >> EL2_LSB_##reg##_##field & \
	 (UINT64_MAX >> (64 - EL2_WIDTH_##reg##_##field)))

#endif
