check: assembly in place of a word, a boot per case, TAP and JUnit, and mismatches that name their case.

  $ cat >cases <<'EOF'
  > {"id":"mimicked","asm":"mrs x0, gcr_el1","cmdline":"kvm-arm.mode=protected arm64.nomte","kernel":"7.2","expect":{"verdict":"undef","origin":"injected"}}
  > {"id":"before","asm":"mrs x0, gcr_el1","cmdline":"kvm-arm.mode=protected arm64.nomte","kernel":"6.12","expect":{"verdict":"pass"}}
  > {"id":"none","asm":"mrs x0, gcr_el1","cmdline":"kvm-arm.mode=nvhe","cpu":"neoverse-n1","expect":{"verdict":"pass"}}
  > EOF
  $ el2trap check --tap cases
  TAP version 13
  1..3
  ok 1 - id "mimicked": mrs x0, gcr_el1
  ok 2 - id "before": mrs x0, gcr_el1
  not ok 3 - id "none": mrs x0, gcr_el1
    ---
    message: "verdict is undef, expected pass"
    file: "cases"
    line: 3
    ...
  ! el2trap check: cases:3: id "none": mrs x0, gcr_el1: verdict is undef, expected pass
  ! el2trap check: cases 3, as expected 2, mismatches 1, without expectation 0, unmodelled 0
  [1]
  $ el2trap check -q --junit out.xml cases >/dev/null
  [1]
  $ grep -c '<testcase' out.xml
  3
  $ el2trap step -q --tap cases | head -n 2
  TAP version 13
  1..3

Nothing to test is no success.

  $ echo '{"word":"0xd503201f"}' | el2trap check -q --tap
  ! el2trap check: <stdin>: no case has an expectation: nothing is tested
  [3]

What is wrong has its place.

  $ echo '{"asm":"mrs x0, gcr_el9"}' | el2trap check -q 2>&1 | sed 's/gcr_el1: .*//; s/.*check: //' | cut -c1-18
  <stdin>:1:2: unkno
  $ echo '{"word":"0xd503201f","kernel":"7.3"}' | el2trap check -q 2>&1 | sed 's/: known .*; /: /'
  el2trap check: <stdin>:1:22: unknown kernel '7.3': write --kernel 7.2
  $ echo '{"word":"0xd503201f","asm":"nop"}' | el2trap check -q
  ! el2trap check: <stdin>:1:22: word and asm both name the instruction
  [3]
  $ echo '{"asm":"nop; nop"}' | el2trap check -q
  ! el2trap check: <stdin>:1:2: 'nop; nop' is not one instruction
  [3]
