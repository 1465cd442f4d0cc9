Hints and barriers have names; what has none in the system space is no register.

  $ el2trap decode d50330ff d503323f d503233f d503245f d503223f d503251f d503409f d503309f d503349f d503305f d5033f5f | cut -c21-
  sb
  dsb oshnxs
  paciasp
  bti c
  psb csync
  chkfeat x16
  msr tco, #0                       ; pstate FEAT_MTE
  ssbb
  pssbb
  clrex #0
  clrex
  $ el2trap decode d503321f d503207f d50320ff d50331ff | cut -c21-
  .inst 0xd503321f
  wfi
  xpaclri
  .inst 0xd50331ff
