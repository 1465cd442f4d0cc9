A recording in place of a boot: its registers decide what traps, and its code answers. small.s is the source of this one.

  $ rec=$SOURCE/corpora/recordings/small.rec
  > el2trap explain --hypervisor $rec 'mrs x0, gcr_el1' | sed -n '/delivered/,$p'
  > el2trap explain --hypervisor $rec 'mrs x0, gmid_el1' | tail -1
  > el2trap explain --hypervisor $rec 'smc #0' | tail -1
  > el2trap explain --hypervisor $rec --set PSTATE=0x3c5 'hvc #0' | tail -1
    delivered  to EL1, vector 0x200: EC 0x0, Undefined Instruction
               ESR_EL1  0x2000000: IL=1
               ELR_EL1  0x0, SPSR_EL1 0x3c5
               PSTATE   0x3c5: D=1 A=1 I=1 F=1 SP=1 EL=1
    path through the recorded hypervisor
      vectors+0x400
      host_sync+0x0
      handle_sys64+0x0
      inject+0x0
      leave+0x0
      read   VBAR_EL1 0x40600800
             VTTBR_EL2 0x40207000
             SPSR_EL2 0x3c5
             ELR_EL2 0x0
             ESR_EL2 0x623c0401
      wrote  SPSR_EL1 0x3c5
             ELR_EL1 0x0
             ESR_EL1 0x2000000
             SPSR_EL2 0x3c5
             ELR_EL2 0x40600a00
      memory 0x402030f0: 0x4b -> 0x0
             0x402030f8: 0x9000000 -> 0x0
             0x40203100: 0xd503201fd503201f -> 0x0
             0x40203108: 0x40601000 -> 0x0
      50 instructions, 1 pages written, 0 SMCs
    At EL1 under 7.2.0-el2trap-small (recorded, nvhe), `mrs x0, gcr_el1` becomes UNDEFINED: EL2 traps it (HCR_EL2.ATA=0) and injects an Undefined Instruction exception.
    At EL1 under 7.2.0-el2trap-small (recorded, nvhe), `mrs x0, gmid_el1` brings the machine down: it is taken to EL2 with EC 0x18, MSR, MRS or system instruction (HCR_EL2.TID5=1), and BUG, brk #0x800, at bug+0x4.
    At EL1 under 7.2.0-el2trap-small (recorded, nvhe), `smc #0` is taken to EL2 with EC 0x17, SMC (HCR_EL2.TSC=1); the recorded hypervisor calls firmware.
    At EL1 under 7.2.0-el2trap-small (recorded, nvhe), `hvc #0` is taken to EL2 with EC 0x16, HVC (whatever the controls say); the recorded hypervisor serves it.

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

A case more in its handler (corpora/recordings/README.md): of all words those verdicts change that it is for, no others.

  $ cd $SOURCE/corpora/recordings; el2trap table --hypervisor small.rec --diff --hypervisor small-gmid.rec | grep -v '^# [ab]'
  > el2trap audit -q --hypervisor small.rec --diff --hypervisor small-gmid.rec | tail -n 2
  # -> nvhe
  # -> nvhe
  operation             level   before                    after
  MRS GMID_EL1          kernel  panic 0x18                undef injected
  # 1 of 190 differ
  EL1 MRS GMID_EL1                 panic                    -> undef injected  32 words, d5390080
  # 1 differ: 32 words at EL1, 0 at EL0

A recording beside a row; of --hypervisor and --kernel the later one counts.

  $ cd $SOURCE/corpora/recordings; el2trap table --hypervisor small.rec --diff --kernel 7.2 | grep -E '^#|GMID'
  > el2trap table --cmdline 'kvm-arm.mode=nvhe arm64.nomte' --diff --hypervisor small-gmid.rec | grep -E '^#|GMID'
  # before: kernel 7.2.0-el2trap-small, recorded, command line 'kvm-arm.mode=protected arm64.nomte id_aa64mmfr1.vh=0', CPU qemu72-max
  # -> nvhe
  # after: kernel 7.2, command line '', CONFIG_ARM64_MTE=y, CPU max
  # -> vhe, kernel at EL2, MTE supported
  MRS GMID_EL1          EL0     trap EL1 0x18 host        trap EL2 0x18 host
  MRS GMID_EL1          kernel  panic 0x18                pass
  # 93 of 190 differ
  # before: kernel 7.2, command line 'kvm-arm.mode=nvhe arm64.nomte', CONFIG_ARM64_MTE=y, CPU max
  # -> nvhe, kernel at EL1, MTE not supported
  # after: kernel 7.2.0-el2trap-small, recorded, command line 'kvm-arm.mode=protected arm64.nomte id_aa64mmfr1.vh=0', CPU qemu72-max
  # -> nvhe
  # 34 of 190 differ

Memory that is not the host's: a block of 2 MB, taken and given back by hypercalls. EL2's writes to its tables count.

  $ printf 'mov x1, #0x40000000\nmov x0, #5\nhvc #0\ncbnz x0, 1f\nmov x0, #5\nhvc #0\ncmn x0, #1\nb.ne 1f\nmov x0, #6\nhvc #0\ncbz x0, 2f\n1: udf #0\n2: nop\n' >calls.s
  > el2trap run -v --hypervisor $SOURCE/corpora/recordings/small.rec calls.s | grep -E 'udf|end'
    reached its end after 12 instructions

A guest that EL2 enters runs in the same engine, until it is back at EL2 and that returns to the host.

  $ printf 'mov x0, #8\nhvc #0\ncmp x0, #42\nb.eq 1f\nudf #0\n1: nop\n' >guest.s
  > el2trap run -v --hypervisor $SOURCE/corpora/recordings/small.rec guest.s | grep -E 'udf|end'
    reached its end after 5 instructions

step and replay --what-if ask a recording, too; SMCs that it makes are answered as is wished.

  $ cd $SOURCE; rec=corpora/recordings/small.rec; for firmware in qemu none 0x12 ffa other; do
  > echo '{"word":"0xd4000003","el":1,"x":{"0":"0x84000000"}}' | el2trap step -q --hypervisor $rec --firmware $firmware | grep -o '"x":.*'; done
  > el2trap table --kernel 7.2 --firmware none
  > el2trap table --hypervisor $rec --firmware none --diff --kernel 7.2 | tail -n 1
  "x":{"0":"0x10001"},"pc":"0x4"}
  "x":{"0":"0xffffffffffffffff"},"pc":"0x4"}
  "x":{"0":"0x12"},"pc":"0x4"}
  # 93 of 190 differ
  ! el2trap step: corpora/recordings/small.rec: --firmware ffa: the recorded kernel has no hyp_ffa_init()
  ! el2trap step: --firmware is qemu, none, ffa or a number for x0, not 'other'
  ! el2trap table: --firmware is of a recording: it goes with --hypervisor
  $ cd $SOURCE/corpora/traces/samples; rec=$SOURCE/corpora/recordings/small.rec
  > el2trap replay --cmdline kvm-arm.mode=protected hyp-7.2-protected-nomte.trace_pipe --what-if --hypervisor $rec | tail -n 3 | cut -c1-150
  78 lines (hyp), 78 events: 41 agree, 36 disagree, 1 cannot judge
           1 cannot be judged: what it belongs to lies before the trace, or was lost
  72 events change

Registers beside what policy computes for that kernel.

  $ el2trap boot --hypervisor $SOURCE/corpora/recordings/small.rec | grep -A1 '^\(HCR_EL2\|TFSR_EL1\)'
  HCR_EL2 = 0x0400030080080001
    policy computes 0x0400430480080001

What is no recording is bad input.

  $ echo no >no.rec; el2trap explain --hypervisor no.rec nop; el2trap explain --hypervisor none.rec nop
  ! el2trap explain: no.rec: not a recording: it does not begin with EL2TRREC
  ! el2trap explain: none.rec: No such file or directory
  [3]
