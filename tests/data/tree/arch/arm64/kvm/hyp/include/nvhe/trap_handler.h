/* SPDX-License-Identifier: MIT */
#define cpu_reg(ctxt, r) ((ctxt)->regs.regs[r])
