Memory aborts that a trace shows: what fits the instruction, the state, and itself. A CPU an event, so that none follows
from the one before: level, word, level it is taken to, ESR, FAR.

  $ cat >aborts <<'EOF'
  > 1 f9400020 2 92000007 5000
  > 1 f9400020 2 92000047 5000
  > 1 f9400020 2 92000050 5000
  > 1 f9000020 2 92000007 5000
  > 1 f9000020 2 92000047 5000
  > 0 f9400020 2 92000007 5000
  > 1 f8200020 2 92000047 5000
  > 1 d503201f 2 82000007 5000
  > 1 f9400020 1 96000007 5000
  > 1 f9400020 1 96000047 5000
  > 1 f9400020 1 96000021 5004
  > 1 c85f7c20 1 96000021 5004
  > 1 c85f7c20 1 96000021 5008
  > 1 885f7c20 1 96000021 5002
  > 1 885f7c20 1 96000021 5004
  > 1 c87f0820 1 96000021 5008
  > 1 c87f0820 1 96000021 5010
  > 1 d9200820 1 96000061 5008
  > 1 d9200820 1 96000061 5010
  > 1 d9600020 1 96000061 5010
  > 1 d9600020 1 96000021 5008
  > 1 d53810c0 1 96000007 5000
  > 1 00000000 1 86000007 5000
  > 1 00000000 1 96000007 5000
  > 1 f9400020 0 92000007 5000
  > 2 f9400020 1 92000007 5000
  > 1 f9400020 1 92000007 5000
  > 0 f9400020 1 96000007 5000
  > 1 f9400020 2 96000007 5000
  > 1 f9400020 2 96002007 5000
  > 1 f9400020 1 96002007 5000
  > EOF
  > n=0
  > while read -r el word to esr far; do
  >   n=$((n + 1))
  >   echo '{"kind":"exception","cpu":'$n',"el":'$el',"pc":"0x1000","word":"0x'$word'","visible":true,"taken":{"el":'$to',"esr":"0x'$esr'","far":"0x'$far'"}}'
  > done <aborts >events
  > el2trap replay --all --cmdline 'kvm-arm.mode=protected' events | grep '^events' | cut -d: -f 2,4-
  1: agree: ldr x0, [x1] at EL1: 
  2: disagree: ldr x0, [x1] at EL1: ESR.WnR says write, the instruction reads
  3: agree: ldr x0, [x1] at EL1: 
  4: disagree: str x0, [x1] at EL1: ESR.WnR says read, the instruction writes
  5: agree: str x0, [x1] at EL1: 
  6: agree: ldr x0, [x1] at EL0: 
  7: agree: .inst 0xf8200020 at EL1: 
  8: agree: nop at EL1: 
  9: cannot judge: consistent, but page tables and page owners are not in the trace
  10: disagree: ldr x0, [x1] at EL1: ESR.WnR says write, the instruction reads
  11: agree: ldr x0, [x1] at EL1: 
  12: agree: ldxr x0, [x1] at EL1: 
  13: disagree: ldxr x0, [x1] at EL1: an alignment fault at 0x5008, which is aligned to 8
  14: agree: ldxr w0, [x1] at EL1: 
  15: disagree: ldxr w0, [x1] at EL1: an alignment fault at 0x5004, which is aligned to 4
  16: agree: ldxp x0, x2, [x1] at EL1: 
  17: disagree: ldxp x0, x2, [x1] at EL1: an alignment fault at 0x5010, which is aligned to 16
  18: agree: stg x0, [x1] at EL1: 
  19: disagree: stg x0, [x1] at EL1: an alignment fault at 0x5010, which is aligned to 16
  20: disagree: ldg x0, [x1] at EL1: ESR.WnR says write, the instruction reads
  21: cannot judge: consistent, but page tables and page owners are not in the trace
  22: cannot judge: consistent, but page tables and page owners are not in the trace
  23: cannot judge: consistent, but page tables and page owners are not in the trace
  24: disagree: udf #0 at EL1: recorded a memory abort, the model: undef native, taken to EL1 with ESR 0x2000000
  25: disagree: an exception from EL1 cannot be taken to EL0
  26: disagree: an exception from EL2 cannot be taken to EL1
  27: disagree: EC 0x24 does not fit an exception from EL1 to EL1
  28: disagree: EC 0x25 does not fit an exception from EL0 to EL1
  29: disagree: EC 0x25 does not fit an exception from EL1 to EL2
  30: cannot judge: consistent, but page tables and page owners are not in the trace
  31: cannot judge: consistent, but page tables and page owners are not in the trace

Nothing brings an abort of EL1 to EL2 but stage 2, DC, or TEA.

  $ sed -n 1p events >first
  > for hcr in 0 1 0x1000 0x2000000000 0x80000000; do
  >   echo "$hcr:$(el2trap replay --all --bare-metal --cpu max --set HCR_EL2=$hcr first | grep '^first' | cut -d: -f4-)"
  > done
  0: disagree: ldr x0, [x1] at EL1: recorded an abort taken to EL2, but HCR_EL2 has VM, DC, TGE and TEA clear
  1: cannot judge: consistent, but page tables and page owners are not in the trace
  0x1000: cannot judge: consistent, but page tables and page owners are not in the trace
  0x2000000000: cannot judge: consistent, but page tables and page owners are not in the trace
  0x80000000: disagree: ldr x0, [x1] at EL1: recorded an abort taken to EL2, but HCR_EL2 has VM, DC, TGE and TEA clear

A syndrome and a class beside it, a place without a word, and an event without a level.

  $ cat >events <<'EOF'
  > {"kind":"exception","cpu":1,"el":1,"pc":"0x1000","word":"0xd4000001","visible":true,"taken":{"el":1,"ec":"0x15","esr":"0x56000000"}}
  > {"kind":"exception","cpu":2,"el":1,"pc":"0x1000","word":"0xd4000001","visible":true,"taken":{"el":1,"ec":"0x16","esr":"0x56000000"}}
  > {"kind":"exception","cpu":3,"el":1,"pc":"0x1000","word":"0xd4000001","visible":true,"taken":{"el":1,"ec":"0x16"}}
  > {"kind":"exception","cpu":4,"el":1,"pc":"0x1000","word":"0xd4000001","visible":true,"taken":{"el":1,"ec":"0x15","vector":"0x0"}}
  > {"kind":"exception","cpu":5,"el":1,"pc":"0x1000","word":"0xd4000001","visible":true,"taken":{"el":1,"ec":"0x15","vector":"0x200"}}
  > {"kind":"exception","cpu":6,"el":1,"pc":"0x1000","word":"0xd4000001","visible":true,"taken":{"el":1,"ec":"0x15","vector":"0x400"}}
  > {"kind":"exception","cpu":7,"el":0,"pc":"0x1000","word":"0xd4000001","visible":true,"taken":{"el":1,"ec":"0x15","vector":"0x400"}}
  > {"kind":"exception","cpu":8,"el":1,"visible":true,"taken":{"el":1,"ec":"0x15"}}
  > {"kind":"exception","cpu":9,"el":1,"visible":true,"taken":{"el":1,"esr":"0x56000007"}}
  > {"kind":"exception","cpu":10,"el":1,"visible":true,"taken":{"el":2,"esr":"0x5a000007"}}
  > {"kind":"exception","cpu":11,"el":1,"visible":true,"taken":{"el":2,"esr":"0x5e000007"}}
  > {"kind":"exception","cpu":12,"el":1,"visible":true,"taken":{"el":1,"esr":"0xf2000007"}}
  > {"kind":"exception","cpu":13,"el":0,"visible":true,"taken":{"el":1,"esr":"0x7e00000"}}
  > {"kind":"exception","cpu":14,"el":0,"visible":true,"taken":{"el":1,"esr":"0x7e00001"}}
  > {"kind":"exception","cpu":15,"el":0,"visible":true,"taken":{"el":1,"esr":"0x7e00006"}}
  > {"kind":"exception","cpu":16,"el":1,"visible":true,"taken":{"el":2,"esr":"0x6a000000"}}
  > {"kind":"exception","cpu":17,"el":1,"visible":true,"taken":{"el":2,"esr":"0x6a000002"}}
  > {"kind":"exception","cpu":18,"el":1,"visible":true,"taken":{"el":2,"esr":"0x6a000003"}}
  > {"kind":"exception","cpu":19,"el":0,"pc":"0x1000","word":"0xd4000001","visible":true,"taken":{"el":1,"ec":"0x15","vector":"0x0"}}
  > EOF
  > el2trap replay --all --cmdline 'kvm-arm.mode=protected' events | grep '^events' | cut -d: -f 2,4-
  1: agree: svc #0 at EL1: 
  2: disagree: recorded EC 0x16, but ESR 0x56000000 has EC 0x15
  3: disagree: svc #0 at EL1: recorded EC 0x16, the model: 0x15
  4: agree: svc #0 at EL1: 
  5: agree: svc #0 at EL1: 
  6: disagree: svc #0 at EL1: recorded vector offset 0x400, the model: 0x200
  7: agree: svc #0 at EL0: 
  8: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
  9: agree: svc #7 at EL1: 
  10: agree: hvc #7 at EL1: 
  11: agree: smc #7 at EL1: 
  12: agree: brk #7 at EL1: 
  13: agree: wfi at EL0: 
  14: disagree: wfe at EL0: recorded as taken to EL1 with ESR 0x7e00001, the model: pass
  15: cannot judge: the instruction is not in the trace (--image FILE supplies words for PCs)
  16: disagree: eret at EL1: recorded as taken to EL2 with ESR 0x6a000000, the model: pass
  17: disagree: eretaa at EL1: recorded as taken to EL2 with ESR 0x6a000002, the model: pass
  18: disagree: eretab at EL1: recorded as taken to EL2 with ESR 0x6a000003, the model: pass
  19: disagree: svc #0 at EL0: recorded vector offset 0, the model: 0x400
