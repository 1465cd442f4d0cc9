A system access under a boot in which it traps: the instruction, what sent it, what the handler makes of it.

  $ el2trap esr 0x623c0401 --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte'
  ESR_EL2 0x623c0401
    EC           0x18  MSR, MRS or system instruction
    IL           1     an instruction of 32 bits
    Op0          3
    Op2          6
    Op1          0
    CRn          1
    Rt           0
    CRm          0
    Direction    1     read
    instruction  mrs x0, gcr_el1  d53810c0
    at EL1 under 7.2 (protected-hvhe, MTE off) it comes to: undef
    sent by      HCR_EL2.ATA=0                      inject     mrs-gcr_el1.el1.trap-el2.hcr_el2.ata
    handler      inject: EC 0x0, Undefined Instruction, into EL1
                 handle-host-mte.undef
                 inject-host-exception

Where it would not trap, the controls that would have to be otherwise: ICC_DIR_EL1 with a bit of ICH_HCR_EL2 left behind.

  $ el2trap esr $(el2trap check -q --kernel 7.2 --cmdline kvm-arm.mode=protected --set ICH_HCR_EL2.TDIR=1 <<'END' | sed 's/.*"esr":"\([^"]*\)".*/\1/'
  > {"word":"0xd518cb20"}
  > END
  > ) --kernel 7.2 --cmdline kvm-arm.mode=protected | sed -n '/instruction/,$p'
    EC           0x18  MSR, MRS or system instruction
    IL           1     an instruction of 32 bits
    Op0          3
    Op2          1
    Op1          0
    CRn          0xc
    Rt           0
    CRm          0xb
    Direction    0     write
    instruction  msr icc_dir_el1, x0  d518cb20
    at EL1 under 7.2 (protected-hvhe, MTE on) it comes to: pass
    would be by  ICH_HCR_EL2.TDIR=1                 panic      msr-icc_dir_el1.el1.trap-el2.ich_hcr_el2.tdir
    would be by  ICH_HCR_EL2.TC=1                   panic      msr-icc_dir_el1.el1.trap-el2.ich_hcr_el2.tc

An abort, with its addresses: what is made of it depends on whose the page is.

  $ el2trap esr 0x92000047 --far 0xffff000000001000 --hpfar 0x4000 --kernel 7.2 --cmdline kvm-arm.mode=protected
  ESR_EL2 0x92000047
    EC           0x24  Data Abort from below
    IL           1
    HDBSSF       0
    TnD          0
    TagAccess    0
    GCS          0
    AssuredOnly  0
    Overlay      0
    DirtyBit     0
    Xs           0
    ISV          0     the fields of the access are not given
    TopLevel     0
    FnP          0
    VNCR         0
    LST          0     none of LD64B and ST64B*
    FnV          0
    EA           0
    CM           0
    S1PTW        0
    WnR          1     write
    DFSC         7     translation fault, level 3
    FAR          0xffff000000001000
    HPFAR        0x4000  IPA 0x400000
    at EL1 under 7.2 (protected-hvhe, MTE on)
    handler      a page of the host's, not mapped: retry: the page is the host's: it is mapped, and the host tries again
                 handle-trap.mem-abort
                 mem-abort.map
    handler      a page of the host's, mapped: retry: the page is the host's and mapped: the host tries again, and nothing has changed
                 handle-trap.mem-abort
                 mem-abort.host-page
    handler      a page of somebody else's: inject: EC 0x25, Data Abort, into EL1
                 handle-trap.mem-abort
                 mem-abort.inject
                 inject-host-exception

Classes that do not name one instruction: which words have the same syndrome here.

  $ el2trap esr 0x66000000 --kernel 7.2 --cmdline kvm-arm.mode=protected --set CPTR_EL2.ZEN=0 | cut -c1-100
  ESR_EL2 0x66000000
    EC           0x19  SVE
    IL           1     an instruction of 32 bits
    at EL1 under 7.2 (protected-hvhe, MTE on)
    the same from 184143057 words: MSR, MRS, SVE
    handler      panic: handle_trap() has no case for it: BUG(), the hypervisor panics
                 handle-trap.bug

As JSON.

  $ el2trap esr --json 0x5e000000 --kernel 7.2 --cmdline kvm-arm.mode=protected
  {"el2trap":"esr","version":1,"kernel":"7.2","cmdline":"kvm-arm.mode=protected","config":"CONFIG_ARM64_MTE=y","cpu":"max","mode":"protected-hvhe","mte":true}
  {"esr":"0x5e000000","to_el":2,"ec":"0x17","class":"SMC","il":true,"fields":[{"name":"imm16","msb":15,"lsb":0,"value":"0x0"}],"instruction":{"word":"0xd4000003","text":"smc #0","op":"SMC","class":"exception","el":1,"verdict":"trap","to_el":2,"handler":"smc","action":"the SMC is made at EL3 in the host's place, and the host goes on behind it","taken":{"el":2,"ec":"0x17","esr":"0x5e000000","vector":"0x400"},"rules":["insn-smc.el1.trap-el2.hcr_el2.tsc","handle-trap.smc"]},"controls":[{"control":"HCR_EL2.TSC=1","on":true,"handler":"forward","rule":"insn-smc.el1.trap-el2.hcr_el2.tsc"}],"handler":{"action":"forward","name":"smc","what":"the SMC is made at EL3 in the host's place, and the host goes on behind it","rules":["handle-trap.smc"]}}
  {"values":1}

What is wrong with it.

  $ el2trap esr
  ! el2trap esr: which value? For example 0x62301401
  [2]
  $ el2trap esr 0x62zz
  ! el2trap esr: '0x62zz' is no number of 64 bits (0x... or decimal)
  [2]
  $ el2trap esr 0 --to 0
  ! el2trap esr: --to is 1, 2 or 3, not '0'
  [2]
  $ el2trap esr 0 --far here
  ! el2trap esr: --far is a number of 64 bits (0x... or decimal), not 'here'
  [2]

Every class, with all bits of ISS and ISS2 set, and with none.

  $ for ec in $(seq 0 63); do
  >   el2trap esr --no-hypervisor --cmdline kvm-arm.mode=nvhe --kernel 7.2 $(printf '0x%x 0x%x' $((0xffffff03ffffff | ec << 26)) $((ec << 26)))
  > done | grep -v '^  at EL\|^$\|^  controls'
  ESR_EL2 0xffffff03ffffff
    EC           0x00  Undefined Instruction
    IL           1     an instruction of 32 bits
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x0
    EC           0x00  Undefined Instruction
    IL           0     an instruction of 16 bits
  ESR_EL2 0xffffff07ffffff
    EC           0x01  WFE, WFI, WFET or WFIT
    IL           1     an instruction of 32 bits
    CV           1
    COND         0xf
    RN           0x1f
    RV           1
    TI           3     WFET
    other bits   0xffffff000ffc18  set, and no field: RES0, or nothing is known of them
    instruction  wfet xzr  d503101f
    would be by  HCR_EL2.TWE=1                                 insn-wfe*.el1.trap-el2.hcr_el2.twe
  ESR_EL2 0x4000000
    EC           0x01  WFE, WFI, WFET or WFIT
    IL           0     an instruction of 16 bits
    CV           0
    COND         0
    RN           0
    RV           0
    TI           0     WFI
    instruction  wfi  d503207f
    would be by  HCR_EL2.TWI=1                                 insn-wfi*.el1.trap-el2.hcr_el2.twi
  ESR_EL2 0xffffff0bffffff
    EC           0x02  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x8000000
    EC           0x02  an unallocated class
    IL           0
  ESR_EL2 0xffffff0fffffff
    EC           0x03  AArch32 MCR or MRC of coprocessor 15
    IL           1     an instruction of 32 bits
    CV           1
    COND         0xf
    Opc2         7
    Opc1         7
    CRn          0xf
    Rt           0x1f
    CRm          0xf
    Direction    1     read
    other bits   0xffffff00000000  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xc000000
    EC           0x03  AArch32 MCR or MRC of coprocessor 15
    IL           0     an instruction of 16 bits
    CV           0
    COND         0
    Opc2         0
    Opc1         0
    CRn          0
    Rt           0
    CRm          0
    Direction    0     write
  ESR_EL2 0xffffff13ffffff
    EC           0x04  AArch32 MCRR or MRRC of coprocessor 15
    IL           1     an instruction of 32 bits
    CV           1
    COND         0xf
    Opc1         0xf
    Rt2          0x1f
    Rt           0x1f
    CRm          0xf
    Direction    1     read
    other bits   0xffffff00008000  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x10000000
    EC           0x04  AArch32 MCRR or MRRC of coprocessor 15
    IL           0     an instruction of 16 bits
    CV           0
    COND         0
    Opc1         0
    Rt2          0
    Rt           0
    CRm          0
    Direction    0     write
  ESR_EL2 0xffffff17ffffff
    EC           0x05  AArch32 MCR or MRC of coprocessor 14
    IL           1     an instruction of 32 bits
    CV           1
    COND         0xf
    Opc2         7
    Opc1         7
    CRn          0xf
    Rt           0x1f
    CRm          0xf
    Direction    1     read
    other bits   0xffffff00000000  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x14000000
    EC           0x05  AArch32 MCR or MRC of coprocessor 14
    IL           0     an instruction of 16 bits
    CV           0
    COND         0
    Opc2         0
    Opc1         0
    CRn          0
    Rt           0
    CRm          0
    Direction    0     write
  ESR_EL2 0xffffff1bffffff
    EC           0x06  AArch32 LDC or STC of coprocessor 14
    IL           1     an instruction of 32 bits
    CV           1
    COND         0xf
    imm8         0xff
    Rn           0x1f
    Offset       1     add
    AM           7
    Direction    1     LDC
    other bits   0xffffff00000c00  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x18000000
    EC           0x06  AArch32 LDC or STC of coprocessor 14
    IL           0     an instruction of 16 bits
    CV           0
    COND         0
    imm8         0
    Rn           0
    Offset       0     subtract
    AM           0     immediate, unindexed
    Direction    0     STC
  ESR_EL2 0xffffff1fffffff
    EC           0x07  FP, Advanced SIMD, SVE or SME access
    IL           1     an instruction of 32 bits
    CV           1
    COND         0xf
    other bits   0xffffff000fffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x1c000000
    EC           0x07  FP, Advanced SIMD, SVE or SME access
    IL           0     an instruction of 16 bits
    CV           0
    COND         0
  ESR_EL2 0xffffff23ffffff
    EC           0x08  AArch32 VMRS of an ID register
    IL           1     an instruction of 32 bits
    CV           1
    COND         0xf
    Opc2         7
    Opc1         7
    CRn          0xf
    Rt           0x1f
    CRm          0xf
    Direction    1     read
    other bits   0xffffff00000000  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x20000000
    EC           0x08  AArch32 VMRS of an ID register
    IL           0     an instruction of 16 bits
    CV           0
    COND         0
    Opc2         0
    Opc1         0
    CRn          0
    Rt           0
    CRm          0
    Direction    0     write
  ESR_EL2 0xffffff27ffffff
    EC           0x09  pointer authentication instruction
    IL           1     an instruction of 32 bits
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x24000000
    EC           0x09  pointer authentication instruction
    IL           0     an instruction of 16 bits
  ESR_EL2 0xffffff2bffffff
    EC           0x0a  LS64 or other trapped instruction
    IL           1     an instruction of 32 bits
    ISS          0x1ffffff
    other bits   0xffffff00000000  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x28000000
    EC           0x0a  LS64 or other trapped instruction
    IL           0     an instruction of 16 bits
    ISS          0     ST64BV
  ESR_EL2 0xffffff2fffffff
    EC           0x0b  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x2c000000
    EC           0x0b  an unallocated class
    IL           0
  ESR_EL2 0xffffff33ffffff
    EC           0x0c  AArch32 MRRC of coprocessor 14
    IL           1     an instruction of 32 bits
    CV           1
    COND         0xf
    Opc1         0xf
    Rt2          0x1f
    Rt           0x1f
    CRm          0xf
    Direction    1     read
    other bits   0xffffff00008000  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x30000000
    EC           0x0c  AArch32 MRRC of coprocessor 14
    IL           0     an instruction of 16 bits
    CV           0
    COND         0
    Opc1         0
    Rt2          0
    Rt           0
    CRm          0
    Direction    0     write
  ESR_EL2 0xffffff37ffffff
    EC           0x0d  Branch Target exception
    IL           1
    BTYPE        3
    other bits   0xffffff01fffffc  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x34000000
    EC           0x0d  Branch Target exception
    IL           0
    BTYPE        0
  ESR_EL2 0xffffff3bffffff
    EC           0x0e  Illegal Execution state
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x38000000
    EC           0x0e  Illegal Execution state
    IL           0
  ESR_EL2 0xffffff3fffffff
    EC           0x0f  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x3c000000
    EC           0x0f  an unallocated class
    IL           0
  ESR_EL2 0xffffff43ffffff
    EC           0x10  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x40000000
    EC           0x10  an unallocated class
    IL           0
  ESR_EL2 0xffffff47ffffff
    EC           0x11  AArch32 SVC
    IL           1     an instruction of 32 bits
    imm16        0xffff
    other bits   0xffffff01ff0000  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x44000000
    EC           0x11  AArch32 SVC
    IL           0     an instruction of 16 bits
    imm16        0
  ESR_EL2 0xffffff4bffffff
    EC           0x12  AArch32 HVC
    IL           1     an instruction of 32 bits
    imm16        0xffff
    other bits   0xffffff01ff0000  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x48000000
    EC           0x12  AArch32 HVC
    IL           0     an instruction of 16 bits
    imm16        0
  ESR_EL2 0xffffff4fffffff
    EC           0x13  AArch32 SMC
    IL           1     an instruction of 32 bits
    CV           1
    COND         0xf
    CCKNOWNPASS  1
    other bits   0xffffff0007ffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x4c000000
    EC           0x13  AArch32 SMC
    IL           0     an instruction of 16 bits
    CV           0
    COND         0
    CCKNOWNPASS  0
  ESR_EL2 0xffffff53ffffff
    EC           0x14  MSRR, MRRS or 128-bit system instruction
    IL           1     an instruction of 32 bits
    Op0          3
    Op2          7
    Op1          7
    CRn          0xf
    Rt           0xf
    CRm          0xf
    Direction    1     read
    other bits   0xffffff01c00020  set, and no field: RES0, or nothing is known of them
    instruction  mrrs x30, xzr, s3_7_c15_c15_7  d57ffffe
  ESR_EL2 0x50000000
    EC           0x14  MSRR, MRRS or 128-bit system instruction
    IL           0     an instruction of 16 bits
    Op0          0
    Op2          0
    Op1          0
    CRn          0
    Rt           0
    CRm          0
    Direction    0     write
    instruction  .inst 0xd5400000  d5400000
  ESR_EL2 0xffffff57ffffff
    EC           0x15  SVC
    IL           1     an instruction of 32 bits
    imm16        0xffff
    other bits   0xffffff01ff0000  set, and no field: RES0, or nothing is known of them
    instruction  svc #65535  d41fffe1
    would be by  HFGITR_EL2.SVC_EL1=1                          insn-svc.el1.trap-el2.hfgitr_el2.svc_el1
  ESR_EL2 0x54000000
    EC           0x15  SVC
    IL           0     an instruction of 16 bits
    imm16        0
    instruction  svc #0  d4000001
    would be by  HFGITR_EL2.SVC_EL1=1                          insn-svc.el1.trap-el2.hfgitr_el2.svc_el1
  ESR_EL2 0xffffff5bffffff
    EC           0x16  HVC
    IL           1     an instruction of 32 bits
    imm16        0xffff
    other bits   0xffffff01ff0000  set, and no field: RES0, or nothing is known of them
    instruction  hvc #65535  d41fffe2
    sent by      whatever the registers hold                   insn-hvc.el1.call-el2
  ESR_EL2 0x58000000
    EC           0x16  HVC
    IL           0     an instruction of 16 bits
    imm16        0
    instruction  hvc #0  d4000002
    sent by      whatever the registers hold                   insn-hvc.el1.call-el2
  ESR_EL2 0xffffff5fffffff
    EC           0x17  SMC
    IL           1     an instruction of 32 bits
    imm16        0xffff
    other bits   0xffffff01ff0000  set, and no field: RES0, or nothing is known of them
    instruction  smc #65535  d41fffe3
    would be by  HCR_EL2.TSC=1                                 insn-smc.el1.trap-el2.hcr_el2.tsc
  ESR_EL2 0x5c000000
    EC           0x17  SMC
    IL           0     an instruction of 16 bits
    imm16        0
    instruction  smc #0  d4000003
    would be by  HCR_EL2.TSC=1                                 insn-smc.el1.trap-el2.hcr_el2.tsc
  ESR_EL2 0xffffff63ffffff
    EC           0x18  MSR, MRS or system instruction
    IL           1     an instruction of 32 bits
    Op0          3
    Op2          7
    Op1          7
    CRn          0xf
    Rt           0x1f
    CRm          0xf
    Direction    1     read
    other bits   0xffffff01c00000  set, and no field: RES0, or nothing is known of them
    instruction  mrs xzr, s3_7_c15_c15_7  d53fffff
    would be by  HCR_EL2.TIDCP=1                               mrs-s3_op1_ccn_ccm_op2.el1.trap-el2.hcr_el2.tidcp
  ESR_EL2 0x60000000
    EC           0x18  MSR, MRS or system instruction
    IL           0     an instruction of 16 bits
    Op0          0
    Op2          0
    Op1          0
    CRn          0
    Rt           0
    CRm          0
    Direction    0     write
    instruction  .inst 0xd5000000  d5000000
  ESR_EL2 0xffffff67ffffff
    EC           0x19  SVE
    IL           1     an instruction of 32 bits
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x64000000
    EC           0x19  SVE
    IL           0     an instruction of 16 bits
  ESR_EL2 0xffffff6bffffff
    EC           0x1a  ERET
    IL           1     an instruction of 32 bits
    ERET         1     ERETAA or ERETAB
    ERETA        1     key B
    other bits   0xffffff01fffffc  set, and no field: RES0, or nothing is known of them
    instruction  eretab  d69f0fff
    would be by  HFGITR_EL2.ERET=1                             insn-eretaa*.el1.trap-el2.hfgitr_el2.eret
  ESR_EL2 0x68000000
    EC           0x1a  ERET
    IL           0     an instruction of 16 bits
    ERET         0     ERET
    ERETA        0     key A
    instruction  eret  d69f03e0
    would be by  HFGITR_EL2.ERET=1                             insn-eret.el1.trap-el2.hfgitr_el2.eret
  ESR_EL2 0xffffff6fffffff
    EC           0x1b  TSTART
    IL           1     an instruction of 32 bits
    Rd           0x1f
    other bits   0xffffff01fffc1f  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x6c000000
    EC           0x1b  TSTART
    IL           0     an instruction of 16 bits
    Rd           0
  ESR_EL2 0xffffff73ffffff
    EC           0x1c  pointer authentication failure
    IL           1     an instruction of 32 bits
    DnI          1     data key
    BnA          1     key B
    other bits   0xffffff01fffffc  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x70000000
    EC           0x1c  pointer authentication failure
    IL           0     an instruction of 16 bits
    DnI          0     instruction key
    BnA          0     key A
  ESR_EL2 0xffffff77ffffff
    EC           0x1d  SME
    IL           1     an instruction of 32 bits
    SMTC         7
    other bits   0xffffff01fffff8  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x74000000
    EC           0x1d  SME
    IL           0     an instruction of 16 bits
    SMTC         0     access trapped by CPACR_EL1, CPTR_EL2 or CPTR_EL3
  ESR_EL2 0xffffff7bffffff
    EC           0x1e  Granule Protection Check, to EL3 alone
    IL           1
    S2PTW        1
    InD          1
    GPCSC        0x3f
    VNCR         1
    CM           1
    S1PTW        1
    WnR          1
    xFSC         0x3f
    other bits   0xffffff01c01e00  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x78000000
    EC           0x1e  Granule Protection Check, to EL3 alone
    IL           0
    S2PTW        0
    InD          0
    GPCSC        0
    VNCR         0
    CM           0
    S1PTW        0
    WnR          0
    xFSC         0     address size fault
  ESR_EL2 0xffffff7fffffff
    EC           0x1f  IMPLEMENTATION DEFINED, to EL3 alone
    IL           1     an instruction of 32 bits
    ISS          0x1ffffff
    other bits   0xffffff00000000  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x7c000000
    EC           0x1f  IMPLEMENTATION DEFINED, to EL3 alone
    IL           0     an instruction of 16 bits
    ISS          0
  ESR_EL2 0xffffff83ffffff
    EC           0x20  Instruction Abort from below
    IL           1
    HDBSSF       1
    AssuredOnly  1
    Overlay      1
    DirtyBit     1
    TopLevel     1
    PFV          1
    EA           1
    S1PTW        1     stage 2, on a stage 1 table walk
    IFSC         0x3f
    other bits   0xfff71f01dfbd40  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x80000000
    EC           0x20  Instruction Abort from below
    IL           0
    HDBSSF       0
    AssuredOnly  0
    Overlay      0
    DirtyBit     0
    TopLevel     0
    PFV          0
    EA           0
    S1PTW        0
    IFSC         0     address size fault, level 0
  ESR_EL2 0xffffff87ffffff
    EC           0x21  Instruction Abort
    IL           1
    HDBSSF       1
    AssuredOnly  1
    Overlay      1
    DirtyBit     1
    TopLevel     1
    PFV          1
    EA           1
    S1PTW        1     stage 2, on a stage 1 table walk
    IFSC         0x3f
    other bits   0xfff71f01dfbd40  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x84000000
    EC           0x21  Instruction Abort
    IL           0
    HDBSSF       0
    AssuredOnly  0
    Overlay      0
    DirtyBit     0
    TopLevel     0
    PFV          0
    EA           0
    S1PTW        0
    IFSC         0     address size fault, level 0
  ESR_EL2 0xffffff8bffffff
    EC           0x22  PC alignment fault
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x88000000
    EC           0x22  PC alignment fault
    IL           0
  ESR_EL2 0xffffff8fffffff
    EC           0x23  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x8c000000
    EC           0x23  an unallocated class
    IL           0
  ESR_EL2 0xffffff93ffffff
    EC           0x24  Data Abort from below
    IL           1
    HDBSSF       1
    TnD          1     NoTagAccess or Canonical tags: the tag, not the data
    TagAccess    1     NoTagAccess in stage 2
    GCS          1
    AssuredOnly  1
    Overlay      1
    DirtyBit     1
    Xs           0x1f
    ISV          1     the fields of the access are given
    SAS          3     doubleword
    SSE          1
    SRT          0x1f
    SF           1     64-bit register
    AR           1     acquire or release
    VNCR         1     an access that NV2 sent to VNCR_EL2's page
    FnV          1     FAR is not valid
    EA           1
    CM           1     cache maintenance or address translation
    S1PTW        1     stage 2, on a stage 1 table walk
    WnR          1     write
    DFSC         0x3f
    other bits   0xfff00000001800  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x90000000
    EC           0x24  Data Abort from below
    IL           0
    HDBSSF       0
    TnD          0
    TagAccess    0
    GCS          0
    AssuredOnly  0
    Overlay      0
    DirtyBit     0
    Xs           0
    ISV          0     the fields of the access are not given
    TopLevel     0
    FnP          0
    VNCR         0
    FnV          0
    EA           0
    CM           0
    S1PTW        0
    WnR          0     read
    DFSC         0     address size fault, level 0
  ESR_EL2 0xffffff97ffffff
    EC           0x25  Data Abort
    IL           1
    HDBSSF       1
    TnD          1     NoTagAccess or Canonical tags: the tag, not the data
    TagAccess    1     NoTagAccess in stage 2
    GCS          1
    AssuredOnly  1
    Overlay      1
    DirtyBit     1
    Xs           0x1f
    ISV          1     the fields of the access are given
    SAS          3     doubleword
    SSE          1
    SRT          0x1f
    SF           1     64-bit register
    AR           1     acquire or release
    VNCR         1     an access that NV2 sent to VNCR_EL2's page
    FnV          1     FAR is not valid
    EA           1
    CM           1     cache maintenance or address translation
    S1PTW        1     stage 2, on a stage 1 table walk
    WnR          1     write
    DFSC         0x3f
    other bits   0xfff00000001800  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x94000000
    EC           0x25  Data Abort
    IL           0
    HDBSSF       0
    TnD          0
    TagAccess    0
    GCS          0
    AssuredOnly  0
    Overlay      0
    DirtyBit     0
    Xs           0
    ISV          0     the fields of the access are not given
    TopLevel     0
    FnP          0
    VNCR         0
    FnV          0
    EA           0
    CM           0
    S1PTW        0
    WnR          0     read
    DFSC         0     address size fault, level 0
  ESR_EL2 0xffffff9bffffff
    EC           0x26  SP alignment fault
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x98000000
    EC           0x26  SP alignment fault
    IL           0
  ESR_EL2 0xffffff9fffffff
    EC           0x27  memory copy or set
    IL           1     an instruction of 32 bits
    MemInst      1     SET*
    isSETG       1
    Options      0xf
    FromEpilogue 1
    WrongOption  1
    OptionA      1
    destreg      0x1f
    srcreg       0x1f
    sizereg      0x1f
    other bits   0xffffff00008000  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0x9c000000
    EC           0x27  memory copy or set
    IL           0     an instruction of 16 bits
    MemInst      0     CPY*
    isSETG       0
    Options      0
    FromEpilogue 0
    WrongOption  0
    OptionA      0
    destreg      0
    srcreg       0
    sizereg      0
  ESR_EL2 0xffffffa3ffffff
    EC           0x28  AArch32 floating-point exception
    IL           1     an instruction of 32 bits
    TFV          1
    VECITR       7
    IDF          1     input denormal
    IXF          1     inexact
    UFF          1     underflow
    OFF          1     overflow
    DZF          1     division by zero
    IOF          1     invalid operation
    other bits   0xffffff017ff860  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xa0000000
    EC           0x28  AArch32 floating-point exception
    IL           0     an instruction of 16 bits
    TFV          0     the flags are not valid
    VECITR       0
    IDF          0
    IXF          0
    UFF          0
    OFF          0
    DZF          0
    IOF          0
  ESR_EL2 0xffffffa7ffffff
    EC           0x29  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xa4000000
    EC           0x29  an unallocated class
    IL           0
  ESR_EL2 0xffffffabffffff
    EC           0x2a  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xa8000000
    EC           0x2a  an unallocated class
    IL           0
  ESR_EL2 0xffffffafffffff
    EC           0x2b  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xac000000
    EC           0x2b  an unallocated class
    IL           0
  ESR_EL2 0xffffffb3ffffff
    EC           0x2c  floating-point exception
    IL           1     an instruction of 32 bits
    TFV          1
    VECITR       7
    IDF          1     input denormal
    IXF          1     inexact
    UFF          1     underflow
    OFF          1     overflow
    DZF          1     division by zero
    IOF          1     invalid operation
    other bits   0xffffff017ff860  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xb0000000
    EC           0x2c  floating-point exception
    IL           0     an instruction of 16 bits
    TFV          0     the flags are not valid
    VECITR       0
    IDF          0
    IXF          0
    UFF          0
    OFF          0
    DZF          0
    IOF          0
  ESR_EL2 0xffffffb7ffffff
    EC           0x2d  guarded control stack
    IL           1     an instruction of 32 bits
    ExType       0xf
    other bits   0xffffff010fffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xb4000000
    EC           0x2d  guarded control stack
    IL           0     an instruction of 16 bits
    ExType       0     data check
    Rn           0
    IT           0
  ESR_EL2 0xffffffbbffffff
    EC           0x2e  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xb8000000
    EC           0x2e  an unallocated class
    IL           0
  ESR_EL2 0xffffffbfffffff
    EC           0x2f  SError
    IL           1
    IDS          1     IMPLEMENTATION DEFINED
    IMPDEF       0xffffff
    other bits   0xffffff00000000  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xbc000000
    EC           0x2f  SError
    IL           0
    IDS          0     as the architecture has it
    IESB         0
    AET          0     uncontainable
    EA           0
    DFSC         0     uncategorised
  ESR_EL2 0xffffffc3ffffff
    EC           0x30  breakpoint from below
    IL           1
    IFSC         0x3f
    other bits   0xffffff01ffffc0  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xc0000000
    EC           0x30  breakpoint from below
    IL           0
    IFSC         0
  ESR_EL2 0xffffffc7ffffff
    EC           0x31  breakpoint
    IL           1
    IFSC         0x3f
    other bits   0xffffff01ffffc0  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xc4000000
    EC           0x31  breakpoint
    IL           0
    IFSC         0
  ESR_EL2 0xffffffcbffffff
    EC           0x32  software step from below
    IL           1
    ISV          1
    EX           1     a load-exclusive was stepped
    IFSC         0x3f
    other bits   0xffffff00ffff80  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xc8000000
    EC           0x32  software step from below
    IL           0
    ISV          0     EX is not valid
    EX           0
    IFSC         0
  ESR_EL2 0xffffffcfffffff
    EC           0x33  software step
    IL           1
    ISV          1
    EX           1     a load-exclusive was stepped
    IFSC         0x3f
    other bits   0xffffff00ffff80  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xcc000000
    EC           0x33  software step
    IL           0
    ISV          0     EX is not valid
    EX           0
    IFSC         0
  ESR_EL2 0xffffffd3ffffff
    EC           0x34  watchpoint from below
    IL           1     an instruction of 32 bits
    GCS          1
    WPT          0x3f
    WPTV         1
    WPF          1
    FnP          1
    VNCR         1
    FnV          1
    CM           1
    WnR          1     write
    DFSC         0x3f
    other bits   0xfffeff01005a80  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xd0000000
    EC           0x34  watchpoint from below
    IL           0     an instruction of 16 bits
    GCS          0
    WPT          0
    WPTV         0     WPT is not valid
    WPF          0
    FnP          0
    VNCR         0
    FnV          0
    CM           0
    WnR          0     read
    DFSC         0
  ESR_EL2 0xffffffd7ffffff
    EC           0x35  watchpoint
    IL           1     an instruction of 32 bits
    GCS          1
    WPT          0x3f
    WPTV         1
    WPF          1
    FnP          1
    VNCR         1
    FnV          1
    CM           1
    WnR          1     write
    DFSC         0x3f
    other bits   0xfffeff01005a80  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xd4000000
    EC           0x35  watchpoint
    IL           0     an instruction of 16 bits
    GCS          0
    WPT          0
    WPTV         0     WPT is not valid
    WPF          0
    FnP          0
    VNCR         0
    FnV          0
    CM           0
    WnR          0     read
    DFSC         0
  ESR_EL2 0xffffffdbffffff
    EC           0x36  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xd8000000
    EC           0x36  an unallocated class
    IL           0
  ESR_EL2 0xffffffdfffffff
    EC           0x37  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xdc000000
    EC           0x37  an unallocated class
    IL           0
  ESR_EL2 0xffffffe3ffffff
    EC           0x38  AArch32 BKPT
    IL           1     an instruction of 32 bits
    Comment      0xffff
    other bits   0xffffff01ff0000  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xe0000000
    EC           0x38  AArch32 BKPT
    IL           0     an instruction of 16 bits
    Comment      0
  ESR_EL2 0xffffffe7ffffff
    EC           0x39  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xe4000000
    EC           0x39  an unallocated class
    IL           0
  ESR_EL2 0xffffffebffffff
    EC           0x3a  AArch32 vector catch
    IL           1
    IFSC         0x3f
    other bits   0xffffff01ffffc0  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xe8000000
    EC           0x3a  AArch32 vector catch
    IL           0
    IFSC         0
  ESR_EL2 0xffffffefffffff
    EC           0x3b  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xec000000
    EC           0x3b  an unallocated class
    IL           0
  ESR_EL2 0xfffffff3ffffff
    EC           0x3c  BRK
    IL           1     an instruction of 32 bits
    Comment      0xffff
    other bits   0xffffff01ff0000  set, and no field: RES0, or nothing is known of them
    instruction  brk #65535  d43fffe0
    would be by  MDCR_EL2.TDE=1                                insn-brk.el1.trap-el2.mdcr_el2.tde
  ESR_EL2 0xf0000000
    EC           0x3c  BRK
    IL           0     an instruction of 16 bits
    Comment      0
    instruction  brk #0  d4200000
    would be by  MDCR_EL2.TDE=1                                insn-brk.el1.trap-el2.mdcr_el2.tde
  ESR_EL2 0xfffffff7ffffff
    EC           0x3d  profiling
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xf4000000
    EC           0x3d  profiling
    IL           0
  ESR_EL2 0xfffffffbffffff
    EC           0x3e  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xf8000000
    EC           0x3e  an unallocated class
    IL           0
  ESR_EL2 0xffffffffffffff
    EC           0x3f  an unallocated class
    IL           1
    other bits   0xffffff01ffffff  set, and no field: RES0, or nothing is known of them
  ESR_EL2 0xfc000000
    EC           0x3f  an unallocated class
    IL           0

Of an exception that EL1 took the controls are not looked for, and nothing is said of them.

  $ el2trap esr 0x62380405 --to 1 --el 0 --kernel 7.2 --cmdline kvm-arm.mode=nvhe | tail -2
    instruction  mrs x0, smpri_el1  d5381280
    at EL0 under 7.2 (nvhe, MTE on) it comes to: undef, with ESR 0x2000000
  $ el2trap esr 0x62380405 --el 0 --kernel 7.2 --cmdline kvm-arm.mode=nvhe | tail -2
    at EL0 under 7.2 (nvhe, MTE on) it comes to: undef, with ESR 0x2000000
    controls     none of EL2 sends it there with this EC, alone
