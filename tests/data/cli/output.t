Where output goes.

  $ el2trap list formats -o formats.txt && wc -l <formats.txt | tr -d ' '
  5
  $ el2trap list formats --output=- | wc -l | tr -d ' '
  5
  $ el2trap list formats -o no/such/directory
  ! el2trap list: no/such/directory: cannot be written: No such file or directory
  [5]
  $ el2trap list rules -o /dev/full
  ! el2trap: /dev/full: cannot be written: No space left on device
  [5]
  $ el2trap list formats >/dev/full
  ! el2trap: standard output: cannot be written: No space left on device
  [5]
  $ el2trap --help >/dev/full
  ! el2trap: standard output: No space left on device
  [5]

Colour only where it was asked for, or on a terminal.

  $ esc=$(printf '\033')
  > el2trap decode d53810c0 | grep -c "$esc"
  > el2trap decode --color=never d53810c0 | grep -c "$esc"
  > el2trap decode --color=always d53810c0 | grep -c "$esc"
  > NO_COLOR=1 el2trap decode --color=always d53810c0 | grep -c "$esc"
  > el2trap decode --color=always --json d53810c0 | grep -c "$esc"
  0
  0
  1
  1
  0
  [1]
