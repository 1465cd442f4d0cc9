needs: qemu-system-aarch64

A hypervisor of our own, booted and written down: what stands in the file is what corpora/recordings holds.

  $ sh $SOURCE/corpora/recordings/build . && el2trap record --image vmlinux -o made.rec \
  >     --cmdline 'kvm-arm.mode=protected arm64.nomte id_aa64mmfr1.vh=0' 2>&1 | sed 's/,[^,]*symbols.*//; /no layouts/d'
  > rec=$SOURCE/corpora/recordings/small.rec
  > for file in $rec made.rec; do el2trap record --show $file -v | grep -E '^(banner|cmdline|mode|cpu|machine)|^  0x| HCR_EL2' >$(basename $file).txt; done
  > diff small.rec.txt made.rec.txt && wc -l <made.rec.txt
  > el2trap table --hypervisor $rec --diff --hypervisor made.rec | tail -n 1
  el2trap record: Linux version 7.2.0-el2trap-small (no Linux: corpora/recordings/small.s)
  el2trap record: nvhe on max, HCR_EL2 0x400030080080001, 4 ranges, 10 pages (0 of zeros)
  40
  # 0 of 190 differ

A case more in its handler.

  $ mkdir more; sh $SOURCE/corpora/recordings/build more --defsym GMID=1; el2trap record -q --image more/vmlinux -o more.rec
  > el2trap table --hypervisor made.rec --diff --hypervisor more.rec | grep -v '^#.*[:>]'
  operation             level   before                    after
  MRS GMID_EL1          kernel  panic 0x18                undef injected
  # 1 of 190 differ

Each form of a kernel. An Image has no symbols of its own; --symbols gives them.

  $ gzip -k Image; for form in Image Image.gz; do
  > el2trap record --image $form -o x.rec 2>&1 | sed -n 's/.*pages.*, \(.* symbols\).*/\1/p'
  > el2trap record -q --image $form --symbols vmlinux -o x.rec
  > el2trap table --hypervisor x.rec --diff --hypervisor made.rec | tail -n 1; done
  0 symbols
  # 0 of 190 differ
  0 symbols
  # 0 of 190 differ

Two CPUs, each with a stack of its own; a CPU without MTE; a stop at a line; QEMU's own messages; a machine without EL2.

  $ el2trap record -q --image vmlinux --smp 2 -o two.rec; el2trap record --show two.rec | grep '^CPU' | sed 's/pc [^ ]*//'
  CPU 0    pstate 0x3c5  sp_el2 0x40203110
  CPU 1    pstate 0x3c5  sp_el2 0x40203210
  $ el2trap record -q --image vmlinux --cpu cortex-a72 -o a72.rec; el2trap explain --hypervisor a72.rec 'mrs x0, gcr_el1' | tail -n 1
    At EL1 under 7.2.0-el2trap-small (recorded, nvhe), `mrs x0, gcr_el1` is UNDEFINED: the CPU itself takes the exception (the CPU has no FEAT_MTE2).
  $ el2trap record -q --image vmlinux --until 'no more to do' -o x.rec && el2trap explain --hypervisor x.rec 'smc #0' | tail -n 1
    At EL1 under 7.2.0-el2trap-small (recorded, nvhe), `smc #0` is taken to EL2 with EC 0x17, SMC (HCR_EL2.TSC=1); the recorded hypervisor calls firmware.
  $ el2trap record --image vmlinux --cpu z80 -o x.rec 2>&1 | sed 's/: [^:]*z80.*/: .../'
  el2trap record: QEMU ended: qemu-system-aarch64: ...
  $ el2trap record --image vmlinux --qemu-args '-M virtualization=off' --until small -o y.rec
  ! el2trap record: the boot was stopped before KVM was initialised: Linux version 7.2.0-el2trap-small (no Linux: corpora/recordings/small.s)
  [3]

KVM that has come up, and left EL2 to the boot stub.

  $ aarch64-linux-gnu-objcopy --redefine-sym vectors=__hyp_stub_vectors vmlinux stub
  > el2trap record --image vmlinux --symbols stub -o x.rec 2>&1 | grep warning
  el2trap record: warning: the boot stub is at EL2, not KVM: this kernel leaves it there until there is a VM (give it an --initrd that makes one, and --until)

A kernel that stays at EL2 itself has no hypervisor apart from it.

  $ cat >stays.s <<'END'
  > _text: b start
  > .word 0
  > .quad 0, end - _text, 0xa, 0, 0, 0
  > .ascii "ARM\x64"
  > .word 0
  > start: adr x0, text
  > mov x1, #0x09000000
  > 1: ldrb w2, [x0], #1
  > cbz w2, .
  > str w2, [x1]
  > b 1b
  > text: .asciz "kvm [1]: VHE mode initialized successfully\nKernel panic\n"
  > end:
  > END
  > aarch64-linux-gnu-as stays.s -o stays.o && aarch64-linux-gnu-objcopy -O binary stays.o stays
  > el2trap record --image stays -o y.rec; ls y.rec
  ! el2trap record: CPU 0 stays at EL2: the kernel runs there itself (VHE, without a hypervisor apart from it; try kvm-arm.mode=nvhe or protected), or EL2 hangs
  ! ls: cannot access 'y.rec': No such file or directory
  [2]
