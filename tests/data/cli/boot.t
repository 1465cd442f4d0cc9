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
