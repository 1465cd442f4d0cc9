A feature more: what it would add, and whether the kernel knows it.

  $ el2trap audit --next --cpu max,el3=0,ID_AA64PFR1_EL1.GCS=0,ID_AA64MMFR3_EL1.AIE=0 --cmdline kvm-arm.mode=protected --html next.html --junit next.xml >next
  $ sed -n '/^FEAT_AIE/,/^FEAT/p' next | sed '$d'
  FEAT_AIE: the kernel programs nothing for it
    panic                  MRS AMAIR2_EL1  (32 words at EL1, 0 at EL0)
        because  HFGRTR_EL2.nAMAIR2_EL1=0
    panic                  MRS MAIR2_EL1  (32 words at EL1, 0 at EL0)
        because  HFGRTR_EL2.nMAIR2_EL1=0
    panic                  MSR AMAIR2_EL1  (32 words at EL1, 0 at EL0)
        because  HFGWTR_EL2.nAMAIR2_EL1=0
    panic                  MSR MAIR2_EL1  (32 words at EL1, 0 at EL0)
        because  HFGWTR_EL2.nMAIR2_EL1=0
  $ grep -A 3 '^FEAT_GCS' next
  FEAT_GCS: the kernel programs HCRX_EL2.GCSEn=1 HFGRTR_EL2.nGCS_EL1=1 nGCS_EL0=1 HFGWTR_EL2.nGCS_EL1=1 nGCS_EL0=1
    panic                  GCSPUSHX, GCSPOPCX  (64 words at EL1, 0 at EL0)
        because  HFGITR_EL2.nGCSEPP=0
    panic                  GCSPUSHM  (32 words at EL1, 0 at EL0)
  $ tail -n 1 next
  # 73 features that this CPU lacks change anything; with 13 of them something panics
  $ grep -c '<testcase' next.xml
  73
  $ grep -m 1 -o '<td>FEAT_AIE</td><td class="panic">panic</td>' next.html
  <td>FEAT_AIE</td><td class="panic">panic</td>

Older kernels know less.

  $ el2trap audit --next --json --kernel 6.12 --cpu max,el3=0,ID_AA64PFR1_EL1.GCS=0 --cmdline kvm-arm.mode=protected --jobs 1 >json
  $ grep -m 1 '"FEAT_GCS"' json
  {"feature":"FEAT_GCS","verdict":"panic","outcome":"panic","what":"GCSPUSHX, GCSPOPCX","names":2,"word":"0xd5087780","words_el1":64,"words_el0":0,"control":"HFGITR_EL2.nGCSEPP=0"}

  $ el2trap audit --next --cpu all --cmdline kvm-arm.mode=protected
  # 0 features that this CPU lacks change anything; with 0 of them something panics
  $ el2trap audit --next --set HCR_EL2.TIDCP=1 --cmdline kvm-arm.mode=protected
  ! el2trap audit: --next is of a boot of the tables: it goes without --diff, --deny, --ktap, --hypervisor and --set
  [2]
