needs: qemu-system-aarch64

A panic that EL2 tells its host: as Linux does, with ESR in X0, where in X2 and X3, at an address of stage 1. Without stage 1
that is an abort, and what stands at the host's vector says it on the console.

  $ cat >panic <<'END'
  > 	mrs x0, esr_el2
  > 	mrs x2, elr_el2
  > 	mov x3, x2
  > 	set elr_el2, 0xffff000040600000
  > 	set spsr_el2, EL1H
  > 	eret
  > END
  $ cat >says <<'END'
  > 	.balign 4
  > says:	adr x0, .Lsaid
  > 	b .Lsay
  > .Lsaid:	.asciz "kvm [1]: nVHE hyp panic at: [<0>] bug!\n---[ end Kernel panic\n"
  > END
  $ printf '%s\n' '/function hyp_panic/{n;r panic' 'd' '}' >tells
  > printf '%s\n' 's/^\tmov x10, #UART/.Lsay:&/' '/^host_vectors:/,/endr/s/b \./b says/' '/^.Ldone:/r says' >speaks
  $ cat >try <<'END'
  > aarch64-linux-gnu-as $1.s -o $1.o && aarch64-linux-gnu-ld -Ttext=0 -e _text $1.o -o $1.elf
  > aarch64-linux-gnu-objcopy -O binary $1.elf $1
  > el2trap record -q --image $1 --symbols $1.elf --cmdline kvm-arm.mode=protected -o $1.rec
  > mkdir -p bug; cat >bug/stream.jsonl <<'E'
  > {"el2trap":"stream","version":1,"promise":"no-panic","hypervisor":"small"}
  > {"word":"0xd4000002","x":{"0":"0x0"}}
  > {"word":"0xd4000002","x":{"0":"0x1"}}
  > E
  > el2trap reproduce --hypervisor $1.rec --qemu $1 bug >out; code=$?
  > sed 's/QEMU emulator version .*/QEMU/' out
  > exit $code
  > END
  $ sed -f tells -f speaks $SOURCE/corpora/recordings/small.s >told.s; sh try told
  bug: no-panic is broken in the recording; booted max, QEMU
  1: EL1 d4000002  hvc #0                           with x0 = 0x0: recorded returns; booted returns
  2: EL1 d4000002  hvc #0                           with x0 = 0x1: recorded panic at bug+0x4, ESR 0xf2000800; booted panic at bug+0x4, ESR 0xf2000800
  console: nVHE hyp panic at: bug!
  same function, same offset
  [1]

A host that says nothing, and stays at its vector.

  $ sed -f tells $SOURCE/corpora/recordings/small.s >silent.s; sh try silent
  bug: no-panic is broken in the recording; booted max, QEMU
  1: EL1 d4000002  hvc #0                           with x0 = 0x0: recorded returns; booted returns
  2: EL1 d4000002  hvc #0                           with x0 = 0x1: recorded panic at bug+0x4, ESR 0xf2000800; booted panic at bug+0x4, ESR 0xf2000800
  console: nothing of it
  same function, same offset
  [1]
