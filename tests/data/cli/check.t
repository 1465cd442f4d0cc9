A verdict per case; with `expect`, a test.

  $ cat >cases <<'X'
  > {"id":1,"word":"0xd53810c0"}
  > {"id":"two","word":"d53810c0","el":0,"expect":{"verdict":"undef","origin":"native","delivered":{"el":1,"ec":0,"vector":"0x400"}}}
  > 
  > {"word":3577221312,"el":1,"set":{"HCR_EL2.ATA":1,"SCR_EL3.ATA":"0x1"},"expect":{"verdict":"pass","effect":"full"}}
  > {"word":"0xd53810c0","el":1,"expect":{"verdict":"undef","origin":"injected","ec":"0x18","taken":{"el":2},"unpredictable":false}}
  > X
  $ el2trap check --kernel 7.0 --cmdline 'kvm-arm.mode=protected arm64.nomte' cases
  {"id":1,"word":"0xd53810c0","text":"mrs x0, gcr_el1","op":"MRS","register":"GCR_EL1","class":"sysreg","el":1,"verdict":"undef","origin":"injected","taken":{"el":2,"ec":"0x18","esr":"0x623c0401","vector":"0x400"},"delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c5","vector":"0x200","pstate":"0x4003c5"},"rules":["mrs-gcr_el1.el1.trap-el2.hcr_el2.ata","handle-host-mte.undef","inject-host-exception"]}
  {"id":"two","word":"0xd53810c0","text":"mrs x0, gcr_el1","op":"MRS","register":"GCR_EL1","class":"sysreg","el":0,"verdict":"undef","origin":"native","taken":{"el":1,"ec":"0x0","esr":"0x2000000","vector":"0x400"},"delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c0","vector":"0x400","pstate":"0x24023c5"},"rules":["mrs-gcr_el1.el0.undef"],"as_expected":true}
  {"word":"0xd53810c0","text":"mrs x0, gcr_el1","op":"MRS","register":"GCR_EL1","class":"sysreg","el":1,"verdict":"pass","effect":"full","rules":["mrs-gcr_el1.el1.read"],"as_expected":true}
  {"word":"0xd53810c0","text":"mrs x0, gcr_el1","op":"MRS","register":"GCR_EL1","class":"sysreg","el":1,"verdict":"undef","origin":"injected","taken":{"el":2,"ec":"0x18","esr":"0x623c0401","vector":"0x400"},"delivered":{"el":1,"ec":"0x0","esr":"0x2000000","elr":"0x0","spsr":"0x3c5","vector":"0x200","pstate":"0x4003c5"},"rules":["mrs-gcr_el1.el1.trap-el2.hcr_el2.ata","handle-host-mte.undef","inject-host-exception"],"as_expected":true}
  ! el2trap check: cases 4, as expected 3, mismatches 0, without expectation 1, unmodelled 0
  $ el2trap check -q --kernel 7.0 --cmdline 'kvm-arm.mode=protected arm64.nomte' - <cases | wc -l | tr -d ' '
  4

What `set` changed does not last.

  $ printf '%s\n' '{"word":"d53810c0","set":{"HCR_EL2.ATA":1,"HCR_EL2":0}}' '{"word":"d53810c0"}' |
  > el2trap check -q --kernel 7.0 --cmdline 'kvm-arm.mode=protected arm64.nomte' | grep -o '"verdict":"[a-z]*"'
  "verdict":"undef"
  "verdict":"undef"

A mismatch is exit code 1.

  $ echo '{"word":"0xd503201f","expect":{"verdict":"undef","origin":"injected","handler":"hvc","to_el":2,"esr":1}}' |
  > el2trap check | grep -o '"as_expected":.*'
  "as_expected":false}
  ! el2trap check: <stdin>:1: nop: verdict is pass, expected undef; origin is none, expected injected; handler is none, expected hvc; no trap to EL2; no exception taken
  ! el2trap check: cases 1, as expected 0, mismatches 1, without expectation 0, unmodelled 0
  $ echo '{"word":"0xd503201f","expect":{"verdict":"undef"}}' | el2trap check -q >/dev/null
  [1]

Bad input is exit code 3, with its place; what was done before is kept.

  $ printf '%s\n' '{"word":"0xd503201f"}' '{"word":"0xd503201f","els":1}' '{"word":"0xd503201f"}' | el2trap check | wc -l
  1
  ! el2trap check: <stdin>:2:22: unknown key "els"
  $ bad() { echo "$1" | el2trap check; }
  > bad '{"word":"0xd503201f"'
  > bad '{"word":"0xd503201f","word":"0xd503201f"}'
  > bad '[]'
  > bad 'null'
  > bad '{}'
  > bad '{"word":"0xd503201f0"}'
  > bad '{"word":"nop"}'
  > bad '{"word":-1}'
  > bad '{"word":4294967296}'
  > bad '{"word":18446744073709551616}'
  > bad '{"word":1.5}'
  > bad '{"word":"0xd503201f","el":4}'
  > bad '{"word":"0xd503201f","el":"one"}'
  > bad '{"word":"0xd503201f","id":null}'
  > bad '{"word":"0xd503201f","set":{"HCR_EL9":1}}'
  > bad '{"word":"0xd503201f","set":{"HCR_EL2.ATA":2}}'
  > bad '{"word":"0xd503201f","set":{"HCR_EL2":true}}'
  > bad '{"word":"0xd503201f","set":{"HCR_EL2":"0x10000000000000000"}}'
  > bad '{"word":"0xd503201f","set":[]}'
  > bad '{"word":"0xd503201f","expect":{"verdict":"undeff"}}'
  > bad '{"word":"0xd503201f","expect":{"origin":""}}'
  > bad '{"word":"0xd503201f","expect":{"taken":{"elr":0}}}'
  > bad '{"word":"0xd503201f","expect":{"ec":64}}'
  > bad '{"word":"0xd503201f","expect":{"verdikt":"undef"}}'
  > bad '{"word":"0xd503201f","expect":1}'
  ! el2trap check: <stdin>:1:20: '}' expected near end of file
  ! el2trap check: <stdin>:1:27: duplicate object key near '"word"'
  ! el2trap check: <stdin>:1:1: a case is a JSON object
  ! el2trap check: <stdin>:1:4: '[' or '{' expected near 'null'
  ! el2trap check: <stdin>:1:1: the case has no word and no asm
  ! el2trap check: <stdin>:1:2: word is a text of at most 8 hexadecimal digits, "0xd53810c0"
  ! el2trap check: <stdin>:1:2: word is a text of at most 8 hexadecimal digits, "0xd53810c0"
  ! el2trap check: <stdin>:1:2: word must be a number that is not negative, or text "0x..."
  ! el2trap check: <stdin>:1:2: word is out of range: at most 0xffffffff
  ! el2trap check: <stdin>:1:28: too big integer near '18446744073709551616'
  ! el2trap check: <stdin>:1:2: word is a text of at most 8 hexadecimal digits, "0xd53810c0"
  ! el2trap check: <stdin>:1:22: el is out of range: at most 0x3
  ! el2trap check: <stdin>:1:22: el must be a number that is not negative, or text "0x..."
  ! el2trap check: <stdin>:1:22: id is a number or a text
  ! el2trap check: <stdin>:1:29: unknown register 'HCR_EL9', did you mean 'HCR_EL2'?
  ! el2trap check: <stdin>:1:29: HCR_EL2.ATA has 1 bit: 0x2 does not fit
  ! el2trap check: <stdin>:1:29: HCR_EL2 must be a number that is not negative, or text "0x..."
  ! el2trap check: <stdin>:1:29: HCR_EL2 must be a number that is not negative, or text "0x..."
  ! el2trap check: <stdin>:1:22: set must be an object
  ! el2trap check: <stdin>:1:32: verdict is one of pass, undef, trap, fault, panic, unmodelled
  ! el2trap check: <stdin>:1:32: origin is one of native, injected
  ! el2trap check: <stdin>:1:41: unknown key "elr" in taken
  ! el2trap check: <stdin>:1:32: ec is out of range: at most 0x3f
  ! el2trap check: <stdin>:1:32: unknown key "verdikt" in expect
  ! el2trap check: <stdin>:1:22: expect must be an object
  [3]
  $ el2trap check missing.jsonl
  ! el2trap check: missing.jsonl: No such file or directory
  [3]
  $ el2trap check .
  ! el2trap check: .: Is a directory
  [3]
  $ head -c 2000000 /dev/zero | tr '\0' ' ' | el2trap check
  ! el2trap check: <stdin>:1: line longer than 1048576 bytes
  [3]
  $ printf '{"word":"0xd503201f"}\0\n' | el2trap check
  ! el2trap check: <stdin>:1:22: end of file expected near end of file
  [3]
  $ printf '' | el2trap check
  ! el2trap check: cases 0, as expected 0, mismatches 0, without expectation 0, unmodelled 0

What real kernels did with each MTE operation: recorded boots, as cases.

  $ grep -v '^#' "$SOURCE/tests/data/recorded-boots.txt" | sed 's/ *| */|/g; s/ *$//' |
  > while IFS='|' read -r boot kernel cmdline cpu; do
  >   echo "$boot"
  >   el2trap check --kernel "$kernel" --cmdline "$cmdline" --cpu "$cpu" "$SOURCE/corpora/boots/$boot/check.jsonl" 2>&1 >/dev/null
  > done
  6.12-protected-nomte
  el2trap check: cases 786, as expected 786, mismatches 0, without expectation 0, unmodelled 0
  7.2-protected-nomte
  el2trap check: cases 786, as expected 786, mismatches 0, without expectation 0, unmodelled 0
  7.2-nvhe-mte
  el2trap check: cases 786, as expected 786, mismatches 0, without expectation 0, unmodelled 0
  7.2-nvhe-cpu-without-mte
  el2trap check: cases 710, as expected 710, mismatches 0, without expectation 0, unmodelled 0
  7.2-vhe-nomte
  el2trap check: cases 786, as expected 786, mismatches 0, without expectation 0, unmodelled 0

The wrong kernel is found out.

  $ el2trap check -q --kernel 6.12 --cmdline 'kvm-arm.mode=protected arm64.nomte' --cpu max,el3=0 "$SOURCE/corpora/boots/7.2-protected-nomte/check.jsonl" | grep -c '"as_expected":false'
  36

  $ printf '%s\n%s\n' '{"word":"0xd53810c0","el":1,"id":"one","expect":{"verdict":"undef"}}' '{"word":"0xd53810c0","el":1,"expect":{"verdict":"pass"}}' >two
  > el2trap check -q --cmdline 'kvm-arm.mode=protected arm64.nomte' --ktap k two >/dev/null; cat k
  KTAP version 1
  1..2
  ok 1 id "one": mrs x0, gcr_el1
  # verdict is undef, expected pass
  not ok 2 mrs x0, gcr_el1
