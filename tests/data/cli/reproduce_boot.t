needs: qemu-system-aarch64

A finding of a recorded hypervisor of our own on the same, booted: a bug that its vector at EL2 keeps for itself.

  $ sh $SOURCE/corpora/recordings/build .; cat >finding <<'END'
  > # finding DIR PROMISE EVENT...
  > mkdir -p $1; exec >$1/stream.jsonl
  > echo '{"el2trap":"stream","version":1,"promise":"'$2'","hypervisor":"small"}'
  > shift 2; printf '%s\n' "$@"
  > END
  > cat >try <<'END'
  > el2trap reproduce --hypervisor ${rec:-$SOURCE/corpora/recordings/small.rec} --qemu ${image:-Image} "$@" >out; code=$?
  > sed 's/QEMU emulator version [^"]*/QEMU/; s/0x97[0-9a-f]*/0x96.../g; s/0x96000006/0x96.../g' out
  > exit $code
  > END
  $ cat >make <<'END'
  > aarch64-linux-gnu-as $1.s -o $1.o && aarch64-linux-gnu-ld -Ttext=0 -e _text $1.o -o $1.elf
  > aarch64-linux-gnu-objcopy -O binary $1.elf $1
  > END
  $ sh finding bug returns '{"word":"0xd4000002","x":{"0":"0x0"}}' '{"word":"0xd4000002","x":{"0":"0x1"}}'; sh try bug
  bug: returns is broken in the recording; booted max, QEMU
  1: EL1 d4000002  hvc #0                           with x0 = 0x0: recorded returns; booted returns
  2: EL1 d4000002  hvc #0                           with x0 = 0x1: recorded panic at bug+0x4, ESR 0xf2000800, not told; booted panic at bug+0x4, ESR 0xf2000800, not told
  same function, same offset
  [1]
  $ sh try --json bug
  {"el2trap":"reproduce","version":1,"finding":"bug","promise":"returns","broken":true,"booted":"Linux version 7.2.0-el2trap-small (no Linux: corpora/recordings/small.s)","qemu":"QEMU"}
  {"word":"0xd4000002","text":"hvc #0","el":1,"x":{"0":"0x0"},"there":{"word":"0xd4000002","text":"hvc #0","el":1,"x":{"0":"0x0"}},"recorded":{"end":"returns","x":{"0":"0x1","1":"0x7","2":"0x40201354","3":"0x7"}},"booted":{"end":"returns","x":{"0":"0x1","1":"0x7","2":"0x40201354","3":"0x7"}},"same":true}
  {"word":"0xd4000002","text":"hvc #0","el":1,"x":{"0":"0x1"},"there":{"word":"0xd4000002","text":"hvc #0","el":1,"x":{"0":"0x1"}},"recorded":{"end":"panic","at":"bug+0x4","esr":"0xf2000800","told":false,"why":"BUG, brk #0x800, at bug+0x4"},"booted":{"end":"panic","at":"bug+0x4","esr":"0xf2000800","told":false},"same":true}
  {"verdict":"same function, same offset","same":true}
  [1]

An abort at EL2; a hang.

  $ sh finding nowhere returns '{"word":"0xd4000002","x":{"0":"0x3"}}'; sh try nowhere
  nowhere: returns is broken in the recording; booted max, QEMU
  1: EL1 d4000002  hvc #0                           with x0 = 0x3: recorded panic at hvc_nowhere+0x10, ESR 0x96..., not told; booted panic at hvc_nowhere+0x10, ESR 0x96..., not told
  same function, same offset
  [1]
  $ sh finding hang returns '{"word":"0xd4000002","x":{"0":"0x2"}}'; sh try hang
  hang: returns is broken in the recording; booted max, QEMU
  1: EL1 d4000002  hvc #0                           with x0 = 0x2: recorded hang in hvc_hang; booted hang in hvc_hang
  a hang there, too, in the same function
  [1]

Events of both levels: exceptions that the CPU takes and that EL2 injects, a page that EL2 takes away, a guest, a branch;
and one on which playing itself stands.

  $ sh finding many returns '{"word":"0xd53810c0"}' '{"word":"0xd53b0021","el":0}' '{"word":"0xd4000001","el":0}' \
  > '{"word":"0xd4000002","x":{"0":"0x5","1":"0x60000000"}}' '{"word":"0xf9400001","x":{"0":"0x60000000"}}' \
  > '{"word":"0xd4000002","x":{"0":"0x8"}}' '{"word":"0x14000002"}' '{"word":"0xd5181001","x":{"1":"0x0"}}' \
  > '{"word":"0xd4000002","x":{"0":"0x1"}}'; sh try many
  many: returns is broken in the recording; booted max, QEMU
  1: EL1 d53810c0  mrs x0, gcr_el1                 : recorded exception to EL1, ESR 0x2000000; booted exception to EL1, ESR 0x2000000
  2: EL0 d53b0021  mrs x1, ctr_el0                 : recorded exception to EL1, ESR 0x6232c021; booted exception to EL1, ESR 0x6232c021
  3: EL0 d4000001  svc #0                          : recorded exception to EL1, ESR 0x56000000; booted exception to EL1, ESR 0x56000000
  4: EL1 d4000002  hvc #0                           with x0 = 0x5, x1 = 0x60000000: recorded returns; booted returns
  5: EL1 f9400001  ldr x1, [x0]                     with x0 = 0x60000000: recorded exception to EL1, ESR 0x96000010; booted exception to EL1, ESR 0x96000010
  6: EL1 d4000002  hvc #0                           with x0 = 0x8: recorded returns; booted returns
  7: EL1 14000002  b #0x20                         : recorded goes on at 0x8; booted goes on at 0x8
  8: EL1 d5181001  msr sctlr_el1, x1                with x1 = 0x0: recorded returns; booted not played: it changes what events are executed by here
  9: EL1 d4000002  hvc #0                           with x0 = 0x1: recorded panic at bug+0x4, ESR 0xf2000800, not told; booted panic at bug+0x4, ESR 0xf2000800, not told
  same function, same offset
  [1]

A machine that is another: a hypervisor that has one bug less.

  $ sed 's/b.eq hvc_hang/b.eq hvc_count/' $SOURCE/corpora/recordings/small.s >other.s
  > sh make other; image=other sh try hang
  hang: returns is broken in the recording; booted max, QEMU
  1: EL1 d4000002  hvc #0                           with x0 = 0x2: recorded hang in hvc_hang; booted returns
  differs: no hang there

An event behind one that comes to another result is not blamed.

  $ sed 's/add x0, x0, #1/add x0, x0, #2/; s/b.eq bug/b.eq hvc_count/' $SOURCE/corpora/recordings/small.s >other.s
  > sh make other; image=other sh try bug
  bug: returns is broken in the recording; booted max, QEMU
  1: EL1 d4000002  hvc #0                           with x0 = 0x0: recorded returns; booted returns; x0 0x1 and 0x2
  2: EL1 d4000002  hvc #0                           with x0 = 0x1: recorded panic at bug+0x4, ESR 0xf2000800, not told; booted returns
  not to be told there, because event 1 has another result before it
  [4]

A store of EL2's that the host aims, into a page of EL2's data; and a promise that holds.

  $ sed '/function hvc_look/,/b leave/s/ldr x0, \[x1\]/str x0, [x1]/; s/Linux version 7.2/Linux version 6.12/' \
  >     $SOURCE/corpora/recordings/small.s >store.s
  > sh make store
  > el2trap record -q --image store --symbols store.elf --cmdline kvm-arm.mode=protected -o store.rec
  > sh finding aimed no-store '{"word":"0xd4000002","x":{"0":"0x7","1":"0x40208810"}}'
  > export rec=store.rec image=store; sh try aimed
  aimed: no-store is broken in the recording; booted max, QEMU
  1: EL1 d4000002  hvc #0                           with x0 = 0x7, x1 = 0x40208810: recorded returns; booted returns
  EL2 stores in the page of 0x40208810, in hvc_look
  EL2 stores there, too
  [1]
  $ sh finding holds no-store '{"word":"0xd4000002","x":{"0":"0x0"}}'; sh try holds
  holds: no-store is not broken in the recording; booted max, QEMU
  1: EL1 d4000002  hvc #0                           with x0 = 0x0: recorded returns; booted returns
  not to be told there, because the promise holds in the recording
  [4]

Another kernel than was recorded.

  $ rec=store.rec sh try hang
  ! el2trap reproduce: this is another kernel than the recording's: Linux version 7.2.0-el2trap-small (no Linux: corpora/recordings/small.s)
  [3]
