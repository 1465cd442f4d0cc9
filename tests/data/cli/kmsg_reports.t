What people reported, each answered: what the kernel or EL2 says, and what the boot makes of it.

  $ cp $SOURCE/corpora/traces/kmsg/*.txt .
  $ for f in *.txt; do
  >   echo "$f"
  >   el2trap replay --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' $f | sed -n "s/^$f:\([0-9]*\):1: /  \1: /p"
  > done | sed 's/, [0-9]* accesses do it here: .*/, N accesses do it here: .../'
  gem5-gcr.txt
    1: cannot judge: the Exception level is not in the trace (--el supplies it)
  guest-mpam-5.6.txt
    1: cannot judge: mrs x0, mpam1_el1 at EL1: it depends on what the guest was made with, and on traps that come and go while it runs; by the guest's trap registers: undef native, taken to EL1 with ESR 0x2000000
  guest-mpamidr-6.13.txt
    1: cannot judge: mrs x0, mpamidr_el1 at EL1: it depends on what the guest was made with, and on traps that come and go while it runs; by the guest's trap registers: undef native, taken to EL1 with ESR 0x2000000
  guest-pmmir.txt
    1: agree: mrs x0, pmmir_el1 at EL1: undef_access(), a feature that the guest lacks, or no row: "Unsupported guest access"
  hyp-bug-5.19-kmemleak.txt
    1: cannot judge: consistent, but page tables and page owners are not in the trace; the host touched a page that is not its own
  hyp-bug-6.16-hypercall.txt
    1: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
  hyp-bug-6.18-tdir.txt
    1: agree: handle_trap() knows no such exception; of the host, N accesses do it here: ...
  hyp-bug-6.4-host-abort.txt
    1: cannot judge: consistent, but page tables and page owners are not in the trace; the host touched a page that is not its own
  hyp-panic-5.2-pmu.txt
    1: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
  hyp-panic-5.8-gic-pmr.txt
    1: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
  hyp-panic-6.11-null-vcpu.txt
    1: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
  oops-4.4-null-store.txt
    1: cannot judge: consistent, but page tables and page owners are not in the trace
  oops-4.4-timer.txt
    1: disagree: blr x1 at EL1: recorded: the kernel saw EC 0; the model: pass
  oops-5.19-bti.txt
    1: cannot judge: an exception that may come at any instruction: debug, branch target, SError, profiling
  oops-6.12-dram.txt
    1: agree: .inst 0xd5033ab7 at EL1: undef native, taken to EL1 with ESR 0x2000000
  oops-6.13-guest-mpamidr.txt
    1: agree: mrs x2, mpamidr_el1 at EL1: undef native, taken to EL1 with ESR 0x2000000
  oops-6.15-sve-at-el2.txt
    1: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
  oops-6.2-dereference.txt
    1: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
  oops-6.5-execute-module.txt
    1: cannot judge: consistent, but page tables and page owners are not in the trace
  oops-6.5-gic-sre.txt
    2: disagree: mrs x0, icc_ctlr_el1 at EL1: recorded: the kernel saw ESR 0x62383019; the model: pass
  oops-6.6-asimd-early.txt
    1: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
  oops-6.6-rt-osnoise.txt
    1: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
  oops-sync-external-abort.txt
    1: cannot judge: ldr w19, [x19] at EL1: consistent, but page tables and page owners are not in the trace
  xen-first-guest.txt
    2: cannot judge: another hypervisor than Linux's
  xen-pci-config.txt
    2: cannot judge: another hypervisor than Linux's
    3: cannot judge: consistent, but page tables and page owners are not in the trace

A panic of EL2: what else would have led there, by which control; and nothing of the message is lost.

  $ el2trap replay --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' hyp-bug-6.18-tdir.txt | sed -n 's/^    rules: //p'
  msr-sctlr2_el1.el1.trap-el2.hcrx_el2.sctlr2en, handle-trap.bug
  $ el2trap convert -q hyp-bug-6.18-tdir.txt | grep panic | sed 's/,"source".*/}/'
  {"kind":"panic","format":"kmsg","cpu":0,"el":2,"pc":"0xe5fa4413e39bc","word":"0xd4210000","reason":"handle_trap","vcpu":0,"taken":{"el":2,"esr":"0xf2000800","far":"0xffff800082733d3c","spsr":"0x204023c9","elr":"0xe5fa4413e39bc"},"regs":{"HPFAR_EL2":"0x500000","PAR_EL1":"0x0"}}

What another hypervisor's trap would be of this boot's host, where the syndrome names the instruction.

  $ sed 's/HSR=0x000000939f0045/HSR=0x000000623c2041/' $SOURCE/corpora/traces/kmsg/xen-first-guest.txt >xen
  > el2trap replay --all --cmdline 'kvm-arm.mode=protected arm64.nomte' xen | sed -n 1,3p
  xen:2:1: cannot judge: mrs x2, s3_0_c8_c0_6 at EL1: another hypervisor than Linux's; the same of this boot's host: undef native, taken to EL1 with ESR 0x2000000
      (XEN) arch/arm/traps.c:2054:d0v0 HSR=0x000000623c2041 pc=0x00000050000098 gva=0x80002ffc gpa=0x00000080002ffc
      rules: undefined.unallocated
