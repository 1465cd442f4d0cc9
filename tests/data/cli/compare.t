needs: aarch64-linux-gnu-as

One snippet on two machines: what the host can tell apart.

  $ cat >a.s <<'X'
  > // el2trap[old]: --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"
  > // el2trap[new]: --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
  >   mov x2, #1
  >   mrs x0, gmid_el1
  >   mrs x3, midr_el1
  > X
  $ el2trap run --as old --as new a.s
  40000004  mrs x0, gmid_el1
              (verdict)                  A pass                               B undef injected
              outcome                    A executes                           B UNDEFINED
              x0                         A 0x6                                B 0x0
  A: 6.12 (protected-hvhe, MTE off) on max, EL1
  B: 7.0 (protected-hvhe, MTE off) on max, EL1
  3 instructions, until the end: 1 tell A from B, 0 unmodelled
  [1]

Nothing to tell.

  $ el2trap run --as old --as old a.s
  A: 6.12 (protected-hvhe, MTE off) on max, EL1
  B: 6.12 (protected-hvhe, MTE off) on max, EL1
  3 instructions, until the end: 0 tell A from B, 0 unmodelled

Two hypervisors that answer in different ways lead to different ways.

  $ cat >b.s <<'X'
  >   mrs x0, gmid_el1
  >   cbz x0, 1f
  >   nop
  > 1: nop
  > X
  $ el2trap run --json --as '--kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte"' --as '--kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"' b.s
  {"el2trap":"run","version":1}
  {"at":"0x40000000","word":"0xd5390080","text":"mrs x0, gmid_el1","el":1,"A":"pass","B":"undef injected","differences":[{"what":"outcome","A":"executes","B":"UNDEFINED"},{"what":"x0","A":"0x6","B":"0x0"}]}
  {"A":"6.12 (protected-hvhe, MTE off) on max, EL1","B":"7.0 (protected-hvhe, MTE off) on max, EL1","executed":2,"differ":1,"unmodelled":0,"parted":true,"end":"from here on the two go different ways"}
  [1]

A machine that goes down.

  $ printf '\tmrs x0, gcr_el1\n' >c.s
  $ el2trap run --as '--kernel 6.12 --cmdline kvm-arm.mode=nvhe --set HCR_EL2.ATA=0' --as '--kernel 7.0 --cmdline kvm-arm.mode=nvhe --set HCR_EL2.ATA=0' c.s
  40000000  mrs x0, gcr_el1
              (verdict)                  A panic: handle_trap() has no case for it: BUG(), the hypervisor  B undef injected
              outcome                    A the machine goes down              B UNDEFINED
  A: 6.12 (nvhe, MTE on) on max, EL1
  B: 7.0 (nvhe, MTE on) on max, EL1
  1 instructions, until the machine went down: 1 tell A from B, 0 unmodelled
  [1]

Usage.

  $ el2trap run --as old a.s
  ! el2trap run: --as is given twice, with one snippet, and without --tap, --junit, --ktap, --html, --record, --perfetto
  [2]
  $ el2trap run --as old --as new --as old a.s
  ! el2trap run: --as compares two sides, not three
  [2]
  $ el2trap run --as old --as newer a.s
  ! el2trap run: --as takes options or the label of a run: a.s has none 'newer'
  [2]
  $ el2trap run --as old --as '--kernel 9' a.s 2>&1 | sed 's/: known .*//'
  el2trap run: unknown kernel '9'
