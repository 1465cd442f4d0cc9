Calls and aborts of the host under boots that have a hypervisor apart from it, that have none, and without any.

  $ boots() {
  >   for boot in '--cmdline kvm-arm.mode=protected' '--cmdline kvm-arm.mode=nvhe' '--cmdline id_aa64mmfr1.vh=1' '--no-hypervisor' '--cmdline kvm-arm.mode=none'; do
  >     echo "$boot"; el2trap replay --all $boot events | sed -n 's/^events:\([0-9]*\):1/  \1/p' | uniq -c -s 6 | sed 's/^ *1  / /'
  >   done
  > }
  > { echo '{"kind":"call","cpu":0,"reason":"hvc","regs":{"x0":"0x0"}}'; echo '{"kind":"call","cpu":0,"reason":"smc","forwarded":false,"regs":{"x1":"0x0"}}'
  >   echo '{"kind":"call","cpu":0,"reason":"smc","forwarded":false,"regs":{"x0":"0x84000000/0xff"}}'; echo '{"kind":"call","cpu":0,"reason":"smc","regs":{"x0":"0x80000000"}}'
  >   echo '{"kind":"call","cpu":0,"reason":"hvc","forwarded":false,"regs":{"x0":"0x80000000"}}'; echo '{"kind":"enter","cpu":0,"reason":"host_abort"}'; } >events
  > boots
  > abort() { echo '{"kind":"abort","cpu":0,"address":"0x40000123","taken":{"esr":"'$1'"}}'; }
  > { abort 0x92000007; abort 0x82000007; abort 0x93c08047; abort 0x96000007; abort 0x9200000f; abort 0x92000010; abort 0x92000021; abort 0x5a000000; abort 0x92000004; abort 0x92000003; } >events
  > boots
  > el2trap replay --all --kernel 6.12 --cmdline kvm-arm.mode=protected events | grep '^events'
  --cmdline kvm-arm.mode=protected
    1: agree: hvc #0 at EL1: 
        2   2: cannot judge: what the call asks for (x0) is not in the trace
    4: agree: smc #0 at EL1: 
    5: agree: hvc #0 at EL1: 
    6: agree
  --cmdline kvm-arm.mode=nvhe
    1: agree: hvc #0 at EL1: 
        3   2: disagree: smc #0 at EL1: recorded: entered for smc; the model: trap, taken to EL3 with ESR 0x5e000000
    5: agree: hvc #0 at EL1: 
    6: disagree: recorded: an abort of the host at EL2; the model: it has no stage 2 under this boot
  --cmdline id_aa64mmfr1.vh=1
        6   1: disagree: recorded: a hypervisor apart from the host; this boot has none
  --no-hypervisor
        6   1: cannot judge: which software runs at EL2 is not known (no kernel, or its boot stub)
  --cmdline kvm-arm.mode=none
        6   1: disagree: recorded: a hypervisor apart from the host; this boot has none
  --cmdline kvm-arm.mode=protected
        3   1: agree
    4: disagree: EC 0x25 is no abort of a lower Exception level
    5: agree
    6: disagree: fault status 0x10 is none of stage 2 translation
    7: disagree: fault status 0x21 is none of stage 2 translation
    8: disagree: EC 0x16 is no abort of a lower Exception level
    9: agree
    10: agree
  --cmdline kvm-arm.mode=nvhe
        3   1: disagree: recorded: an abort of the host at EL2; the model: it has no stage 2 under this boot
    4: disagree: EC 0x25 is no abort of a lower Exception level
        3   5: disagree: recorded: an abort of the host at EL2; the model: it has no stage 2 under this boot
    8: disagree: EC 0x16 is no abort of a lower Exception level
    9: disagree: recorded: an abort of the host at EL2; the model: it has no stage 2 under this boot
    10: disagree: recorded: an abort of the host at EL2; the model: it has no stage 2 under this boot
  --cmdline id_aa64mmfr1.vh=1
        9   1: disagree: recorded: a hypervisor apart from the host; this boot has none
    10: disagree: recorded: a hypervisor apart from the host; this boot has none
  --no-hypervisor
        9   1: cannot judge: which software runs at EL2 is not known (no kernel, or its boot stub)
    10: cannot judge: which software runs at EL2 is not known (no kernel, or its boot stub)
  --cmdline kvm-arm.mode=none
        9   1: disagree: recorded: a hypervisor apart from the host; this boot has none
    10: disagree: recorded: a hypervisor apart from the host; this boot has none
  events:1:1: agree
  events:2:1: agree
  events:3:1: agree
  events:4:1: disagree: EC 0x25 is no abort of a lower Exception level
  events:5:1: agree
  events:6:1: disagree: fault status 0x10 is none of stage 2 translation
  events:7:1: disagree: fault status 0x21 is none of stage 2 translation
  events:8:1: disagree: EC 0x16 is no abort of a lower Exception level
  events:9:1: agree
  events:10:1: agree

Guests, which only KVM has; what is said of an exit fits it, until the vCPU goes on.

  $ boots() {
  >   for boot in '--cmdline kvm-arm.mode=protected' '--cmdline kvm-arm.mode=none' '--no-hypervisor'; do
  >     echo "$boot"; el2trap replay --all $boot events | sed -n 's/^events:\([0-9]*\):1/  \1/p' | uniq -c -s 6 | sed 's/^ *1  / /'
  >   done
  > }
  > guest() { echo '{"kind":"guest","cpu":0,"reason":"'$1'"'$2'}'; }
  > { guest kvm_entry; guest kvm_exit ',"pc":"0x1000","taken":{"ec":"0x18"}'; guest kvm_handle_sys_reg ',"pc":"0x1000","taken":{"ec":"0x18","esr":"0x62384021"}'
  >   guest kvm_handle_sys_reg ',"pc":"0x1004","taken":{"ec":"0x18","esr":"0x62384021"}'; guest kvm_sys_access ',"pc":"0x1000","taken":{"ec":"0x17"}'
  >   guest kvm_handle_sys_reg ',"taken":{"ec":"0x18","esr":"0x62384021"}'; guest kvm_entry; guest kvm_handle_sys_reg ',"pc":"0x1004","taken":{"ec":"0x18","esr":"0x62384021"}'
  >   guest kvm_inject_nested_exception; guest kvm_exit ',"taken":{"cause":"async"}'; guest kvm_exit ',"taken":{"ec":"0x24"}'; } >events
  > boots
  > one() { guest kvm_trap ',"pc":"0x1000"'$1; }
  > { one ',"taken":{"ec":"0x18","esr":"0x62384021","pstate":"0x10/0x10"}'; one ',"taken":{"ec":"0x18","esr":"0x62384021","pstate":"0x0/0x10"}'; one ',"taken":{"ec":"0x18"}'
  >   one ',"taken":{"ec":"0x25","esr":"0x96000007"}'; one ',"taken":{"ec":"0x20","esr":"0x82000007"}'; one ',"taken":{"esr":"0x02000000"}'
  >   one ',"word":"0xd5390081","taken":{"ec":"0x18"}'; one ',"word":"0xd5390081","taken":{"ec":"0x17"}'; one ',"word":"0xd5390081","taken":{"esr":"0x62384021"}'; one ',"word":"0xd5390081","taken":{"esr":"0x62384041"}'
  >   one ',"word":"0xd53810c0","taken":{"ec":"0x18"}'; one ',"word":"0xd5380600","taken":{"ec":"0x18"}'; one ',"word":"0xd5381000","taken":{"ec":"0x18"}'; one ',"word":"0xd9600020","taken":{"ec":"0x18"}'
  >   one ',"word":"0xd5190080","taken":{"ec":"0x18"}'; one ',"word":"0xd503207f","taken":{"ec":"0x01"}'; one ',"word":"0xd4000003","taken":{"ec":"0x17"}'; } >events
  > boots
  > fault() { echo '{"kind":"abort","cpu":0,"guest":true,"reason":"kvm_guest_fault","pc":"0x1000","address":"'$2'","taken":{"esr":"'$1'","far":"'$3'"}}'; }
  > { fault 0x92000007 0x40200000 0xffff800010000000; fault 0x92000007 0x40200123 0xffff800010000123; fault 0x92000007 0x40200123 0xffff800010000124; fault 0x92000007 0x40200000 0xffff800010000124
  >   fault 0x82000007 0x40200000 0xffff800010000000; fault 0x96000007 0x40200000 0xffff800010000000; fault 0x9200000f 0x40200000 0x0; fault 0x92000010 0x40200000 0x0; fault 0x92000003 0x40200000 0x0; } >events
  > boots
  --cmdline kvm-arm.mode=protected
    1: agree
    2: cannot judge: the line says the class of the exception only
    3: agree: mrs x1, gmid_el1 at EL1: a protected guest has no MTE
    4: disagree: PC 0x1004, but the exit before it was at 0x1000
    5: disagree: EC 0x17, but the exit before it was for EC 0x18
    6: agree: mrs x1, gmid_el1 at EL1: a protected guest has no MTE
    7: agree
    8: agree: mrs x1, gmid_el1 at EL1: a protected guest has no MTE
    9: cannot judge: what a guest's handlers do is not modelled
    10: cannot judge: an interrupt or SError: these are not modelled
    11: cannot judge: the line says the class of the exception only
  --cmdline kvm-arm.mode=none
        9   1: disagree: recorded: a guest; KVM is off under this boot
        2   10: disagree: recorded: a guest; KVM is off under this boot
  --no-hypervisor
        9   1: cannot judge: which software runs at EL2 is not known (no kernel, or its boot stub)
        2   10: cannot judge: which software runs at EL2 is not known (no kernel, or its boot stub)
  --cmdline kvm-arm.mode=protected
    1: cannot judge: AArch32 code is not modelled
    2: agree: mrs x1, gmid_el1 at EL1: a protected guest has no MTE
    3: cannot judge: the line says the class of the exception only
        2   4: cannot judge: consistent, but page tables and page owners are not in the trace
    6: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
    7: agree: mrs x1, gmid_el1 at EL1: a protected guest has no MTE
    8: disagree: mrs x1, gmid_el1 at EL1: recorded: trapped from a guest; the model: trap, taken to EL2 with ESR 0x62384021
    9: agree: mrs x1, gmid_el1 at EL1: a protected guest has no MTE
    10: disagree: mrs x1, gmid_el1 at EL1: recorded: trapped from a guest; the model: trap, taken to EL2 with ESR 0x62384021
    11: agree: mrs x0, gcr_el1 at EL1: traps only where the guest has no MTE
    12: agree: mrs x0, id_aa64isar0_el1 at EL1: KVM answers: the register as the guest has it
    13: cannot judge: it depends on what the guest was made with, and on traps that come and go while it runs
    14: disagree: ldg x0, [x1] at EL1: recorded: trapped from a guest; the model: pass
    15: disagree: msr gmid_el1, x0 at EL1: recorded: trapped from a guest; the model: undef native, taken to EL1 with ESR 0x2000000
    16: agree: wfi at EL1: WFI or WFE: the vCPU waits, and goes on behind it
    17: agree: smc #0 at EL1: an SMC: KVM answers it as a hypercall, or the program that runs the guest
  --cmdline kvm-arm.mode=none
        9   1: disagree: recorded: a guest; KVM is off under this boot
        8   10: disagree: recorded: a guest; KVM is off under this boot
  --no-hypervisor
        9   1: cannot judge: which software runs at EL2 is not known (no kernel, or its boot stub)
        8   10: cannot judge: which software runs at EL2 is not known (no kernel, or its boot stub)
  --cmdline kvm-arm.mode=protected
        2   1: cannot judge: consistent, but page tables and page owners are not in the trace
    3: disagree: FAR and IPA differ within the page
        2   4: cannot judge: consistent, but page tables and page owners are not in the trace
    6: disagree: EC 0x25 is no abort of a lower Exception level
    7: cannot judge: consistent, but page tables and page owners are not in the trace
    8: disagree: fault status 0x10 is none of stage 2 translation
    9: cannot judge: consistent, but page tables and page owners are not in the trace
  --cmdline kvm-arm.mode=none
        9   1: disagree: recorded: a guest; KVM is off under this boot
  --no-hypervisor
        9   1: cannot judge: which software runs at EL2 is not known (no kernel, or its boot stub)

What the kernel itself reported: the class or the syndrome that it saw, against what the model delivers.

  $ oops() { echo '{"kind":"oops","cpu":0,"pc":"0x1000"'$1'}'; }
  > { oops ',"el":1,"word":"0x00000000","taken":{"esr":"0x02000000"}'; oops ',"el":1,"word":"0x00000000","taken":{"esr":"0x02000001"}'; oops ',"el":1,"word":"0x00000000","taken":{"ec":"0x00"}'
  >   oops ',"el":1,"word":"0x00000000","taken":{"ec":"0x18"}'; oops ',"el":1,"word":"0x00000000"'; oops ',"el":1,"word":"0x00000000","taken":{"cause":"async"}'; oops ',"el":1,"taken":{"esr":"0x02000000"}'
  >   oops ',"el":1,"taken":{"esr":"0x96000007"}'; oops ',"el":1,"word":"0xf9400020","taken":{"esr":"0x86000007"}'; oops ',"el":1,"word":"0xf9400020","taken":{"esr":"0x96000007"}'; oops ',"el":1,"word":"0x00000000","taken":{"esr":"0x96000007"}'
  >   oops ',"el":1,"word":"0x00000000","taken":{"ec":"0x25"}'; oops ',"el":1,"word":"0xd53810c0","taken":{"esr":"0x02000000"}'; oops ',"word":"0xd53810c0","taken":{"esr":"0x02000000"}'; oops ',"el":0,"word":"0xd53810c0","taken":{"esr":"0x02000000"}'
  >   oops ',"el":1,"word":"0xf8408421","taken":{"esr":"0x02000000"}'; oops ',"el":1,"word":"0xf8408421","taken":{"esr":"0x62000000"}'; oops ',"el":1,"word":"0xf8408421","taken":{"esr":"0x96000007"}'
  >   oops ',"el":1,"word":"0xd503201f","taken":{"esr":"0x02000000"}'; oops ',"el":1,"word":"0x00000000","taken":{"esr":"0x02000000/0xfc000000"}'; oops ',"el":1,"word":"0x00000000","taken":{"esr":"0x62000000/0xfc000000"}'; } >events
  > for boot in '--cmdline kvm-arm.mode=protected arm64.nomte' '--cmdline kvm-arm.mode=nvhe' '--no-hypervisor'; do
  >   echo "$boot"; el2trap replay --all ${boot%% *} "${boot#* }" events 2>&1 | sed -n 's/^events:\([0-9]*\):1/  \1/p'
  > done
  --cmdline kvm-arm.mode=protected arm64.nomte
    1: agree: udf #0 at EL1: undef native, taken to EL1 with ESR 0x2000000
    2: disagree: udf #0 at EL1: recorded: the kernel saw ESR 0x2000001; the model: undef native, taken to EL1 with ESR 0x2000000
    3: agree: udf #0 at EL1: undef native, taken to EL1 with ESR 0x2000000
    4: disagree: udf #0 at EL1: recorded: the kernel saw EC 0x18; the model: undef native, taken to EL1 with ESR 0x2000000
    5: cannot judge: the message does not say which exception it was
    6: cannot judge: an interrupt or SError: these are not modelled
    7: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
    8: cannot judge: consistent, but page tables and page owners are not in the trace
    9: cannot judge: consistent, but page tables and page owners are not in the trace
    10: cannot judge: consistent, but page tables and page owners are not in the trace
    11: disagree: udf #0 at EL1: recorded: the kernel saw ESR 0x96000007; the model: undef native, taken to EL1 with ESR 0x2000000
    12: disagree: udf #0 at EL1: recorded: the kernel saw EC 0x25; the model: undef native, taken to EL1 with ESR 0x2000000
    13: agree: mrs x0, gcr_el1 at EL1: undef injected, taken to EL2 with ESR 0x623c0401
    14: agree: mrs x0, gcr_el1 at EL1: undef injected, taken to EL2 with ESR 0x623c0401
    15: agree: mrs x0, gcr_el1 at EL0: undef native, taken to EL1 with ESR 0x2000000
    16: agree: .inst 0xf8408421 at EL1: undef native, taken to EL1 with ESR 0x2000000
    17: cannot judge: CONSTRAINED UNPREDICTABLE: the recorded CPU may have chosen otherwise
    18: cannot judge: consistent, but page tables and page owners are not in the trace
    19: disagree: nop at EL1: recorded: the kernel saw ESR 0x2000000; the model: pass
    20: agree: udf #0 at EL1: undef native, taken to EL1 with ESR 0x2000000
    21: disagree: udf #0 at EL1: recorded: the kernel saw ESR 0x62000000; the model: undef native, taken to EL1 with ESR 0x2000000
  --cmdline kvm-arm.mode=nvhe
    1: agree: udf #0 at EL1: undef native, taken to EL1 with ESR 0x2000000
    2: disagree: udf #0 at EL1: recorded: the kernel saw ESR 0x2000001; the model: undef native, taken to EL1 with ESR 0x2000000
    3: agree: udf #0 at EL1: undef native, taken to EL1 with ESR 0x2000000
    4: disagree: udf #0 at EL1: recorded: the kernel saw EC 0x18; the model: undef native, taken to EL1 with ESR 0x2000000
    5: cannot judge: the message does not say which exception it was
    6: cannot judge: an interrupt or SError: these are not modelled
    7: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
    8: cannot judge: consistent, but page tables and page owners are not in the trace
    9: cannot judge: consistent, but page tables and page owners are not in the trace
    10: cannot judge: consistent, but page tables and page owners are not in the trace
    11: disagree: udf #0 at EL1: recorded: the kernel saw ESR 0x96000007; the model: undef native, taken to EL1 with ESR 0x2000000
    12: disagree: udf #0 at EL1: recorded: the kernel saw EC 0x25; the model: undef native, taken to EL1 with ESR 0x2000000
    13: disagree: mrs x0, gcr_el1 at EL1: recorded: the kernel saw ESR 0x2000000; the model: pass
    14: disagree: mrs x0, gcr_el1 at EL1: recorded: the kernel saw ESR 0x2000000; the model: pass
    15: agree: mrs x0, gcr_el1 at EL0: undef native, taken to EL1 with ESR 0x2000000
    16: agree: .inst 0xf8408421 at EL1: undef native, taken to EL1 with ESR 0x2000000
    17: cannot judge: CONSTRAINED UNPREDICTABLE: the recorded CPU may have chosen otherwise
    18: cannot judge: consistent, but page tables and page owners are not in the trace
    19: disagree: nop at EL1: recorded: the kernel saw ESR 0x2000000; the model: pass
    20: agree: udf #0 at EL1: undef native, taken to EL1 with ESR 0x2000000
    21: disagree: udf #0 at EL1: recorded: the kernel saw ESR 0x62000000; the model: undef native, taken to EL1 with ESR 0x2000000
  --no-hypervisor
    1: cannot judge: the model does not know this instruction or state
    2: cannot judge: the model does not know this instruction or state
    3: cannot judge: the model does not know this instruction or state
    4: cannot judge: the model does not know this instruction or state
    5: cannot judge: the message does not say which exception it was
    6: cannot judge: an interrupt or SError: these are not modelled
    7: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
    8: cannot judge: consistent, but page tables and page owners are not in the trace
    9: cannot judge: consistent, but page tables and page owners are not in the trace
    10: cannot judge: consistent, but page tables and page owners are not in the trace
    11: cannot judge: consistent, but page tables and page owners are not in the trace
    12: cannot judge: consistent, but page tables and page owners are not in the trace
    13: cannot judge: the model does not know this instruction or state
    14: cannot judge: the model does not know this instruction or state
    15: disagree: mrs x0, gcr_el1 at EL0: recorded: the kernel saw ESR 0x2000000; the model: trap, taken to EL2 with ESR 0x2000000
    16: cannot judge: the model does not know this instruction or state
    17: cannot judge: the model does not know this instruction or state
    18: cannot judge: consistent, but page tables and page owners are not in the trace
    19: cannot judge: the model does not know this instruction or state
    20: cannot judge: the model does not know this instruction or state
    21: cannot judge: the model does not know this instruction or state

Panics of the hypervisor: by whom, for what, of which boot; and modes of a log.

  $ panic() { echo '{"kind":"panic","cpu":0,"reason":"'$1'","pc":"0x1000"'$2'}'; }
  > { panic hyp_panic; panic hyp_panic ',"el":2'; panic hyp_panic ',"el":1,"word":"0xd53810c0"'; panic hyp_panic ',"el":1,"word":"0xd503201f"'; panic hyp_panic ',"el":1,"taken":{"esr":"0x96000007"}'; panic hyp_panic ',"el":1'
  >   panic handle_trap; panic handle_trap ',"el":2,"taken":{"esr":"0xf2000800"}'; panic handle_trap ',"el":2,"taken":{"esr":"0x96000007"}'; panic handle_trap ',"el":1,"word":"0xd53810c0"'
  >   panic hyp_panic ',"el":1,"word":"0xd5381060"'; panic hyp_panic ',"el":0,"word":"0xd5381060"'; panic hyp_panic ',"el":1,"word":"0xd4e00001"'; panic hyp_panic ',"el":1,"word":"0xd5386000"'
  >   panic handle_host_mem_abort; panic handle_host_mem_abort ',"el":2,"taken":{"esr":"0xf2000800"}'; panic handle_host_mem_abort ',"el":2,"taken":{"esr":"0x96000007"}'; panic elsewhere
  >   for mode in vhe nvhe hvhe protected-nvhe protected-hvhe none; do echo '{"kind":"boot","cpu":0,"reason":"'$mode'"}'; done; } >events
  > for boot in protected nvhe vhe none; do
  >   echo "$boot"; el2trap replay --all --kernel 6.12 --cmdline "kvm-arm.mode=$boot arm64.nomte" events 2>&1 | sed -n 's/ [0-9]* accesses.*//; s/^events:\([0-9]*\):1/  \1/p'
  > done
  > el2trap replay --all --no-hypervisor events 2>&1 | sed -n 's/^events:[0-9]*:1: //p' | uniq -c
  protected
    1: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
    2: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
    3: disagree: mrs x0, gcr_el1 at EL1: recorded: the hypervisor panicked; the model: pass
    4: disagree: nop at EL1: recorded: the hypervisor panicked; the model: pass
    5: cannot judge: consistent, but page tables and page owners are not in the trace
    6: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
    7: agree: handle_trap() knows no such exception; of the host,
    8: agree: handle_trap() knows no such exception; of the host,
    9: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
    10: disagree: mrs x0, gcr_el1 at EL1: recorded: the hypervisor panicked; the model: pass
    11: agree: mrs x0, sctlr2_el1 at EL1: panic, taken to EL2 with ESR 0x62360401
    12: disagree: mrs x0, sctlr2_el1 at EL0: recorded: the hypervisor panicked; the model: undef native, taken to EL1 with ESR 0x2000000
    13: disagree: .inst 0xd4e00001 at EL1: recorded: the hypervisor panicked; the model: undef native, taken to EL1 with ESR 0x2000000
    14: disagree: mrs x0, far_el1 at EL1: recorded: the hypervisor panicked; the model: pass
    15: cannot judge: consistent, but page tables and page owners are not in the trace
    16: cannot judge: consistent, but page tables and page owners are not in the trace
    17: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
    18: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
    19: disagree: the log is of a kernel in mode vhe, this boot ends in protected-hvhe: give an empty --cmdline
    20: disagree: the log is of a kernel in mode nvhe, this boot ends in protected-hvhe: give --cmdline kvm-arm.mode=nvhe
    21: disagree: the log is of a kernel in mode hvhe, this boot ends in protected-hvhe: give --cmdline 'kvm-arm.mode=nvhe arm64_sw.hvhe=1'
    22: disagree: the log is of a kernel in mode protected-nvhe, this boot ends in protected-hvhe: give --cmdline 'kvm-arm.mode=protected arm64_sw.hvhe=0'
    23: agree
    24: disagree: the log is of a kernel in mode none, this boot ends in protected-hvhe: give another boot
  nvhe
    1: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
    2: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
    3: disagree: mrs x0, gcr_el1 at EL1: recorded: the hypervisor panicked; the model: pass
    4: disagree: nop at EL1: recorded: the hypervisor panicked; the model: pass
    5: cannot judge: consistent, but page tables and page owners are not in the trace
    6: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
    7: agree: handle_trap() knows no such exception; of the host,
    8: agree: handle_trap() knows no such exception; of the host,
    9: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
    10: disagree: mrs x0, gcr_el1 at EL1: recorded: the hypervisor panicked; the model: pass
    11: agree: mrs x0, sctlr2_el1 at EL1: panic, taken to EL2 with ESR 0x62360401
    12: disagree: mrs x0, sctlr2_el1 at EL0: recorded: the hypervisor panicked; the model: undef native, taken to EL1 with ESR 0x2000000
    13: disagree: .inst 0xd4e00001 at EL1: recorded: the hypervisor panicked; the model: undef native, taken to EL1 with ESR 0x2000000
    14: disagree: mrs x0, far_el1 at EL1: recorded: the hypervisor panicked; the model: pass
    15: disagree: recorded: an abort of the host at EL2; the model: it has no stage 2 under this boot
    16: disagree: recorded: an abort of the host at EL2; the model: it has no stage 2 under this boot
    17: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
    18: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
    19: disagree: the log is of a kernel in mode vhe, this boot ends in nvhe: give an empty --cmdline
    20: agree
    21: disagree: the log is of a kernel in mode hvhe, this boot ends in nvhe: give --cmdline 'kvm-arm.mode=nvhe arm64_sw.hvhe=1'
    22: disagree: the log is of a kernel in mode protected-nvhe, this boot ends in nvhe: give --cmdline 'kvm-arm.mode=protected arm64_sw.hvhe=0'
    23: disagree: the log is of a kernel in mode protected-hvhe, this boot ends in nvhe: give --cmdline kvm-arm.mode=protected
    24: disagree: the log is of a kernel in mode none, this boot ends in nvhe: give another boot
  vhe
    1: cannot judge: what a guest's handlers do is not modelled
    2: disagree: recorded: a panic of a hypervisor apart from the host; this boot (vhe) has none
    3: cannot judge: what a guest's handlers do is not modelled
    4: cannot judge: what a guest's handlers do is not modelled
    5: cannot judge: what a guest's handlers do is not modelled
    6: cannot judge: what a guest's handlers do is not modelled
    7: disagree: recorded: a panic of a hypervisor apart from the host; this boot (vhe) has none
    8: disagree: recorded: a panic of a hypervisor apart from the host; this boot (vhe) has none
    9: disagree: recorded: a panic of a hypervisor apart from the host; this boot (vhe) has none
    10: disagree: recorded: a panic of a hypervisor apart from the host; this boot (vhe) has none
    11: cannot judge: what a guest's handlers do is not modelled
    12: cannot judge: what a guest's handlers do is not modelled
    13: cannot judge: what a guest's handlers do is not modelled
    14: cannot judge: what a guest's handlers do is not modelled
    15: disagree: recorded: a panic of a hypervisor apart from the host; this boot (vhe) has none
    16: disagree: recorded: a panic of a hypervisor apart from the host; this boot (vhe) has none
    17: disagree: recorded: a panic of a hypervisor apart from the host; this boot (vhe) has none
    18: disagree: recorded: a panic of a hypervisor apart from the host; this boot (vhe) has none
    19: agree
    20: disagree: the log is of a kernel in mode nvhe, this boot ends in vhe: give --cmdline kvm-arm.mode=nvhe
    21: disagree: the log is of a kernel in mode hvhe, this boot ends in vhe: give --cmdline 'kvm-arm.mode=nvhe arm64_sw.hvhe=1'
    22: disagree: the log is of a kernel in mode protected-nvhe, this boot ends in vhe: give --cmdline 'kvm-arm.mode=protected arm64_sw.hvhe=0'
    23: disagree: the log is of a kernel in mode protected-hvhe, this boot ends in vhe: give --cmdline kvm-arm.mode=protected
    24: disagree: the log is of a kernel in mode none, this boot ends in vhe: give another boot
  none
    1: cannot judge: what a guest's handlers do is not modelled
    2: disagree: recorded: a panic of a hypervisor apart from the host; this boot (none) has none
    3: cannot judge: what a guest's handlers do is not modelled
    4: cannot judge: what a guest's handlers do is not modelled
    5: cannot judge: what a guest's handlers do is not modelled
    6: cannot judge: what a guest's handlers do is not modelled
    7: disagree: recorded: a panic of a hypervisor apart from the host; this boot (none) has none
    8: disagree: recorded: a panic of a hypervisor apart from the host; this boot (none) has none
    9: disagree: recorded: a panic of a hypervisor apart from the host; this boot (none) has none
    10: disagree: recorded: a panic of a hypervisor apart from the host; this boot (none) has none
    11: cannot judge: what a guest's handlers do is not modelled
    12: cannot judge: what a guest's handlers do is not modelled
    13: cannot judge: what a guest's handlers do is not modelled
    14: cannot judge: what a guest's handlers do is not modelled
    15: disagree: recorded: a panic of a hypervisor apart from the host; this boot (none) has none
    16: disagree: recorded: a panic of a hypervisor apart from the host; this boot (none) has none
    17: disagree: recorded: a panic of a hypervisor apart from the host; this boot (none) has none
    18: disagree: recorded: a panic of a hypervisor apart from the host; this boot (none) has none
    19: disagree: the log is of a kernel in mode vhe, this boot ends in none: give an empty --cmdline
    20: disagree: the log is of a kernel in mode nvhe, this boot ends in none: give --cmdline kvm-arm.mode=nvhe
    21: disagree: the log is of a kernel in mode hvhe, this boot ends in none: give --cmdline 'kvm-arm.mode=nvhe arm64_sw.hvhe=1'
    22: disagree: the log is of a kernel in mode protected-nvhe, this boot ends in none: give --cmdline 'kvm-arm.mode=protected arm64_sw.hvhe=0'
    23: disagree: the log is of a kernel in mode protected-hvhe, this boot ends in none: give --cmdline kvm-arm.mode=protected
    24: agree
       24 cannot judge: which software runs at EL2 is not known (no kernel, or its boot stub)

What is not modelled or not predictable is not held against a line.

  $ insn() { echo '{"kind":"insn","cpu":0,"el":1,"pc":"0x1000","word":"'$1'","fate":"'$2'"'$3'}'; }
  > { insn 0xf8408421 executed; insn 0xf8408421 taken ',"taken":{"el":1,"esr":"0x02000000"}'; insn 0xf8408421 taken ',"taken":{"el":1,"esr":"0x62000000"}'; insn 0xf8408421 unknown
  >   insn 0xd5380600 executed; insn 0xd4e00000 executed; insn 0xd4e00000 taken ',"taken":{"el":1,"esr":"0x02000000"}'; insn 0xd5b00000 executed; insn 0xd6bf03e0 executed; insn 0xd6bf03e0 taken ',"taken":{"el":1,"esr":"0x02000000"}'; } >events
  > el2trap replay --all --cmdline kvm-arm.mode=nvhe events | sed -n 's/^events:\([0-9]*\):1/  \1/p'
    1: cannot judge: CONSTRAINED UNPREDICTABLE: the recorded CPU may have chosen otherwise
    2: agree: .inst 0xf8408421 at EL1: 
    3: cannot judge: CONSTRAINED UNPREDICTABLE: the recorded CPU may have chosen otherwise
    5: agree: mrs x0, id_aa64isar0_el1 at EL1: 
    6: disagree: tenter #0 at EL1: recorded as executed at EL1, the model: undef native, taken to EL1 with ESR 0x2000000
    7: agree: tenter #0 at EL1: 
    8: disagree: .inst 0xd5b00000 at EL1: recorded as executed at EL1, the model: undef native, taken to EL1 with ESR 0x2000000
    9: disagree: drps at EL1: recorded as executed at EL1, the model: undef native, taken to EL1 with ESR 0x2000000
    10: agree: drps at EL1: 

A register that was written with a value nobody knows: in doubt is what it decides of a call, too. A general register is
known until the trace shows a part of it only; what an instruction leaves in it is not what it began with.

  $ lost() { echo '{"kind":"registers","cpu":0,"regs":{"'$1'":"0x0/0xff"}}'; }
  > { echo '{"kind":"call","cpu":0,"reason":"smc","regs":{"x0":"0x84000000"}}'; lost HCR_EL2; echo '{"kind":"call","cpu":0,"reason":"smc","regs":{"x0":"0x84000000"}}'; } >doubt
  > el2trap replay --all --cmdline kvm-arm.mode=protected doubt | grep '^doubt'
  > insn() { echo '{"kind":"insn","cpu":0,"el":1,"pc":"0x1000","word":"'$1'","fate":"executed"'$2'}'; }
  > trap='{"kind":"insn","cpu":0,"el":0,"pc":"0x2000","word":"0xd53be040","fate":"taken","taken":{"el":1,"esr":"0x62100000/0xfc000000","ec":"0x18"}}'
  > { insn 0xd503201f ',"regs":{"x0":"0x2"}'; insn 0xd503201f ',"regs":{"x0":"0x2/0xff"}'; insn 0xd518e100; echo "$trap"; } >part
  > { insn 0xd503201f ',"regs":{"x0":"0x0/0xff"}'; insn 0xd503201f ',"regs":{"x0":"0x2"}'; insn 0xd518e100; echo "$trap"; } >whole
  > { insn 0xd2800040; insn 0xd518e100 ',"regs":{"x0":"0x0"}'; echo "$trap"; } >after
  > el2trap replay --all --cmdline kvm-arm.mode=nvhe part whole after | grep '^[a-z]*:[34]'
  doubt:1:1: agree: smc #0 at EL1: 
  doubt:3:1: cannot judge: a control register was written with a value that the trace does not show
  part:3:1: agree: msr cntkctl_el1, x0 at EL1: 
  part:4:1: cannot judge: a control register was written with a value that the trace does not show
  whole:3:1: cannot judge: a control register was written with a value that the trace does not show
  whole:4:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
  after:3:1: disagree: mrs x0, cntvct_el0 at EL0: recorded as taken to EL1 with ESR 0x62100000, the model: pass
