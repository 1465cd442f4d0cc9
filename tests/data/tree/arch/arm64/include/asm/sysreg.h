/* SPDX-License-Identifier: MIT */
#ifndef __ASM_SYSREG_H
#define __ASM_SYSREG_H
#include <asm/sysreg-defs.h>
#define read_sysreg(r) nothing_of_this_is_used(r)
#endif
