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
  $ printf 'no kernel' >file; echo earlier >made2.rec; el2trap record --image file -o made2.rec
  ! el2trap record: file: no arm64 kernel Image: "ARM\x64" does not stand at byte 56
  [3]
  $ cat made2.rec
  earlier

A kernel header alone, and a QEMU that is not there.

  $ { printf '%56s' ''; printf 'ARM\144'; printf '%8s' ''; } >Image; el2trap record --image Image --qemu ./none -o made.rec
  ! el2trap record: cannot start ./none: No such file or directory (Debian's package is qemu-system-arm)
  [4]

What is no recording, or not all of one.

  $ el2trap record --show file
  ! el2trap record: file: not a recording: it does not begin with EL2TRREC
  [3]
  $ printf EL2TRREC1234 >file; el2trap record --show file
  ! el2trap record: file: truncated: it ends at byte 12, in its head of 40
  [3]
