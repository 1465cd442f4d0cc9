Instructions that a control takes away do not pass: pointer authentication, with the key enabled.

  $ cat >verdicts <<'X'
  > cpu=$1 words=$2
  > shift 2
  > printf '{"word":"%s"}\n' $words | el2trap check -q --kernel 7.2 --cmdline kvm-arm.mode=nvhe --cpu "$cpu" "$@" |
  >   sed 's/.*"verdict":"\([a-z]*\)".*"taken":{"el":\(.\).*"esr":"\(0x[^"]*\)","vec.*/\1 EL\2 \3/; s/.*"verdict":"\([a-z]*\)".*/\1/'
  > X
  $ sh verdicts max "0xdac10020 0xd503233f 0xd503211f 0xd65f0bff 0xd71f0822 0xf8200420 0x9ac03000" --set HCR_EL2.API=0
  panic EL2 0x26000000
  panic EL2 0x26000000
  panic EL2 0x26000000
  panic EL2 0x26000000
  panic EL2 0x26000000
  pass
  panic EL2 0x26000000
  $ sh verdicts max "0xdac10020 0xd503233f 0xd503211f 0xd65f0bff 0xd71f0822 0xf8200420 0x9ac03000" --set HCR_EL2.API=0 --set SCTLR_EL1.EnIA=0 --set SCTLR_EL1.EnDA=1
  pass
  pass
  pass
  pass
  pass
  panic EL2 0x26000000
  panic EL2 0x26000000
  $ sh verdicts max "0xdac10020 0xd503233f 0xd503211f 0xd65f0bff 0xd71f0822 0xf8200420 0x9ac03000" --set SCR_EL3.API=0 | sort -u
  pass
  trap EL3 0x26000000

XPAC takes no key, and a CPU without pointer authentication knows the hints as NOP.

  $ sh verdicts max "0xdac143e0 0xd50320ff" --set HCR_EL2.API=0
  pass
  pass
  $ sh verdicts neoverse-n1 "0xd503233f 0xd503211f"
  pass
  pass

64-byte loads and stores: HCRX_EL2, whose ISS tells them apart.

  $ sh verdicts max,ID_AA64ISAR1_EL1=0x3111211110211502 "0xf83fd100 0xf83f9100 0xf821b100 0xf821a100"
  pass
  pass
  pass
  panic EL2 0x2a000001
  $ sh verdicts max,ID_AA64ISAR1_EL1=0x3111211110211502 "0xf83fd100 0xf83f9100 0xf821b100 0xf821a100" --set HCRX_EL2=0
  panic EL2 0x2a000002
  panic EL2 0x2a000002
  panic EL2 0x2a000000
  panic EL2 0x2a000001
  $ sh verdicts max,ID_AA64ISAR1_EL1=0x3111211110211502 "0xf83fd100 0xf83f9100 0xf821b100 0xf821a100" --el 0 --set SCTLR_EL1.EnALS=0 --set SCTLR_EL1.EnASR=0 --set SCTLR_EL1.EnAS0=0
  trap EL1 0x2a000002
  trap EL1 0x2a000002
  trap EL1 0x2a000000
  trap EL1 0x2a000001

PSB CSYNC and TSB CSYNC, where the CPU has what they wait for.

  $ sh verdicts max "0xd503223f 0xd503225f" --set HFGITR_EL2.PSBCSYNC=1
  pass
  pass
  $ sh verdicts max,ID_AA64DFR0_EL1=0x200021f63030560a,ID_AA64MMFR0_EL1=0x2200032310201126 "0xd503223f 0xd503225f"
  pass
  pass
  $ sh verdicts max,ID_AA64DFR0_EL1=0x200021f63030560a,ID_AA64MMFR0_EL1=0x2200032310201126 "0xd503223f 0xd503225f" --set HFGITR_EL2.PSBCSYNC=1 --set HFGITR2_EL2.TSBCSYNC=1 --set SCR_EL3.FGTEn2=1
  panic EL2 0x2a000004
  panic EL2 0x2a000003

The Guarded Control Stack: GCSSTR and GCSSTTR by GCSCR_EL1, then HFGITR_EL2.

  $ sh verdicts max "0xd91f0c20 0xd91f1c20"
  trap EL1 0xb6200400
  trap EL1 0xb6200400
  $ sh verdicts max "0xd91f0c20 0xd91f1c20" --set GCSCR_EL1.STREn=1
  panic EL2 0xb6200400
  panic EL2 0xb6200400
  $ sh verdicts max "0xd91f0c20 0xd91f1c20" --set GCSCR_EL1.STREn=1 --set HFGITR_EL2.nGCSSTR_EL1=1
  pass
  pass

An IMPLEMENTATION DEFINED register of nobody knows which core is not said to pass; that of a known core is what its
manual says, and a write is ACTLR_EL2's.

  $ sh verdicts neoverse-n1 "0xd538f100 0xd518f100 0xd538bfe0"
  pass
  panic EL2 0x62303c02
  undef EL1 0x2000000
  $ sh verdicts neoverse-n1 "0xd538f100 0xd518f100 0xd538bfe0" --set ACTLR_EL2=0x1
  pass
  pass
  undef EL1 0x2000000
  $ sh verdicts cortex-a710 "0xd538f100 0xd518f100 0xd538bfe0"
  pass
  panic EL2 0x62303c02
  unmodelled
  $ sh verdicts max,MIDR_EL1=0x610f0000 "0xd538f100 0xd518f100 0xd538bfe0"
  unmodelled
  unmodelled
  unmodelled

explain, check, step and run say the same.

  $ el2trap explain -q 0xd538bfe0 --cpu cortex-a710 --json | grep -o '"verdict":"[^"]*"'
  "verdict":"unmodelled"
  $ echo '{"word":"0xd538bfe0"}' | el2trap step -q --cpu cortex-a710 | grep -o '"verdict":"[^"]*"'
  "verdict":"unmodelled"

  $ echo d538bfe0 >impdef.hex; el2trap run -q --json --cpu cortex-a710 impdef.hex | grep -o '"verdict":"[^"]*"'
  "verdict":"unmodelled"
  $ echo dac10020 >pacia.hex; el2trap run -q --json --kernel 7.2 --cmdline kvm-arm.mode=nvhe --set HCR_EL2.API=0 pacia.hex | grep -o '"verdict":"[^"]*"'
  "verdict":"panic"

FP, SVE and SME, by CPACR_EL1 and CPTR_EL2 in both layouts.

  $ sh verdicts max "0x1e622820 0x04220020" --set CPACR_EL1=0
  trap EL1 0x1fe00000
  trap EL1 0x66000000
  $ sh verdicts max "0x1e622820 0x04220020" --set CPTR_EL2.TFP=1
  panic EL2 0x1fe00000
  panic EL2 0x1fe00000
  $ printf '{"word":"0x1e622820"}\n{"word":"0x04220020"}\n' |
  >   el2trap check -q --kernel 7.2 --cmdline kvm-arm.mode=protected --set CPTR_EL2.FPEN=0 | grep -o '"esr":"0x[^"]*"'
  "esr":"0x1fe00000"
  "esr":"0x1fe00000"
