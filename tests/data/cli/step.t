One instruction on a full machine state.

  $ cat >cases <<'X'
  > {"id":"tag write dropped","word":"0xd9200823","x":{"1":"0x42000000","3":"0x0500000042000000"},"set":{"SCTLR_EL1.ATA":1},"mem":[{"at":"0x42000000","size":32,"tags":"12"}]}
  > {"id":"tag write","word":"0xd9200823","x":{"1":"0x42000000","3":"0x0500000042000000"},"set":{"SCTLR_EL1.ATA":1,"HCR_EL2.ATA":1},"mem":[{"at":"0x42000000","size":32,"tags":"12"}]}
  > {"id":"injected","word":"0xd53810c0","pc":"0x1000","pstate":"0x500003c5","regs":{"VBAR_EL1":"0xffff000000000000"}}
  > {"id":"hypervisor's page","word":"0xf9400020","x":{"1":"0x42000000"},"mem":[{"at":"0x42000000","data":"0011223344556677","s2":"hyp"}]}
  > {"id":"EL0, not its page","word":"0xf9400020","el":0,"x":{"1":"0x42000000"},"mem":[{"at":"0x42000000","data":"0011223344556677","perm":"rw"}]}
  > {"id":"stack pointer","word":"0x910043ff","sp":"0x100"}
  > X
  $ el2trap step --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' cases | sed 's/"word".*"verdict"/"verdict"/; s/"rules":[^]]*\],//'
  {"id":"tag write dropped","verdict":"pass","effect":"tags-ignored","pc":"0x4"}
  {"id":"tag write","verdict":"pass","effect":"full","pc":"0x4","mem":[{"at":"0x42000000","data":"00000000000000000000000000000000","tags":"5"}]}
  {"id":"injected","verdict":"undef","origin":"injected","taken":{"el":2,"ec":"0x18","esr":"0x623c0401","vector":"0x400"},"delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x1000","spsr":"0x500003c5","vector":"0x200","pstate":"0x504003c5"},"pc":"0xffff000000000200","pstate":"0x504003c5","regs":{"SPSR_EL1":"0x500003c5","ELR_EL1":"0x1000","ESR_EL1":"0x2000000"}}
  {"id":"hypervisor's page","verdict":"fault","origin":"injected","taken":{"el":2,"ec":"0x24","esr":"0x93c08007","vector":"0x400"},"delivered":{"el":1,"ec":"0x25","esr":"0x97c08087","elr":"0x0","spsr":"0x3c5","vector":"0x200","pstate":"0x4003c5"},"pc":"0x200","pstate":"0x4003c5","regs":{"SPSR_EL1":"0x3c5","ESR_EL1":"0x97c08087","FAR_EL1":"0x42000000"}}
  {"id":"EL0, not its page","verdict":"fault","origin":"native","taken":{"el":1,"ec":"0x24","esr":"0x9200000f","vector":"0x400"},"delivered":{"el":1,"ec":"0x24","esr":"0x9200000f","elr":"0x0","spsr":"0x3c0","vector":"0x400","pstate":"0x24023c5"},"pc":"0x400","pstate":"0x24023c5","regs":{"SPSR_EL1":"0x3c0","ESR_EL1":"0x9200000f","FAR_EL1":"0x42000000"}}
  {"id":"stack pointer","verdict":"pass","effect":"full","sp":"0x110","pc":"0x4"}
  ! el2trap step: cases 6, as expected 0, mismatches 0, unmodelled 0
