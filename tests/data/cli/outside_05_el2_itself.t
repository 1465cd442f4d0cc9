An exception of the hypervisor itself arrives at another vector, and handle_trap() never sees it.

  $ el2trap check -q --kernel 7.2 --cmdline kvm-arm.mode=protected <<'EOF' | sed 's/.*"verdict"/"verdict"/; s/,"rules.*//'
  > {"word":"0xd4000002","el":2}
  > {"word":"0xd4000002","el":1}
  > EOF
  "verdict":"panic","handler":"el2","action":"EL2 itself took it: hyp_panic(), its vectors expect none from there","taken":{"el":2,"ec":"0x16","esr":"0x5a000000","vector":"0x200"}
  "verdict":"trap","to_el":2,"handler":"hvc","action":"a hypercall: handle_host_hcall() serves it","taken":{"el":2,"ec":"0x16","esr":"0x5a000000","vector":"0x400"}

Under VHE it is the kernel's own business; in a boot stub nobody's that is modelled.

  $ el2trap check -q --kernel 7.2 <<'EOF' | grep -oE '"verdict":"[a-z]*"|"handler":"[a-z]*"'
  > {"word":"0xd4000002","el":2}
  > EOF
  "verdict":"trap"
  "handler":"host"
  $ el2trap check -q --kernel 7.2 --cmdline kvm-arm.mode=none --cpu max,vh=0 <<'EOF' | grep -o '"verdict":"[a-z]*"'
  > {"word":"0xd4000002","el":2}
  > EOF
  "verdict":"unmodelled"
