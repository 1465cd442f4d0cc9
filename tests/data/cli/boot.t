The modes that boots end in.

  $ for line in "" kvm-arm.mode=nvhe kvm-arm.mode=protected "kvm-arm.mode=protected arm64.nomte" kvm-arm.mode=none \
  > "kvm-arm.mode=protected arm64_sw.hvhe=0 id_aa64mmfr1.vh=0"; do
  >   el2trap boot --json --kernel 7.2 --cmdline "$line" | grep -o '^{"mode":"[^"]*","mte":[a-z]*'
  > done
  {"mode":"vhe","mte":true
  {"mode":"nvhe","mte":true
  {"mode":"protected-hvhe","mte":true
  {"mode":"protected-hvhe","mte":false
  {"mode":"none","mte":true
  {"mode":"protected-nvhe","mte":true
  $ el2trap boot --json --cpu neoverse-n1 --cmdline kvm-arm.mode=nvhe | grep -o '^{"mode":"[^"]*","mte":[a-z]*'
  {"mode":"nvhe","mte":false
  $ el2trap boot --json --config CONFIG_ARM64_MTE=n --cmdline kvm-arm.mode=nvhe | grep -o '^{"mode":"[^"]*","mte":[a-z]*'
  {"mode":"nvhe","mte":false

The host's HCR_EL2 before and after the series.

  $ for kernel in 6.12 v1 7.0 7.2; do
  >   el2trap boot --json --kernel $kernel --cmdline 'kvm-arm.mode=protected arm64.nomte' | grep -o '"HCR_EL2":"[^"]*"'
  > done
  "HCR_EL2":"0x100030480080001"
  "HCR_EL2":"0x30480080001"
  "HCR_EL2":"0x400430480080001"
  "HCR_EL2":"0x400430480080001"

Text: command line words, and a reason for each bit.

  $ el2trap boot --kernel 7.2 --cmdline 'kvm-arm.mode=nvhe quiet' --set HCR_EL2.ATA=0 | sed -n '1,/^$/p'
  kernel   7.2: Linux 7.2.13, as Debian ships it
  config   CONFIG_ARM64_MTE=y
  cpu      max
  cmdline
    kvm-arm.mode=nvhe                        has an effect
    quiet                                    not known to the model
  mode     nvhe, the host's kernel runs at EL1
  MTE      supported for this kernel
  
  $ el2trap boot --kernel 7.2 --cmdline 'kvm-arm.mode=nvhe quiet' | grep '^  ATA'
    ATA=1                  HCR_EL2.ATA = 1 if nvhe && has(MTE2) && (!k(ATA_BY_MTE) || mte || !kvm): tag access and MTE registers are the host's [kvm/arm.c cpu_prepare_hyp_mode(), f35abcbb8a08]
    ATA=1                  SCTLR_EL1.ATA = 1 if !vhe && mte: tag access at EL1 [kernel/mte.c, cpufeature.c cpu_enable_mte()]
    ATA0=1                 SCTLR_EL1.ATA0 = 1 if !vhe && mte: tag access at EL0 [kernel/mte.c, cpufeature.c cpu_enable_mte()]
    ATA=1                  SCR_EL3.ATA = 1 if el3 && has(MTE2): MTE [booting.rst, Memory Tagging Extension]
  $ el2trap boot --kernel 7.2 --cmdline 'kvm-arm.mode=nvhe quiet' --set HCR_EL2.ATA=0 | grep '^  ATA'
    ATA=0                  by --set
    ATA=1                  SCTLR_EL1.ATA = 1 if !vhe && mte: tag access at EL1 [kernel/mte.c, cpufeature.c cpu_enable_mte()]
    ATA0=1                 SCTLR_EL1.ATA0 = 1 if !vhe && mte: tag access at EL0 [kernel/mte.c, cpufeature.c cpu_enable_mte()]
    ATA=1                  SCR_EL3.ATA = 1 if el3 && has(MTE2): MTE [booting.rst, Memory Tagging Extension]
  $ el2trap boot --set HCR_EL2=5 | grep -A1 '^HCR_EL2'
  HCR_EL2 = 0x0000000000000005
    all of it by --set

A feature that the command line hides traps; a register that Linux never writes says so.

  $ el2trap boot --kernel 7.2 --cmdline 'kvm-arm.mode=nvhe arm64.nosve id_aa64pfr1.sme=0' | grep -E '^(CPTR_EL2|ZCR_EL2|SMCR_EL2) |^  (TZ|TSM)='
  CPTR_EL2 = 0x00000000000033ff
    TZ=1                   CPTR_EL2.TZ = 1 if nvhe && !hvhe && !sve: SVE: the kernel does not support it [el2_setup.h __init_el2_cptr, finalise_el2_state]
    TSM=1                  CPTR_EL2.TSM = 1 if nvhe && !hvhe && !sme: SME: the kernel does not support it [el2_setup.h __init_el2_cptr, finalise_el2_state]
  ZCR_EL2 = 0x0000000000000000
  SMCR_EL2 = 0x0000000000000000
  $ el2trap boot --kernel 6.12 --cmdline kvm-arm.mode=nvhe --cpu max,ID_AA64PFR0_EL1.MPAM=1 | grep -A1 '^MPAM2_EL2'
  MPAM2_EL2 = 0x0000000000000000
    0                      MPAM2_EL2 is not written if el2 && has(MPAM) && !k(NEWER_EL2), taken as 0: TRAPMPAM0EL1 and TRAPMPAM1EL1 are UNKNOWN, or 1, after a reset [6.12 has no write of it; Arm MPAM2_EL2]
  $ el2trap boot --kernel 7.2 --cmdline kvm-arm.mode=nvhe --cpu max,ID_AA64PFR0_EL1.MPAM=1 --set MPAM2_EL2=1 | grep -A1 '^MPAM2_EL2'
  MPAM2_EL2 = 0x0000000000000001
    all of it by --set

A field of an ID register is a number up to 15, decimal or hexadecimal; the kernel ignores others.

  $ for v in 0 15 16 0xf 0xF 0x10 0xg a ''; do
  >   echo "$v:$(el2trap boot --cmdline "kvm-arm.mode=nvhe id_aa64pfr1.mte=$v" 2>/dev/null | sed -n 's/^ *id_aa64pfr1.mte=[^ ]* *//p')"
  > done
  0:has an effect
  15:not known to the model
  16:not known to the model
  0xf:has an effect
  0xF:has an effect
  0x10:not known to the model
  0xg:not known to the model
  a:has an effect
  :not known to the model

Which kernels know which of the command line's words. Dashes are underscores in their names; a word that only begins as one does is another.

  $ for kernel in 6.1 6.12 v1 7.0 7.2; do
  >   el2trap boot --kernel $kernel --cmdline "$(printf '%s ' id_aa64pfr1.mte=0 arm64.nomte id_aa64mmfr1.vh=0 arm64_sw.hvhe=1 id_aa64pfr0.sve=0 arm64.nosve \
  >     id_aa64pfr1.sme=0 arm64.nosme kvm-arm.mode=none kvm-arm.mode=nvhe kvm-arm.mode=protected kvm-arm.mode=nested)" | sed -n 's/^ *\([^ ]*\) *not known to the model$/'$kernel' \1/p'
  > done
  > el2trap boot --cmdline 'kvm_arm.mode=nvhe arm64-sw.hvhe=1 arm64.nomte5 arm64.nomt arm64_nomte kvm-arm.mode=nvhe2 kvm-arm.mode=nvh kvm-arm.mode= id-aa64pfr1.mte=0' | sed -n '/^cmdline/,/^mode/p'
  6.1 arm64_sw.hvhe=1
  cmdline
    kvm_arm.mode=nvhe                        has an effect
    arm64-sw.hvhe=1                          has an effect
    arm64.nomte5                             not known to the model
    arm64.nomt                               not known to the model
    arm64_nomte                              not known to the model
    kvm-arm.mode=nvhe2                       not known to the model
    kvm-arm.mode=nvh                         not known to the model
    kvm-arm.mode=                            not known to the model
    id-aa64pfr1.mte=0                        has an effect
  mode     hvhe, the host's kernel runs at EL1
  ! el2trap: warning: the kernel ignores 'arm64.nomte5' of the command line, did you mean 'arm64.nomte'?
  ! el2trap: warning: the kernel ignores 'arm64.nomt' of the command line, did you mean 'arm64.nomte'?
  ! el2trap: warning: the kernel ignores 'arm64_nomte' of the command line, did you mean 'arm64.nomte'?
  ! el2trap: warning: the kernel ignores 'kvm-arm.mode=nvhe2' of the command line, did you mean 'kvm-arm.mode=nvhe'?
  ! el2trap: warning: the kernel ignores 'kvm-arm.mode=nvh' of the command line, did you mean 'kvm-arm.mode=nvhe'?
  ! el2trap: warning: the kernel ignores 'kvm-arm.mode=' of the command line, did you mean 'kvm-arm.mode=none'?
  $ for kernel in 6.1 6.12; do for v in 0 1 017 0x1f 16 31 9 0x 0xf f 0f 1x 0xff 99999999999999999999999 1234567890123456789012; do
  >   echo "$kernel $v:$(el2trap boot --kernel $kernel --cmdline "kvm-arm.mode=nvhe id_aa64pfr1.mte=$v" 2>/dev/null | sed -n 's/^ *id_aa64pfr1.mte=[^ ]* *//p; s/^MTE/ MTE/p')"
  > done; done
  6.1 0:has an effect
   MTE      not supported for this kernel
  6.1 1:has an effect
   MTE      not supported for this kernel
  6.1 017:has an effect
   MTE      supported for this kernel
  6.1 0x1f:has an effect
   MTE      supported for this kernel
  6.1 16:has an effect
   MTE      not supported for this kernel
  6.1 31:has an effect
   MTE      supported for this kernel
  6.1 9:has an effect
   MTE      supported for this kernel
  6.1 0x:not known to the model
   MTE      supported for this kernel
  6.1 0xf:has an effect
   MTE      supported for this kernel
  6.1 f:not known to the model
   MTE      supported for this kernel
  6.1 0f:not known to the model
   MTE      supported for this kernel
  6.1 1x:not known to the model
   MTE      supported for this kernel
  6.1 0xff:has an effect
   MTE      supported for this kernel
  6.1 99999999999999999999999:not known to the model
   MTE      supported for this kernel
  6.1 1234567890123456789012:not known to the model
   MTE      supported for this kernel
  6.12 0:has an effect
   MTE      not supported for this kernel
  6.12 1:has an effect
   MTE      not supported for this kernel
  6.12 017:not known to the model
   MTE      supported for this kernel
  6.12 0x1f:not known to the model
   MTE      supported for this kernel
  6.12 16:not known to the model
   MTE      supported for this kernel
  6.12 31:not known to the model
   MTE      supported for this kernel
  6.12 9:has an effect
   MTE      supported for this kernel
  6.12 0x:not known to the model
   MTE      supported for this kernel
  6.12 0xf:has an effect
   MTE      supported for this kernel
  6.12 f:has an effect
   MTE      supported for this kernel
  6.12 0f:not known to the model
   MTE      supported for this kernel
  6.12 1x:not known to the model
   MTE      supported for this kernel
  6.12 0xff:not known to the model
   MTE      supported for this kernel
  6.12 99999999999999999999999:not known to the model
   MTE      supported for this kernel
  6.12 1234567890123456789012:not known to the model
   MTE      supported for this kernel

Words end at blanks that are in no quotes; "--" ends them all.

  $ el2trap boot --cmdline "$(printf 'kvm-arm.mode=nvhe\targ="a b" x\n"c d" -- arm64.nomte')" | sed -n '/^cmdline/,/^mode/p'
  cmdline
    kvm-arm.mode=nvhe                        has an effect
    arg="a b"                                not known to the model
    x                                        not known to the model
    "c d"                                    not known to the model
  mode     nvhe, the host's kernel runs at EL1
  $ el2trap boot --cmdline ' - --- arm64.nomte ' | sed -n '/^cmdline/,/^MTE/p'
  cmdline
    -                                        not known to the model
    ---                                      not known to the model
    arm64.nomte                              has an effect
  mode     vhe, the host's kernel runs at EL2
  MTE      not supported for this kernel
