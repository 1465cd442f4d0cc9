A recording in place of a boot: its registers decide what traps, and its code answers. small.s is the source of this one.

  $ rec=$SOURCE/corpora/recordings/small.rec
  > el2trap explain --hypervisor $rec 'mrs x0, gmid_el1' | grep -A12 delivered
  > el2trap explain --hypervisor $rec 'smc #0' | tail -1
  > el2trap explain --hypervisor $rec --set PSTATE=0x3c5 'hvc #0' | tail -1
    delivered  to EL1, vector 0x200: EC 0x0, Undefined Instruction
               ESR_EL1  0x2000000: IL=1
               ELR_EL1  0x0, SPSR_EL1 0x3c5
               PSTATE   0x3c5: D=1 A=1 I=1 F=1 SP=1 EL=1
    path through the recorded hypervisor
      vector+0x0
      18 instructions, 0 pages written, 0 SMCs
    At EL1 under Linux 7.2 (protected, hVHE, MTE off), `mrs x0, gmid_el1` becomes UNDEFINED: EL2 traps it (HCR_EL2.TID5=1) and injects an Undefined Instruction exception.
    At EL1 under Linux 7.2 (protected, hVHE, MTE off), `smc #0` is taken to EL2 with EC 0x17, SMC (HCR_EL2.TSC=1); the recorded hypervisor calls firmware.
    At EL1 under Linux 7.2 (protected, hVHE, MTE off), `hvc #0` is taken to EL2 with EC 0x16, HVC (whatever the controls say); the recorded hypervisor serves it.

What EL2 writes stays through a snippet: the third call is answered with 3.

  $ printf 'hvc #0\nmov x0, #0\nhvc #0\nmov x0, #0\nhvc #0\ncmp x0, #3\nb.eq 1f\nudf #0\n1: nop\n' >calls.s
  > el2trap run --hypervisor $SOURCE/corpora/recordings/small.rec calls.s -v | grep -E 'udf|hvc #0'
             40000000  hvc #0                               trap hvc to EL2
             40000008  hvc #0                               trap hvc to EL2
             40000010  hvc #0                               trap hvc to EL2

Each case of check asks anew.

  $ printf '{"id":%d,"word":"0xd4000002"}\n' 1 2 | el2trap check -q --hypervisor $SOURCE/corpora/recordings/small.rec
  {"id":1,"word":"0xd4000002","text":"hvc #0","op":"HVC","class":"exception","el":1,"verdict":"trap","to_el":2,"handler":"hvc","action":"the recorded hypervisor serves it","taken":{"el":2,"ec":"0x16","esr":"0x5a000000","vector":"0x400"},"rules":["insn-hvc.el1.call-el2"]}
  {"id":2,"word":"0xd4000002","text":"hvc #0","op":"HVC","class":"exception","el":1,"verdict":"trap","to_el":2,"handler":"hvc","action":"the recorded hypervisor serves it","taken":{"el":2,"ec":"0x16","esr":"0x5a000000","vector":"0x400"},"rules":["insn-hvc.el1.call-el2"]}

Registers beside what policy computes for that kernel.

  $ el2trap boot --hypervisor $SOURCE/corpora/recordings/small.rec | grep -A1 '^\(HCR_EL2\|TFSR_EL1\)'
  HCR_EL2 = 0x0400000480090000
    policy computes 0x0400430480080001

What is no recording is bad input.

  $ echo no >no.rec; el2trap explain --hypervisor no.rec nop; el2trap explain --hypervisor none.rec nop
  ! el2trap explain: no.rec: not a recording: it does not begin with EL2TRREC
  ! el2trap explain: none.rec: No such file or directory
  [3]
