The test vector of the QARMA paper, by PACGA; and what says that there is no code without an algorithm.

  $ cat > vector.s <<'EOF'
  > // el2trap-reg: x2=0xfb623599da6e8127
  > // el2trap-reg: x3=0x477d469dec0b8762
  >     ldr    x4, =0x84be85ce9804e94b
  >     ldr    x5, =0xec2802d4e0a488e9
  >     msr    apgakeyhi_el1, x4
  >     msr    apgakeylo_el1, x5
  >     .arch  armv8.3-a
  >     pacga  x6, x2, x3
  >     ldr    x7, =0xc003b93900000000
  >     cmp    x6, x7
  >     b.eq   1f
  >     brk    #1
  > 1:  nop
  > EOF
  $ el2trap run --cpu max,pauth=qarma5 --cmdline kvm-arm.mode=nvhe vector.s
  vector.s  run 1: 7.2 (nvhe, MTE on), EL1
             40000008  msr apgakeyhi_el1, x4                pass
             4000000c  msr apgakeylo_el1, x5                pass
    reached its end after 9 instructions
  
  $ el2trap run --cmdline kvm-arm.mode=nvhe vector.s
  vector.s  run 1: 7.2 (nvhe, MTE on), EL1
             40000008  msr apgakeyhi_el1, x4                pass
             4000000c  msr apgakeylo_el1, x5                pass
             40000010  .inst 0x9ac33046                     unmodelled: the code that PACGA computes: with --cpu ...,pauth=qarma5 or qarma3
    came to what is not modelled, at 0x40000010 after 5 instructions
  
  [4]
  $ el2trap explain --cmdline kvm-arm.mode=nvhe paciasp | tail -1
    At EL1 under Linux 7.2 (nVHE), `paciasp` executes.

What a real Neoverse N3 is reported to make of a pointer that is not canonical: TBI in both halves, TBID in the upper.

  $ cat > n3.s <<'EOF'
  > // el2trap: --machine virt --cpu max,pauth=qarma3
  >     .arch  armv8.3-a
  >     ldr    x4, =0xd94d88c0873cc2b6
  >     ldr    x5, =0x4de594c526f0f1cc
  >     msr    apibkeyhi_el1, x4
  >     msr    apibkeylo_el1, x5
  >     ldr    x0, =16 | 16 << 16 | 3 << 37 | 1 << 52
  >     msr    tcr_el1, x0
  >     mrs    x0, sctlr_el1
  >     orr    x0, x0, #1 << 30
  >     msr    sctlr_el1, x0
  >     ldr    x0, =0x0ae500000ae50000
  >     pacizb x0
  >     ldr    x1, =0xe4bf00000ae50000
  >     cmp    x0, x1
  >     b.ne   2f
  >     ldr    x0, =0x84000008
  >     hvc    #0
  > 2:  mov    x0, #0x20
  >     adr    x1, 3f
  >     hlt    #0xf000
  >     .balign 8
  > 3:  .quad  0x20026, 1
  > EOF
  $ el2trap run n3.s
  n3.s  run 1: virt, max,pauth=qarma3, EL1
    turned the machine off with code 0 after 16 instructions
  

All instructions, seven TCR_EL1, eight pointers each: as QEMU has them, but for pointers that are not canonical where the
halves differ in TBI (docs/disagreements.md, P1).

  $ says() { el2trap run --json --cpu $1 $SOURCE/corpora/programs/pac.s | sed -n 's/{"console":"\(.*\)"}/\1/p'; }
  > for i in max,pauth=qarma5:qemu-11.1-qarma5 max,pauth=qarma3:qemu-11.1-qarma3 max,pauth=qarma5,ID_AA64ISAR1_EL1.APA=1:qemu-7.2-qarma5; do
  > says ${i%:*} >ours; gzip -dc $SOURCE/corpora/programs/pac.${i#*:}.txt.gz >theirs
  > echo "${i#*:}: $(wc -l <ours) lines, $(diff ours theirs | grep -c '^<') differ"
  > done
  qemu-11.1-qarma5: 121 lines, 7 differ
  qemu-11.1-qarma3: 121 lines, 7 differ
  qemu-7.2-qarma5: 121 lines, 8 differ
  $ el2trap explain --cpu max,pauth=rot13 nop
  ! el2trap explain: CPU option pauth takes qarma5, qarma3 or identity, not 'rot13'
  [2]
  $ el2trap explain --cpu neoverse-n1,pauth=qarma5 nop
  ! el2trap explain: CPU option pauth: this CPU has no pointer authentication
  [2]

A pointer that is not signed: FEAT_FPAC faults it in AUTIZA, FEAT_FPACCOMBINE in BRAAZ, too; without them it is changed.

  $ for apa in 3 4 5; do for word in 0xdac133e0 0xd61f081f; do
  > echo "{\"word\":\"$word\",\"el\":1,\"x\":{\"0\":\"0x12345600001000\"}}" |
  > el2trap step -q --cmdline kvm-arm.mode=nvhe --set SCTLR_EL1.EnIA=1 --cpu max,pauth=qarma5,ID_AA64ISAR1_EL1.APA=$apa |
  > sed "s/.*\"verdict\":\"\([a-z]*\)\".*\"ec\":\"\([^\"]*\).*/$apa \1 \2/; s/.*\"verdict\":\"\([a-z]*\)\".*\],/$apa \1 /"; done; done
  3 pass "x":{"0":"0x43345600001000"},"pc":"0x4"}
  3 pass "pc":"0x43345600001000","pstate":"0x7c5"}
  4 trap 0x1c
  4 pass "pc":"0x43345600001000","pstate":"0x7c5"}
  5 trap 0x1c
  5 trap 0x1c
