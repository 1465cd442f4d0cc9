Words.

  $ el2trap decode d53810c0 0xd9200420 d5033fdf
         0  d53810c0  mrs x0, gcr_el1                   ; sysreg FEAT_MTE2
         4  d9200420  stg x0, [x1], #0                  ; tag-store FEAT_MTE
         8  d5033fdf  isb
  $ el2trap decode --json d53810c0 d50b7463 d503419f
  {"el2trap":"decode","version":1}
  {"at":"0x0","word":"0xd53810c0","text":"mrs x0, gcr_el1","op":"MRS","class":"sysreg","feature":"FEAT_MTE2","register":"GCR_EL1"}
  {"at":"0x4","word":"0xd50b7463","text":"dc gva, x3","op":"SYS","class":"tag-store","feature":"FEAT_MTE","register":"DC GVA"}
  {"at":"0x8","word":"0xd503419f","text":"msr tco, #1","op":"MSR","class":"pstate","feature":"FEAT_MTE","register":"TCO"}
  {"words":3,"listed":3}
  $ el2trap decode --only-mte d503201f d9e00020
         4  d9e00020  ldgm x0, [x1]                     ; tag-bulk FEAT_MTE2
  $ el2trap decode --count d503201f d9e00020 d53810c0 d53810c0
             1  general
             1  tag-bulk
             2  sysreg
             4  words
  $ el2trap decode --count --json d503201f d9e00020 d53810c0 d53810c0
  {"el2trap":"decode","version":1}
  {"words":4,"classes":{"general":1,"tag-bulk":1,"sysreg":2}}

Standard input, text and raw.

  $ echo 'd53810c0 # a comment' | el2trap decode
         0  d53810c0  mrs x0, gcr_el1                   ; sysreg FEAT_MTE2
  $ printf '\300\020\070\325\037\040\003\325' >raw.bin
  $ el2trap decode --only-mte raw.bin
         0  d53810c0  mrs x0, gcr_el1                   ; sysreg FEAT_MTE2
  $ el2trap decode --format raw - <raw.bin | wc -l | tr -d ' '
  2
  $ el2trap decode --json raw.bin raw.bin --only-mte
  {"el2trap":"decode","version":1}
  {"file":"raw.bin","at":"0x0","word":"0xd53810c0","text":"mrs x0, gcr_el1","op":"MRS","class":"sysreg","feature":"FEAT_MTE2","register":"GCR_EL1"}
  {"file":"raw.bin","at":"0x0","word":"0xd53810c0","text":"mrs x0, gcr_el1","op":"MRS","class":"sysreg","feature":"FEAT_MTE2","register":"GCR_EL1"}
  {"words":4,"listed":2}

Bad input is exit code 3.

  $ el2trap decode missing.bin
  ! el2trap decode: missing.bin: cannot open: No such file or directory
  [3]
  $ el2trap decode .
  ! el2trap decode: .: cannot read: Is a directory
  [3]
  $ printf '\300\020\070' >odd.bin
  $ el2trap decode odd.bin
  ! el2trap decode: odd.bin: 3 bytes are no whole number of 4-byte words
  [3]
  $ printf 'd53810c0\nd53810c0 53810c0z\n' | el2trap decode --format hex
  ! el2trap decode: <stdin>:2:10: '53810c0z' is no hexadecimal word of 32 bits
  [3]
  $ printf 'd53810c01' | el2trap decode --format hex
  ! el2trap decode: <stdin>:1:1: 'd53810c01' is no hexadecimal word of 32 bits
  [3]

ELF files that are none of ours: truncated, 32-bit, big-endian, of another machine.

  $ printf '\177ELF' >short.elf
  $ el2trap decode short.elf
  ! el2trap decode: short.elf: truncated ELF header
  [3]
  $ printf '\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\1\0\267\0' >head.elf
  $ el2trap decode head.elf
  ! el2trap decode: head.elf: truncated ELF header
  [3]
  $ printf '\177ELF\1\1\1\0\0\0\0\0\0\0\0\0\1\0\50\0\1\0\0\0' >class32.elf
  $ head -c 40 /dev/zero >>class32.elf
  $ el2trap decode class32.elf
  ! el2trap decode: class32.elf: a 32-bit ELF file; only AArch64 is known here
  [3]
  $ printf '\177ELF\2\2\1\0\0\0\0\0\0\0\0\0\0\1\0\267\0\0\0\1' >big.elf
  $ head -c 40 /dev/zero >>big.elf
  $ el2trap decode big.elf
  ! el2trap decode: big.elf: a big-endian ELF file; only little-endian ones are known here
  [3]
  $ printf '\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\1\0\76\0\1\0\0\0' >x86.elf
  $ head -c 40 /dev/zero >>x86.elf
  $ el2trap decode x86.elf
  ! el2trap decode: x86.elf: an ELF file for another machine than AArch64
  [3]
  $ el2trap decode --format elf raw.bin
  ! el2trap decode: raw.bin: truncated ELF header
  [3]

What was decoded before a bad operand is kept.

  $ el2trap decode d53810c0 missing.bin
         0  d53810c0  mrs x0, gcr_el1                   ; sysreg FEAT_MTE2
  ! el2trap decode: missing.bin: cannot open: No such file or directory
  [3]

Memory copy and set by their options, and what is newer than 2025-03.

  $ el2trap decode 19014440 1d8197c2 19c22420 d58001e0 d5960120 d4e20fe0 d6ff07e0 d5002000 d503267f d9405be0
         0  19014440  cpyfpwn [x0]!, [x1]!, x2!
         4  1d8197c2  cpyewtrn [x2]!, [x1]!, x30!
         8  19c22420  setpn [x0]!, x1!, x2
         c  d58001e0  tchangef x0, x15
        10  d5960120  tchangeb x0, #9, nb
        14  d4e20fe0  tenter #127, nb
        18  d6ff07e0  texit nb
        1c  d5002000  hinte #0
        20  d503267f  shuh ph
        24  d9405be0  .inst 0xd9405be0
  $ el2trap decode 'gicr x3, cdia' 'gic cdeoi' 'plbi perme1os, x7' 'mrs x0, icc_ppi_priorityr9_el1' 'msr fgdtp15_el12, x2'
         0  d528c303  gicr x3, cdia
         4  d508c1ff  gic cdeoi
         8  d508a127  plbi perme1os, x7
         c  d538cf20  mrs x0, icc_ppi_priorityr9_el1
        10  d51d33e2  msr fgdtp15_el12, x2
