needs: aarch64-linux-gnu-as

Assembly text, by an assembler found at run time.

  $ say() { el2trap explain --kernel 7.0 --cmdline 'kvm-arm.mode=nvhe arm64.nomte' "$@" | grep '^  At'; }
  > say 'mrs x0, gcr_el1'
  > say 'stg x1, [x2]; setgp [x0]!, x1!, x2'
  > say '.inst 0xd53810c0' d53810a0
    At EL1 under Linux 7.0 (nVHE, MTE off), `mrs x0, gcr_el1` becomes UNDEFINED: EL2 traps it (HCR_EL2.ATA=0) and injects an Undefined Instruction exception.
    At EL1 under Linux 7.0 (nVHE, MTE off), `stg x1, [x2]` executes with allocation tags ignored: no tag access at EL1 and EL0: HCR_EL2.ATA is 0.
    At EL1 under Linux 7.0 (nVHE, MTE off), `setgp [x0]!, x1!, x2` executes with allocation tags ignored: no tag access at EL1 and EL0: HCR_EL2.ATA is 0.
    At EL1 under Linux 7.0 (nVHE, MTE off), `mrs x0, gcr_el1` becomes UNDEFINED: EL2 traps it (HCR_EL2.ATA=0) and injects an Undefined Instruction exception.
    At EL1 under Linux 7.0 (nVHE, MTE off), `mrs x0, rgsr_el1` becomes UNDEFINED: EL2 traps it (HCR_EL2.ATA=0) and injects an Undefined Instruction exception.
  $ el2trap explain 'stg x1'
  ! el2trap explain: 'stg x1': comma expected between operands at operand 2 -- `stg x1'
  [3]
  $ PATH=$(dirname "$(command -v el2trap)") && el2trap explain 'stg x1, [x2]'
  ! el2trap explain: 'stg x1, [x2]': no assembler: neither aarch64-linux-gnu-as (binutils-aarch64-linux-gnu) nor llvm-mc (llvm)
  [4]
