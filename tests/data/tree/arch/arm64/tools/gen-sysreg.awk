# SPDX-License-Identifier: MIT
# "NAME op0 op1 CRn CRm op2" as the bits of an MRS.
NF == 6 { printf "#define SYS_%s 0x%x\n", $1, $2 * 524288 + $3 * 65536 + $4 * 4096 + $5 * 256 + $6 * 32 }
