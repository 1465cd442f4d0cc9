One row for each of the 95 MTE operations, at EL0 and at the host's level.

  $ el2trap table --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' >table
  $ head -3 table
  # boot: kernel 7.2, command line 'kvm-arm.mode=protected arm64.nomte', CONFIG_ARM64_MTE=y, CPU max
  # -> protected-hvhe, kernel at EL1, MTE not supported
  operation             EL0                       EL1
  $ tail -n +4 table | wc -l | tr -d ' '
  95
  $ grep -E 'GCR_EL1|GMID|STG offset|LDGM|TCO|PFR1' table
  STG offset            pass tags-ignored         pass tags-ignored
  LDGM                  undef native              pass tags-ignored
  MRS ID_AA64PFR1_EL1   trap EL1 0x18 host        pass
  MRS GCR_EL1           undef native              undef injected
  MSR GCR_EL1           undef native              undef injected
  MRS GMID_EL1          trap EL1 0x18 host        undef injected
  MRS TCO               pass                      pass
  MSR TCO               pass                      pass
  MSR TCO, #0           pass                      pass
  $ el2trap table --kernel 7.2 | sed -n '1,3p;/GCR_EL1/p'
  # boot: kernel 7.2, command line '', CONFIG_ARM64_MTE=y, CPU max
  # -> vhe, kernel at EL2, MTE supported
  operation             EL0                       EL2
  MRS GCR_EL1           undef native              pass
  MSR GCR_EL1           undef native              pass

JSON: a versioned header, a line per cell, a summary.

  $ el2trap table --kernel 7.2 --cmdline kvm-arm.mode=nvhe --json >table.json
  $ head -1 table.json
  {"el2trap":"table","version":1,"kernel":"7.2","cmdline":"kvm-arm.mode=nvhe","config":"CONFIG_ARM64_MTE=y","cpu":"max","mode":"nvhe","mte":true}
  $ tail -1 table.json
  {"operations":95,"cells":190,"pass":118,"undef":69,"trap":3,"fault":0,"panic":0,"unmodelled":0}
  $ wc -l <table.json | tr -d ' '
  192
  $ grep '"text":"mrs x0, gmid_el1"' table.json
  {"word":"0xd5390080","text":"mrs x0, gmid_el1","op":"MRS","register":"GMID_EL1","class":"sysreg","el":0,"verdict":"trap","to_el":1,"handler":"host","action":"the host's own kernel takes it","taken":{"el":1,"ec":"0x18","esr":"0x62384001","vector":"0x400"},"delivered":{"el":1,"ec":"0x18","esr":"0x62384001","elr":"0x0","spsr":"0x3c0","vector":"0x400","pstate":"0x24023c5"},"rules":["mrs-gmid_el1.el0.trap-el1.feat_idst"]}
  {"word":"0xd5390080","text":"mrs x0, gmid_el1","op":"MRS","register":"GMID_EL1","class":"sysreg","el":1,"verdict":"pass","effect":"full","rules":["mrs-gmid_el1.el1.read"]}

The difference between two boots; the second has the options of the first but for those after --diff.

  $ el2trap table --kernel 6.12 --cmdline 'kvm-arm.mode=protected arm64.nomte' --diff --kernel 7.0
  # before: kernel 6.12, command line 'kvm-arm.mode=protected arm64.nomte', CONFIG_ARM64_MTE=y, CPU max
  # -> protected-hvhe, kernel at EL1, MTE not supported
  # after: kernel 7.0, command line 'kvm-arm.mode=protected arm64.nomte', CONFIG_ARM64_MTE=y, CPU max
  # -> protected-hvhe, kernel at EL1, MTE not supported
  operation             level   before                    after
  MRS RGSR_EL1          kernel  pass                      undef injected
  MSR RGSR_EL1          kernel  pass                      undef injected
  MRS GCR_EL1           kernel  pass                      undef injected
  MSR GCR_EL1           kernel  pass                      undef injected
  MRS TFSR_EL1          kernel  pass                      undef injected
  MSR TFSR_EL1          kernel  pass                      undef injected
  MRS TFSRE0_EL1        kernel  pass                      undef injected
  MSR TFSRE0_EL1        kernel  pass                      undef injected
  MRS GMID_EL1          kernel  pass                      undef injected
  # 9 of 190 differ
  $ el2trap table --kernel v1 --cmdline 'kvm-arm.mode=protected arm64.nomte' --json --diff --kernel 7.0
  {"el2trap":"table","version":1,"before":{"kernel":"v1","cmdline":"kvm-arm.mode=protected arm64.nomte","config":"CONFIG_ARM64_MTE=y","cpu":"max","mode":"protected-hvhe","mte":false},"after":{"kernel":"7.0","cmdline":"kvm-arm.mode=protected arm64.nomte","config":"CONFIG_ARM64_MTE=y","cpu":"max","mode":"protected-hvhe","mte":false}}
  {"word":"0xd5390080","text":"mrs x0, gmid_el1","op":"MRS","register":"GMID_EL1","class":"sysreg","el":1,"before":{"el":1,"verdict":"pass","effect":"full","rules":["mrs-gmid_el1.el1.read"]},"after":{"el":1,"verdict":"undef","origin":"injected","taken":{"el":2,"ec":"0x18","esr":"0x62384001","vector":"0x400"},"delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c5","vector":"0x200","pstate":"0x4003c5"},"rules":["mrs-gmid_el1.el1.trap-el2.hcr_el2.tid5","handle-host-mte.gmid-undef","inject-host-exception"]}}
  {"operations":95,"cells":190,"differ":1}
  $ el2trap table --diff | tail -1
  # 0 of 190 differ

The architecture alone.

  $ el2trap table --no-hypervisor --cmdline 'kvm-arm.mode=nvhe arm64.nomte' | grep GCR
  MRS GCR_EL1           undef native              trap EL2 0x18 none
  MSR GCR_EL1           undef native              trap EL2 0x18 none
