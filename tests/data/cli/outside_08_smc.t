SMCs under pKVM: what EL2 answers itself, what it lets through.

  $ el2trap step -q --kernel 7.2 --cmdline kvm-arm.mode=protected <<'EOF' | grep -oE '"action":"[^"]*"|"x":\{[^}]*\}'
  > {"word":"0xd4000003","el":1,"x":{"0":"0x84000003"}}
  > {"word":"0xd4000003","el":1,"x":{"0":"0xc4000003"}}
  > {"word":"0xd4000003","el":1,"x":{"0":"0x84000000"}}
  > {"word":"0xd4000003","el":1,"x":{"0":"0x84010000"}}
  > {"word":"0xd4000003","el":1,"x":{"0":"0xc4000015"}}
  > {"word":"0xd4000003","el":1,"x":{"0":"0x84000063","1":"0x20000"}}
  > {"word":"0xd4000003","el":1,"x":{"0":"0x80000000"}}
  > EOF
  "action":"PSCI: EL2 answers x0 = -1 (NOT_SUPPORTED); no SMC is made"
  "x":{"0":"0xffffffffffffffff"}
  "action":"PSCI: EL2 calls firmware itself, so that the CPU comes back through EL2"
  "action":"the SMC is made at EL3 in the host's place, and the host goes on behind it"
  "action":"the SMC is made at EL3 in the host's place, and the host goes on behind it"
  "action":"the SMC is made at EL3 in the host's place, and the host goes on behind it"
  "action":"FF-A: EL2 answers x0 = -1 (NOT_SUPPORTED); no SMC is made"
  "x":{"0":"0xffffffffffffffff"}
  "action":"the SMC is made at EL3 in the host's place, and the host goes on behind it"

FF-A before a version has been negotiated: 6.12 writes four registers, 7.2 eighteen.

  $ for kernel in 6.12 7.2; do el2trap step -q --kernel $kernel --cmdline kvm-arm.mode=protected <<'EOF' | grep -oE '"action":"[^"]*"|"x":\{[^}]*\}'
  > {"word":"0xd4000003","el":1,"x":{"0":"0x84000064","1":"0x1","3":"0x3","5":"0x5","17":"0x11","18":"0x12"}}
  > EOF
  > done
  "action":"FF-A: EL2 answers FFA_ERROR, INVALID_PARAMETERS: no version has been negotiated; no SMC is made"
  "x":{"0":"0x84000060","1":"0x0","2":"0xfffffffffffffffe","3":"0x0"}
  "action":"FF-A: EL2 answers FFA_ERROR, INVALID_PARAMETERS: no version has been negotiated; no SMC is made"
  "x":{"0":"0x84000060","1":"0x0","2":"0xfffffffffffffffe","3":"0x0","5":"0x0","17":"0x0"}

6.1 has no relay of FF-A: the call goes to firmware.

  $ echo '{"word":"0xd4000003","el":1,"x":{"0":"0x84000064"}}' |
  > el2trap step -q --kernel 6.1 --cmdline kvm-arm.mode=protected | grep -oE '"action":"[^"]*"|"x":[{][^}]*[}]'
  "action":"the SMC is made at EL3 in the host's place, and the host goes on behind it"

SYSTEM_OFF2 is known from PSCI 1.3 on, which 6.12 does not relay.

  $ echo '{"word":"0xd4000003","el":1,"x":{"0":"0x84000015"}}' |
  > el2trap step -q --kernel 6.12 --cmdline kvm-arm.mode=protected | grep -oE '"action":"[^"]*"|"x":\{[^}]*\}'
  "action":"PSCI: EL2 answers x0 = -1 (NOT_SUPPORTED); no SMC is made"
  "x":{"0":"0xffffffffffffffff"}

Calls of FF-A are told by owner and the low 16 bits: bits 23 to 17 of the id may be anything.

  $ printf '{"word":"0xd4000003","el":1,"x":{"0":"0x84ee00c4"}}\n{"word":"0xd4000003","el":1,"x":{"0":"0x84ee0100"}}\n' |
  >   el2trap step -q --kernel 6.12 --cmdline kvm-arm.mode=protected | grep -oE '"action":"[^"]*"'
  "action":"FF-A: EL2 answers FFA_ERROR, INVALID_PARAMETERS: no version has been negotiated; no SMC is made"
  "action":"the SMC is made at EL3 in the host's place, and the host goes on behind it"
