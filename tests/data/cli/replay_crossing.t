Entries and exits of the hypervisor: reasons, vCPUs, pairs. For each boot, one event a line.

  $ at() { echo '{"kind":"'$1'","cpu":0,"reason":"'$2'","vcpu":'$3'}'; }
  > ask() {
  >   echo "$1 $2"; el2trap replay --all --kernel $1 --cmdline "$2" events | grep '^events\|rules' | cut -d: -f 2,4- | sed 's,of the [0-9]* that,that,'
  > }
  > { at enter hvc 0; at exit eret_host 0; at enter hvc 3; at exit eret_host 0; at enter smc 0; at exit eret_guest 2
  >   at enter guest_exit 2; at exit eret_guest 0; at enter guest_exit 0; at exit eret_host 1; at enter psci 5; at exit psci 5
  >   at exit hvc 0; at enter eret_host 0; at exit smc 0; at enter nonsense 0; at exit eret_host 0; at exit eret_host 0
  >   at enter hvc 0; at enter smc 0; at exit eret_host 0; at enter host_abort 0; at exit eret_host 0; } >events
  > ask 7.2 'kvm-arm.mode=protected'
  > { at enter sys 0; at exit eret_host 0; at exit eret_host 0; at enter host_abort 0; at exit eret_host 0; } >events
  > ask 7.2 'kvm-arm.mode=protected arm64.nomte'; ask 7.2 'kvm-arm.mode=nvhe'; ask 7.2 'kvm-arm.mode=nvhe arm64.nomte'
  > ask 6.12 'kvm-arm.mode=protected arm64.nomte'; ask 7.2 'arm64.nomte'
  > ask 7.2 'kvm-arm.mode=none id_aa64mmfr1.vh=0'
  > { at exit eret_host 0; at exit eret_host 0; } >events
  > ask 7.2 'kvm-arm.mode=protected'; ask 7.0 'kvm-arm.mode=protected'; ask 7.0 'kvm-arm.mode=protected arm64.nomte'
  > ask 6.12 'kvm-arm.mode=protected'
  7.2 kvm-arm.mode=protected
  1: agree: hvc #0 at EL1: 
   insn-hvc.el1.call-el2, handle-trap.hvc
  2: agree
  3: disagree: reason hvc with vcpu=3
  4: cannot judge: its entry was not judged either
  5: agree: smc #0 at EL1: 
   insn-smc.el1.trap-el2.hcr_el2.tsc, handle-trap.smc
  6: agree
  7: agree
  8: disagree: reason eret_guest with vcpu=0
  9: disagree: reason guest_exit with vcpu=0
  10: disagree: reason eret_host with vcpu=1
  11: agree
  12: agree
  13: disagree: hvc is no reason to leave the hypervisor
  14: disagree: eret_host is no reason to enter the hypervisor
  15: cannot judge: its entry was not judged either
  16: cannot judge: the reason is none that the model knows
  17: cannot judge: its entry was not judged either
  18: disagree: an exit without an entry, in a kernel that traces all of them
  19: agree: hvc #0 at EL1: 
   insn-hvc.el1.call-el2, handle-trap.hvc
  20: disagree: entered twice without an exit between
  21: cannot judge: its entry was not judged either
  22: agree
  23: agree
  7.2 kvm-arm.mode=protected arm64.nomte
  1: agree: which register is not recorded: RGSR_EL1, GCR_EL1, TFSR_EL1, TFSRE0_EL1, GMID_EL1
   msr-rgsr_el1.el1.trap-el2.hcr_el2.ata, handle-host-mte.undef, inject-host-exception
  2: agree
  3: disagree: an exit without an entry, in a kernel that traces all of them
  4: agree
  5: agree
  7.2 kvm-arm.mode=nvhe
  1: agree: which register is not recorded: the hypervisor panics on each that are trapped
  2: disagree: recorded: the hypervisor went on; the model: it panics on every system register trap
  3: disagree: an exit without an entry, in a kernel that traces all of them
  4: disagree: recorded: an abort of the host at EL2; the model: it has no stage 2 under this boot
  5: cannot judge: its entry was not judged either
  7.2 kvm-arm.mode=nvhe arm64.nomte
  1: agree: which register is not recorded: RGSR_EL1, GCR_EL1, TFSR_EL1, TFSRE0_EL1, GMID_EL1
   msr-rgsr_el1.el1.trap-el2.hcr_el2.ata, handle-host-mte.undef, inject-host-exception
  2: agree
  3: disagree: an exit without an entry, in a kernel that traces all of them
  4: disagree: recorded: an abort of the host at EL2; the model: it has no stage 2 under this boot
  5: cannot judge: its entry was not judged either
  6.12 kvm-arm.mode=protected arm64.nomte
  1: agree: which register is not recorded: the hypervisor panics on each that are trapped
  2: disagree: recorded: the hypervisor went on; the model: it panics on every system register trap
  3: disagree: an exit without an entry is a system register trap before 7.2; the model: the hypervisor panics
  4: agree
  5: agree
  7.2 arm64.nomte
  1: disagree: recorded: a hypervisor apart from the host; this boot has none
  2: disagree: recorded: a hypervisor apart from the host; this boot has none
  3: disagree: recorded: a hypervisor apart from the host; this boot has none
  4: disagree: recorded: a hypervisor apart from the host; this boot has none
  5: disagree: recorded: a hypervisor apart from the host; this boot has none
  7.2 kvm-arm.mode=none id_aa64mmfr1.vh=0
  1: disagree: recorded: a hypervisor apart from the host; this boot has none
  2: disagree: recorded: a hypervisor apart from the host; this boot has none
  3: disagree: recorded: a hypervisor apart from the host; this boot has none
  4: disagree: recorded: a hypervisor apart from the host; this boot has none
  5: disagree: recorded: a hypervisor apart from the host; this boot has none
  7.2 kvm-arm.mode=protected
  1: cannot judge: what it belongs to lies before the trace, or was lost
  2: disagree: an exit without an entry, in a kernel that traces all of them
  7.0 kvm-arm.mode=protected
  1: cannot judge: no entry before it: lost, or a system register trap (not traced before Linux 7.2)
  2: disagree: an exit without an entry is a system register trap before 7.2; the model: the hypervisor panics
  7.0 kvm-arm.mode=protected arm64.nomte
  1: cannot judge: no entry before it: lost, or a system register trap (not traced before Linux 7.2)
  2: cannot judge: no entry before it: lost, or a system register trap (not traced before Linux 7.2)
  6.12 kvm-arm.mode=protected
  1: cannot judge: no entry before it: lost, or a system register trap (not traced before Linux 7.2)
  2: disagree: an exit without an entry is a system register trap before 7.2; the model: the hypervisor panics

Of the registers that trap those that the hypervisor survives are named; more than fit into the line: dots.

  $ echo '{"el2trap":"policy","version":1,"name":"all","rows":[{"ec":"SYS64","action":"undef"}]}' >all.json
  > echo '{"el2trap":"policy","version":1,"rows":[{"register":"SCXTNUM_EL1","access":"read","action":"undef"}]}' >one.json
  > { echo '{"kind":"enter","cpu":0,"reason":"sys"}'; echo '{"kind":"panic","cpu":0,"reason":"handle_trap","pc":"0x1000"}'; } >events
  > el2trap replay --all --kernel 7.2 --cmdline kvm-arm.mode=nvhe --policy all.json events | grep ^events
  > el2trap replay --all --kernel 7.2 --cmdline kvm-arm.mode=nvhe --policy one.json events | grep '^events\|rules'
  > for bit in TVM TRVM TID3 TACR TSW TPU TID2; do
  >   el2trap replay --all --kernel 7.2 --cmdline kvm-arm.mode=nvhe --set HCR_EL2.$bit=1 --policy all.json events | grep ^events:1
  >   el2trap replay --all --kernel 7.2 --cmdline kvm-arm.mode=nvhe --set HCR_EL2.$bit=1 events | grep ^events
  > done
  events:1:1: agree: which register is not recorded: SCTLR2_EL1, MAIR2_EL1, AMAIR2_EL1, SCXTNUM_EL1, SCXTNUM_EL0, GCSPUSHX, GCSPOPCX
  events:2:1: cannot judge: the hypervisor's own code failed: which exception led there is not in the message
  events:1:1: agree: which register is not recorded: SCXTNUM_EL1
      rules: mrs-scxtnum_el1.el1.trap-el2.hcr_el2.enscxt, own.1
  events:2:1: agree: handle_trap() knows no such exception; of the host, 11 accesses do it here: SCTLR2_EL1, MAIR2_EL1, AMAIR2_EL1, SCXTNUM_EL1, SCXTNUM_EL0, GCSPUSHX, GCSPOPCX
      rules: msr-sctlr2_el1.el1.trap-el2.hcrx_el2.sctlr2en, own.otherwise, handle-trap.bug
  events:1:1: agree: which register is not recorded: SCTLR_EL1, SCTLR2_EL1, TTBR0_EL1, TTBR1_EL1, TCR_EL1, TCR2_EL1, AFSR0_EL1, AFSR1_EL1, ESR_EL1, FAR_EL1, MAIR_EL1, MAIR2_EL1, PIRE0_EL1, PIR_EL1, ...
  events:1:1: agree: which register is not recorded: the hypervisor panics on each of the 26 that are trapped
  events:2:1: agree: handle_trap() knows no such exception; of the host, 26 accesses do it here: SCTLR_EL1, SCTLR2_EL1, TTBR0_EL1, TTBR1_EL1, TCR_EL1, TCR2_EL1, AFSR0_EL1, AFSR1_EL1, ESR_EL1, FAR_EL1, MAIR_EL1, MAIR2_EL1, PIRE0_EL1, PIR_EL1, ...
  events:1:1: agree: which register is not recorded: SCTLR_EL1, SCTLR2_EL1, TTBR0_EL1, TTBR1_EL1, TCR_EL1, TCR2_EL1, AFSR0_EL1, AFSR1_EL1, ESR_EL1, FAR_EL1, MAIR_EL1, MAIR2_EL1, PIRE0_EL1, PIR_EL1, ...
  events:1:1: agree: which register is not recorded: the hypervisor panics on each of the 26 that are trapped
  events:2:1: agree: handle_trap() knows no such exception; of the host, 26 accesses do it here: SCTLR_EL1, SCTLR2_EL1, TTBR0_EL1, TTBR1_EL1, TCR_EL1, TCR2_EL1, AFSR0_EL1, AFSR1_EL1, ESR_EL1, FAR_EL1, MAIR_EL1, MAIR2_EL1, PIRE0_EL1, PIR_EL1, ...
  events:1:1: agree: which register is not recorded: ID_PFR0_EL1, ID_PFR1_EL1, ID_DFR0_EL1, ID_AFR0_EL1, ID_MMFR0_EL1, ID_MMFR1_EL1, ID_MMFR2_EL1, ID_MMFR3_EL1, ID_ISAR0_EL1, ID_ISAR1_EL1, ID_ISAR2_EL1, ...
  events:1:1: agree: which register is not recorded: the hypervisor panics on each of the 54 that are trapped
  events:2:1: agree: handle_trap() knows no such exception; of the host, 54 accesses do it here: ID_PFR0_EL1, ID_PFR1_EL1, ID_DFR0_EL1, ID_AFR0_EL1, ID_MMFR0_EL1, ID_MMFR1_EL1, ID_MMFR2_EL1, ID_MMFR3_EL1, ID_ISAR0_EL1, ID_ISAR1_EL1, ID_ISAR2_EL1, ...
  events:1:1: agree: which register is not recorded: ACTLR_EL1, SCTLR2_EL1, MAIR2_EL1, AMAIR2_EL1, SCXTNUM_EL1, SCXTNUM_EL0, GCSPUSHX, GCSPOPCX
  events:1:1: agree: which register is not recorded: the hypervisor panics on each of the 14 that are trapped
  events:2:1: agree: handle_trap() knows no such exception; of the host, 14 accesses do it here: ACTLR_EL1, SCTLR2_EL1, MAIR2_EL1, AMAIR2_EL1, SCXTNUM_EL1, SCXTNUM_EL0, GCSPUSHX, GCSPOPCX
  events:1:1: agree: which register is not recorded: SCTLR2_EL1, MAIR2_EL1, AMAIR2_EL1, SCXTNUM_EL1, SCXTNUM_EL0, DC ISW, DC IGSW, DC IGDSW, GCSPUSHX, GCSPOPCX, DC CSW, DC CGSW, DC CGDSW, DC CISW, DC CIGSW, ...
  events:1:1: agree: which register is not recorded: the hypervisor panics on each of the 21 that are trapped
  events:2:1: agree: handle_trap() knows no such exception; of the host, 21 accesses do it here: SCTLR2_EL1, MAIR2_EL1, AMAIR2_EL1, SCXTNUM_EL1, SCXTNUM_EL0, DC ISW, DC IGSW, DC IGDSW, GCSPUSHX, GCSPOPCX, DC CSW, DC CGSW, DC CGDSW, DC CISW, DC CIGSW, ...
  events:1:1: agree: which register is not recorded: SCTLR2_EL1, MAIR2_EL1, AMAIR2_EL1, SCXTNUM_EL1, SCXTNUM_EL0, IC IALLUIS, IC IALLU, GCSPUSHX, GCSPOPCX, IC IVAU, DC CVAU
  events:1:1: agree: which register is not recorded: the hypervisor panics on each of the 16 that are trapped
  events:2:1: agree: handle_trap() knows no such exception; of the host, 16 accesses do it here: SCTLR2_EL1, MAIR2_EL1, AMAIR2_EL1, SCXTNUM_EL1, SCXTNUM_EL0, IC IALLUIS, IC IALLU, GCSPUSHX, GCSPOPCX, IC IVAU, DC CVAU
  events:1:1: agree: which register is not recorded: SCTLR2_EL1, MAIR2_EL1, AMAIR2_EL1, SCXTNUM_EL1, CCSIDR_EL1, CLIDR_EL1, CSSELR_EL1, CTR_EL0, SCXTNUM_EL0, GCSPUSHX, GCSPOPCX
  events:1:1: agree: which register is not recorded: the hypervisor panics on each of the 17 that are trapped
  events:2:1: agree: handle_trap() knows no such exception; of the host, 17 accesses do it here: SCTLR2_EL1, MAIR2_EL1, AMAIR2_EL1, SCXTNUM_EL1, CCSIDR_EL1, CLIDR_EL1, CSSELR_EL1, CTR_EL0, SCXTNUM_EL0, GCSPUSHX, GCSPOPCX
