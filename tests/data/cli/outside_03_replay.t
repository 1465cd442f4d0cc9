The product's own registers: a trapped MSR that the trace sends to EL3.

  $ cp $SOURCE/corpora/traces/outside/* .
  $ el2trap replay --cmdline 'kvm-arm.mode=protected arm64.nomte' tarmac-trapped-msr.tarmac
  tarmac-trapped-msr.tarmac:1:1: disagree: msr gcr_el1, x0 at EL1: recorded: taken to EL3; the model: to EL2 with ESR 0x623c0400
      10 clk cpu0 IT (1) 40000000 d51810c0 O EL1h_n : MSR GCR_EL1,x0
      rules: msr-gcr_el1.el1.trap-el2.hcr_el2.ata, handle-host-mte.undef, inject-host-exception
  6 lines (tarmac), 1 events: 0 agree, 1 disagree, 0 cannot judge
  [1]

The address of a CoreEvent is the instruction; where it went is the next instruction.

  $ el2trap convert tarmac-event-address.tarmac | sed -n 's/.*"elr":"\([^"]*\)","pc":"\([^"]*\)".*/\1 \2/p'
  0x80000ff4 0x80001200
  ! el2trap convert: 2 events, 0 unknown lines

Exceptions that are not the instruction's doing, and classes that their levels forbid.

  $ el2trap replay --bare-metal --cpu max,el2=0,el3=0 qemu-debug-step.log
  10 lines (qemu), 1 events: 0 agree, 0 disagree, 1 cannot judge
           1 cannot be judged: an exception that may come at any instruction: debug, branch target, SError, profiling
  $ el2trap replay --bare-metal --cpu max,el2=0,el3=0 qemu-ec-of-lower-el.log
  qemu-ec-of-lower-el.log:1:1: disagree: EC 0x32 does not fit an exception from EL1 to EL1
      Taking exception 1 [Undefined Instruction] on CPU 0
  5 lines (qemu), 1 events: 0 agree, 1 disagree, 0 cannot judge
  [1]
  $ for e in 0x0d 0x0e 0x2f 0x31 0x33 0x3d 0x1c 0x27 0x2d 0x35 0x30 0x32 0x34 0x20 0x24; do
  >   s=$(printf '0x%x' $((e << 26 | 1 << 25)))
  >   echo "{\"kind\":\"exception\",\"cpu\":0,\"el\":1,\"pc\":\"0x1000\",\"word\":\"0xd503201f\",\"visible\":true,\"taken\":{\"el\":1,\"ec\":\"$e\",\"esr\":\"$s\"}}"
  > done >events
  $ el2trap replay --bare-metal --cpu max,el2=0,el3=0 --all events | grep -v '^ '
  events:1:1: cannot judge: an exception that may come at any instruction: debug, branch target, SError, profiling
  events:2:1: cannot judge: an exception that may come at any instruction: debug, branch target, SError, profiling
  events:3:1: cannot judge: an exception that may come at any instruction: debug, branch target, SError, profiling
  events:4:1: cannot judge: an exception that may come at any instruction: debug, branch target, SError, profiling
  events:5:1: cannot judge: an exception that may come at any instruction: debug, branch target, SError, profiling
  events:6:1: cannot judge: an exception that may come at any instruction: debug, branch target, SError, profiling
  events:7:1: cannot judge: an exception that depends on values: pointer authentication, copies, floating point, GCS
  events:8:1: cannot judge: an exception that depends on values: pointer authentication, copies, floating point, GCS
  events:9:1: cannot judge: an exception that depends on values: pointer authentication, copies, floating point, GCS
  events:10:1: cannot judge: an exception that depends on values: pointer authentication, copies, floating point, GCS
  events:11:1: disagree: EC 0x30 does not fit an exception from EL1 to EL1
  events:12:1: disagree: EC 0x32 does not fit an exception from EL1 to EL1
  events:13:1: disagree: EC 0x34 does not fit an exception from EL1 to EL1
  events:14:1: disagree: EC 0x20 does not fit an exception from EL1 to EL1
  events:15:1: disagree: EC 0x24 does not fit an exception from EL1 to EL1
  15 lines (record), 15 events: 0 agree, 5 disagree, 10 cannot judge

An instruction that cannot execute raises nothing by the values that it meets: GCR_EL1 does not exist without MTE.

  $ echo '{"kind":"exception","cpu":0,"el":1,"pc":"0x1000","word":"0xd53810c0","visible":true,"taken":{"el":1,"ec":"0x1c","esr":"0x72000000"}}' >values
  $ el2trap replay --bare-metal --cpu max,el2=0,el3=0,mte=0 values | head -n 1
  values:1:1: disagree: mrs x0, gcr_el1 at EL1: recorded: an exception of an instruction that executes; the model: undef native, taken to EL1 with ESR 0x2000000

However many registers were written before, the disagreement at the end is found.

  $ el2trap replay --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' replay-26-writes.jsonl
  replay-26-writes.jsonl:28:1: disagree: mrs x0, gcr_el1 at EL1: recorded as executed at EL1, the model: undef injected, taken to EL2 with ESR 0x623c0401
      {"kind":"insn","cpu":0,"el":1,"pc":"0x9000","word":"0xd53810c0","fate":"executed","visible":true}
      rules: mrs-gcr_el1.el1.trap-el2.hcr_el2.ata, handle-host-mte.undef, inject-host-exception
  28 lines (record), 27 events: 26 agree, 1 disagree, 0 cannot judge
  [1]

What one CPU's x0 holds says nothing about another CPU.

  $ el2trap replay --kernel 7.2 --cmdline kvm-arm.mode=protected replay-two-cpus.jsonl
  3 lines (record), 2 events: 1 agree, 0 disagree, 1 cannot judge
           1 cannot be judged: what the call asks for (x0) is not in the trace

A register that rules read was written with a value that is not known. Others change nothing.

  $ el2trap replay --kernel 7.2 --cmdline kvm-arm.mode=protected replay-cntkctl.jsonl
  3 lines (record), 2 events: 1 agree, 0 disagree, 1 cannot judge
           1 cannot be judged: a control register was written with a value that the trace does not show
  $ sed s/0xd518e100/0xd518c000/ replay-cntkctl.jsonl | el2trap replay --kernel 7.2 --cmdline kvm-arm.mode=protected | tail -n 1
  3 lines (record), 2 events: 1 agree, 1 disagree, 0 cannot judge
  $ sed '2s/0xd518e100/0xd518e11f/' replay-cntkctl.jsonl | el2trap replay --kernel 7.2 --cmdline kvm-arm.mode=protected | tail -n 1
  3 lines (record), 2 events: 2 agree, 0 disagree, 0 cannot judge

Registers hold after their event: x0 that an instruction leaves is not what it was given.

  $ cat >after <<END
  > {"kind":"insn","cpu":0,"el":1,"pc":"0x1000","word":"0xd518e100","fate":"executed","visible":true,"regs":{"x0":"0x0"}}
  > {"kind":"insn","cpu":0,"el":0,"pc":"0x2000","word":"0xd53be040","fate":"executed","visible":true}
  > END
  $ el2trap replay --kernel 7.2 --cmdline kvm-arm.mode=protected after
  2 lines (record), 2 events: 1 agree, 0 disagree, 1 cannot judge
           1 cannot be judged: a control register was written with a value that the trace does not show

More CPUs than are followed are not mixed up, and it is said.

  $ for n in $(seq 600); do echo "{\"kind\":\"insn\",\"cpu\":$((n * 512)),\"el\":1,\"pc\":\"0x1000\",\"word\":\"0xd503201f\",\"fate\":\"executed\"}"; done >cpus
  $ el2trap replay --kernel 7.2 --cmdline kvm-arm.mode=protected cpus
  600 lines (record), 600 events: 512 agree, 0 disagree, 88 cannot judge
          88 cannot be judged: more CPUs than are followed (512)

HLT that an emulator answers.

  $ echo '{"kind":"insn","cpu":0,"el":1,"pc":"0x1000","word":"0xd45e0000","fate":"executed","visible":true}' >hlt
  $ el2trap replay --bare-metal hlt
  1 lines (record), 1 events: 0 agree, 0 disagree, 1 cannot judge
           1 cannot be judged: the emulator answered a semihosting call
