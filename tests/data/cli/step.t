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
  ! el2trap step: cases 6, as expected 0, mismatches 0, without expectation 6, unmodelled 0

What real kernels did where memory or PSTATE counts: aborts, and the whole state of injected exceptions.

  $ grep -v '^#' "$SOURCE/tests/data/recorded-boots.txt" | sed 's/ *| */|/g; s/ *$//' |
  > while IFS='|' read -r boot kernel cmdline cpu; do
  >   echo "$boot"
  >   el2trap step --kernel "$kernel" --cmdline "$cmdline" --cpu "$cpu" "$SOURCE/corpora/boots/$boot/step.jsonl" 2>&1 >/dev/null
  > done
  6.12-protected-nomte
  el2trap step: cases 27, as expected 27, mismatches 0, without expectation 0, unmodelled 0
  7.2-protected-nomte
  el2trap step: cases 63, as expected 63, mismatches 0, without expectation 0, unmodelled 0
  7.2-nvhe-mte
  el2trap step: cases 27, as expected 27, mismatches 0, without expectation 0, unmodelled 0
  7.2-nvhe-cpu-without-mte
  el2trap step: cases 9, as expected 9, mismatches 0, without expectation 0, unmodelled 0
  7.2-vhe-nomte
  el2trap step: cases 27, as expected 27, mismatches 0, without expectation 0, unmodelled 0

Bad input is exit code 3, with its place.

  $ bad() { echo "$1" | el2trap step; echo "exit $?"; }
  > bad '{"word":"0xd503201f","x":{"31":1}}'
  > bad '{"word":"0xd503201f","x":[]}'
  > bad '{"word":"0xd503201f","regs":{"GCR_EL9":1}}'
  > bad '{"word":"0xd503201f","mem":[{"size":16}]}'
  > bad '{"word":"0xd503201f","mem":[{"at":0,"data":"123"}]}'
  > bad '{"word":"0xd503201f","mem":[{"at":0,"size":16,"tags":"123"}]}'
  > bad '{"word":"0xd503201f","mem":[{"at":0,"size":16,"attr":"tag"}]}'
  > bad '{"word":"0xd503201f","mem":[{"at":0,"size":16,"s2":"me"}]}'
  > bad '{"word":"0xd503201f","mem":[{"at":0,"size":16,"perm":"z"}]}'
  > bad '{"word":"0xd503201f","mem":[{"at":"0xfffffffffffffff8","size":64}]}'
  > bad '{"word":"0xd503201f","mem":[{"at":0,"size":0}]}'
  > bad '{"word":"0xd503201f","mem":[{"at":0,"size":16,"sizes":1}]}'
  > bad '{"word":"0xd503201f","pcs":0}'
  > bad '{"x":{}}'
  exit 3
  exit 3
  exit 3
  exit 3
  exit 3
  exit 3
  exit 3
  exit 3
  exit 3
  exit 3
  exit 3
  exit 3
  exit 3
  exit 3
  ! el2trap step: <stdin>:1:27: x has registers 0 to 30, not "31"
  ! el2trap step: <stdin>:1:22: x must be an object of register numbers and values
  ! el2trap step: <stdin>:1:30: no system register named "GCR_EL9"
  ! el2trap step: <stdin>:1:22: an entry of mem needs "at"
  ! el2trap step: <stdin>:1:37: data is a text of hexadecimal bytes
  ! el2trap step: <stdin>:1:47: more tags than granules
  ! el2trap step: <stdin>:1:47: attr is one of tagged, untagged, noncacheable, device
  ! el2trap step: <stdin>:1:47: s2 is one of host, guest, hyp, shared, mmio, none
  ! el2trap step: <stdin>:1:47: perm is letters of rwx, u for EL0, g for guarded
  ! el2trap step: <stdin>:1:22: this memory cannot be mapped: it wraps, or is too much
  ! el2trap step: <stdin>:1:22: an entry of mem has 1 to 0x1000000 bytes, and no more data than size
  ! el2trap step: <stdin>:1:47: unknown key "sizes" in mem
  ! el2trap step: <stdin>:1:22: unknown key "pcs"
  ! el2trap step: <stdin>:1:1: the case has no word and no asm

What was stepped, as a trace.

  $ boot="--kernel 7.2 --cpu max,el3=0 --cmdline kvm-arm.mode=protected"
  > el2trap step -q $boot --set HCR_EL2.ATA=0 --set HCR_EL2.TID5=1 --record trace.jsonl "$SOURCE/corpora/boots/7.2-protected-nomte/step.jsonl" >/dev/null
  > el2trap replay $boot --set HCR_EL2.ATA=0 --set HCR_EL2.TID5=1 trace.jsonl
  > el2trap replay $boot trace.jsonl | grep -v '^ ' | tail -n 1
  69 lines (record), 63 events: 36 agree, 0 disagree, 27 cannot judge
          27 cannot be judged: consistent, but page tables and page owners are not in the trace
  69 lines (record), 63 events: 0 agree, 36 disagree, 27 cannot judge

What the model does not know, and why.

  $ printf '%s\n' '{"word":"0xd518b000","el":1}' | el2trap step -q --cmdline kvm-arm.mode=protected --cpu cortex-a72 | grep -o '"verdict.*'
  "verdict":"unmodelled","why":"what this IMPLEMENTATION DEFINED encoding is on this CPU","rules":["msr-s3_op1_ccn_ccm_op2.el1.unmodelled"]}
