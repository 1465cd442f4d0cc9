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
  guest:6:1: agree: mrs x1, gmid_el1 at EL1: 
  6 lines (ftrace), 6 events: 2 agree, 2 disagree, 2 cannot judge

Constants in general registers last over what writes none, and not over what may: a branch, then an ADD, between the MOV
and the MSR of a register that decides.

  $ insn() { echo '{"kind":"insn","cpu":0,"el":1,"pc":"'$1'","word":"'$2'","fate":"executed"}'; }
  > trap='{"kind":"insn","cpu":0,"el":0,"pc":"0x2000","word":"0xd53be040","fate":"taken","taken":{"el":1,"esr":"0x62100000/0xfc000000","ec":"0x18"}}'
  > for word in 0xd503201f 0xd5033fdf 0x14000001 0x54000020 0x34000020 0x91000400 0xf9400020; do
  >   { insn 0x1000 0xd2800040; insn 0x1004 $word; insn 0x1008 0xd518e100; echo "$trap"; } >moved
  >   el2trap replay --all --cmdline kvm-arm.mode=nvhe moved | grep 'moved:4' | sed "s/^/$word /"
  > done
  0xd503201f moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0xd5033fdf moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0x14000001 moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0x54000020 moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0x34000020 moved:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  0x91000400 moved:4:1: cannot judge: a control register was written with a value that the trace does not show
  0xf9400020 moved:4:1: cannot judge: a control register was written with a value that the trace does not show
