Every branch from a guarded page and another to every instruction that tells them apart, in the one and the other, at EL1
and EL0, with SCTLR_EL1.BT1 and BT0 and without: as QEMU 7.2 and 11.1 have them.

  $ el2trap run --json $SOURCE/corpora/programs/bti.s | sed -n 's/{"console":"\(.*\)"}/\1/p' >ours
  > gzip -dc $SOURCE/corpora/programs/bti.qemu.txt.gz | diff - ours; wc -l <ours
  224

A snippet's pages are guarded where it says so. The exception is the host's own.

  $ cat > guarded.s <<'EOF'
  > // el2trap: --kernel 7.2 --cmdline kvm-arm.mode=protected
  > // el2trap-map: 0x40000000 perm rxg
  >     adr   x3, 1f
  >     br    x3
  > 1:  nop                         // expect: trap host ec 0x0d
  >     bti   c
  >     adr   x16, 2f
  >     blr   x16
  > 2:  bti   c                     // expect: pass
  > EOF
  $ el2trap run guarded.s; el2trap run --json guarded.s | grep -o '"taken":[^}]*}'
  guarded.s  run 1: 7.2 (protected-hvhe, MTE on), EL1
    ✓     5  40000008  nop                                  trap host to EL1, EC 0x0d
    ✓     9  40000018  bti c                                pass
    reached its end after 7 instructions; 2 as expected, 0 not
  
  "taken":{"el":1,"ec":"0xd","esr":"0x36000003","vector":"0x200"}
  $ sed s/rxg/rx/ guarded.s | el2trap run -
  -  run 1: 7.2 (protected-hvhe, MTE on), EL1
    ✗     5  40000008  nop                                  pass
             expected: trap host ec 0x0d (verdict is pass, expected trap; handler is none, expected host; no exception taken)
    ✓     9  40000018  bti c                                pass
    reached its end after 7 instructions; 1 as expected, 1 not
  
  [1]

`step` takes the same letter.

  $ echo '{"word":"0xd503201f","pc":"0x1000","pstate":"0x7c5","el":1,"mem":[{"at":"0x1000","size":4096,"perm":"rxg"}],"set":{"SCTLR_EL1.M":1}}' |
  > el2trap step --cmdline kvm-arm.mode=nvhe -q | grep -oE '"(verdict|ec|pstate|rules)":("[^"]*"|[^]]*])'
  "verdict":"trap","to_el":1,"handler":"host","action":"the host's own kernel takes it","taken":{"el":1,"ec":"0xd","esr":"0x36000001","vector":"0x200"},"delivered":{"el":1,"ec":"0xd","esr":"0x36000001","elr":"0x1000","spsr":"0x7c5","vector":"0x200","pstate":"0x24023c5"},"rules":["branch-target"]
  "pstate":"0x24023c5"
  $ el2trap list rules branch-target
  branch-target
    PSTATE.BTYPE says how a branch came here, the page is guarded (GP), and the instruction is not one that may stand here: a Branch Target exception, EC 0x0d
    source: AArch64.BranchTargetException; BTypeCompatible_BTI, BTypeCompatible_PACIXSP
