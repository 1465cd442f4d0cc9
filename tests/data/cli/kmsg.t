The kernel's log says in which mode it booted; another boot is not held against each of its lines, but named once.

  $ echo '[    0.5] kvm [1]: Protected hVHE mode initialized successfully' >mode
  $ el2trap replay mode
  mode:1:1: disagree: the log is of a kernel in mode protected-hvhe, this boot ends in vhe: give --cmdline kvm-arm.mode=protected
      [    0.5] kvm [1]: Protected hVHE mode initialized successfully
  1 lines (kmsg), 1 events: 0 agree, 1 disagree, 0 cannot judge
  [1]
  $ el2trap replay --cmdline kvm-arm.mode=protected mode
  mode:1:1: agree
      [    0.5] kvm [1]: Protected hVHE mode initialized successfully
  1 lines (kmsg), 1 events: 1 agree, 0 disagree, 0 cannot judge
  $ el2trap replay $SOURCE/corpora/traces/kmsg/hyp-bug-6.18-tdir.txt | tail -n 2
  8 lines (kmsg), 1 events: 0 agree, 0 disagree, 1 cannot judge
           1 cannot be judged: it is of a hypervisor apart from the host, and no boot is named (--cmdline kvm-arm.mode=protected, or nvhe)

An oops: the word in parentheses, its registers, its level. Of the registers those that the word names are kept.

  $ cat >oops <<'END'
  > [  1.000001] Internal error: Oops - Undefined instruction: 0000000002000000 [#1] SMP
  > [  1.000002] pstate: 60400005 (nZCv daif +PAN -UAO -TCO -DIT -SSBS BTYPE=--)
  > [  1.000003] pc : mte_probe+0x10/0x20
  > [  1.000004] x29: ffff800080003d00 x28: 0000000000000000 x27: 0000000000000000
  > [  1.000005] x8 : 0000000000000008 x7 : 0000000000000007 x6 : 0000000000000006
  > [  1.000006] x5 : 0000000000000005 x4 : 0000000000000004 x3 : 0000000000000003
  > [  1.000007] Code: f9400001 d2800002 f9400403 aa0003e0 (d51810c5)
  > [  1.000008] ---[ end trace 0000000000000000 ]---
  > [  1.000009] Kernel panic - not syncing: Oops - Undefined instruction: Fatal exception
  > END
  $ el2trap convert -q oops | grep oops | sed 's/,"source".*/}/'
  {"kind":"oops","format":"kmsg","cpu":0,"el":1,"word":"0xd51810c5","reason":"oops","taken":{"el":1,"esr":"0x2000000","spsr":"0x60400005"},"regs":{"x3":"0x3","x4":"0x4","x5":"0x5","x6":"0x6"}}
  $ el2trap replay --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' oops
  oops:1:1: agree: msr gcr_el1, x5 at EL1: undef injected, taken to EL2 with ESR 0x623c04a0
      [  1.000001] Internal error: Oops - Undefined instruction: 0000000002000000 [#1] SMP
      rules: msr-gcr_el1.el1.trap-el2.hcr_el2.ata, handle-host-mte.undef, inject-host-exception
  9 lines (kmsg), 1 events: 1 agree, 0 disagree, 0 cannot judge
  $ el2trap replay --kernel 7.2 --cmdline kvm-arm.mode=protected oops | head -n 1
  oops:1:1: disagree: msr gcr_el1, x5 at EL1: recorded: the kernel saw ESR 0x2000000; the model: pass

Without the syndrome, as older kernels print it, the class is in the words; a program's is at EL0.

  $ sed 's/000000000200000. /0 /' oops | el2trap replay --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' | tail -n 1
  9 lines (kmsg), 1 events: 1 agree, 0 disagree, 0 cannot judge
  $ echo 'prog[7]: unhandled exception: SVE, ESR 0x0000000066000000, undefined instruction in prog[400000+1000]' | el2trap convert -q | sed 's/,"source".*/}/'
  {"el2trap":"trace","version":1}
  {"kind":"oops","format":"kmsg","cpu":0,"el":0,"reason":"oops","taken":{"esr":"0x66000000"}}

A line that speaks of a panic or an oops and that no shape describes is counted; other lines of the log are notes.

  $ printf '[  1.0] usb 1-1: new device\n[  1.1] Kernel panic: what a way to go\n[  1.2] Internal error: gone\n' | el2trap replay
  <stdin>:3:1: cannot judge: the message does not say which exception it was
      [  1.2] Internal error: gone
  3 lines (kmsg), 1 events: 0 agree, 0 disagree, 1 cannot judge
           1 cannot be judged: the message does not say which exception it was
  1 unknown lines
    <stdin>:2:21: no format describes this line
      [  1.1] Kernel panic: what a way to go

The syndrome that was printed is the one that the boot must deliver.

  $ for esr in f2000800 f2000801 96000004; do
  >   printf "Internal error: Oops - BUG: 00000000$esr [#1] SMP\npstate: 60400005\nCode: d503201f (d4210000)\n" |
  >     el2trap replay --kernel 7.2 --cmdline kvm-arm.mode=protected | head -n 1
  > done
  <stdin>:1:1: agree: brk #2048 at EL1: trap, taken to EL1 with ESR 0xf2000800
  <stdin>:1:1: disagree: brk #2048 at EL1: recorded: the kernel saw ESR 0xf2000801; the model: trap, taken to EL1 with ESR 0xf2000800
  <stdin>:1:1: disagree: brk #2048 at EL1: recorded: the kernel saw ESR 0x96000004; the model: trap, taken to EL1 with ESR 0xf2000800

A panic from below EL2: the syndrome names the instruction, and the boot must panic on it.

  $ for esr in 62360400 623c0401 5a000000; do
  >   printf "HYP panic:\nPS:204003c5 PC:ffff800080001000 ESR:00000000$esr\nFAR:0 HPFAR:0 PAR:0\nVCPU:0\n" |
  >     el2trap replay --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' | head -n 1
  > done
  <stdin>:1:1: agree: msr sctlr2_el1, x0 at EL1: panic, taken to EL2 with ESR 0x62360400
  <stdin>:1:1: disagree: mrs x0, gcr_el1 at EL1: recorded: the hypervisor panicked; the model: undef injected, taken to EL2 with ESR 0x623c0401
  <stdin>:1:1: disagree: hvc #0 at EL1: recorded: the hypervisor panicked; the model: trap, taken to EL2 with ESR 0x5a000000

A hypervisor apart from the host, under a boot that has none.

  $ el2trap replay --kernel 7.2 $SOURCE/corpora/traces/kmsg/hyp-bug-6.4-host-abort.txt | tail -n 1
           1 cannot be judged: it is of a hypervisor apart from the host, and no boot is named (--cmdline kvm-arm.mode=protected, or nvhe)
  $ el2trap replay --kernel 7.2 --cmdline kvm-arm.mode=nvhe $SOURCE/corpora/traces/kmsg/hyp-bug-6.4-host-abort.txt | sed -n 's/^.*:1:1: //p'
  disagree: recorded: an abort of the host at EL2; the model: it has no stage 2 under this boot
