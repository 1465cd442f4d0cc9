The README's two answers to what the series changed: for a polite host, and for one that turns tag access on itself.

  $ el2trap table --kernel 6.12 --cmdline 'kvm-arm.mode=protected arm64.nomte' --diff --kernel 7.0 | tail -n 1
  # 9 of 190 differ
  $ el2trap table --kernel 6.12 --cmdline 'kvm-arm.mode=protected arm64.nomte' --set SCTLR_EL1.ATA=1 --diff --kernel 7.0 | grep -E '^(STG offset|LDG  |DC GVA|MRS GCR|#.*differ)'
  LDG                   kernel  pass                      pass tags-ignored
  STG offset            kernel  pass                      pass tags-ignored
  MRS GCR_EL1           kernel  pass                      undef injected
  DC GVA                kernel  pass                      pass tags-ignored
  # 39 of 190 differ
  $ grep -A8 '^What did the series change' $SOURCE/README.md | grep -c -- "--diff --kernel 7.0"
  2
