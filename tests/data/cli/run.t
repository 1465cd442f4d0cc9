needs: aarch64-linux-gnu-as

run: snippets under a boot.

A snippet that is as it should be:

  $ el2trap run $SOURCE/corpora/snippets/gmid.s | sed "s|$SOURCE/||"
  corpora/snippets/gmid.s  run 6.12: 6.12 (protected-hvhe, MTE off), EL1
    ✓    18  40000004  mrs x0, gmid_el1                     pass
    ✓    22  40000010  cmp x0, #6                           pass
    reached its end after 8 instructions; 4 as expected, 0 not
  
  corpora/snippets/gmid.s  run v1: v1 (protected-hvhe, MTE off), EL1
    ✓    18  40000004  mrs x0, gmid_el1                     pass
    ✓    22  40000010  cmp x0, #6                           pass
    reached its end after 8 instructions; 4 as expected, 0 not
  
  corpora/snippets/gmid.s  run 7.0: 7.0 (protected-hvhe, MTE off), EL1
    ✓    18  40000004  mrs x0, gmid_el1                     undef injected
    ✓    27  4000001c  nop                                  pass
    reached its end after 7 instructions; 4 as expected, 0 not
  
  corpora/snippets/gmid.s  run 7.2: 7.2 (nvhe, MTE off), EL1
    ✓    18  40000004  mrs x0, gmid_el1                     undef injected
    ✓    27  4000001c  nop                                  pass
    reached its end after 7 instructions; 4 as expected, 0 not
  
  corpora/snippets/gmid.s  run mte: 7.0 (protected-hvhe, MTE on), EL1
    ✓    18  40000004  mrs x0, gmid_el1                     pass
    ✓    22  40000010  cmp x0, #6                           pass
    reached its end after 8 instructions; 4 as expected, 0 not
  
  corpora/snippets/gmid.s  run vhe: 7.0 (vhe, MTE off), EL2
    ✓    18  40000004  mrs x0, gmid_el1                     pass
    ✓    22  40000010  cmp x0, #6                           pass
    reached its end after 8 instructions; 4 as expected, 0 not
  
  1 file, 6 runs: 24 as expected, 0 not

Hexadecimal words need no assembler and have no expectations:

  $ el2trap run --kernel 7.0 --cmdline 'kvm-arm.mode=protected arm64.nomte' $SOURCE/tests/data/snippets/words.hex | sed "s|$SOURCE/||"
  tests/data/snippets/words.hex  run 1: 7.0 (protected-hvhe, MTE off), EL1
             40000000  mrs x0, gcr_el1                      undef injected
             40000004  stg x3, [x1]                         pass tags-ignored
    reached its end after 2 instructions
  
  $ el2trap run -q --kernel 7.2 - < $SOURCE/tests/data/snippets/words.hex
  -  run 1: 7.2 (vhe, MTE on), EL2
             40000000  mrs x0, gcr_el1                      pass
             40000004  stg x3, [x1]                         pass

Expectations that are not met:

  $ cd $SOURCE/tests/data/snippets; el2trap run unmet.s
  unmet.s  run 7.0: 7.0 (protected-hvhe, MTE off), EL1
    ✗     3  40000000  mrs x0, gcr_el1                      undef injected
             expected: pass (verdict is undef, expected pass)
    ✗     5  40000008  never reached, expected: undef injected
    reached its end after 3 instructions; 0 as expected, 2 not
  
  [1]
  $ cd $SOURCE/tests/data/snippets; el2trap run --tap unmet.s
  TAP version 13
  1..3
  not ok 1 - unmet.s [7.0] line 3: mrs x0, gcr_el1: pass
    ---
    message: "verdict is undef, expected pass"
    file: "unmet.s"
    line: 3
    ...
  not ok 2 - unmet.s [7.0] line 5: undef injected
    ---
    message: "never reached"
    file: "unmet.s"
    line: 5
    ...
  ok 3 - unmet.s [7.0] ends
  [1]
  $ cd $SOURCE/tests/data/snippets; el2trap run --json unmet.s
  {"el2trap":"run","version":1}
  {"file":"unmet.s","run":"7.0","boot":"7.0 (protected-hvhe, MTE off), EL1"}
  {"at":"0x40000000","line":3,"word":"0xd53810c0","text":"mrs x0, gcr_el1","op":"MRS","register":"GCR_EL1","class":"sysreg","el":1,"verdict":"undef","origin":"injected","taken":{"el":2,"ec":"0x18","esr":"0x623c0401","vector":"0x400"},"delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x40000000","spsr":"0x3c5","vector":"0x200","pstate":"0x4003c5"},"rules":["mrs-gcr_el1.el1.trap-el2.hcr_el2.ata","handle-host-mte.undef","inject-host-exception"],"count":1,"expect":"pass","as_expected":false}
  {"at":"0x40000008","line":5,"reached":false,"expect":"undef injected","as_expected":false}
  {"stop":"end","pc":"0x40000010","instructions":3,"as_expected":0,"mismatches":2}
  {"files":1,"runs":1,"as_expected":0,"mismatches":2}
  [1]
  $ cd $SOURCE/tests/data/snippets; el2trap run --junit /dev/stdout -q -o /dev/null unmet.s
  <?xml version="1.0" encoding="UTF-8"?>
  <testsuites>
    <testsuite name="unmet.s" tests="3" failures="2" errors="0" skipped="0">
      <testcase classname="unmet.s" name="[7.0] line 3: mrs x0, gcr_el1: pass" file="unmet.s" line="3"><failure message="verdict is undef, expected pass"/></testcase>
      <testcase classname="unmet.s" name="[7.0] line 5: undef injected" file="unmet.s" line="5"><failure message="never reached"/></testcase>
      <testcase classname="unmet.s" name="[7.0] ends" file="unmet.s"/>
    </testsuite>
  </testsuites>
  [1]

Runs that do not come to their end:

  $ cd $SOURCE/tests/data/snippets; el2trap run forever.s
  forever.s  run 7.0: 7.0 (protected-hvhe, MTE off), EL1
    stopped at the limit of instructions, at 0x40000000 after 5000 instructions
  
  [1]
  $ cd $SOURCE/tests/data/snippets; el2trap run nowhere.s
  nowhere.s  run 7.0: 7.0 (protected-hvhe, MTE off), EL1
             00010000  (instruction fetch)                  fault native
    the PC left the code, at 0x10000 after 3 instructions
  
  [1]
  $ cd $SOURCE/tests/data/snippets; { el2trap run unmodelled.s; echo "exit $?"; } | sed 's/40000000  .*unmodelled:/40000000  (as Capstone has it)  unmodelled:/'
  unmodelled.s  run 7.0: 7.0 (protected-hvhe, MTE off), EL1
             40000000  (as Capstone has it)  unmodelled: the interpreter does not execute this instruction
    came to what is not modelled, at 0x40000000 after 1 instructions
  
  exit 4
  $ cd $SOURCE/tests/data/snippets; el2trap run --kernel 7.2 --on-exception=stop words.hex
  words.hex  run 1: 7.2 (vhe, MTE on), EL2
             40000000  mrs x0, gcr_el1                      pass
             40000004  stg x3, [x1]                         pass
    reached its end after 2 instructions
  

Code that changes, and lines that are several instructions:

  $ cd $SOURCE/tests/data/snippets; el2trap run self-modifying.s macro.s
  self-modifying.s  run 7.0: 7.0 (protected-hvhe, MTE off), EL1
    ✓     6  40000008  str w3, [x2]                         pass
    ✓     7  4000000c  mrs x0, gcr_el1                      undef injected
    reached its end after 6 instructions; 2 as expected, 0 not
  
  macro.s  run 7.0: 7.0 (protected-hvhe, MTE off), EL1
    ✓     7  40000000  mrs x0, gcr_el1                      undef injected
    ✓     7  40000004  msr gcr_el1, x0                      undef injected
    ✓     8  40000008  mrs x0, rgsr_el1                     undef injected
    ✓     8  4000000c  msr rgsr_el1, x0                     undef injected
    ✓    10  40000010  mrs x0, tco                          pass
    ✓    10  40000014  mrs x0, tco                          pass
    ✓    10  40000018  mrs x0, tco                          pass
    reached its end after 7 instructions; 7 as expected, 0 not
  
  2 files, 2 runs: 9 as expected, 0 not

What is written wrongly is told with its place:

  $ cd $SOURCE/tests/data/snippets; el2trap run no-assembly.s
  ! el2trap run: no-assembly.s:4:10: unknown or missing system register name at operand 2 -- `mrs x0,gcr_el7'
  [3]
  $ cd $SOURCE/tests/data/snippets; el2trap run misspelt-verdict.s
  ! el2trap run: misspelt-verdict.s:2:30: unknown verdict 'undfe', did you mean 'undef'?
  [3]
  $ cd $SOURCE/tests/data/snippets; el2trap run misspelt-label.s
  ! el2trap run: misspelt-label.s:2:22: no run is called '7.1', did you mean '7.0'?
  [3]
  $ cd $SOURCE/tests/data/snippets; el2trap run misspelt-option.s
  ! el2trap run: misspelt-option.s:1:13: unknown option '--kernal', did you mean '--kernel'?
  [3]
  $ cd $SOURCE/tests/data/snippets; el2trap run misspelt-head.s
  ! el2trap run: misspelt-head.s:2:22: 'expects' is not understood, did you mean 'expect:'?
  [3]
  $ cd $SOURCE/tests/data/snippets; el2trap run misspelt-map.s
  ! el2trap run: misspelt-map.s:2:28: unknown word 'atr', did you mean 'attr'?
  [3]
  $ el2trap run no-such-file.s
  ! el2trap run: no-such-file.s: No such file or directory
  [3]
  $ el2trap run
  ! el2trap run: which snippet? For example corpora/snippets/nomte-host.s
  [2]
  $ el2trap run --limit 0 x.s
  ! el2trap run: --limit is a number of instructions above 0, not '0'
  [2]
  $ el2trap run --on-exception=go x.s
  ! el2trap run: --on-exception is skip, stop or vector, not 'go'
  [2]
  $ el2trap run --tap --json x.s
  ! el2trap run: --tap and --json both want the output
  [2]

The page stands alone:

  $ el2trap run -q -o /dev/null --html page.html $SOURCE/corpora/snippets/nomte-host.s && grep -c '<tr' page.html && ! grep -E 'href|src=' page.html
  22

What a run came to, as a trace: it agrees with itself, and not with another kernel.

  $ cat >one.s <<'X'
  > // el2trap: --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte"
  >   mrs x0, gcr_el1
  >   mrs x0, sctlr_el1
  >   orr x0, x0, #(1 << 43)
  >   msr sctlr_el1, x0
  >   smc #0
  >   udf #0
  > X
  $ el2trap run -q --record one.jsonl one.s >/dev/null
  $ el2trap replay --kernel 7.0 --cmdline "kvm-arm.mode=protected arm64.nomte" one.jsonl
  6 lines (record), 5 events: 5 agree, 0 disagree, 0 cannot judge
  $ el2trap replay --kernel 6.12 --cmdline "kvm-arm.mode=protected arm64.nomte" one.jsonl | grep -v '^ '
  one.jsonl:2:1: disagree: mrs x0, gcr_el1 at EL1: recorded as taken to EL2 with ESR 0x623c0401, the model: pass
  6 lines (record), 5 events: 4 agree, 1 disagree, 0 cannot judge
  $ el2trap run --record two.jsonl one.s one.s
  ! el2trap run: --record goes with one snippet
  [2]

An object file of somebody else's is linked as the assembler's is; what is linked is taken as it is. A literal pool is no
part of the code of either. What is no object file is told of, and what nothing defines:

  $ cat >pool.s <<'X'
  >   .arch armv8.5-a+memtag
  >   b first
  >   .word 3
  > first: ldr x0, =0x123456789
  >   ldr x2, =value
  >   ldr x2, [x2]
  >   mrs x0, gcr_el1
  >   .ltorg
  >   .data
  > value: .quad first
  > X
  > aarch64-linux-gnu-as pool.s -o pool.o && aarch64-linux-gnu-ld -e 0x40000000 -Ttext=0x40000000 pool.o -o pool
  > for file in pool.s pool.o pool; do el2trap run --kernel 7.0 --cmdline arm64.nomte $file; done
  pool.s  run 1: 7.0 (vhe, MTE off), EL2
             40000014  mrs x0, gcr_el1                      pass
    reached its end after 5 instructions
  
  pool.o  run 1: 7.0 (vhe, MTE off), EL2
             40000014  mrs x0, gcr_el1                      pass
    reached its end after 5 instructions
  
  pool  run 1: 7.0 (vhe, MTE off), EL2
             40000014  mrs x0, gcr_el1                      pass
    reached its end after 5 instructions
  
  $ printf 'bl nowhere\n' | aarch64-linux-gnu-as -o undefined.o -; el2trap run undefined.o
  ! el2trap run: undefined.o: undefined symbol 'nowhere'
  [3]
  $ head -c 200 pool.o >short.o; el2trap run short.o
  ! el2trap run: short.o: not an AArch64 object file of less than 64 MB
  [3]
  $ head -c 100 pool >short; el2trap run short
  ! el2trap run: short: program headers that lie outside the file
  [3]

What is wrong in a file that is included has its place there:

  $ printf ' nop\n mrs x0, gcr_el7\n' >wrong.inc; printf ' nop\n .include "wrong.inc"\n' >wrong.s; el2trap run wrong.s
  ! el2trap run: ./wrong.inc:2: unknown or missing system register name at operand 2 -- `mrs x0,gcr_el7'
  [3]
