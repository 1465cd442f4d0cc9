/* SPDX-License-Identifier: MIT */
/* What profile.c lends cpu_values.c. */
#ifndef EL2TRAP_MODEL_PROFILE_H
#define EL2TRAP_MODEL_PROFILE_H

#include "model/model.h"

/* An ID register with the field of the feature as large as the feature needs. False if no field says it. */
bool el2_cpu_raise(const el2_cpu *cpu, el2_feature feature, el2_id_register *id, uint64_t *value);

/* The option of el2_cpu_parse() for a count: "counters". */
const char *el2_count_key(el2_count count);

#endif
