What reproduce --qemu is not given, or cannot use.

  $ mkdir found; printf '%s\n' '{"el2trap":"stream","version":1,"promise":"returns","hypervisor":"small"}' \
  >     '{"word":"0xd4000002","x":{"0":"0x2"}}' >found/stream.jsonl; cp $SOURCE/corpora/recordings/small.rec .
  $ el2trap reproduce --hypervisor small.rec found
  found: returns is broken by event 1, rule insn-hvc.el1.call-el2
  [1]
  $ el2trap reproduce --qemu Image found
  ! el2trap reproduce: --qemu is for findings of a recorded hypervisor: --hypervisor FILE
  [2]
  $ el2trap reproduce --hypervisor small.rec --until x found
  ! el2trap reproduce: how a kernel is booted goes with --qemu IMAGE
  [2]
  $ el2trap reproduce --hypervisor small.rec --qemu Image --time 0 found
  ! el2trap reproduce: --time takes a number of 1 to 86400, not '0'
  [2]
  $ el2trap reproduce --hypervisor small.rec --qemu none found
  ! el2trap reproduce: none: No such file or directory
  [3]
  $ echo none >file; el2trap reproduce --hypervisor small.rec --qemu file found
  ! el2trap reproduce: file: no arm64 kernel Image: "ARM\x64" does not stand at byte 56
  [3]
  $ el2trap minimize --hypervisor small.rec --qemu Image found
  ! el2trap minimize: unknown option '--qemu'
  [2]

No QEMU; and one that ends.

  $ { printf '%56s' ''; printf 'ARM\144'; printf '%8s' ''; } >Image
  > el2trap reproduce --hypervisor small.rec --qemu Image --qemu-program ./none found
  ! el2trap reproduce: cannot start ./none: No such file or directory (Debian's package is qemu-system-arm)
  [4]
  $ printf '#!/bin/sh\necho no such CPU\n' >qemu; chmod +x qemu
  > el2trap reproduce --hypervisor small.rec --qemu Image --qemu-program ./qemu found
  ! el2trap reproduce: QEMU ended: no such CPU
  [3]

What it is told is what the recording was made with, and what the options say.

  $ cat >qemu <<'END'
  > #!/bin/sh
  > [ "$1" = --version ] && { echo 'QEMU emulator version 0'; exit; }
  > echo "$@" >arguments
  > END
  > TMPDIR=. el2trap reproduce --hypervisor small.rec --qemu Image --qemu-program ./qemu --initrd file --qemu-args '-name x' found
  > sed 's,el2trap-record-[^/ ]*,DIR,g; s/.*-cpu/-cpu/' arguments; ls | grep record-; true
  -cpu max -smp 1 -chardev socket,id=gdb,path=./DIR/gdb,server=on,wait=off -kernel ./DIR/Image -append kvm-arm.mode=protected arm64.nomte id_aa64mmfr1.vh=0 -initrd file -name x
  ! el2trap reproduce: QEMU ended: it said nothing
