/* SPDX-License-Identifier: MIT */
#include "model/rules/compile/gen.h"
void gen_ids(void) {}
