#!/bin/sh
# SPDX-License-Identifier: MIT
# rules-ids.sh GEN-RULES: ids of rules stay what they are when another rule is put between them.
set -eu
gen=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# table ROW...: the ids of one accessor with these rows at EL1
table() {
  {
    printf 'source a test\n\nINSN *\n  any UNDEF\nUNALLOCATED\n  any UNDEF\nMRS ACTLR_EL1 = 3 0 1 0 1\n  EL0 UNDEF\n'
    printf '  EL1 %s\n' "$@"
    printf '  EL2 READ ACTLR_EL1\n  EL3 READ ACTLR_EL1\n'
  } >"$work/table.rules"
  "$gen" "$work/table.c" "$work/table.rules"
  sed -n '/el2_row_ids/,/^};/s/^"\(mrs.*\)",$/\1/p' "$work/table.c"
}

table 'TRAP EL2 0x18 if el2en & HCR_EL2.TACR=1' 'READ ACTLR_EL2 if host(EL2)' 'READ ACTLR_EL1' >"$work/before"
table 'UNDEF if HCR_EL2.AT=1' 'TRAP EL2 0x18 if el2en & HCR_EL2.TACR=1' \
  'TRAP EL2 0x18 if HCR_EL2.TACR=1 & HCR_EL2.TID3=1' 'READ ACTLR_EL2 if host(EL2)' 'READ ACTLR_EL1' >"$work/after"
cat >"$work/wanted" <<'EOF'
mrs-actlr_el1.el0.undef
mrs-actlr_el1.el1.trap-el2.hcr_el2.tacr
mrs-actlr_el1.el1.read-actlr_el2.host-el2
mrs-actlr_el1.el1.read
mrs-actlr_el1.el2.read
mrs-actlr_el1.el3.read
EOF
diff "$work/wanted" "$work/before"
diff "$work/before" "$work/after" | grep '^<' && exit 1
test "$(wc -l <"$work/after")" -eq 8
