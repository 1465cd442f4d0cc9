needs: zstd

An EFI zboot image packed with zstd, as distributions ship it; in place of QEMU a program that keeps what it is given.

  $ cat >qemu <<'END'
  > #!/bin/sh
  > [ "$1" = --version ] && { echo 'QEMU emulator version 0'; exit; }
  > for a; do [ "$last" = -kernel ] && cp "$a" given; last=$a; done
  > END
  > chmod +x qemu; sh $SOURCE/corpora/recordings/build . && zstd -q Image
  > cat >zboot.s <<'END'
  > zboot: .ascii "MZ\0\0zimg"
  > .word payload - zboot, end - payload, 0, 0
  > .ascii "zstd\0\0\0\0"
  > .skip 32
  > payload: .incbin "Image.zst"
  > end: .skip 99
  > END
  > aarch64-linux-gnu-as zboot.s -o zboot.o && aarch64-linux-gnu-objcopy -O binary zboot.o zboot
  > el2trap record --image zboot --qemu ./qemu -o made.rec; cmp Image given
  ! el2trap record: QEMU ended: it said nothing
  $ head -c 200 zboot >cut; el2trap record --image cut --qemu ./qemu -o made.rec
  ! el2trap record: cut: truncated: the EFI zboot header says that its payload is longer
  [3]
  $ dd if=/dev/zero of=zboot bs=1 seek=100 count=40 conv=notrunc 2>/dev/null; el2trap record --image zboot --qemu ./qemu -o made.rec
  ! el2trap record: zboot: damaged or truncated zstd data
  [3]
