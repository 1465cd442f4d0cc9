Guests: what KVM programs for one, its ID registers, what becomes of its traps.

A guest without MTE that is not protected reads GMID_EL1 under protected mode, and there alone.

  $ P='--cmdline kvm-arm.mode=protected'
  > for guest in normal protected; do el2trap explain --kernel 7.2 'mrs x0, gmid_el1' --guest $guest $P | tail -n 1; done
    At EL1 of a guest (normal) under Linux 7.2 (protected, hVHE), `mrs x0, gmid_el1` executes.
    At EL1 of a guest (protected) under Linux 7.2 (protected, hVHE), `mrs x0, gmid_el1` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (HCR_EL2.TID5=1); the guest's own kernel takes it.
  $ for mode in nvhe nested; do el2trap explain --kernel 7.2 'mrs x0, gmid_el1' --guest normal --cmdline kvm-arm.mode=$mode | tail -n 1; done
    At EL1 of a guest (normal) under Linux 7.2 (nVHE), `mrs x0, gmid_el1` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (HCR_EL2.TID5=1); the guest's own kernel takes it.
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `mrs x0, gmid_el1` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (HCR_EL2.TID5=1); the guest's own kernel takes it.
  $ el2trap explain 'mrs x0, gmid_el1' --guest normal --kernel 6.12 | tail -n 1
    At EL1 of a guest (normal) under Linux 6.12 (VHE), `mrs x0, gmid_el1` executes.
  $ el2trap boot --kernel 7.2 --guest normal --cmdline kvm-arm.mode=protected | grep 'HCR_EL2.TID5'
    0                      a guest's HCR_EL2.TID5 = 0 if has(MTE2) && !mte && pkvm && !pvm && k(PVM): GMID_EL1 does not trap: EL2 sets it for protected guests only, and the host's own wish is not taken [kvm/hyp/nvhe/pkvm.c pkvm_vcpu_init_traps(), pkvm_vcpu_reset_hcr()]
  $ el2trap boot --kernel 7.2 --guest protected --cmdline kvm-arm.mode=protected | grep 'HCR_EL2.TID5'
    TID5=1                 a guest's HCR_EL2.TID5 = 1 if has(MTE2) && !mte && pvm: GMID_EL1 traps: a protected guest has no MTE [kvm/hyp/nvhe/pkvm.c pvm_init_traps_hcr()]

With MTE, and a guest hypervisor that was made with it but does not see it.

  $ el2trap table --kernel 7.2 --guest normal --diff --guest normal,mte | sed -n '1,12p;$p'
  # before: kernel 7.2, command line '', CONFIG_ARM64_MTE=y, CPU max
  # -> vhe, kernel at EL2, MTE supported
  # asked: a guest, normal
  # after: kernel 7.2, command line '', CONFIG_ARM64_MTE=y, CPU max
  # -> vhe, kernel at EL2, MTE supported
  # asked: a guest, normal,mte
  operation             level   before                    after
  IRG                   EL0     pass tags-ignored         pass
  IRG                   kernel  pass tags-ignored         pass
  ADDG                  EL0     pass tags-ignored         pass
  ADDG                  kernel  pass tags-ignored         pass
  SUBG                  EL0     pass tags-ignored         pass
  # 84 of 190 differ
  $ for guest in normal normal,mte nested,mte; do
  >   echo "{\"word\":\"0xd5380420\",\"kernel\":\"7.2\",\"guest\":\"$guest\",\"cmdline\":\"kvm-arm.mode=nested\"}"
  > done | el2trap check
  {"word":"0xd5380420","text":"mrs x0, id_aa64pfr1_el1","op":"MRS","register":"ID_AA64PFR1_EL1","class":"sysreg","el":1,"verdict":"trap","to_el":2,"handler":"guest-id","action":"KVM answers: the register as the guest has it","taken":{"el":2,"ec":"0x18","esr":"0x62320009","vector":"0x400"},"rules":["mrs-id_aa64pfr1_el1.el1.trap-el2.hcr_el2.tid3","guest-exit.sys64.sys","guest-kvm.id-aarch64.id"]}
  {"word":"0xd5380420","text":"mrs x0, id_aa64pfr1_el1","op":"MRS","register":"ID_AA64PFR1_EL1","class":"sysreg","el":1,"verdict":"trap","to_el":2,"handler":"guest-id","action":"KVM answers: the register as the guest has it","taken":{"el":2,"ec":"0x18","esr":"0x62320009","vector":"0x400"},"rules":["mrs-id_aa64pfr1_el1.el1.trap-el2.hcr_el2.tid3","guest-exit.sys64.sys","guest-kvm.id-aarch64.id"]}
  {"word":"0xd5380420","text":"mrs x0, id_aa64pfr1_el1","op":"MRS","register":"ID_AA64PFR1_EL1","class":"sysreg","el":1,"verdict":"trap","to_el":2,"handler":"guest-id","action":"KVM answers: the register as the guest has it","taken":{"el":2,"ec":"0x18","esr":"0x62320009","vector":"0x400"},"rules":["mrs-id_aa64pfr1_el1.el1.trap-el2.hcr_el2.tid3","guest-exit.sys64.sys","guest-kvm.id-aarch64.id"]}
  ! el2trap check: cases 3, as expected 0, mismatches 0, without expectation 3, unmodelled 0
  $ el2trap boot --kernel 7.2 --guest nested,mte --cmdline kvm-arm.mode=nested | sed -n '/^guest/p;/^HCR_EL2/,/^$/p;/^ID reg/,$p'
  guest    nested,mte
  HCR_EL2 = 0x0102743c827d663f
    0                      a guest's HCR_EL2 = 0 if true: KVM writes the whole register [kvm/hyp/include/hyp/switch.h ___activate_traps()]
    VM=1                   a guest's HCR_EL2.VM = 1 if true: the guest has a stage 2 [asm/kvm_arm.h HCR_GUEST_FLAGS]
    SWIO=1                 a guest's HCR_EL2.SWIO = 1 if true: invalidation by set/way cleans too [asm/kvm_arm.h HCR_GUEST_FLAGS]
    PTW=1                  a guest's HCR_EL2.PTW = 1 if true: a walk through Device memory faults [asm/kvm_arm.h HCR_GUEST_FLAGS]
    FMO=1                  a guest's HCR_EL2.FMO = 1 if true: FIQ to EL2 [asm/kvm_arm.h HCR_GUEST_FLAGS]
    IMO=1                  a guest's HCR_EL2.IMO = 1 if true: IRQ to EL2 [asm/kvm_arm.h HCR_GUEST_FLAGS]
    AMO=1                  a guest's HCR_EL2.AMO = 1 if true: SError to EL2 [asm/kvm_arm.h HCR_GUEST_FLAGS]
    FB=1                   a guest's HCR_EL2.FB = 1 if true: maintenance is broadcast [asm/kvm_arm.h HCR_GUEST_FLAGS]
    BSU=1                  a guest's HCR_EL2.BSU = 1 if true: barriers reach the Inner Shareable domain [asm/kvm_arm.h HCR_GUEST_FLAGS]
    TWI=1                  a guest's HCR_EL2.TWI = 1 if true: WFI traps; with GICv4 not while the vCPU is the only task of its CPU [asm/kvm_arm.h HCR_GUEST_FLAGS; kvm/arm.c kvm_arch_vcpu_load()]
    TWE=1                  a guest's HCR_EL2.TWE = 1 if true: WFE traps; not while the vCPU is the only task of its CPU [asm/kvm_arm.h HCR_GUEST_FLAGS; kvm/arm.c kvm_arch_vcpu_load()]
    TID3=1                 a guest's HCR_EL2.TID3 = 1 if true: ID registers trap [asm/kvm_arm.h HCR_GUEST_FLAGS]
    TSC=1                  a guest's HCR_EL2.TSC = 1 if true: SMC traps [asm/kvm_arm.h HCR_GUEST_FLAGS]
    TIDCP=1                a guest's HCR_EL2.TIDCP = 1 if true: IMPLEMENTATION DEFINED registers trap [asm/kvm_arm.h HCR_GUEST_FLAGS]
    TACR=1                 a guest's HCR_EL2.TACR = 1 if true: ACTLR_EL1 traps [asm/kvm_arm.h HCR_GUEST_FLAGS]
    TSW=1                  a guest's HCR_EL2.TSW = 1 if true: cache maintenance by set/way traps [asm/kvm_arm.h HCR_GUEST_FLAGS]
    RW=1                   a guest's HCR_EL2.RW = 1 if true: EL1 is AArch64 [asm/kvm_arm.h HCR_GUEST_FLAGS]
    TLOR=1                 a guest's HCR_EL2.TLOR = 1 if has(LOR): limited ordering regions trap [asm/kvm_arm.h HCR_GUEST_FLAGS]
    TID1=1                 a guest's HCR_EL2.TID1 = 1 if k(GUEST_IDST): REVIDR_EL1, AIDR_EL1 and SMIDR_EL1 trap [asm/kvm_arm.h HCR_GUEST_FLAGS of 7.2]
    E2H=1                  a guest's HCR_EL2.E2H = 1 if vhe || hvhe: E2H: the VHE register layouts [kvm/sys_regs.c vcpu_set_hcr(); nvhe/pkvm.c pkvm_vcpu_reset_hcr()]
    TEA=1                  a guest's HCR_EL2.TEA = 1 if has(RAS): synchronous external aborts to EL2 [kvm/sys_regs.c vcpu_set_hcr(); nvhe/pkvm.c pkvm_vcpu_reset_hcr()]
    TERR=1                 a guest's HCR_EL2.TERR = 1 if has(RAS): error records trap [kvm/sys_regs.c vcpu_set_hcr(); nvhe/pkvm.c pkvm_vcpu_reset_hcr()]
    FWB=1                  a guest's HCR_EL2.FWB = 1 if has(S2FWB): stage 2 forces write-back [kvm/sys_regs.c vcpu_set_hcr(); nvhe/pkvm.c pkvm_vcpu_reset_hcr()]
    TID4=1                 a guest's HCR_EL2.TID4 = 1 if has(EVT): cache ID registers trap, but for CTR_EL0 [kvm/sys_regs.c vcpu_set_hcr(); nvhe/pkvm.c pkvm_vcpu_reset_hcr()]
    ATA=1                  a guest's HCR_EL2.ATA = 1 if mte: the guest has MTE [kvm/sys_regs.c vcpu_set_hcr()]
    NV=1                   a guest's HCR_EL2.NV = 1 if nested: virtual EL2: registers of EL2 and ERET [kvm/hyp/vhe/switch.c __compute_hcr()]
    NV2=1                  a guest's HCR_EL2.NV2 = 1 if nested: virtual EL2: registers in memory [kvm/hyp/vhe/switch.c __compute_hcr()]
    AT=1                   a guest's HCR_EL2.AT = 1 if nested: virtual EL2: AT traps [kvm/hyp/vhe/switch.c __compute_hcr()]
    TTLB=1                 a guest's HCR_EL2.TTLB = 1 if nested: virtual EL2: TLBI traps [kvm/hyp/vhe/switch.c __compute_hcr()]
  
  ID registers, as the guest reads them      the CPU's
    ID_AA64PFR0_EL1    0x1101000021111111   0x1301001121112222
    ID_AA64PFR1_EL1    0x0000000000000021   0x0010101012000321
    ID_AA64PFR2_EL1    0x0000000100000110   0x0000000100000111
    ID_AA64ISAR0_EL1   0x1221111110312120   0x1221111110312120
    ID_AA64ISAR1_EL1   0x0111201100211002   0x0111211110211502
    ID_AA64ISAR2_EL1   0x1120000000110012   0x1120000000110012
    ID_AA64ISAR3_EL1   0x0000000010000010   0x0000000010000010
    ID_AA64MMFR0_EL1   0x1100022210200125   0x2100032310201126
    ID_AA64MMFR1_EL1   0x0010110010312121   0x0110112010312122
    ID_AA64MMFR2_EL1   0x1201011100001011   0x1221011112011011
    ID_AA64MMFR3_EL1   0x0000000000000111   0x1000000011001111
    ID_AA64MMFR4_EL1   0x000000000e100000   0x0000000000000100
    ID_AA64DFR0_EL1    0x000000000030500a   0x100000001030560a
    ID_AA64SMFR0_EL1   0x0000000000000000   0x92f15fff71800001
    ID_AA64DFR1_EL1    0x0000000000000000   0x0000000000000000
    ID_AA64DFR2_EL1    0x0000000000000000   0x0000000000000000
    ID_AA64ZFR0_EL1    0x0000000000000000   0x0110110101210022
    ID_AA64FPFR0_EL1   0x00000000fc000003   0x00000000fc000003

What becomes of a trap: a value, an emulation, an UNDEF, the same exception, another try, a user space that is asked.

  $ for insn in 'mrs x1, id_aa64mmfr2_el1' 'mrs x2, mdscr_el1' 'msr oslar_el1, x2' 'mrs x2, oslar_el1' 'mrs x3, pmcr_el0' 'mrs x4, lorid_el1' 'mrs x5, smidr_el1' 'wfi' 'smc #0' 'smc #1' 'hvc #0' 'fmov d0, d1' 'pacia x0, x1' 'mrs x5, s3_0_c15_c0_0'; do
  >   el2trap explain --kernel 7.2 "$insn" --guest normal | tail -n 1
  > done
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `mrs x1, id_aa64mmfr2_el1` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (HCR_EL2.TID3=1, HCR_EL2.TID3=1); KVM answers: the register as the guest has it; x1 = 0x1221011110011011.
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `mrs x2, mdscr_el1` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (MDCR_EL2.TDE=0, MDCR_EL2.TDA=1); KVM emulates it: the guest's own debug register.
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `msr oslar_el1, x2` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (MDCR_EL2.TDE=0, MDCR_EL2.TDOSA=1); KVM emulates it: the OS Lock.
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `mrs x2, oslar_el1` is UNDEFINED: the CPU itself takes the exception (UNDEFINED: the register cannot be accessed in this way (MSR to a read-only one)).
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `mrs x3, pmcr_el0` becomes UNDEFINED: EL2 traps it (MDCR_EL2.TPM=1) and injects an Undefined Instruction exception.
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `mrs x4, lorid_el1` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (HCR_EL2.TLOR=1); it reads as zero, and writes are ignored: no limited ordering regions; x4 = 0x0.
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `mrs x5, smidr_el1` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (HCR_EL2.TID1=1); the guest's own kernel takes it.
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `wfi` is taken to EL2 with EC 0x1, WFE, WFI, WFET or WFIT (HCR_EL2.TWI=1); WFI or WFE: the vCPU waits, and goes on behind it.
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `smc #0` is taken to EL2 with EC 0x17, SMC (HCR_EL2.TSC=1); an SMC: KVM answers it as a hypercall, or the program that runs the guest.
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `smc #1` is taken to EL2 with EC 0x17, SMC (HCR_EL2.TSC=1); an SMC with an immediate: x0 = -1, and the guest goes on behind it; x0 = 0xffffffffffffffff.
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `hvc #0` is taken to EL2 with EC 0x16, HVC (whatever the controls say); a hypercall: KVM answers it, or the program that runs the guest.
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `fmov d0, d1` is taken to EL2 with EC 0x7, FP, Advanced SIMD, SVE or SME access (CPTR_EL2.FPEN=0); the guest gets the FP registers, and tries again.
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `.inst 0xdac10020` executes.
    At EL1 of a guest (normal) under Linux 7.2 (VHE), `mrs x5, s3_0_c15_c0_0` becomes UNDEFINED: EL2 traps it (HCR_EL2.TIDCP=1) and injects an Undefined Instruction exception.
  $ for insn in 'mrs x1, id_aa64mmfr2_el1' 'mrs x2, mdscr_el1' 'mrs x3, pmcr_el0' 'mrs x4, ctr_el0' 'msr icc_sgi1r_el1, x0' 'mrs x5, clidr_el1' 'mrs x6, id_pfr0_el1'; do
  >   el2trap explain --kernel 7.2 "$insn" --guest protected --cmdline kvm-arm.mode=protected | tail -n 1
  > done
    At EL1 of a guest (protected) under Linux 7.2 (protected, hVHE), `mrs x1, id_aa64mmfr2_el1` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (HCR_EL2.TID3=1, HCR_EL2.TID3=1); KVM answers: the register as the protected guest has it; x1 = 0x1021001100001011.
    At EL1 of a guest (protected) under Linux 7.2 (protected, hVHE), `mrs x2, mdscr_el1` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (MDCR_EL2.TDE=0, MDCR_EL2.TDA=1); it reads as zero, and writes are ignored: no debug; x2 = 0x0.
    At EL1 of a guest (protected) under Linux 7.2 (protected, hVHE), `mrs x3, pmcr_el0` becomes UNDEFINED: EL2 traps it (MDCR_EL2.TPM=1) and injects an Undefined Instruction exception.
    At EL1 of a guest (protected) under Linux 7.2 (protected, hVHE), `mrs x4, ctr_el0` executes.
    At EL1 of a guest (protected) under Linux 7.2 (protected, hVHE), `msr icc_sgi1r_el1, x0` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (HCR_EL2.FMO=1); KVM emulates it: an SGI is sent.
    At EL1 of a guest (protected) under Linux 7.2 (protected, hVHE), `mrs x5, clidr_el1` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (HCR_EL2.TID4=1); KVM emulates it: the caches as KVM describes them.
    At EL1 of a guest (protected) under Linux 7.2 (protected, hVHE), `mrs x6, id_pfr0_el1` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (HCR_EL2.TID3=1); KVM answers: no AArch32: 0; x6 = 0x0.
  $ el2trap esr --kernel 7.2 0xf2000000 --guest normal | tail -n 3
    instruction  brk #0  d4200000
    at EL1 under 7.2 (vhe, MTE on, guest normal) it comes to: trap
    would be by  MDCR_EL2.TDE=1                     exit       insn-brk.el1.trap-el2.mdcr_el2.tde

The machine goes on with the value.

  $ printf '{"word":"0xd5380421","kernel":"7.2","guest":"normal","regs":{"HCR_EL2":"0x8807d663f"}}\n' | el2trap step
  {"word":"0xd5380421","text":"mrs x1, id_aa64pfr1_el1","op":"MRS","register":"ID_AA64PFR1_EL1","class":"sysreg","el":1,"verdict":"trap","to_el":2,"handler":"guest-id","action":"KVM answers: the register as the guest has it","taken":{"el":2,"ec":"0x18","esr":"0x62320029","vector":"0x400"},"rules":["mrs-id_aa64pfr1_el1.el1.trap-el2.hcr_el2.tid3","guest-exit.sys64.sys","guest-kvm.id-aarch64.id"],"x":{"1":"0x21"},"pc":"0x4"}
  ! el2trap step: cases 1, as expected 0, mismatches 0, without expectation 1, unmodelled 0
  $ cat >snippet.s <<'X'
  > // el2trap: --kernel 7.2 --guest protected --cmdline kvm-arm.mode=protected
  > // el2trap-map: 0x42000000 attr tagged
  > // el2trap-reg: x5=0x42000000
  >     mrs   x1, gmid_el1          // expect: trap guest
  >     mrs   x2, id_aa64pfr1_el1   // expect: trap guest-id
  >     mrs   x3, gcr_el1           // expect: undef injected
  >     ldg   x4, [x5]              // expect: pass tags-ignored
  > X
  $ el2trap run snippet.s
  snippet.s  run 1: 7.2 (protected-hvhe, MTE on, guest protected), EL1
    ✓     4  40000000  mrs x1, gmid_el1                     trap guest to EL1
    ✓     5  40000004  mrs x2, id_aa64pfr1_el1              trap guest-id to EL2
    ✓     6  40000008  mrs x3, gcr_el1                      undef injected
    ✓     7  4000000c  ldg x4, [x5]                         pass tags-ignored
    reached its end after 4 instructions; 4 as expected, 0 not
  

Which of its instructions; all of them; and its EL0.

  $ el2trap who --kernel 7.2 --handler guest-id --guest normal -q | sed -n 1,4p
  EL1 trap       EC 0x18 mrs x0, id_aa64pfr0_el1                      32  mrs-id_aa64pfr0_el1.el1.trap-el2.hcr_el2.tid3
  EL1 trap       EC 0x18 mrs x0, id_aa64pfr1_el1                      32  mrs-id_aa64pfr1_el1.el1.trap-el2.hcr_el2.tid3
  EL1 trap       EC 0x18 mrs x0, id_aa64pfr2_el1                      32  mrs-id_aa64pfr2_el1.el1.trap-el2.hcr_el2.tid3
  EL1 trap       EC 0x18 mrs x0, s3_0_c0_c4_3                         32  id.reserved
  $ el2trap who --kernel 7.2 --verdict panic --guest protected --cmdline kvm-arm.mode=protected
  0 words in 0 groups
  $ el2trap audit --kernel 7.2 --guest normal | sed -n 1,9p
  audit: command line '', CPU max; EL1's registers as a hostile host likes
    7.2 (vhe, MTE on, guest normal)
    pass        EL1  1055942137   EL0  1055932614 words
    undef       EL1  2935928613   EL0  2935808120 words
    trap        EL1   303096546   EL0   303226562 words
    fault       EL1           0   EL0           0 words
    panic       EL1           0   EL0           0 words
    unmodelled  EL1           0   EL0           0 words
  $ el2trap explain --kernel 7.2 'mrs x0, cntvct_el0' --el 0 --guest normal | tail -n 1
    At EL0 of a guest (normal) under Linux 7.2 (VHE), `mrs x0, cntvct_el0` executes.

What KVM takes for impossible, and is not.

  $ el2trap who --kernel 6.12 --handler guest-bug --guest normal --cmdline kvm-arm.mode=protected
  EL1 trap       EC 0x18 mrs x0, tcr2_el1                             32  mrs-tcr2_el1.el1.trap-el2.hcrx_el2.tcr2en
  32 words in 1 groups
  $ el2trap who --kernel 7.2 --handler guest-bug --guest normal --cmdline kvm-arm.mode=protected
  0 words in 0 groups
  $ el2trap who --kernel 7.2 --handler guest-bug --guest nested --cmdline kvm-arm.mode=nested
  EL1 trap       EC 0x18 mrs x0, sctlr2_el2                           32  mrs-sctlr2_el2.el1.trap-el2.nvx-xx1
  32 words in 1 groups
  $ el2trap explain --kernel 7.2 'mrs x0, sctlr2_el2' --guest nested --cmdline kvm-arm.mode=nested | tail -n 1
    At EL1 of a guest (nested) under Linux 7.2 (VHE), `mrs x0, sctlr2_el2` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (NVx~xx1); BUG_ON() in the host's kernel: an oops in the program that runs the guest.

A guest on one side, a host on the other.

  $ el2trap table --kernel 7.2 --guest normal --diff --guest host --cmdline kvm-arm.mode=nvhe | sed -n '1,8p;$p'
  # before: kernel 7.2, command line '', CONFIG_ARM64_MTE=y, CPU max
  # -> vhe, kernel at EL2, MTE supported
  # asked: a guest, normal
  # after: kernel 7.2, command line 'kvm-arm.mode=nvhe', CONFIG_ARM64_MTE=y, CPU max
  # -> nvhe, kernel at EL1, MTE supported
  operation             level   before                    after
  IRG                   EL0     pass tags-ignored         pass
  IRG                   kernel  pass tags-ignored         pass
  # 89 of 190 differ

What KVM would not make, and what is no guest.

  $ el2trap boot --kernel 7.2 --guest protected
  ! el2trap boot: a protected guest under Linux 7.2 (vhe): only protected mode has protected guests: --cmdline kvm-arm.mode=protected
  [2]
  $ el2trap boot --guest protected --kernel 6.12 --cmdline kvm-arm.mode=protected
  ! el2trap boot: a protected guest under Linux 6.12 (protected-hvhe): this release makes none for user space: KVM_VM_TYPE_ARM_PROTECTED came later
  [2]
  $ el2trap boot --kernel 7.2 --guest normal,mte --cmdline kvm-arm.mode=protected
  ! el2trap boot: a normal guest under Linux 7.2 (protected-hvhe): protected mode gives no guest MTE
  [2]
  $ el2trap boot --kernel 7.2 --guest normal,mte --cmdline arm64.nomte
  ! el2trap boot: a normal guest under Linux 7.2 (vhe): the kernel does not support MTE
  [2]
  $ el2trap boot --kernel 7.2 --guest nested
  ! el2trap boot: a nested guest under Linux 7.2 (vhe): a guest hypervisor needs VHE, FEAT_NV2 and --cmdline kvm-arm.mode=nested
  [2]
  $ el2trap boot --guest nested --kernel 6.12 --cmdline kvm-arm.mode=nested
  ! el2trap boot: a nested guest under Linux 6.12 (vhe): what this release has of nested virtualisation is not modelled
  [4]
  $ el2trap boot --kernel 7.2 --guest normal --cmdline kvm-arm.mode=none
  ! el2trap boot: a normal guest under Linux 7.2 (none): there is no KVM under this boot
  [2]
  $ el2trap boot --kernel 7.2 --guest normal,sme
  ! el2trap boot: unknown feature 'sme' of a guest: known are mte, sve, pauth and pmu
  [2]
  $ el2trap boot --kernel 7.2 --guest host,mte
  ! el2trap boot: unknown guest 'host': known are normal, protected and nested
  [2]
  $ el2trap explain --kernel 7.2 'mrs x0, gmid_el1' --guest normal --el 2
  ! el2trap explain: a guest is at EL0 and EL1: --el 2 is not its
  [2]
  $ el2trap fuzz --kernel 7.2 --guest normal --cmdline kvm-arm.mode=nvhe
  ! el2trap fuzz: streams are a host's: --guest is not for it
  [2]
  $ el2trap explain 'mrs x0, gmid_el1' --guest normal --hypervisor none.rec
  ! el2trap explain: a recording is of a host: --guest goes with --kernel, not with --hypervisor
  [2]
  $ el2trap explain 'mrs x0, gmid_el1' --kernel 7.0 --hypervisor none.rec
  ! el2trap explain: --kernel or --hypervisor, not both
  [2]
  $ el2trap boot --guest normal --kernel 6.1
  ! el2trap boot: a normal guest under Linux 6.1 (vhe): what this release does for guests is not modelled
  [4]
  $ echo '{"rows":[]}' >rows.json; el2trap boot --kernel 7.2 --guest normal --policy rows.json --cmdline kvm-arm.mode=nvhe
  ! el2trap boot: --policy answers a host: --guest is not for it
  [2]

What KVM injects sets PSTATE.TCO where the guest has MTE, PAN and SSBS as its SCTLR_EL1 says.

  $ for guest in normal normal,mte; do
  >   for set in SCTLR_EL1=0 SCTLR_EL1.SPAN=1 SCTLR_EL1.DSSBS=1; do
  >     for el in 1 0; do echo '{"word":"0xd53b9c03","el":'$el'}'; done | el2trap check -q --kernel 7.2 --guest $guest --set $set | grep -o '"delivered":{[^}]*}'
  >   done
  > done
  "delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c5","vector":"0x200","pstate":"0x4003c5"}
  "delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c0","vector":"0x400","pstate":"0x4003c5"}
  "delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c5","vector":"0x200","pstate":"0x3c5"}
  "delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c0","vector":"0x400","pstate":"0x3c5"}
  "delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c5","vector":"0x200","pstate":"0x4013c5"}
  "delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c0","vector":"0x400","pstate":"0x4013c5"}
  "delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c5","vector":"0x200","pstate":"0x24003c5"}
  "delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c0","vector":"0x400","pstate":"0x24003c5"}
  "delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c5","vector":"0x200","pstate":"0x20003c5"}
  "delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c0","vector":"0x400","pstate":"0x20003c5"}
  "delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c5","vector":"0x200","pstate":"0x24013c5"}
  "delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c0","vector":"0x400","pstate":"0x24013c5"}
