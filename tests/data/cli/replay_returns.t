Where the host goes on after EL2 has answered: an injected exception begins at its vector, a page that was mapped is
accessed again (or an interrupt came first, at one of two vectors), a call that is served goes on behind it. From a
hypercall a guest may come between.

  $ exception() { echo '{"kind":"exception","cpu":0,"el":1,"pc":"0x1000","word":"'$1'","visible":true,"regs":{"x0":"0x0"},"taken":{"el":2,"esr":"'$2'"'$3'}}'; }
  > back() { echo '{"kind":"return","cpu":0,"el":2,"taken":{"el":'${2:-1}',"pc":"'$1'"}}'; }
  > try() {
  >   what=$1 word=$2 esr=$3 rest=$4; shift 4
  >   for pc; do
  >     { exception $word $esr "$rest"; back $pc; } >answer
  >     echo "$what, $pc:$(el2trap replay --all --cmdline 'kvm-arm.mode=protected arm64.nomte' answer | sed -n '/^answer:2/s/answer:2:1//p')"
  >   done
  > }
  > try 'mrs gcr_el1' 0xd53810c0 0x623c0401 '' 0x800200 0x800204 0x800400 0x1000 0x1004
  > try 'ldr' 0xf9400020 0x93c08007 ',"elr":"0x1000"' 0x1000 0x800200 0x800400 0x800600 0x800280 0x800204 0x1004
  > try 'hvc' 0xd4000002 0x5a000000 '' 0x1004 0x1000 0x9000
  mrs gcr_el1, 0x800200:: agree
  mrs gcr_el1, 0x800204:: disagree: recorded: EL2 returned to 0x800204; the model: it injects, vector offset 0x200
  mrs gcr_el1, 0x800400:: disagree: recorded: EL2 returned to 0x800400; the model: it injects, vector offset 0x200
  mrs gcr_el1, 0x1000:: disagree: recorded: EL2 returned to 0x1000; the model: it injects, vector offset 0x200
  mrs gcr_el1, 0x1004:: disagree: recorded: EL2 returned to 0x1004; the model: it injects, vector offset 0x200
  ldr, 0x1000:: agree
  ldr, 0x800200:: agree
  ldr, 0x800400:: agree
  ldr, 0x800600:: disagree: recorded: EL2 returned to 0x800600; the model: the host tries 0x1000 again
  ldr, 0x800280:: disagree: recorded: EL2 returned to 0x800280; the model: the host tries 0x1000 again
  ldr, 0x800204:: disagree: recorded: EL2 returned to 0x800204; the model: the host tries 0x1000 again
  ldr, 0x1004:: disagree: recorded: EL2 returned to 0x1004; the model: the host tries 0x1000 again
  hvc, 0x1004:: agree
  hvc, 0x1000:: cannot judge: what a guest's handlers do is not modelled
  hvc, 0x9000:: cannot judge: what a guest's handlers do is not modelled

Levels: of a return, of an exception, and from one line to the next while there is one CPU.

  $ back() { echo '{"kind":"return","cpu":'${3:-0}',"el":'$1',"taken":{"el":'$2',"pc":"0x1000"}}'; }
  > svc() { echo '{"kind":"exception","cpu":'${3:-0}',"el":'$1',"pc":"0x1000","word":"0xd4000001","visible":true,"taken":{"el":'$2',"esr":"0x56000000"}}'; }
  > nop() { echo '{"kind":"insn","cpu":0,"pc":"0x1000","word":"0xd503201f","fate":"executed"}'; }
  > { back 1 2; back 0 0; back 2 2; back 3 1; back 2 1; back 1 0; back 0 1; } >returns
  > { svc 0 1; svc 0 1; back 1 0; svc 0 0; svc 1 0; svc 2 1; svc 0 1; back 1 1; svc 1 1; nop; } >levels
  > { svc 0 1 0; svc 0 1 1; svc 0 1 0; back 2 1 1; } >cpus
  > el2trap replay --all --cmdline kvm-arm.mode=nvhe returns levels cpus | grep -v '^ '
  returns:1:1: disagree: an exception return from EL1 cannot go to EL2
  returns:2:1: disagree: EL0 has no exception return
  returns:3:1: agree
  returns:4:1: disagree: recorded at EL3, but the CPU was left at EL2
  returns:5:1: agree
  returns:6:1: agree
  returns:7:1: disagree: an exception return from EL0 cannot go to EL1
  levels:1:1: agree: svc #0 at EL0: 
  levels:2:1: disagree: svc #0 at EL0: recorded at EL0, but the CPU was left at EL1
  levels:3:1: agree
  levels:4:1: disagree: an exception from EL0 cannot be taken to EL0
  levels:5:1: disagree: an exception from EL1 cannot be taken to EL0
  levels:6:1: disagree: an exception from EL2 cannot be taken to EL1
  levels:7:1: disagree: svc #0 at EL0: recorded at EL0, but the CPU was left at EL1
  levels:8:1: agree
  levels:9:1: agree: svc #0 at EL1: 
  levels:10:1: agree: nop at EL1: 
  cpus:1:1: disagree: svc #0 at EL0: recorded at EL0, but the CPU was left at EL1
  cpus:2:1: agree: svc #0 at EL0: 
  cpus:3:1: agree: svc #0 at EL0: 
  cpus:4:1: agree
  21 lines (record), 21 events: 11 agree, 10 disagree, 0 cannot judge

What a recorded exception says beside its syndrome: ELR, SPSR, vector, PSTATE, a class that its syndrome has not.

  $ for taken in '' ',"elr":"0x1004"' ',"elr":"0x1000"' ',"spsr":"0x3c5"' ',"spsr":"0x3c4"' ',"spsr":"0x5/0xf"' ',"vector":512' ',"vector":1024' ',"vector":0' \
  >   ',"pstate":"0x3c5"' ',"pstate":"0x5"' ',"pstate":"0x5/0xf"' ',"pstate":"0x9/0xf"' ',"ec":"0x15"' ',"ec":"0x16"'; do
  >   echo '{"kind":"exception","cpu":0,"el":1,"pc":"0x1000","word":"0xd4000001","visible":true,"taken":{"el":1,"esr":"0x56000000"'$taken'}}' >beside
  >   echo "$taken:$(el2trap replay --all --cmdline kvm-arm.mode=nvhe beside | sed -n 's/^beside:1:1//p')"
  > done
  :: agree: svc #0 at EL1: 
  ,"elr":"0x1004":: agree: svc #0 at EL1: 
  ,"elr":"0x1000":: disagree: svc #0 at EL1: recorded ELR 0x1000, the model: 0x1004
  ,"spsr":"0x3c5":: agree: svc #0 at EL1: 
  ,"spsr":"0x3c4":: agree: svc #0 at EL1: 
  ,"spsr":"0x5/0xf":: agree: svc #0 at EL1: 
  ,"vector":512:: agree: svc #0 at EL1: 
  ,"vector":1024:: disagree: svc #0 at EL1: recorded vector offset 0x400, the model: 0x200
  ,"vector":0:: agree: svc #0 at EL1: 
  ,"pstate":"0x3c5":: disagree: svc #0 at EL1: recorded PSTATE 0x3c5, the model: 0x24023c5
  ,"pstate":"0x5":: disagree: svc #0 at EL1: recorded PSTATE 0x5, the model: 0x24023c5
  ,"pstate":"0x5/0xf":: agree: svc #0 at EL1: 
  ,"pstate":"0x9/0xf":: disagree: svc #0 at EL1: recorded PSTATE 0x9, the model: 0x24023c5
  ,"ec":"0x15":: agree: svc #0 at EL1: 
  ,"ec":"0x16":: disagree: recorded EC 0x16, but ESR 0x56000000 has EC 0x15

Classes say whether an exception came from below; an access to the page of VNCR_EL2 counts as one of EL2.

  $ abort() { echo '{"kind":"exception","cpu":0,"el":'$1',"pc":"0x1000","visible":true,"taken":{"el":'$2',"esr":"'$3'"}}'; }
  > { abort 0 1 0x92000007; abort 1 1 0x92000007; abort 1 1 0x96000007; abort 0 1 0x96000007; abort 1 2 0x96002007; abort 1 2 0x96000007; abort 0 1 0x96002007
  >   abort 1 1 0x8a000000; abort 1 1 0xbe000000; abort 1 1 0xf2000000; abort 0 1 0xc2000000; abort 1 1 0xc2000000; } >classes
  > el2trap replay --all --cmdline kvm-arm.mode=nvhe classes | grep -v '^ '
  classes:1:1: cannot judge: consistent, but page tables and page owners are not in the trace
  classes:2:1: disagree: EC 0x24 does not fit an exception from EL1 to EL1
  classes:3:1: cannot judge: consistent, but page tables and page owners are not in the trace
  classes:4:1: disagree: EC 0x25 does not fit an exception from EL0 to EL1
  classes:5:1: disagree: recorded an abort taken to EL2, but HCR_EL2 has VM, DC, TGE and TEA clear
  classes:6:1: disagree: EC 0x25 does not fit an exception from EL1 to EL2
  classes:7:1: disagree: EC 0x25 does not fit an exception from EL0 to EL1
  classes:8:1: cannot judge: consistent, but page tables and page owners are not in the trace
  classes:9:1: cannot judge: an exception that may come at any instruction: debug, branch target, SError, profiling
  classes:10:1: agree: brk #0 at EL1: 
  classes:11:1: disagree: recorded at EL0, but the CPU was left at EL1
  classes:12:1: disagree: EC 0x30 does not fit an exception from EL1 to EL1
  12 lines (record), 12 events: 1 agree, 7 disagree, 4 cannot judge

An abort: the instruction must be one that may access memory, in the direction and out of the alignment that are recorded.

  $ abort() { echo '{"kind":"exception","cpu":0,"el":1,"pc":"0x1000","word":"'$1'","visible":true,"regs":{"x1":"0x42000001"},"taken":{"el":'${4:-1}',"esr":"'$2'"'$3'}}'; }
  > { abort 0xf9400020 0x96000007; abort 0xf9400020 0x96000047; abort 0xf9000020 0x96000047; abort 0xf9000020 0x96000007
  >   abort 0xf9000020 0x96000010; abort 0xf8e00020 0x96000047; abort 0xf8e00020 0x96000007; abort 0xd503201f 0x96000007; abort 0xd4000001 0x96000007
  >   abort 0xd4000001 0x86000007; abort 0xd4000001 0x8a000000; abort 0xd9600020 0x96000047; abort 0xd9600020 0x96000007; abort 0xd9200820 0x96000007; abort 0xd9200820 0x96000047; } >direction
  > for far in 0x42000001 0x42000004 0x42000008 0x42000010 0x42000018; do
  >   abort 0xf9400020 0x96000021 ',"far":"'$far'"'; abort 0xb9400020 0x96000021 ',"far":"'$far'"'; abort 0xd9200820 0x96000061 ',"far":"'$far'"'; abort 0xc8dffc20 0x96000021 ',"far":"'$far'"'
  > done >alignment
  > abort 0xf9400020 0x96000021 >>alignment
  > el2trap replay --all --cmdline kvm-arm.mode=nvhe direction alignment | grep -v '^ ' | sed 's/ at EL1//'
  > abort 0xf9400020 0x93c08007 '' 2 >stage2
  > for boot in kvm-arm.mode=nvhe kvm-arm.mode=protected kvm-arm.mode=none; do el2trap replay --all --cmdline $boot stage2 | head -n 1; done
  > for bit in VM DC TGE TEA; do el2trap replay --all --cmdline kvm-arm.mode=nvhe --set HCR_EL2.$bit=1 stage2 | head -n 1; done
  direction:1:1: cannot judge: consistent, but page tables and page owners are not in the trace
  direction:2:1: disagree: ldr x0, [x1]: ESR.WnR says write, the instruction reads
  direction:3:1: cannot judge: consistent, but page tables and page owners are not in the trace
  direction:4:1: disagree: str x0, [x1]: ESR.WnR says read, the instruction writes
  direction:5:1: cannot judge: consistent, but page tables and page owners are not in the trace
  direction:6:1: cannot judge: consistent, but page tables and page owners are not in the trace
  direction:7:1: cannot judge: consistent, but page tables and page owners are not in the trace
  direction:8:1: cannot judge: consistent, but page tables and page owners are not in the trace
  direction:9:1: disagree: svc #0: recorded a memory abort, the model: trap, taken to EL1 with ESR 0x56000000
  direction:10:1: cannot judge: consistent, but page tables and page owners are not in the trace
  direction:11:1: cannot judge: consistent, but page tables and page owners are not in the trace
  direction:12:1: disagree: ldg x0, [x1]: ESR.WnR says write, the instruction reads
  direction:13:1: cannot judge: consistent, but page tables and page owners are not in the trace
  direction:14:1: disagree: stg x0, [x1]: ESR.WnR says read, the instruction writes
  direction:15:1: cannot judge: consistent, but page tables and page owners are not in the trace
  alignment:1:1: agree: ldr x0, [x1]: 
  alignment:2:1: agree: ldr w0, [x1]: 
  alignment:3:1: agree: stg x0, [x1]: 
  alignment:4:1: agree: ldar x0, [x1]: 
  alignment:5:1: agree: ldr x0, [x1]: 
  alignment:6:1: disagree: ldr w0, [x1]: an alignment fault at 0x42000004, which is aligned to 4
  alignment:7:1: agree: stg x0, [x1]: 
  alignment:8:1: agree: ldar x0, [x1]: 
  alignment:9:1: disagree: ldr x0, [x1]: an alignment fault at 0x42000008, which is aligned to 8
  alignment:10:1: disagree: ldr w0, [x1]: an alignment fault at 0x42000008, which is aligned to 4
  alignment:11:1: agree: stg x0, [x1]: 
  alignment:12:1: disagree: ldar x0, [x1]: an alignment fault at 0x42000008, which is aligned to 8
  alignment:13:1: disagree: ldr x0, [x1]: an alignment fault at 0x42000010, which is aligned to 8
  alignment:14:1: disagree: ldr w0, [x1]: an alignment fault at 0x42000010, which is aligned to 4
  alignment:15:1: disagree: stg x0, [x1]: an alignment fault at 0x42000010, which is aligned to 16
  alignment:16:1: disagree: ldar x0, [x1]: an alignment fault at 0x42000010, which is aligned to 8
  alignment:17:1: disagree: ldr x0, [x1]: an alignment fault at 0x42000018, which is aligned to 8
  alignment:18:1: disagree: ldr w0, [x1]: an alignment fault at 0x42000018, which is aligned to 4
  alignment:19:1: agree: stg x0, [x1]: 
  alignment:20:1: disagree: ldar x0, [x1]: an alignment fault at 0x42000018, which is aligned to 8
  alignment:21:1: cannot judge: consistent, but page tables and page owners are not in the trace
  36 lines (record), 36 events: 9 agree, 16 disagree, 11 cannot judge
  stage2:1:1: disagree: ldr x0, [x1] at EL1: recorded an abort taken to EL2, but HCR_EL2 has VM, DC, TGE and TEA clear
  stage2:1:1: agree: ldr x0, [x1] at EL1: 
  stage2:1:1: agree: ldr x0, [x1] at EL1: 
  stage2:1:1: agree: ldr x0, [x1] at EL1: 
  stage2:1:1: agree: ldr x0, [x1] at EL1: 
  stage2:1:1: agree: ldr x0, [x1] at EL1: 
  stage2:1:1: agree: ldr x0, [x1] at EL1: 

AArch32, interrupts, a level that nobody told, an instruction that nobody told.

  $ { echo '{"kind":"exception","cpu":0,"el":0,"pc":"0x1000","visible":true,"taken":{"el":1,"cause":"async"}}'
  >   echo '{"kind":"exception","cpu":1,"el":0,"pc":"0x1000","visible":true,"taken":{"el":1,"esr":"0x56000000","pstate":"0x10/0x10"}}'
  >   echo '{"kind":"exception","cpu":0,"el":0,"pc":"0x1000","visible":true,"taken":{"el":1,"esr":"0x02000000"}}'
  >   echo '{"kind":"insn","cpu":0,"el":0,"pc":"0x1000","word":"0xd503201f","fate":"executed","taken":{"pstate":"0x10/0x10"}}'
  >   echo '{"kind":"insn","cpu":0,"el":0,"pc":"0x1000","word":"0xd503201f","fate":"executed","taken":{"pstate":"0x0/0x10"}}'
  >   echo '{"kind":"insn","cpu":0,"el":0,"pc":"0x1000","fate":"executed"}'
  >   echo '{"kind":"insn","cpu":0,"el":1,"pc":"0x1000","word":"0xd45e0000","fate":"executed"}'
  >   echo '{"kind":"insn","cpu":0,"el":1,"pc":"0x1000","word":"0xd503201f"}'
  >   echo '{"kind":"insn","cpu":0,"el":1,"pc":"0x1000","word":"0xd5384260","fate":"executed"}'; } >told
  > el2trap replay --all --cmdline kvm-arm.mode=nvhe told | grep -v '^ '
  told:1:1: cannot judge: an interrupt or SError: these are not modelled
  told:2:1: cannot judge: AArch32 code is not modelled
  told:3:1: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
  told:4:1: cannot judge: AArch32 code is not modelled
  told:5:1: agree: nop at EL0: 
  told:6:1: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
  told:7:1: cannot judge: the emulator answered a semihosting call
  told:8:1: cannot judge: the trace does not say what became of the instruction
  told:9:1: agree: mrs x0, pan at EL1: 
  9 lines (record), 9 events: 2 agree, 0 disagree, 7 cannot judge

A policy may serve an abort, which is no call: nobody comes between.

  $ echo '{"el2trap": "policy", "version": 1, "name": "serves", "rows": [{"ec": 36, "action": "serve"}, {"ec": "HVC64", "action": "serve"}], "otherwise": "unmodelled"}' >serves.json
  > back() { echo '{"kind":"return","cpu":0,"el":2,"taken":{"el":1,"pc":"'$1'"}}'; }
  > { echo '{"kind":"exception","cpu":0,"el":1,"pc":"0x1000","word":"0xd4000002","visible":true,"taken":{"el":2,"esr":"0x5a000000"}}'; back 0x1004
  >   echo '{"kind":"exception","cpu":0,"el":1,"pc":"0x1000","word":"0xf9400020","visible":true,"taken":{"el":2,"esr":"0x93c08007","elr":"0x1000"}}'; back 0x9000; } >served
  > el2trap replay --all --cmdline kvm-arm.mode=protected --policy serves.json served | grep -v '^ '
  served:1:1: agree: hvc #0 at EL1: 
  served:2:1: agree
  served:3:1: agree: ldr x0, [x1] at EL1: 
  served:4:1: disagree: recorded: EL2 returned to 0x9000; the model: the host goes on at 0x1004
  4 lines (record), 4 events: 3 agree, 1 disagree, 0 cannot judge
