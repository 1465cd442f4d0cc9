/* SPDX-License-Identifier: MIT */
#define PSR_MODE_EL0t  0x0
#define PSR_MODE_EL1h  0x5
#define PSR_MODE_MASK  0xf
#define PSR_MODE32_BIT 0x10
#define PSR_DAIF       0x3c0
#define PSR_TCO_BIT    0x2000000
