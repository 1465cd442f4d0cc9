With "walk" stage 1 is the tables in that memory while SCTLR_EL1.M is set: a level 1 block maps 0x40000000 to itself, and
a page at 0x80001000 is the first of it once more.

  $ tables() { printf '{"at":"0x40010000","data":"00000000000000000104004000000000"},{"at":"0x40010010","data":"%s"},{"at":"0x40011000","data":"0320014000000000"},{"at":"0x40012008","data":"8307004000000000"},{"at":"0x40000000","data":"0011223344556677"}' 0310014000000000; }
  > regs='"regs":{"TTBR0_EL1":"0x40010000","TCR_EL1":"0x500000019","MAIR_EL1":"0xff"}'
  > ask() { printf '{"id":"%s","word":"%s","x":{"1":"0x80001000"},"set":{"SCTLR_EL1.M":1},%s,"mem":[%s],"walk":%s}\n' "$1" "$2" "$regs" "$(tables)" "$3"; }
  > { ask load 0xf9400020 true; ask store 0xf9000020 true; ask at 0xd5087801 true; ask identity 0xf9400020 false; } |
  >   el2trap step --cmdline kvm-arm.mode=nvhe -q |
  >   grep -oE '"(id|verdict|far|esr|PAR_EL1)":"[^"]*"|"x":[^}]*'
  "id":"load"
  "verdict":"pass"
  "x":{"0":"0x7766554433221100"
  "id":"store"
  "verdict":"fault"
  "esr":"0x9600004f"
  "esr":"0x9600004f"
  "id":"at"
  "verdict":"pass"
  "PAR_EL1":"0xff00000040000b80"
  "id":"identity"
  "verdict":"fault"
  "esr":"0x96000007"
  "esr":"0x96000007"

A walk is asked for with true or false.

  $ echo '{"word":"0xd503201f","walk":1}' | el2trap step; echo "exit $?"
  exit 3
  ! el2trap step: <stdin>:1:22: walk is true or false
