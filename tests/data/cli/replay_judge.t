What an SMC that EL2 forwards comes back to: the instruction behind it, whatever the firmware said.

  $ smc='{"kind":"exception","cpu":0,"el":1,"pc":"0x1000","word":"0xd4000003","visible":true,"regs":{"x0":"0x84000000"},"taken":{"el":2,"ec":"0x17","esr":"0x5e000000"}}'
  > for pc in 0x1004 0x1000 0x1008; do echo "$smc"; echo '{"kind":"return","cpu":0,"el":2,"taken":{"el":1,"pc":"'$pc'"}}'; done >smc
  > el2trap replay --all --cmdline 'kvm-arm.mode=protected arm64.nomte' smc | grep -v '^ '
  smc:1:1: agree: smc #0 at EL1: 
  smc:2:1: agree
  smc:3:1: agree: smc #0 at EL1: 
  smc:4:1: disagree: recorded: EL2 returned to 0x1000; the model: the host goes on at 0x1004
  smc:5:1: agree: smc #0 at EL1: 
  smc:6:1: disagree: recorded: EL2 returned to 0x1008; the model: the host goes on at 0x1004
  6 lines (record), 6 events: 4 agree, 2 disagree, 0 cannot judge

A guest: what follows an exit is for the same class at the same place, class 0 included; a fault of stage 2 has a status
of up to 0xf.

  $ at() { echo " vcpu-1    [002] d..1.   912.10000$1: $2"; }
  > { at 1 'kvm_exit: TRAP: HSR_EC: 0x0000 (UNKNOWN), PC: 0x0000000040080034'; at 2 'kvm_handle_sys_reg: HSR 0x62384021'
  >   at 3 'kvm_guest_fault: ipa 0x40200000, hsr 0x9200000f, hxfar 0xffff800010000000, pc 0xffff800010001234'
  >   at 4 'kvm_guest_fault: ipa 0x40200000, hsr 0x92000010, hxfar 0xffff800010000000, pc 0xffff800010001234'
  >   at 5 'kvm_entry: PC: 0x0000000040080034'; at 6 'kvm_handle_sys_reg: HSR 0x62384021'; } >guest
  > el2trap replay --all --cmdline 'kvm-arm.mode=protected arm64.nomte' guest | grep -v '^ '
  guest:1:1: cannot judge: the line says the class of the exception only
  guest:2:1: disagree: EC 0x18, but the exit before it was for EC 0
  guest:3:1: cannot judge: consistent, but page tables and page owners are not in the trace
  guest:4:1: disagree: fault status 0x10 is none of stage 2 translation
  guest:5:1: agree
  guest:6:1: agree: mrs x1, gmid_el1 at EL1: a protected guest has no MTE
  6 lines (ftrace), 6 events: 2 agree, 2 disagree, 2 cannot judge

Constants in general registers last over what writes none, and not over what may: a branch, then an ADD, between the MOV
and the MSR of a register that decides.

  $ insn() { echo '{"kind":"insn","cpu":0,"el":1,"pc":"'$1'","word":"'$2'","fate":"executed"}'; }
  > trap='{"kind":"insn","cpu":0,"el":0,"pc":"0x2000","word":"0xd53be040","fate":"taken","taken":{"el":1,"esr":"0x62100000/0xfc000000","ec":"0x18"}}'
  > for word in 0xd503201f 0xd503203f 0xd5033fdf 0xd5033bbf 0x14000001 0x17ffffff 0x54000020 0x54000041 0x34000020 0x35000021 \
  >   0xb5000021 0x91000400 0xf9400020 0x36000020; do
  >   { insn 0x1000 0xd2800040; insn 0x1004 $word; insn 0x1008 0xd518e100; echo "$trap"; } >moved
  >   el2trap replay --all --cmdline kvm-arm.mode=nvhe moved | grep 'moved:4' | sed "s/^/$word /"
  > done
  0xd503201f moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0xd503203f moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0xd5033fdf moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0xd5033bbf moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0x14000001 moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0x17ffffff moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0x54000020 moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0x54000041 moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0x34000020 moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0x35000021 moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0xb5000021 moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0x91000400 moved:4:1: cannot judge: a control register was written with a value that the trace does not show
  0xf9400020 moved:4:1: cannot judge: a control register was written with a value that the trace does not show
  0x36000020 moved:4:1: cannot judge: a control register was written with a value that the trace does not show

Calls that a trace does not show executing: EL2 serves or forwards them unseen. What it injects is seen.

  $ for word in 0xd4000002 0xd4000003 0xd53810c0; do
  >   echo '{"kind":"insn","cpu":0,"el":1,"pc":"0x1000","word":"'$word'","fate":"executed","regs":{"x0":"0x84000000"}}'
  > done >unseen
  > sed 's/"cpu"/"visible":true,"cpu"/' unseen >seen
  > el2trap replay --all --cmdline 'kvm-arm.mode=protected arm64.nomte' unseen seen | grep -v '^ '
  unseen:1:1: agree: hvc #0 at EL1: 
  unseen:2:1: agree: smc #0 at EL1: 
  unseen:3:1: disagree: mrs x0, gcr_el1 at EL1: recorded as executed at EL1, the model: undef injected, taken to EL2 with ESR 0x623c0401
  seen:1:1: disagree: hvc #0 at EL1: recorded as executed at EL1, the model: trap, taken to EL2 with ESR 0x5a000000
  seen:2:1: disagree: smc #0 at EL1: recorded as executed at EL1, the model: trap, taken to EL2 with ESR 0x5e000000
  seen:3:1: disagree: mrs x0, gcr_el1 at EL1: recorded as executed at EL1, the model: undef injected, taken to EL2 with ESR 0x623c0401
  6 lines (record), 6 events: 2 agree, 4 disagree, 0 cannot judge

The hypervisor's own record of SMCs: what it says it forwarded, against what the model forwards.

  $ for call in 'true 0x84000000' 'false 0x84000000' 'true 0x84000003' 'false 0x84000003' 'true 0x80000000' 'false 0x80000000'; do
  >   set -- $call
  >   echo '{"kind":"enter","cpu":0,"reason":"smc"}'
  >   echo '{"kind":"call","cpu":0,"reason":"smc","forwarded":'$1',"regs":{"x0":"'$2'"}}'
  >   echo '{"kind":"exit","cpu":0,"reason":"eret_host"}'
  > done >calls
  > el2trap replay --all --cmdline 'kvm-arm.mode=protected arm64.nomte' calls | grep -B1 '"call"' | grep ^calls
  calls:2:1: agree: smc #0 at EL1: 
  calls:5:1: agree: smc #0 at EL1: 
  calls:8:1: cannot judge: an Android kernel's EL2, whose modules may answer SMCs: no kernel here is one
  calls:11:1: agree: smc #0 at EL1: 
  calls:14:1: agree: smc #0 at EL1: 
  calls:17:1: disagree: smc #0 at EL1: recorded: SMC 0x80000000 was served; the model: neither PSCI nor FF-A, it goes to EL3

What constants come to: MOVZ, MOVN, MOVK, ADR at 0x1000 and 0x1004, registers that the trace shows. Bit 1 decides: with
it the model says pass, and the trace disagrees; without it they agree; not known is cannot judge.

  $ insn() { echo '{"kind":"insn","cpu":0,"el":1,"pc":"'$1'","word":"'$2'","fate":"executed"}'; }
  > trap='{"kind":"insn","cpu":0,"el":0,"pc":"0x2000","word":"0xd53be040","fate":"taken","taken":{"el":1,"esr":"0x62100000/0xfc000000","ec":"0x18"}}'
  > judge() {
  >   { cat; insn 0x1008 ${2:-0xd518e100}; echo "$trap"; } >moved
  >   echo "$1:$(el2trap replay --all --cmdline kvm-arm.mode=nvhe moved | grep '^moved' | tail -n 1 | cut -d: -f4)"
  > }
  > one() { insn 0x1000 $2 | judge "$1"; }
  > two() { { insn 0x1000 $2; insn 0x1004 $3; } | judge "$1"; }
  > one 'movz #2' 0xd2800040; one 'movz #2, lsl #16' 0xd2a00040; one 'movn #0' 0x92800000; one 'movn #2' 0x92800040
  > one 'movn w, #0' 0x12800000; one 'adr +2' 0x50000000; one 'adr +4' 0x10000020; one 'adrp' 0x90000000
  > two 'movz, movk #2' 0xd2800000 0xf2800040; two 'movz #2, movk #0' 0xd2800040 0xf2800000
  > two 'movk above' 0xd2800040 0xf2a000a0; two 'movk of nothing' 0xd503201f 0xf2800040
  > two 'adr -2' 0xd503201f 0x50ffffe0; two 'mrs' 0xd2800040 0xd5381000; two 'mrs xzr' 0xd2800040 0xd538101f
  > two 'movz xzr' 0xd2800040 0xd280001f; two 'mov x1' 0xd2800040 0xd2800001
  > for regs in '"x0":"0x2"' '"x0":"0x0"' '"x1":"0x2"' '"x0":"0x2/0xffff"'; do
  >   echo '{"kind":"registers","cpu":0,"regs":{'$regs'}}' | judge "$regs"
  > done
  > insn 0x1000 0xd2800043 | judge 'movz x3' 0xd518e103; insn 0x1000 0x50000003 | judge 'adr x3' 0xd518e103
  > insn 0x1000 0xd2800043 | judge 'x3 is not x2' 0xd518e102
  > insn 0x1000 0xd2800040 | judge 'msr xzr' 0xd518e11f
  > two 'unallocated' 0xd2800040 0xb2800040; two 'w, unallocated' 0xd2800040 0x32800040; two 'adds' 0xd2800040 0x31000400; two 'adr xzr' 0xd2800040 0x1000001f
  > trap='{"kind":"insn","cpu":0,"el":0,"pc":"0x2000","word":"0xd53be320","fate":"taken","taken":{"el":1,"esr":"0x62000000/0xfc000000","ec":"0x18"}}'
  > one 'bit 8: adr +256' 0x10000800; one 'adr +512' 0x10001000; one 'adr +4' 0x10000020; one 'movz #256' 0xd2802000; one 'movz #512' 0xd2804000
  > two 'adr -3840, from 0x1004' 0xd503201f 0x10ff8800
  movz #2: disagree
  movz #2, lsl #16: agree
  movn #0: disagree
  movn #2: agree
  movn w, #0: disagree
  adr +2: disagree
  adr +4: agree
  adrp: cannot judge
  movz, movk #2: disagree
  movz #2, movk #0: agree
  movk above: disagree
  movk of nothing: cannot judge
  adr -2: disagree
  mrs: cannot judge
  mrs xzr: disagree
  movz xzr: disagree
  mov x1: disagree
  "x0":"0x2": disagree
  "x0":"0x0": agree
  "x1":"0x2": cannot judge
  "x0":"0x2/0xffff": cannot judge
  movz x3: disagree
  adr x3: disagree
  x3 is not x2: cannot judge
  msr xzr: agree
  unallocated: cannot judge
  w, unallocated: cannot judge
  adds: cannot judge
  adr xzr: cannot judge
  bit 8: adr +256: disagree
  adr +512: agree
  adr +4: agree
  movz #256: disagree
  movz #512: agree
  adr -3840, from 0x1004: disagree

A register that was written with a value nobody knows: only what its rules read is in doubt; of HCR_EL2 and SCR_EL3 all is.

  $ svc='{"kind":"exception","cpu":0,"el":1,"pc":"0x1000","word":"0xd4000001","visible":true,"taken":{"el":1,"ec":"0x15","esr":"0x56000000"}}'
  > vct='{"kind":"insn","cpu":0,"el":0,"pc":"0x2000","word":"0xd53be040","fate":"taken","taken":{"el":1,"esr":"0x62100000/0xfc000000","ec":"0x18"}}'
  > for reg in CNTKCTL_EL1 SCTLR_EL1 VBAR_EL1 HCR_EL2 SCR_EL3 MDCR_EL2; do
  >   { echo '{"kind":"registers","cpu":0,"regs":{"'$reg'":"0x0/0xff"}}'; echo "$svc"
  >     echo '{"kind":"registers","cpu":0,"regs":{"'$reg'":"0x0"}}'; echo "$svc"
  >     echo '{"kind":"registers","cpu":0,"regs":{"'$reg'":"0x0/0xff"}}'; echo "$vct"; } >lost
  >   echo "$reg$(el2trap replay --all --cmdline kvm-arm.mode=nvhe lost | grep '^lost' | cut -d: -f4 | tr '\n' ',')"
  > done
  CNTKCTL_EL1 agree, agree, cannot judge,
  SCTLR_EL1 agree, agree, disagree,
  VBAR_EL1 agree, agree, disagree,
  HCR_EL2 cannot judge, agree, cannot judge,
  SCR_EL3 cannot judge, agree, cannot judge,
  MDCR_EL2 agree, agree, disagree,

An expectation in a record, each part of it held against the answer.

  $ for expect in '"verdict":"undef"' '"verdict":"pass"' '"origin":"injected"' '"origin":"native"' '"origin":""' '"to_el":2' '"to_el":1' '"handler":"sys"' '"handler":"hvc"'; do
  >   echo '{"kind":"insn","cpu":0,"el":1,"pc":"0x1000","word":"0xd53810c0","expect":{'$expect'}}' >expected
  >   echo "$expect:$(el2trap replay --all --cmdline 'kvm-arm.mode=protected arm64.nomte' expected 2>&1 | grep -o ': \(agree\|disagree: .*\|.*error.*\)')"
  > done
  "verdict":"undef":: agree
  "verdict":"pass":: disagree: mrs x0, gcr_el1 at EL1: expected pass, the model: undef injected, taken to EL2 with ESR 0x623c0401
  "origin":"injected":: agree
  "origin":"native":: disagree: mrs x0, gcr_el1 at EL1: expected another verdict native, the model: undef injected, taken to EL2 with ESR 0x623c0401
  "origin":"":: disagree: mrs x0, gcr_el1 at EL1: expected another verdict, the model: undef injected, taken to EL2 with ESR 0x623c0401
  "to_el":2:: agree
  "to_el":1:: disagree: mrs x0, gcr_el1 at EL1: expected another verdict, the model: undef injected, taken to EL2 with ESR 0x623c0401
  "handler":"sys":: disagree: mrs x0, gcr_el1 at EL1: expected another verdict, the model: undef injected, taken to EL2 with ESR 0x623c0401
  "handler":"hvc":: disagree: mrs x0, gcr_el1 at EL1: expected another verdict, the model: undef injected, taken to EL2 with ESR 0x623c0401

An answer is held against the return from its own exception, and no other: not after one that cannot be judged, nor twice.

  $ smc='{"kind":"exception","cpu":0,"el":1,"pc":"0x1000","word":"0xd4000003","visible":true,"regs":{"x0":"0x84000000"},"taken":{"el":2,"ec":"0x17","esr":"0x5e000000"}}'
  > back() { echo '{"kind":"return","cpu":0,"el":2,"taken":{"el":1,"pc":"'$1'"}}'; }
  > { echo "$smc"; echo '{"kind":"exception","cpu":0,"el":2,"visible":true,"taken":{"el":2,"ec":"0x2f","esr":"0xbe000000"}}'; back 0x9000; } >between
  > { echo '{"kind":"return","cpu":1,"el":2,"taken":{"el":1,"pc":"0x1000"}}'; echo "$smc"; back 0x1004; back 0x9000; } >twice
  > el2trap replay --all --cmdline 'kvm-arm.mode=protected arm64.nomte' between twice | grep -v '^ '
  between:1:1: agree: smc #0 at EL1: 
  between:2:1: cannot judge: an exception that may come at any instruction: debug, branch target, SError, profiling
  between:3:1: agree
  twice:1:1: agree
  twice:2:1: agree: smc #0 at EL1: 
  twice:3:1: agree
  twice:4:1: agree
  7 lines (record), 7 events: 6 agree, 0 disagree, 1 cannot judge

A line that does not say its level is of the one before it; one that was taken goes on where it was, in a trace without exceptions.

  $ { echo '{"kind":"insn","cpu":0,"pc":"0x1000","word":"0xd5381000","fate":"executed"}'; echo '{"kind":"insn","cpu":0,"el":0,"pc":"0x1000","word":"0xd503201f","fate":"executed"}'
  >   echo '{"kind":"insn","cpu":0,"pc":"0x1000","word":"0xd5381000","fate":"executed"}'; echo '{"kind":"insn","cpu":0,"el":1,"pc":"0x1000","word":"0xd503201f","fate":"executed"}'
  >   echo '{"kind":"insn","cpu":0,"pc":"0x1000","word":"0xd5381000","fate":"executed"}'; echo '{"kind":"insn","cpu":0,"el":0,"pc":"0x1000","word":"0xd5381000","fate":"taken","taken":{"el":1,"esr":"0x02000000"}}'
  >   echo '{"kind":"insn","cpu":0,"pc":"0x1000","word":"0xd5381000","fate":"executed"}'; echo '{"kind":"insn","cpu":1,"pc":"0x1000","word":"0xd5381000","fate":"executed"}'; } >level
  > el2trap replay --all --cmdline kvm-arm.mode=nvhe level | grep ^level
  level:1:1: cannot judge: the Exception level is not in the trace (--el supplies it)
  level:2:1: agree: nop at EL0: 
  level:3:1: disagree: mrs x0, sctlr_el1 at EL0: recorded as executed at EL0, the model: undef native, taken to EL1 with ESR 0x2000000
  level:4:1: agree: nop at EL1: 
  level:5:1: agree: mrs x0, sctlr_el1 at EL1: 
  level:6:1: agree: mrs x0, sctlr_el1 at EL0: 
  level:7:1: disagree: mrs x0, sctlr_el1 at EL0: recorded as executed at EL0, the model: undef native, taken to EL1 with ESR 0x2000000
  level:8:1: cannot judge: the Exception level is not in the trace (--el supplies it)
