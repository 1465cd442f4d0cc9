needs: aarch64-linux-gnu-as

Names of ours that an assembler may be too old for: every register that can be read, and every one that can be written.

  $ el2trap list registers | awk '/ MRS/ {print "mrs x0, " tolower($1)}' >mrs.txt
  $ el2trap decode "$(cat mrs.txt)" | grep -o 'mrs x0, [a-z0-9_]*' | diff - mrs.txt
  $ el2trap list registers | awk '/ MSR/ {print "msr " tolower($1) ", x0"}' >msr.txt
  $ el2trap decode "$(cat msr.txt)" | grep -o 'msr [a-z0-9_]*, x0' | diff - msr.txt

Operations, those of one word, too; fields of PSTATE are none.

  $ el2trap decode 'tlbi vae1osnxs, x3; dc gbva, x1 ; gcspushm x2; gcspopm x3; tlbi alle1osnxs; msr pan, #1; msr nzcv, x1' | cut -c1-42 | sed 's/ *$//'
         0  d5089123  tlbi vae1osnxs, x3
         4  d50b74e1  dc gbva, x1
         8  d50b7702  gcspushm x2
         c  d52b7723  gcspopm x3
        10  d50c919f  tlbi alle1osnxs
        14  d500419f  msr pan, #1
        18  d51b4201  msr nzcv, x1
  $ printf '.macro rd reg\n mrs x0, \\reg\n.endm\n rd tcr2_el1 // scr_el3\n .asciz "gcr_el1"\n' | el2trap run -q --kernel 7.0 - | cut -c1-45 | sed 's/ *$//'
  -  run 1: 7.0 (vhe, MTE on), EL2
             40000000  mrs x0, tcr2_el1
  $ el2trap decode 'mrs x0'
  ! el2trap decode: 'mrs x0': comma expected between operands at operand 2 -- `mrs x0'
  [3]

Text that people have: an oops' line, bytes, lines of objdump.

  $ el2trap decode $SOURCE/corpora/streams/fuzz_image/outside_18_code_line.txt
         0  d503201f  nop
         4  d503201f  nop
         8  d53810c0  mrs x0, gcr_el1                   ; sysreg FEAT_MTE2  <pc>
  $ el2trap decode '[   12.345678] Code: d503201f (d53810c0)' '[0xc0,0x10,0x38,0xd5]' '[0xc0, 0x10, 0x38, 0xd5, 0x1f, 0x20, 0x03, 0xd5]'
         0  d503201f  nop
         4  d53810c0  mrs x0, gcr_el1                   ; sysreg FEAT_MTE2  <pc>
         0  d53810c0  mrs x0, gcr_el1                   ; sysreg FEAT_MTE2
         0  d53810c0  mrs x0, gcr_el1                   ; sysreg FEAT_MTE2
         4  d503201f  nop
  $ printf '\na.o:     file format elf64-littleaarch64\n\n\nDisassembly of section .text:\n\nffff800080010000 <foo>:\nffff800080010000:\td53810c0 \tmrs\tx0, gcr_el1\nffff800080010004:\t1f 20 03 d5  \tnop\n\t...\nffff800080010010:\t00000000 \t.word\t0x00000000\n' | el2trap decode
  ffff800080010000  d53810c0  mrs x0, gcr_el1                   ; sysreg FEAT_MTE2
  ffff800080010004  d503201f  nop
  ffff800080010010  00000000  udf #0
  $ el2trap decode '[0xc0,0x10,0x38'
  ! el2trap decode: [0xc0,0x10,0x38:1:12: '[0xc0,0x10,0x38' is no list of bytes [0x..,0x..,0x..,0x..]
  [3]
  $ el2trap decode '[0xc0,0x10,0x38]'
  ! el2trap decode: [0xc0,0x10,0x38]:1:1: '[0xc0,0x10,0x38]' is no list of whole words of four bytes
  [3]
  $ el2trap decode 'Code: d503201f zz'
  ! el2trap decode: Code: d503201f zz:1:16: 'zz' is no word of a Code: line
  [3]
