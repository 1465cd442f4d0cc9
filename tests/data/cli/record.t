What record is not given, or cannot use.

  $ el2trap record
  ! el2trap record: one of --image FILE and --show FILE is needed
  [2]
  $ el2trap record --image a --show b
  ! el2trap record: one of --image FILE and --show FILE is needed
  [2]
  $ el2trap record --image a --smp 9 -o made.rec
  ! el2trap record: --smp takes a number of 1 to 8, not '9'
  [2]
  $ el2trap record --image a --time 0 -o made.rec
  ! el2trap record: --time takes a number of 1 to 86400, not '0'
  [2]
  $ printf 'no kernel' >file; echo earlier >made2.rec; el2trap record --image file -o made2.rec
  ! el2trap record: file: no arm64 kernel Image: "ARM\x64" does not stand at byte 56
  [3]
  $ cat made2.rec
  earlier

A kernel header alone, and a QEMU that is not there.

  $ { printf '%56s' ''; printf 'ARM\144'; printf '%8s' ''; } >Image; el2trap record --image Image --qemu ./none -o made.rec
  ! el2trap record: cannot start ./none: No such file or directory (Debian's package is qemu-system-arm)
  [4]

In place of QEMU a program that prints a console. What the kernel said of KVM last is in the message; nothing stays.

  $ mkdir tmp; cat >qemu <<'END'
  > #!/bin/sh
  > [ "$1" = --version ] && { echo 'QEMU emulator version 0'; exit; }
  > echo "$@" >arguments
  > for a; do [ "$last" = -kernel ] && cp "$a" given; last=$a; done
  > cat console
  > if [ -e hang ]; then echo $$ >pid; exec sleep 60; fi
  > END
  > chmod +x qemu
  $ cat >try <<'END'
  > TMPDIR=$PWD/tmp el2trap record --image ${image:-Image} --qemu ./qemu -o made.rec "$@"; code=$?
  > ls tmp
  > [ ! -e pid ] || ! kill -0 $(cat pid) 2>/dev/null || echo running
  > exit $code
  > END

KVM did not come up; a panic before it; the end of QEMU; silence; a stop asked for too early; no end.

  $ printf 'kvm [1]: HYP mode not available\r\nKernel panic - not syncing: VFS\r\n' >console; sh try
  ! el2trap record: the kernel panicked before KVM was initialised: kvm [1]: HYP mode not available
  [3]
  $ printf 'Linux version 0\nKernel panic - not syncing: no init\n' >console; sh try
  ! el2trap record: the kernel panicked before KVM was initialised: Kernel panic - not syncing: no init
  [3]
  $ printf 'qemu: no such CPU\n' >console; sh try --cpu none
  ! el2trap record: QEMU ended: qemu: no such CPU
  [3]
  $ : >console; sh try
  ! el2trap record: QEMU ended: it said nothing
  [3]
  $ touch hang; printf 'Linux version 0\nstuck\n' >console; sh try --until stuck
  ! el2trap record: the boot was stopped before KVM was initialised: stuck
  [3]
  $ : >console; sh try --time 1
  ! el2trap record: the time limit passed before KVM was initialised: the console is silent
  [3]

KVM came up, and QEMU has no stub.

  $ printf 'kvm [1]: nVHE mode initialized successfully\nKernel panic - not syncing: VFS\n' >console; sh try
  ! el2trap record: QEMU's gdb stub: No such file or directory
  [3]

Ended from outside: by a signal, with nothing left behind.

  $ exec 2>/dev/null; echo stuck >console; export TMPDIR=$PWD/tmp; for signal in INT TERM HUP; do
  > rm -f pid; (until [ -s pid ]; do sleep 0.1; done; kill -s $signal $(cat own)) &
  > sh -c 'echo $$ >own; exec el2trap record --image Image --qemu ./qemu -o made.rec'; echo $?; wait; done
  > ls tmp; kill -0 $(cat pid 2>/dev/null) 2>/dev/null || echo gone
  130
  143
  129
  gone
  $ rm hang; ls made.rec
  ! ls: cannot access 'made.rec': No such file or directory
  [2]

What QEMU is told.

  $ sh try -q --cpu cortex-a72 --smp 2 --cmdline 'a b' --initrd file --qemu-args '-name x  -d unimp' 2>/dev/null
  > sed "s,$PWD,.,g; s,el2trap-record-[^/ ]*,DIR,g" arguments
  -nodefaults -display none -monitor none -no-reboot -serial stdio -gdb chardev:gdb -M virt,virtualization=on,gic-version=3,memory-backend=ram -m 1024M -object memory-backend-file,id=ram,size=1073741824,mem-path=./tmp/DIR/ram,share=on -cpu cortex-a72 -smp 2 -chardev socket,id=gdb,path=./tmp/DIR/gdb,server=on,wait=off -kernel ./tmp/DIR/Image -append a b -initrd file -name x -d unimp

Forms of a kernel: each comes to the same Image.

  $ rm given; gzip -c Image >Image.gz; image=Image.gz sh try -q 2>/dev/null; cmp Image given && rm given
  $ cat >zboot.s <<'END'
  > zboot: .ascii "MZ\0\0zimg"
  > .word payload - zboot, end - payload, 0, 0
  > .ascii "gzip\0\0\0\0"
  > .skip 64
  > payload: .incbin "Image.gz"
  > end: .skip 99
  > END
  > aarch64-linux-gnu-as zboot.s -o zboot.o && aarch64-linux-gnu-objcopy -O binary zboot.o zboot
  > image=zboot sh try -q 2>/dev/null; cmp Image given && rm given
  $ mkdir -p tree/arch/arm64/boot; cp Image tree/arch/arm64/boot; cp zboot.o tree/vmlinux
  > image=tree/vmlinux sh try -q 2>/dev/null; cmp Image given && rm given
  $ cp zboot.o vmlinux; image=vmlinux sh try -q 2>/dev/null; cmp Image given && rm given
  $ mkdir alone; cp zboot.o alone/vmlinux; image=alone/vmlinux sh try -q
  ! el2trap record: alone/vmlinux: an ELF file, and neither arch/arm64/boot/Image nor Image stands beside it
  [3]

Damaged ones.

  $ head -c 20 Image.gz >cut.gz; image=cut.gz sh try
  ! el2trap record: cut.gz: damaged or truncated gzip data
  [3]
  $ head -c 60 zboot >cut; image=cut sh try
  ! el2trap record: cut: truncated in its EFI zboot header
  [3]
  $ head -c 130 zboot >cut; image=cut sh try
  ! el2trap record: cut: truncated: the EFI zboot header says that its payload is longer
  [3]
  $ sed 's/gzip/xz22/' zboot >xz; image=xz sh try
  ! el2trap record: xz: an EFI zboot image packed with 'xz22': gzip and zstd are read
  [4]
  $ image=none sh try
  ! el2trap record: none: No such file or directory
  [3]

What is no recording, or not all of one.

  $ el2trap record --show file
  ! el2trap record: file: not a recording: it does not begin with EL2TRREC
  [3]
  $ printf EL2TRREC1234 >file; el2trap record --show file
  ! el2trap record: file: truncated: it ends at byte 12, in its head of 40
  [3]
  $ head -c 1000 $SOURCE/corpora/recordings/small.rec >cut.rec; el2trap record --show cut.rec
  ! el2trap record: cut.rec: truncated: it ends at byte 1000, where its head says 2792 and 40 more
  [3]
  $ { head -c 1000 cut.rec; printf x; tail -c +1002 $SOURCE/corpora/recordings/small.rec; } >changed.rec
  > el2trap record --show changed.rec
  ! el2trap record: changed.rec: damaged: the check sum at byte 32 is 0x9496dc88, that of what follows 0xc37ec614
  [3]
