A guest's access in the kernel's log, among other messages.

  $ cp $SOURCE/corpora/traces/outside/kvm-sysreg.txt .
  $ el2trap convert kvm-sysreg.txt | sed 's/,"source".*/}/'
  {"el2trap":"trace","version":1}
  {"kind":"guest","format":"kmsg","cpu":0,"el":1,"pc":"0xffff800080001000","word":"0xd538a480","reason":"unsupported_sys_reg","vcpu":10,"guest":true,"write":false,"taken":{"el":2,"ec":"0x18","spsr":"0xc5"}}
  ! el2trap convert: 1 events, 0 unknown lines
  $ (echo '[    0.5] usb 1-1: new device'; cat kvm-sysreg.txt; echo '[    2.000000] eth0: link up') | el2trap replay
  <stdin>:2:1: cannot judge: mrs x0, mpamidr_el1 at EL1: it depends on what the guest was made with, and on traps that come and go while it runs; by the guest's trap registers: undef native, taken to EL1 with ESR 0x2000000
      [    1.000000] kvm [10]: Unsupported guest sys_reg access at: ffff800080001000 [000000c5]
      rules: mrs-mpamidr_el1.any.undef.feat_mpam
  4 lines (kmsg), 1 events: 0 agree, 0 disagree, 1 cannot judge
           1 cannot be judged: it depends on what the guest was made with, and on traps that come and go while it runs
  $ tail -n 1 kvm-sysreg.txt | el2trap replay
  1 lines (kmsg), 0 events: 0 agree, 0 disagree, 0 cannot judge
  1 unknown lines
    <stdin>:1:1: a line of an access whose beginning is missing
                      { Op0( 3), Op1( 0), CRn(10), CRm( 4), Op2( 4), func_read },
  [3]
