PSTATE.SSBS at exception entry and return needs FEAT_SSBS, not the instructions of FEAT_SSBS2: cortex-a76 has the first.

  $ el2trap list cpus | grep -c cortex-a76
  1
  $ el2trap check -q --cpu cortex-a76 --cmdline kvm-arm.mode=nvhe --set SCTLR_EL1.DSSBS=1 <<'EOF' | grep -o '"delivered".*pstate":"[^"]*"' | grep -o 'pstate.*'
  > {"word":"0x00000000"}
  > EOF
  pstate":"0x4013c5"

A CPU without it has no such bit, natively or injected.

  $ for cmdline in kvm-arm.mode=nvhe 'kvm-arm.mode=protected arm64.nomte'; do
  >   printf '{"word":"0x00000000"}\n{"word":"0xd53810c0"}\n' |
  >     el2trap check -q --kernel 7.2 --cpu max,ID_AA64PFR1_EL1=0x0010101012000301 --cmdline "$cmdline" --set SCTLR_EL1.DSSBS=1 |
  >     grep -o 'delivered.*' | grep -oE 'pstate":"[^"]*"'
  > done
  pstate":"0x24023c5"
  pstate":"0x24023c5"
  pstate":"0x4003c5"

ERET restores it.

  $ el2trap step -q --cpu cortex-a76 --no-hypervisor --cmdline kvm-arm.mode=nvhe <<'EOF' | grep -o '"pstate":"[^"]*"'
  > {"word":"0xd69f03e0","el":1,"regs":{"SPSR_EL1":"0x1005","ELR_EL1":"0x1000"}}
  > EOF
  "pstate":"0x1005"
