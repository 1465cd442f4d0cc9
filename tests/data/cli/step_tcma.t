TCMA1 lifts the check where bits 59 to 55 are all ones, and nowhere else: a granule of tag 4, read through pointers of
tag f and c in the upper half.

  $ ask() { printf '{"id":"%s","word":"0xf9400020","x":{"1":"%s"},"set":{"SCTLR_EL1.M":1,"SCTLR_EL1.TCF":1,"SCTLR_EL1.ATA":1},"regs":{"TTBR1_EL1":"0x40010000","TCR_EL1":"%s","MAIR_EL1":"0xf0"},"mem":[{"at":"0x40010000","data":"00000000000000000104004000000000"},{"at":"0x40000000","data":"0011223344556677","tags":"4","attr":"tagged"}],"walk":true}\n' "$1" "$2" "$3"; }
  > { ask "f, checked" 0xffffff8040000000 0x4580190000; ask "f, TCMA1" 0xffffff8040000000 0x400004580190000
  >   ask "c, TCMA1" 0xfcffff8040000000 0x400004580190000; ask "f, TCMA0" 0xffffff8040000000 0x200004580190000; } |
  >   el2trap step --cmdline kvm-arm.mode=nvhe -q | grep -oE '"(id|verdict)":"[^"]*"|"regs":.*'
  "id":"f, checked"
  "verdict":"fault"
  "regs":{"SPSR_EL1":"0x3c5","ESR_EL1":"0x96000011","FAR_EL1":"0xffffff8040000000"}}
  "id":"f, TCMA1"
  "verdict":"pass"
  "id":"c, TCMA1"
  "verdict":"fault"
  "regs":{"SPSR_EL1":"0x3c5","ESR_EL1":"0x96000011","FAR_EL1":"0xfcffff8040000000"}}
  "id":"f, TCMA0"
  "verdict":"fault"
  "regs":{"SPSR_EL1":"0x3c5","ESR_EL1":"0x96000011","FAR_EL1":"0xffffff8040000000"}}
