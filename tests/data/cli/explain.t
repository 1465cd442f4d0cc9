Each rule in order, the exceptions, and the verdict in a sentence.

  $ el2trap explain --kernel 7.0 --cmdline 'kvm-arm.mode=protected arm64.nomte' d53810c0
  d53810c0  mrs x0, gcr_el1
    class      sysreg
    operation  MRS Xt, <systemreg>
    register   GCR_EL1
    needs      FEAT_MTE2
    state      EL1, PSTATE 0x3c5, HCR_EL2.TGE=0, HCR_EL2.ATA=0
    rules looked at, in order
      [HCR_EL2.TGE, ERET]
      ✗ state.tge-el1                EL1 cannot be reached while HCR_EL2.TGE is 1
      [Arm A64 ISA XML 2025-03; decoder/insns.def]
      ✗ undefined.feature            UNDEFINED: the CPU lacks a feature that the instruction needs
      [Arm system register XML 2025-03, accessor pseudocode]
      ✗ mrs-gcr_el1.any.undef.feat_mte2 UNDEF if !feat(FEAT_MTE2)
      ✓ mrs-gcr_el1.el1.trap-el2.hcr_el2.ata TRAP EL2 0x18 if el2en & HCR_EL2.ATA=0
      [Linux arch/arm64/kvm/handle_exit.c, kvm/hyp/nvhe/host.S]
      ✗ guest                        a guest's: handle_exit() and not handle_trap(); what it does depends on the guest
      [Linux arch/arm64/kernel/head.S, entry.S]
      ✗ vhe.host                     the kernel itself runs at EL2 (VHE): it takes its own exceptions
      [Linux arch/arm64/kernel/hyp-stub.S]
      ✗ stub                         KVM is off: EL2 holds the boot stub, which knows only its own hypercalls
      [kvm/hyp/nvhe/host.S __kvm_hyp_host_vector, invalid_host_el2_vect]
      ✗ own-exception                taken from EL2 itself, vectors 0x000 and 0x200: hyp_panic(), handle_trap() does not see it
      [kvm/hyp/nvhe/hyp-main.c handle_host_mte(), 5ee8ad69da07]
      ✗ handle-host-mte.ata-set      RGSR_EL1, GCR_EL1, TFSR_EL1 or TFSRE0_EL1 with HCR_EL2.ATA set: not handled
      ✓ handle-host-mte.undef        RGSR_EL1, GCR_EL1, TFSR_EL1 or TFSRE0_EL1 with HCR_EL2.ATA clear: UNDEF injected
      [kvm/hyp/nvhe/hyp-main.c inject_host_exception()]
      ✓ inject-host-exception        the injected exception: ELR_EL1 and SPSR_EL1 as EL2 saw them, PSTATE as enter_exception64() makes it
    taken      to EL2, vector 0x400: EC 0x18, MSR, MRS or system instruction
               ESR_EL2  0x623c0401: IL=1 Op0=3 Op2=6 Op1=0 CRn=1 Rt=0 CRm=0 Direction=1 (read): mrs x0, gcr_el1
               ELR_EL2  0x0, SPSR_EL2 0x3c5
               PSTATE   0x20023c9: TCO=1 ALLINT=1 D=1 A=1 I=1 F=1 SP=1 EL=2
    delivered  to EL1, vector 0x200: EC 0x0, Undefined Instruction
               ESR_EL1  0x2000000: IL=1
               ELR_EL1  0x0, SPSR_EL1 0x3c5
               PSTATE   0x4003c5: PAN=1 D=1 A=1 I=1 F=1 SP=1 EL=1
    At EL1 under Linux 7.0 (protected, hVHE, MTE off), `mrs x0, gcr_el1` becomes UNDEFINED: EL2 traps it (HCR_EL2.ATA=0) and injects an Undefined Instruction exception.

A sentence for each kind of verdict.

  $ say() { el2trap explain "$@" | tail -1; }
  > say --kernel 7.0 --cmdline 'kvm-arm.mode=nvhe' d53810c0
  > say --kernel 7.0 --cmdline 'kvm-arm.mode=nvhe arm64.nomte' d9200820
  > say --kernel 7.0 --cmdline 'kvm-arm.mode=nvhe' --el 0 d53810c0
  > say --kernel 7.0 --cmdline 'kvm-arm.mode=nvhe arm64.nomte' d53810c0
  > say --kernel 7.0 --cmdline 'kvm-arm.mode=nvhe' d4000002
  > say --kernel 7.0 --cmdline 'kvm-arm.mode=nvhe' --el 0 d4000001
  > say --kernel 7.0 --cmdline 'kvm-arm.mode=nvhe' --set SCR_EL3.ATA=0 d53810c0
  > say --kernel 6.12 --cmdline 'kvm-arm.mode=nvhe' --set HCR_EL2.ATA=0 d53810c0
  > say --kernel 7.0 --no-hypervisor --cmdline 'kvm-arm.mode=nvhe' --set HCR_EL2.ATA=0 d53810c0
  > say --kernel 7.0 --cpu cortex-a53 --cmdline 'kvm-arm.mode=nvhe' d53810c0
    At EL1 under Linux 7.0 (nVHE), `mrs x0, gcr_el1` executes.
    At EL1 under Linux 7.0 (nVHE, MTE off), `stg x0, [x1]` executes with allocation tags ignored: no tag access at EL1 and EL0: HCR_EL2.ATA is 0.
    At EL0 under Linux 7.0 (nVHE), `mrs x0, gcr_el1` is UNDEFINED: the CPU itself takes the exception (whatever the controls say).
    At EL1 under Linux 7.0 (nVHE, MTE off), `mrs x0, gcr_el1` becomes UNDEFINED: EL2 traps it (HCR_EL2.ATA=0) and injects an Undefined Instruction exception.
    At EL1 under Linux 7.0 (nVHE), `hvc #0` is taken to EL2 with EC 0x16, HVC (whatever the controls say); a hypercall: handle_host_hcall() serves it.
    At EL0 under Linux 7.0 (nVHE), `svc #0` is taken to EL1 with EC 0x15, SVC (whatever the controls say); the host's own kernel takes it.
    At EL1 under Linux 7.0 (nVHE), `mrs x0, gcr_el1` is taken to EL3 with EC 0x18, MSR, MRS or system instruction (SCR_EL3.ATA=0); what firmware does there is not modelled.
    At EL1 under Linux 6.12 (nVHE), `mrs x0, gcr_el1` brings the machine down: it is taken to EL2 with EC 0x18, MSR, MRS or system instruction (HCR_EL2.ATA=0), and handle_trap() has no case for it: BUG(), the hypervisor panics.
    At EL1 under Linux 7.0 (nVHE, hypervisor left out), `mrs x0, gcr_el1` is taken to EL2 with EC 0x18, MSR, MRS or system instruction (HCR_EL2.ATA=0); no hypervisor is modelled at EL2.
    At EL1 under Linux 7.0 (nVHE, MTE off), `mrs x0, gcr_el1` is UNDEFINED: the CPU itself takes the exception (the CPU has no FEAT_MTE2).

JSON.

  $ el2trap explain --json --kernel 7.0 --cmdline 'kvm-arm.mode=nvhe' --el 0 d5381040
  {"el2trap":"explain","version":1,"kernel":"7.0","cmdline":"kvm-arm.mode=nvhe","config":"CONFIG_ARM64_MTE=y","cpu":"max","mode":"nvhe","mte":true}
  {"word":"0xd5381040","text":"mrs x0, cpacr_el1","op":"MRS","register":"CPACR_EL1","class":"system","el":0,"verdict":"undef","origin":"native","taken":{"el":1,"ec":"0x0","esr":"0x2000000","vector":"0x400"},"delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c0","vector":"0x400","pstate":"0x24023c5"},"rules":["mrs-cpacr_el1.el0.undef"],"state":{"HCR_EL2.TGE":"0x0"},"trail":[{"rule":"state.tge-el1","result":"false","text":"EL1 cannot be reached while HCR_EL2.TGE is 1","source":"HCR_EL2.TGE, ERET"},{"rule":"undefined.feature","result":"false","text":"UNDEFINED: the CPU lacks a feature that the instruction needs","source":"Arm A64 ISA XML 2025-03; decoder/insns.def"},{"rule":"mrs-cpacr_el1.any.undef.feat_aa64","result":"false","text":"UNDEF if !feat(FEAT_AA64)","source":"Arm system register XML 2025-03, accessor pseudocode"},{"rule":"mrs-cpacr_el1.el0.undef","result":"true","text":"UNDEF","source":"Arm system register XML 2025-03, accessor pseudocode"}],"sentence":"At EL0 under Linux 7.0 (nVHE), `mrs x0, cpacr_el1` is UNDEFINED: the CPU itself takes the exception (whatever the controls say)."}
  {"words":1}
