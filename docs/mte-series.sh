#!/bin/sh
# SPDX-License-Identifier: MIT
# Write docs/mte-series.md anew: docs/mte-series.sh EL2TRAP. A test compares.
set -eu
el2trap=${1:?path of el2trap}
cat <<'X'
# What the series changed

"KVM: arm64: Enforce MTE disablement at EL2" came with Linux 7.0. Below, 6.12 against 7.0, for a host at EL1 that may write
its registers as it likes: all of the 2^32 words that do something else. Written by `docs/mte-series.sh`, from

    el2trap audit --kernel 6.12 --cmdline 'kvm-arm.mode=protected arm64.nomte' --diff --kernel 7.0

- **Tags**: with MTE disabled, every tag instruction still executes, but tags read as zero, tag writes and tag insertion are
  dropped (HCR_EL2.ATA=0). Before, a host that set SCTLR_EL1.ATA for itself reached real tags; `nomte` bound the kernel only.
- **Registers**: RGSR_EL1, GCR_EL1, TFSR_EL1, TFSRE0_EL1 and GMID_EL1 trap (ATA=0, TID5=1) and `handle_host_mte()` injects
  UNDEF. With MTE, nothing changes.
- **What else the releases between them changed** is in the list, too: SMC with an immediate answers NOT_SUPPORTED, the
  GCS registers are opened. GCSPUSHM and GCSSTR panic only since then, for now GCSCR_EL1, which enables them, can be written.

X
part() {
	printf '## %s\n\n' "$1"
	printf '| level | before | after | operations | words |\n|---|---|---|---|---|\n'
	shift
	"$el2trap" audit --color never "$@" | awk '
		/ -> / {
			words = $0; sub(/ words.*/, "", words); sub(/.* /, "", words)
			level = $1; line = $0; sub(/^EL. /, "", line)
			split(line, side, / +-> /)
			operation = side[1]; before = side[1]
			sub(/  +.*/, "", operation); sub(/.*  +/, "", before)
			after = side[2]; sub(/  [0-9]+ words.*/, "", after)
			key = "| " level " | " before " | " after
			if (!(key in names)) order[n++] = key
			names[key] = names[key] (names[key] == "" ? "" : ", ") operation
			total[key] += words
		}
		END {
			if (!n) print "| - | | | nothing | 0 |"
			for (i = 0; i < n; i++) printf "%s | %s | %d |\n", order[i], names[order[i]], total[order[i]]
		}'
	echo
}
nomte='kvm-arm.mode=protected arm64.nomte'
part 'MTE disabled: 6.12 and 7.0 on max' \
	--kernel 6.12 --cmdline "$nomte" --cpu max,el3=0 --diff --kernel 7.0
part 'The same on Neoverse N2, which has MTE and none of the newer features' \
	--kernel 6.12 --cmdline "$nomte" --cpu neoverse-n2,el3=0 --diff --kernel 7.0
part 'As posted in November 2025, and as merged: TID5 came with v3' \
	--kernel v1 --cmdline "$nomte" --cpu neoverse-n2,el3=0 --diff --kernel 7.0
part 'MTE enabled: 6.12 and 7.0 on Neoverse N2' \
	--kernel 6.12 --cmdline kvm-arm.mode=protected --cpu neoverse-n2,el3=0 --diff --kernel 7.0
part 'A CPU without MTE: 6.12 and 7.0 on Neoverse N1' \
	--kernel 6.12 --cmdline kvm-arm.mode=protected --cpu neoverse-n1,el3=0 --diff --kernel 7.0
