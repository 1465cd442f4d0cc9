needs: aarch64-linux-gnu-as

run: a comment that begins like an expectation or a directive and is none is an error.

  $ echo '  nop // expext: undef' | el2trap run -
  ! el2trap run: -:1:10: 'expext' is not understood, did you mean 'expect:'?
  [3]
  $ echo '  nop // Expect: undef' | el2trap run -
  ! el2trap run: -:1:10: 'Expect' is not understood, did you mean 'expect:'?
  [3]
  $ echo '  nop // expect undef' | el2trap run -
  ! el2trap run: -:1:10: 'expect' is not understood, did you mean 'expect:'?
  [3]
  $ echo '  nop // expcet: undef' | el2trap run -
  ! el2trap run: -:1:10: 'expcet' is not understood, did you mean 'expect:'?
  [3]
  $ echo '  nop // expect : undef' | el2trap run -
  ! el2trap run: -:1:10: 'expect' is not understood, did you mean 'expect:'?
  [3]
  $ echo '  nop // expected: undef' | el2trap run -
  ! el2trap run: -:1:10: 'expected' is not understood, did you mean 'expect:'?
  [3]
  $ echo '  nop // expect undfe injected' | el2trap run -
  ! el2trap run: -:1:10: 'expect' is not understood, did you mean 'expect:'?
  [3]
  $ echo '// el2trap : --kernel 7.0' | el2trap run -
  ! el2trap run: -:1:4: 'el2trap' is not understood, did you mean 'el2trap:'?
  [3]
  $ echo '// eltrap: --kernel 7.0' | el2trap run -
  ! el2trap run: -:1:4: 'eltrap' is not understood, did you mean 'el2trap:'?
  [3]
  $ echo '// EL2TRAP: --kernel 7.0' | el2trap run -
  ! el2trap run: -:1:4: 'EL2TRAP' is not understood, did you mean 'el2trap:'?
  [3]
  $ echo '// el2trap --kernel 7.0' | el2trap run -
  ! el2trap run: -:1:4: 'el2trap' is not understood, did you mean 'el2trap:'?
  [3]
  $ echo '// el2trap-regs: x0=1' | el2trap run -
  ! el2trap run: -:1:4: 'el2trap-regs' is not understood, did you mean 'el2trap-reg:'?
  [3]
  $ echo '// el2trap-reg x0=1' | el2trap run -
  ! el2trap run: -:1:4: 'el2trap-reg' is not understood, did you mean 'el2trap-reg:'?
  [3]
  $ echo '// el2trap_map: 0x42000000' | el2trap run -
  ! el2trap run: -:1:4: 'el2trap_map' is not understood, did you mean 'el2trap-map:'?
  [3]
  $ echo '  nop /* expect: undef */' | el2trap run -
  ! el2trap run: -:1:10: 'expect' is not seen here: it stands at the beginning of a // comment
  [3]
  $ echo '# el2trap: --kernel 7.0' | el2trap run -
  ! el2trap run: -:1:3: 'el2trap' is not seen here: it stands at the beginning of a // comment
  [3]
  $ echo '  nop // a remark // expect: undef' | el2trap run -
  ! el2trap run: -:1:22: 'expect' is not seen here: it stands at the beginning of a // comment
  [3]
  $ echo '  nop // expect: pass expext[7.0]: undef' | el2trap run -
  ! el2trap run: -:1:23: unknown word 'expext[7.0]:'
  [3]

Prose may begin with such a word.

  $ printf '  nop // expect nothing of it\n  nop // el2trap shows it\n  nop // export: a word\n/* expected by nobody */\n' | el2trap run -q --kernel 7.2 -
  -  run 1: 7.2 (vhe, MTE on), EL2

A file without any expectation is no test that passes.

  $ echo '  nop' | el2trap run --tap -
  TAP version 13
  1..2
  ok 1 - - [1] ends
  not ok 2 - - expects something
    ---
    message: "no expectation is written in it"
    file: "-"
    ...
  [1]
  $ echo '  nop' | el2trap run -q --kernel 7.2 --junit out.xml -
  -  run 1: 7.2 (vhe, MTE on), EL2
  [1]
  $ grep -c '<failure' out.xml
  1
