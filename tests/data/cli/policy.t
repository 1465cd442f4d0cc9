A policy of the user's own, as rows: each action, and what the answer says.

  $ cat >rows.json <<'END'
  > {"el2trap": "policy", "version": 1, "name": "every-action",
  >  "rows": [
  >   {"register": "SCXTNUM_EL1", "access": "read", "when": "EL=1 & HCR_EL2.EnSCXT=0", "action": "undef"},
  >   {"register": "SCXTNUM_EL0", "action": "serve", "value": "0x77"},
  >   {"register": "SCTLR2_EL1", "action": "inject", "esr": "0x62000000"},
  >   {"register": "MAIR2_EL1", "action": "forward", "why": "firmware knows"},
  >   {"register": "AMAIR2_EL1", "access": "read", "action": "panic", "why": "as before"},
  >   {"register": "AMAIR2_EL1", "action": "kernel"},
  >   {"ec": "SYS64", "action": "unmodelled", "why": "nobody has asked yet"},
  >   {"ec": 22, "action": "retry"},
  >   {"ec": "SMC64", "when": "x0=0x84000008 | feat(FEAT_SME)", "action": "serve", "x": {"0": "0xffffffffffffffff", "30": 5}}
  >  ],
  >  "otherwise": "unmodelled"}
  > END
  > export C="--kernel 7.2 --cmdline kvm-arm.mode=protected --policy rows.json"
  > for w in d538d0e0 d518d0e0 d53bd0f4 d5381060 d538a220 d538a320 d518a320 d4000002 d4000003; do echo "{\"word\":\"0x$w\"}"; done |
  > el2trap check -q $C | grep -o '"text":"[^"]*"\|"verdict.*\(,"taken\)\|"delivered":[^}]*\|"why":"[^"]*"\|"rules".*' | sed 's/,"taken//'
  "text":"mrs x0, scxtnum_el1"
  "verdict":"undef","origin":"injected"
  "delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c5","vector":"0x200","pstate":"0x24003c5"
  "rules":["mrs-scxtnum_el1.el1.trap-el2.hcr_el2.enscxt","own.1"]}
  "text":"msr scxtnum_el1, x0"
  "verdict":"unmodelled","why":"nobody has asked yet"
  "rules":["msr-scxtnum_el1.el1.trap-el2.hcr_el2.enscxt","own.7"]}
  "text":"mrs x20, scxtnum_el0"
  "verdict":"trap","to_el":2,"handler":"own","action":"a row of the policy given serves it"
  "rules":["mrs-scxtnum_el0.el1.trap-el2.hcr_el2.enscxt","own.2"]}
  "text":"mrs x0, sctlr2_el1"
  "verdict":"trap","to_el":1,"handler":"host","action":"the host's own kernel takes it"
  "delivered":{"el":1,"ec":"0x18","esr":"0x62000000","elr":"0x0","spsr":"0x3c5","vector":"0x200","pstate":"0x24003c5"
  "rules":["mrs-sctlr2_el1.el1.trap-el2.hcrx_el2.sctlr2en","own.3"]}
  "text":"mrs x0, mair2_el1"
  "verdict":"trap","to_el":2,"handler":"own","action":"firmware knows"
  "rules":["mrs-mair2_el1.el1.trap-el2.hfgrtr_el2.nmair2_el1","own.4"]}
  "text":"mrs x0, amair2_el1"
  "verdict":"panic","handler":"own","action":"as before"
  "rules":["mrs-amair2_el1.el1.trap-el2.hfgrtr_el2.namair2_el1","own.5"]}
  "text":"msr amair2_el1, x0"
  "verdict":"panic","handler":"sys","action":"handle_trap() has no case for it: BUG(), the hypervisor panics"
  "rules":["msr-amair2_el1.el1.trap-el2.hfgwtr_el2.namair2_el1","own.6","handle-trap.bug"]}
  "text":"hvc #0"
  "verdict":"trap","to_el":2,"handler":"own","action":"a row of the policy given has the host try again, and nothing has changed"
  "rules":["insn-hvc.el1.call-el2","own.8"]}
  "text":"smc #0"
  "verdict":"trap","to_el":2,"handler":"own","action":"a row of the policy given serves it"
  "rules":["insn-smc.el1.trap-el2.hcr_el2.tsc","own.9"]}
  $ export C="--kernel 7.2 --cmdline kvm-arm.mode=protected --policy rows.json"
  > printf '%s\n' '{"word":"0xd53bd0f4","x":{"20":"0x1"}}' '{"word":"0xd4000003","x":{"0":"0x84000008"}}' |
  > el2trap step -q $C | grep -o '"rules.*'
  "rules":["mrs-scxtnum_el0.el1.trap-el2.hcr_el2.enscxt","own.2"],"x":{"20":"0x77"},"pc":"0x4"}
  "rules":["insn-smc.el1.trap-el2.hcr_el2.tsc","own.9"],"x":{"0":"0xffffffffffffffff","30":"0x5"},"pc":"0x4"}

The boot of a case is asked, too, where that of the command line has its kernel at EL2; there is nobody to ask, then.

  $ printf '%s\n' '{"word":"0xd538d0e0","kernel":"7.2","cmdline":"kvm-arm.mode=nvhe"}' '{"word":"0xd538d0e0"}' >two
  > el2trap check -q --policy rows.json two | grep -o '"rules.*'
  "rules":["mrs-scxtnum_el1.el1.trap-el2.hcr_el2.enscxt","own.1"]}
  ! el2trap check: --policy: under this boot (vhe) the host's kernel runs at EL2 and takes its own exceptions; --cmdline kvm-arm.mode=nvhe or =protected

Which instructions a row decides, and the boot that says what is asked.

  $ el2trap who --kernel 7.2 --cmdline kvm-arm.mode=protected --policy rows.json --rule own.9
  EL1 trap       EC 0x17 smc #0                                    65536  insn-smc.el1.trap-el2.hcr_el2.tsc
  65536 words in 1 groups
  $ el2trap boot --cmdline kvm-arm.mode=protected --policy rows.json | grep ^policy
  policy   every-action: rows.json, 9 rows, otherwise unmodelled
  $ el2trap boot --cmdline kvm-arm.mode=protected --policy rows.json --json | head -1
  {"el2trap":"boot","version":1,"kernel":"7.2","cmdline":"kvm-arm.mode=protected","config":"CONFIG_ARM64_MTE=y","cpu":"max","mode":"protected-hvhe","mte":true,"policy":"every-action"}

A file of input may name rows, too: those of a snippet's run. Code it may not.

  $ printf '// el2trap: --cmdline kvm-arm.mode=nvhe --policy rows.json\nmrs x0, scxtnum_el1 // expect: undef injected\n' >row.s
  > el2trap run row.s
  > printf '\177ELF' >policy.so; sed 's/rows.json/policy.so/' row.s >code.s; el2trap run code.s
  row.s  run 1: 7.2 (nvhe, MTE on), policy every-action, EL1
    ✓     2  40000000  mrs x0, scxtnum_el1                  undef injected
    reached its end after 1 instructions; 1 as expected, 0 not
  
  ! el2trap run: code.s:1: code is loaded for the command line's --policy alone, not for a file's
  [3]

Replay, and what if it were answered.

  $ echo '[    1.0] Internal error: Oops - Undefined instruction: 0000000002000000 [#1] SMP
  > [    1.1] pstate: 60400005 (nZCv daif +PAN -UAO -TCO -DIT -SSBS BTYPE=--)
  > [    1.2] Code: (d538d0e0)
  > [    1.3] ---[ end trace 0000000000000000 ]---' >oops
  > el2trap replay --kernel 7.2 --cmdline kvm-arm.mode=protected --what-if --policy rows.json oops
  > el2trap replay -q --kernel 7.2 --cmdline kvm-arm.mode=protected --policy rows.json oops | head -1
  oops:1:1: changes: disagree: recorded: the kernel saw ESR 0x2000000; the model: panic, taken to EL2 with ESR 0x623e3401 -> undef injected
      [    1.0] Internal error: Oops - Undefined instruction: 0000000002000000 [#1] SMP
  4 lines (kmsg), 1 events: 0 agree, 1 disagree, 0 cannot judge
  1 events change
  oops:1:1: agree: mrs x0, scxtnum_el1 at EL1: undef injected, taken to EL2 with ESR 0x623e3401

Two of anything: a recording before, a policy on top of it after; a recording before, a kernel after.

  $ rec=$SOURCE/corpora/recordings/small.rec
  > el2trap table --hypervisor $rec --diff --policy rows.json | tail -n +5
  > el2trap table --hypervisor $rec --diff --kernel 6.12 --cmdline kvm-arm.mode=nvhe | sed -n '3,4p'
  operation             level   before                    after
  MRS RGSR_EL1          kernel  undef injected            unmodelled
  MSR RGSR_EL1          kernel  undef injected            unmodelled
  MRS GCR_EL1           kernel  undef injected            unmodelled
  MSR GCR_EL1           kernel  undef injected            unmodelled
  MRS TFSR_EL1          kernel  undef injected            unmodelled
  MSR TFSR_EL1          kernel  undef injected            unmodelled
  MRS TFSRE0_EL1        kernel  undef injected            unmodelled
  MSR TFSRE0_EL1        kernel  undef injected            unmodelled
  MRS GMID_EL1          kernel  panic 0x18                unmodelled
  # 9 of 190 differ
  # after: kernel 6.12, command line 'kvm-arm.mode=nvhe', CONFIG_ARM64_MTE=y, CPU max
  # -> nvhe, kernel at EL1, MTE supported

Policies that are not to be had.

  $ no() { printf '%s' "$1" >no.json; el2trap boot --cmdline kvm-arm.mode=nvhe --policy no.json; echo "[$?]"; }
  > row() { no "{\"el2trap\":\"policy\",\"version\":1,\"rows\":[
  > $1]}"; }
  > no ''; no 'ELF'; no '{"el2trap":"policy",
  >  "version":1 "rows":[]}'; no '{"el2trap":"policy","version":2,"rows":[]}'; no '{"el2trap":"stream","version":1}'
  > no '{"el2trap":"policy","version":1,"rows":[]}'; no '{"el2trap":"policy","version":1,"row":[]}'
  > no '{"el2trap":"policy","version":1,"rows":[{"action":"panic"}],"otherwise":"pass"}'
  > row '{}'; row '1'; row '{"ec":"0x18","ec":"0x19","action":"undef"}'; row '{"ec":"SYS46","action":"undef"}'
  > row '{"ec":"0x25","action":"undef"}'; row '{"ec":"0x1e","action":"undef"}'; row '{"ec":64,"action":"undef"}'
  > row '{"register":"GMID_EL","action":"undef"}'; row '{"ec":"0x17","register":"GMID_EL1","action":"undef"}'
  > row '{"register":"GMID_EL1","access":"reads","action":"undef"}'; row '{"register":"GMID_EL1","action":"undef","value":1}'
  > row '{"ec":"0x18","action":"serve","esr":1}'; row '{"ec":"0x17","action":"serve","x":{"31":0}}'
  > row '{"ec":"0x17","action":"serve","x":{"1":-1}}'; row '{"ec":"0x17","whn":"EL=1","action":"undef"}'
  > row '{"ec":"0x17","action":"undef"}, {"ec":"SMC64","when":"EL=1","action":"panic"}'
  > row '{"ec":"0x17","when":"EL=1","action":"undef"}, {"ec":"SMC64","when":"EL=1","action":"panic"}'
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  [3]
  ! el2trap boot: no.json: not a policy: neither a shared object nor a JSON object
  ! el2trap boot: no.json: not a policy: neither a shared object nor a JSON object
  ! el2trap boot: no.json:2:19: '}' expected near '"rows"'
  ! el2trap boot: no.json:1:31: "version":1 is the one that is read here
  ! el2trap boot: no.json:1:12: a policy begins with "el2trap":"policy"
  ! el2trap boot: no.json:1:40: rows is an array of 1 to 4096 rows
  ! el2trap boot: no.json:1:33: unknown key "row", did you mean 'rows'?
  ! el2trap boot: no.json:1:73: otherwise is "kernel" or "unmodelled"
  ! el2trap boot: no.json:2:1: a row needs an action
  ! el2trap boot: no.json:2:1: a row is an object: {"ec":"0x18","action":"undef"}
  ! el2trap boot: no.json:2:17: duplicate object key near '"ec"'
  ! el2trap boot: no.json:2:7: unknown exception class 'SYS46', did you mean 'SYS64'?
  ! el2trap boot: no.json:2:7: EC 0x25 is of EL2's own exceptions: a row is about the host's
  ! el2trap boot: no.json:2:7: EC 0x1e goes to EL3 alone
  ! el2trap boot: no.json:2:7: 0x40 is no exception class
  ! el2trap boot: no.json:2:13: unknown register or operation 'GMID_EL', did you mean 'GMID_EL1'?
  ! el2trap boot: no.json:2:14: register is of system registers, and EC 0x17 is not
  ! el2trap boot: no.json:2:33: access is "read" or "write"; without it, a row is about both
  ! el2trap boot: no.json:2:41: value goes with action "serve", not with "undef"
  ! el2trap boot: no.json:2:31: esr goes with action "inject", not with "serve"
  ! el2trap boot: no.json:2:35: registers are "0" to "30", not '31'
  ! el2trap boot: no.json:2:35: x is a number of 64 bits, or text "0x..."
  ! el2trap boot: no.json:2:14: unknown key "whn", did you mean 'when'?
  ! el2trap boot: no.json:2:33: row 2 is never asked: row 1, line 2, takes all that it would
  ! el2trap boot: no.json:2:47: row 2 is never asked: row 1, line 2, takes all that it would

Conditions that are none, with the column in the file.

  $ when() { printf '{"el2trap":"policy","version":1,"rows":[\n{"ec":"0x18","action":"undef","when":"%s"}]}' "$1" >no.json
  > el2trap boot --cmdline kvm-arm.mode=nvhe --policy no.json; }
  > when 'HCR_EL2.TID5'; when 'HCR_EL2.TID55=1'; when 'HCR_EL9.TID5=1'; when 'HCR_EL2.TID5=2'; when 'CPTR_EL2.FPEN=1'
  > when 'SCTLR_EL1.ATA=1'; when 'EL=2'; when 'EL=1 HCR_EL2.TID5=1'; when '(EL=1'; when 'EL=1)'; when 'feat(FEAT_MTE9)'
  > when 'x31=0'; when 'x0=0x12345678901234567'; when 'EL=1 && EL=0'; when 'EL=1 &'; when 'feat(FEAT_MTE2'; when 'x01=0x1'
  > when '((((((((((((((((((EL=1))))))))))))))))))'
  ! el2trap boot: no.json:2:51: HCR_EL2.TID5 is compared with = or !=
  ! el2trap boot: no.json:2:47: register HCR_EL2 has no field 'TID55'
  ! el2trap boot: no.json:2:39: unknown register 'HCR_EL9'
  ! el2trap boot: no.json:2:52: HCR_EL2.TID5 has 1 bit: a value is as many digits of 0 and 1, or 0x, not '2'
  ! el2trap boot: no.json:2:53: CPTR_EL2.FPEN has 2 bits: a value is as many digits of 0 and 1, or 0x, not '1'
  ! el2trap boot: no.json:2:39: SCTLR_EL1 is not EL2's or EL3's: a condition asks for what the host does not own
  ! el2trap boot: no.json:2:42: EL, which is 0 or 1, has 1 bit: a value is as many digits of 0 and 1, or 0x, not '2'
  ! el2trap boot: no.json:2:44: 'H' where & or | is expected
  ! el2trap boot: no.json:2:44: ( wants a )
  ! el2trap boot: no.json:2:43: ')' where & or | is expected
  ! el2trap boot: no.json:2:44: unknown feature 'FEAT_MTE9'
  ! el2trap boot: no.json:2:39: 'x31' is no word of conditions: REGISTER.FIELD, EL, x0 to x30, feat(FEAT_...)
  ! el2trap boot: no.json:2:42: a general register has 64 bits: a value is as many digits of 0 and 1, or 0x, not '0x12345678901234567'
  ! el2trap boot: no.json:2:45: '&' where a condition is expected
  ! el2trap boot: no.json:2:45: a condition is missing
  ! el2trap boot: no.json:2:53: feat( wants a )
  ! el2trap boot: no.json:2:39: 'x01' is no word of conditions: REGISTER.FIELD, EL, x0 to x30, feat(FEAT_...)
  ! el2trap boot: no.json:2:55: more than 16 ! and ( inside each other
  [3]

Where nobody answers for the host, a policy cannot either.

  $ el2trap boot --policy rows.json; el2trap boot --cmdline kvm-arm.mode=nvhe --no-hypervisor --policy rows.json
  > el2trap boot --cmdline kvm-arm.mode=nvhe --policy none.json
  ! el2trap boot: --policy: under this boot (vhe) the host's kernel runs at EL2 and takes its own exceptions; --cmdline kvm-arm.mode=nvhe or =protected
  ! el2trap boot: --policy answers at EL2, and --no-hypervisor leaves nobody there: one of the two
  ! el2trap boot: none.json: No such file or directory
  [3]
