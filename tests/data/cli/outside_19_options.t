What was nearly right is answered with what to write.

  $ el2trap explain 0x62380405 | grep note
    note       no instruction; read as an ESR: EC 0x18, MSR, MRS or system instruction: IL=1 Op0=3 Op2=4 Op1=0 CRn=1 Rt=0 CRm=2 Direction=1 (read): mrs x0, smpri_el1
  $ for kernel in v7.2 7.2.13 7.1; do el2trap boot --kernel $kernel 2>&1 | sed 's/: known .*; /: /'; done
  el2trap boot: unknown kernel 'v7.2': write --kernel 7.2
  el2trap boot: unknown kernel '7.2.13': write --kernel 7.2
  el2trap boot: unknown kernel '7.1': write --kernel 7.0
  $ el2trap boot --cpu neoverse-n9
  ! el2trap boot: no CPU named 'neoverse-n9', did you mean 'neoverse-n1'?
  [2]
  $ el2trap boot --json --cmdline kvm-arm.mode=nvhe --set hcr_el2.ata=0 | grep -o '"HCR_EL2":"[^"]*"'
  "HCR_EL2":"0x30080000000"

A field of an ID register, and as many as one likes.

  $ el2trap check -q --cmdline kvm-arm.mode=nvhe --cpu max,ID_AA64PFR0_EL1.MPAM=1 <<'EOF' | grep -o '"verdict":"[a-z]*"'
  > {"word":"0xd538a500"}
  > EOF
  "verdict":"pass"
  $ el2trap boot --cpu max,ID_AA64PFR0_EL1.MPAN=1
  ! el2trap boot: ID_AA64PFR0_EL1 has no field 'MPAN'
  [2]
  $ el2trap boot --cpu max,ID_AA64PFR0_EL1.MPAM=16
  ! el2trap boot: ID_AA64PFR0_EL1.MPAM takes 0 to 15
  [2]
  $ el2trap boot --cpu max,mte=1,el3=0,ID_AA64PFR0_EL1.MPAM=1,ID_AA64PFR1_EL1.MPAM_frac=1,ID_AA64MMFR3_EL1.S1POE=1,ID_AA64PFR0_EL1.RAS=2 | grep ^cpu
  cpu      max,mte=1,el3=0,ID_AA64PFR0_EL1.MPAM=1,ID_AA64PFR1_EL1.MPAM_frac=1,ID_AA64MMFR3_EL1.S1POE=1,ID_AA64PFR0_EL1.RAS=2
