#!/bin/sh
# SPDX-License-Identifier: MIT
# Write docs/same-or-not.md anew: docs/same-or-not.sh EL2TRAP. A test compares.
set -eu
el2trap=${1:?path of el2trap}
cd "$(dirname "$0")/.."
hidden="--kernel 7.0 --cmdline 'kvm-arm.mode=protected arm64.nomte' --cpu max"
absent="--kernel 7.0 --cmdline 'kvm-arm.mode=protected' --cpu max,mte=0"
cat <<'X'
# Same or not?

The series sets out "to faithfully mimic hardware that does not support MTE". Does it? Below are two machines: **A**, a CPU
with MTE under Linux 7.0 with `kvm-arm.mode=protected arm64.nomte`; **B**, the same CPU without MTE. Each instruction and
register of MTE runs on both, at EL1, by a host that has set SCTLR_EL1.ATA for itself; a row is one that the host can tell
the two machines apart by, and how. Written by `docs/same-or-not.sh`; the command behind it:

    el2trap run --as "--kernel 7.0 --cmdline 'kvm-arm.mode=protected arm64.nomte' --cpu max" \
                --as "--kernel 7.0 --cmdline 'kvm-arm.mode=protected' --cpu max,mte=0" corpora/same/every-mte.s

What it comes to:

- **The registers that trap are mimicked as far as UNDEFINED goes.** GCR_EL1, RGSR_EL1, TFSR_EL1 and TFSRE0_EL1 give the
  same ESR, ELR, SPSR and vector. What differs is PSTATE as the handler finds it: on a CPU with FEAT_NMI a native UNDEF sets
  ALLINT, the injected one does not.
- **With SP_EL0 selected they are not**: `inject_host_exception()` enters at EL1h, by the vector of SP_ELx (0x200), whichever
  stack pointer the host had; natively it is that of SP_EL0 (0x000). Found by `el2trap fuzz --promise like-no-mte`.
- **GMID_EL1 is not.** Without MTE but with FEAT_IDST it is EC 0x18; the hypervisor injects EC 0.
- **Instructions are not mimicked at all**: nothing traps them. Tag loads give 0 where a CPU without MTE is UNDEFINED; tag
  stores are dropped, and STZG, STGP, DC GZVA, SETG* still write their data. IRG, ADDG, SUBG, GMI, SUBP compute.
- **PSTATE.TCO** can be set and read.
- **Any native exception tells**: on hardware with MTE it enters with TCO set, on hardware without it cannot (last row).
- **ID_AA64PFR1_EL1** is read from the hardware.

`el2trap fuzz --promise like-no-mte` plays streams on both and looks for more: with these left out it finds nothing under 7.0
and 7.2, and under 6.12, which leaves the registers open, each of them.

What the series is for, it does: no row shows a tag. Allocation tags can be neither read nor written.

X
"$el2trap" run --color never --as "$hidden" --as "$absent" corpora/same/every-mte.s >"${TMPDIR:-/tmp}/same-or-not.$$" || [ $? -eq 1 ]
awk '
	function flush() {
		if (text != "")
			printf "| `%s` | %s | %s | %s |\n", text, a, b, what
		text = ""
	}
	BEGIN { print "| instruction | A: hidden MTE | B: no MTE | told apart by |\n|---|---|---|---|" }
	/^ *[0-9a-f]+  / { flush(); sub(/^ *[0-9a-f]+  /, ""); text = $0; what = ""; next }
	/^A: / { flush(); printf "\n%s; ", $0; next }
	/^B: / { print $0 "."; next }
	/ instructions, until / { print $0 "."; next }
	{
		split($0, side, / +A | +B /)
		name = side[1]; sub(/^ +/, "", name); sub(/ +$/, "", side[2])
		if (name == "(verdict)") { a = side[2]; b = side[3]; next }
		if (name == "outcome") item = "it " side[2] ", or: " side[3]
		else item = name " " side[2] ", or " side[3]
		gsub(/^it executes, or: /, "executes, or is ", item)
		gsub(/^it UNDEFINED, or: /, "UNDEFINED, or ", item)
		what = what (what == "" ? "" : "; ") item
	}
	END { flush() }
' "${TMPDIR:-/tmp}/same-or-not.$$"
rm -f "${TMPDIR:-/tmp}/same-or-not.$$"
