Which instructions of the host take the hypervisor down.

  $ el2trap who --verdict panic --kernel 7.2 --cmdline kvm-arm.mode=protected --cpu neoverse-n1
  EL1 panic      EC 0x18 msr s3_0_c15_c1_0, x0                        32  msr-s3_op1_ccn_ccm_op2.el1.trap-el2.el2en
  EL1 panic      EC 0x18 msr s3_0_c15_c1_1, x0                        32  msr-s3_op1_ccn_ccm_op2.el1.trap-el2.el2en
  EL1 panic      EC 0x18 msr s3_0_c15_c1_2, x0                        32  msr-s3_op1_ccn_ccm_op2.el1.trap-el2.el2en
  EL1 panic      EC 0x18 msr s3_0_c15_c1_4, x0                        32  msr-s3_op1_ccn_ccm_op2.el1.trap-el2.el2en
  EL1 panic      EC 0x18 msr s3_0_c15_c2_0, x0                        32  msr-s3_op1_ccn_ccm_op2.el1.trap-el2.el2en
  EL1 panic      EC 0x18 msr s3_0_c15_c2_1, x0                        32  msr-s3_op1_ccn_ccm_op2.el1.trap-el2.el2en
  EL1 panic      EC 0x18 msr s3_0_c15_c2_2, x0                        32  msr-s3_op1_ccn_ccm_op2.el1.trap-el2.el2en
  EL1 panic      EC 0x18 msr s3_0_c15_c2_7, x0                        32  msr-s3_op1_ccn_ccm_op2.el1.trap-el2.el2en
  256 words in 8 groups
  $ el2trap who --verdict undef --rule handle-host-mte --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte'
  EL1 undef      EC 0x18 msr rgsr_el1, x0                             32  msr-rgsr_el1.el1.trap-el2.hcr_el2.ata
  EL1 undef      EC 0x18 msr gcr_el1, x0                              32  msr-gcr_el1.el1.trap-el2.hcr_el2.ata
  EL1 undef      EC 0x18 msr tfsr_el1, x0                             32  msr-tfsr_el1.el1.trap-el2.hcr_el2.ata
  EL1 undef      EC 0x18 msr tfsre0_el1, x0                           32  msr-tfsre0_el1.el1.trap-el2.hcr_el2.ata
  EL1 undef      EC 0x18 mrs x0, rgsr_el1                             32  mrs-rgsr_el1.el1.trap-el2.hcr_el2.ata
  EL1 undef      EC 0x18 mrs x0, gcr_el1                              32  mrs-gcr_el1.el1.trap-el2.hcr_el2.ata
  EL1 undef      EC 0x18 mrs x0, gmid_el1                             32  mrs-gmid_el1.el1.trap-el2.hcr_el2.tid5
  EL1 undef      EC 0x18 mrs x0, tfsr_el1                             32  mrs-tfsr_el1.el1.trap-el2.hcr_el2.ata
  EL1 undef      EC 0x18 mrs x0, tfsre0_el1                           32  mrs-tfsre0_el1.el1.trap-el2.hcr_el2.ata
  288 words in 9 groups

A bit of a guest's that was left behind: who would have found it, in a line each.

  $ el2trap who --verdict panic --register ICC_DIR_EL1 --with-one-more-bit --kernel 7.2 --cmdline kvm-arm.mode=nvhe
  ICH_HCR_EL2.TC=1             EL1 panic      EC 0x18 msr icc_dir_el1, x0                          32  msr-icc_dir_el1.el1.trap-el2.ich_hcr_el2.tc
  ICH_HCR_EL2.TDIR=1           EL1 panic      EC 0x18 msr icc_dir_el1, x0                          32  msr-icc_dir_el1.el1.trap-el2.ich_hcr_el2.tdir
  64 words in 2 groups

A feature less, and the same boot.

  $ el2trap who --verdict panic --register TCR2_EL1 --with-one-more-bit --kernel 7.2 --cmdline kvm-arm.mode=nvhe
  HCR_EL2.TVM=1                EL1 panic      EC 0x18 msr tcr2_el1, x0                             32  msr-tcr2_el1.el1.trap-el2.hcr_el2.tvm
  HCR_EL2.TRVM=1               EL1 panic      EC 0x18 mrs x0, tcr2_el1                             32  mrs-tcr2_el1.el1.trap-el2.hcr_el2.trvm
  HFGRTR_EL2.TCR_EL1=1         EL1 panic      EC 0x18 mrs x0, tcr2_el1                             32  mrs-tcr2_el1.el1.trap-el2.hfgrtr_el2.tcr_el1
  HFGWTR_EL2.TCR_EL1=1         EL1 panic      EC 0x18 msr tcr2_el1, x0                             32  msr-tcr2_el1.el1.trap-el2.hfgwtr_el2.tcr_el1
  HCRX_EL2.TCR2En=0            EL1 panic      EC 0x18 msr tcr2_el1, x0                             32  msr-tcr2_el1.el1.trap-el2.hcrx_el2.tcr2en
  HCRX_EL2.TCR2En=0            EL1 panic      EC 0x18 mrs x0, tcr2_el1                             32  mrs-tcr2_el1.el1.trap-el2.hcrx_el2.tcr2en
  max,hcx=0                    EL1 panic      EC 0x18 msr tcr2_el1, x0                             32  msr-tcr2_el1.el1.trap-el2.hcrx_el2.tcr2en
  max,hcx=0                    EL1 panic      EC 0x18 mrs x0, tcr2_el1                             32  mrs-tcr2_el1.el1.trap-el2.hcrx_el2.tcr2en
  256 words in 8 groups

What who says, check says of the same word with that bit.

  $ el2trap check -q --kernel 7.2 --cmdline kvm-arm.mode=nvhe --set ICH_HCR_EL2.TDIR=1 <<'END' | grep -o '"verdict":"[a-z]*"'
  > {"word":"0xd518cb20"}
  > END
  "verdict":"panic"

As JSON.

  $ el2trap who --json --handler hvc --kernel 7.2 --cmdline kvm-arm.mode=protected
  {"el2trap":"who","version":1,"kernel":"7.2","cmdline":"kvm-arm.mode=protected","config":"CONFIG_ARM64_MTE=y","cpu":"max","mode":"protected-hvhe","mte":true}
  {"words":65536,"word":"0xd4000002","text":"hvc #0","op":"HVC","class":"exception","el":1,"verdict":"trap","to_el":2,"handler":"hvc","action":"a hypercall: handle_host_hcall() serves it","taken":{"el":2,"ec":"0x16","esr":"0x5a000000","vector":"0x400"},"rules":["insn-hvc.el1.call-el2","handle-trap.hvc"]}
  {"groups":1,"words":65536}

What is wrong with it.

  $ el2trap who
  ! el2trap who: which end? One or more of --verdict, --ec, --register, --rule, --handler
  [2]
  $ el2trap who --verdict panik
  ! el2trap who: unknown verdict 'panik', did you mean 'panic'?
  [2]
  $ el2trap who --ec 0x40
  ! el2trap who: an exception class is 0 to 0x3f, not '0x40'
  [2]
  $ el2trap who --register GCR_EL11
  ! el2trap who: unknown register 'GCR_EL11', did you mean 'GCR_EL1'?
  [2]
