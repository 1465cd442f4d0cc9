What the tables hold.

  $ el2trap list kernels | cut -d' ' -f1
  6.1
  6.12
  v1
  7.0
  7.2
  $ el2trap list kernels --json | head -2 | cut -c1-60
  {"el2trap":"list","version":1,"list":"kernels"}
  {"kernel":"6.1","what":"Linux 6.1.192, as Debian ships it; n
  $ el2trap list cpus | grep -E '^(max|neoverse-n1|mte|ata0) '
  max              qemu-11.1 -cpu max, mte=on
  neoverse-n1      Arm Neoverse N1 r4p1, as qemu-7.2 shows it
  mte              ID_AA64PFR1_EL1.MTE: 0 none, 1 instructions only, 2 tags, 3 asymmetric
  ata0             abort: a tag access with HCR_EL2.ATA=0 is a Data Abort to EL2 (the series' letter); none: as the architecture has it
  $ el2trap list formats
  auto     elf by its magic, kernel by "ARM\x64", hex if it reads as such, else raw
  elf      64-bit little-endian AArch64 ELF: objects, programs, kernel modules, vmlinux
  kernel   arm64 kernel Image, not compressed
  raw      little-endian words
  hex      text: words such as d53810c0 or 0xd53810c0, # and // comments
  $ el2trap list ops | grep -E '^(STG|LDG) '
  LDG        -       0xffe00c00 0xd9600000 tag-load  FEAT_MTE                  Xt, [Xn|SP{, #simm9*16}]
  STG        post    0xffe00c00 0xd9200400 tag-store FEAT_MTE                  Xt|SP, [Xn|SP], #simm9*16
  STG        offset  0xffe00c00 0xd9200800 tag-store FEAT_MTE                  Xt|SP, [Xn|SP{, #simm9*16}]
  STG        pre     0xffe00c00 0xd9200c00 tag-store FEAT_MTE                  Xt|SP, [Xn|SP, #simm9*16]!
  $ el2trap list registers | grep -E '^(GCR_EL1|DC GVA|TCO) '
  GCR_EL1              S3_0_C1_C0_6   MRS MSR            sysreg    FEAT_MTE2
  TCO                  S3_3_C4_C2_7   MRS MSR            pstate    FEAT_MTE
  DC GVA               S1_3_C7_C4_3   SYS                tag-store FEAT_MTE
  $ el2trap list registers --json | grep '"GMID_EL1"'
  {"name":"GMID_EL1","encoding":"S3_1_C0_C0_4","access":"MRS","class":"sysreg","feature":"FEAT_MTE2"}
  $ el2trap list traps | grep -E '^HCR_EL2.(ATA|TID5) '
  HCR_EL2.TID5                       58     EL2          1 rule
  HCR_EL2.ATA                        56     EL2          10 rules
  $ el2trap list rules mrs-gcr_el1.el1.trap-el2.hcr_el2.ata
  mrs-gcr_el1.el1.trap-el2.hcr_el2.ata
    TRAP EL2 0x18 if el2en & HCR_EL2.ATA=0
    source: Arm system register XML 2025-03, accessor pseudocode
  $ el2trap list rules --json mrs-gcr_el1.el1.trap-el2.hcr_el2.ata
  {"el2trap":"list","version":1,"list":"rules"}
  {"id":"mrs-gcr_el1.el1.trap-el2.hcr_el2.ata","text":"TRAP EL2 0x18 if el2en & HCR_EL2.ATA=0","source":"Arm system register XML 2025-03, accessor pseudocode"}
  {"count":1}
  $ el2trap list rules mrs-gcr_el1.el1 | grep -c source
  3
  $ el2trap list rules tag-acces.hcr-ata
  ! el2trap list: no rule 'tag-acces.hcr-ata', did you mean 'tag-access.hcr-ata'?
  [2]
  $ el2trap list traps --json | tail -1 | cut -d: -f1
  {"count"
  $ el2trap list traps --unmodelled --kernel 7.2 --cpu neoverse-v1 | grep PMSCR
  EL2 64         64 system    0xd5189a60 EffectivePMSCR_EL2_EE()!=00
  $ el2trap list traps --unmodelled --kernel 6.12 --cmdline kvm-arm.mode=nvhe | grep -v SVE
  EL1: 0 of 4294967296 words, 0 of 109186 that name a system register or operation
  EL0: 0 of 4294967296 words, 0 of 109186 that name a system register or operation
  $ el2trap list kernels --cpu max
  ! el2trap list: the list of kernels is that of the tables, whatever the boot
  [2]
  $ el2trap list cpus --unmodelled
  ! el2trap list: --unmodelled goes with list traps
  [2]
  $ el2trap list traps --unmodelled --kernel 7.2 --cpu neoverse-v1 --json | grep PMSCR
  {"el":2,"words":64,"system":64,"word":"0xd5189a60","why":"EffectivePMSCR_EL2_EE()!=00"}
