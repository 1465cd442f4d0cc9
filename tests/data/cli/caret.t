needs: script aarch64-linux-gnu-as
On a terminal a message is followed by the line or argument that it is about, with a mark under the place. Files are not
trusted: what could drive the terminal is not shown.

  $ script -qec "el2trap boot --cmdline kvm-arm.mode=protected --set HCR_EL2.TID6=1" /dev/null | tr -d '\r'
  el2trap boot: register HCR_EL2 has no field 'TID6', did you mean 'TID5'?
    --set HCR_EL2.TID6=1
                  ^~~~
  $ script -qec "el2trap boot --kernl 7.0" /dev/null | tr -d '\r'
  el2trap boot: unknown option '--kernl', did you mean '--kernel'?
    --kernl
    ^~~~~~~
  $ script -qec "el2trap boot --cpu max,mtee=1" /dev/null | tr -d '\r'
  el2trap boot: no CPU option 'mtee=1': an option (el2trap list cpus), ID_REGISTER=value or ID_REGISTER.FIELD=value
    --cpu max,mtee=1
              ^~~~~~
  $ printf '\n{"id":1,"el":1,"wörd":"\033[2J","x":1}\n' >cases.jsonl
  > script -qec "el2trap check cases.jsonl" /dev/null | tr -d '\r'
  el2trap check: cases.jsonl:2:23: control character 0x1b near '"'
    {"id":1,"el":1,"wörd":" [2J","x":1}
                         ^

What is wrong may be found later: an operand, an expression, what does not go together. A part is marked where the message
quotes it.

  $ script -qec "el2trap chekc cases.jsonl" /dev/null | tr -d '\r'
  el2trap: unknown verb 'chekc', did you mean 'check'?
    chekc
    ^~~~~
  $ script -qec "el2trap explain --kernel 7.0 'mrs x0, foo_el1'" /dev/null | tr -d '\r'
  el2trap explain: 'mrs x0, foo_el1': unknown or missing system register name at operand 2 -- `mrs x0,foo_el1'
    mrs x0, foo_el1
            ^
  $ script -qec "el2trap explain 'nop; ldr x0, [x1, #8], #40000000' nop" /dev/null | tr -d '\r'
  el2trap explain: 'nop; ldr x0, [x1, #8], #40000000': cannot combine pre- and post-indexing at operand 2 -- `ldr x0,[x1,#8],#40000000'
    nop; ldr x0, [x1, #8], #40000000
                 ^
  $ script -qec "el2trap decode d53810c0 d53810cz" /dev/null | tr -d '\r'
         0  d53810c0  mrs x0, gcr_el1                   ; sysreg FEAT_MTE2
  el2trap decode: d53810cz: cannot open: No such file or directory
    d53810cz
    ^~~~~~~~
  $ script -qec "el2trap decode '[d53810c0 zz]'" /dev/null | tr -d '\r'
  el2trap decode: [d53810c0 zz]:1:2: '[d53810c0 zz]' is no list of bytes [0x..,0x..,0x..,0x..]
    [d53810c0 zz]
     ^
  $ script -qec "el2trap check none.jsonl" /dev/null | tr -d '\r'
  el2trap check: none.jsonl: No such file or directory
    none.jsonl
    ^~~~~~~~~~
  $ script -qec "el2trap esr 0x1g" /dev/null | tr -d '\r'
  el2trap esr: '0x1g' is no number of 64 bits (0x... or decimal)
    0x1g
    ^~~~
  $ script -qec "el2trap list opss --json" /dev/null | tr -d '\r'
  el2trap list: no list 'opss', did you mean 'ops'?
    opss
    ^~~~
  $ script -qec "el2trap boot --set HCR_EL2.TID5=2 --set HCR_EL2.TID4=1" /dev/null | tr -d '\r'
  el2trap boot: HCR_EL2.TID5 has 1 bit: 0x2 does not fit
    --set HCR_EL2.TID5=2
          ^~~~~~~~~~~~~~
  $ script -qec "el2trap boot --set=HCR_EL2=0xzz" /dev/null | tr -d '\r'
  el2trap boot: '0xzz' is no number of 64 bits (0x... or decimal)
    --set=HCR_EL2=0xzz
                  ^~~~
  $ script -qec "el2trap audit --deny 'verdict=panic el=1' --deny 'el=3 verdict=panic'" /dev/null | tr -d '\r'
  el2trap audit: --deny: el is never '3'
    --deny el=3 verdict=panic
              ^
  $ script -qec "el2trap run --tap --json a.s" /dev/null | tr -d '\r'
  el2trap run: --tap and --json both want the output
    --tap
    ^~~~~

Which of two words it is cannot be told: none is marked.

  $ script -qec "el2trap run --cmdline none.s none.s" /dev/null | tr -d '\r'
  el2trap run: none.s: No such file or directory

Policies, snippets, cases on standard input.

  $ printf '%s\n' '{"el2trap":"policy","version":1,"rows":[' ' {"ec":"0x18","when":"HCR_EL2.TID6=1","action":"undef"}]}' >rows.json
  > script -qec "el2trap explain --policy rows.json --cmdline kvm-arm.mode=nvhe d53810c0" /dev/null | tr -d '\r'
  el2trap explain: rows.json:2:31: register HCR_EL2 has no field 'TID6'
     {"ec":"0x18","when":"HCR_EL2.TID6=1","action":"undef"}]}
                                  ^~~~
  $ printf 'nop\nhere: mrs x0, foo_el1 // what\n' >code.s
  > script -qec "el2trap run code.s" /dev/null | tr -d '\r'
  el2trap run: code.s:2:15: unknown or missing system register name at operand 2 -- `mrs x0,foo_el1'
    here: mrs x0, foo_el1 // what
                  ^
  $ script -qec "echo '{\"word\":\"0xd53810c0\",\"ell\":1}' | el2trap check" /dev/null | tr -d '\r'
  el2trap check: <stdin>:1:22: unknown key "ell"
    {"word":"0xd53810c0","ell":1}
                         ^
  $ echo '{"word":"0xd53810c0","set":{"HCR_EL2.FOO":1}}' >set.jsonl
  > script -qec "el2trap check --cmdline kvm-arm.mode=nvhe set.jsonl" /dev/null | tr -d '\r'
  el2trap check: set.jsonl:1:29: register HCR_EL2 has no field 'FOO', did you mean 'FMO'?
    {"word":"0xd53810c0","set":{"HCR_EL2.FOO":1}}
                                ^

Nothing of it is output.

  $ script -qec "el2trap explain --json --cmdline kvm-arm.mode=nvhe 'mrs x0, foo_el1' >out.json" /dev/null | tr -d '\r'
  > cat out.json
  el2trap explain: 'mrs x0, foo_el1': unknown or missing system register name at operand 2 -- `mrs x0,foo_el1'
    mrs x0, foo_el1
            ^
  {"el2trap":"explain","version":1,"kernel":"7.2","cmdline":"kvm-arm.mode=nvhe","config":"CONFIG_ARM64_MTE=y","cpu":"max","mode":"nvhe","mte":true}

A long line is cut.

  $ awk 'BEGIN { printf "{\"id\":1"; for (i = 0; i < 200; i++) printf " "; print ",\"el\":1,\"wrd\":2, \"and so on, and so on, and so on, and so on, and so on\":1}" }' >long.jsonl
  > script -qec "el2trap check long.jsonl" /dev/null | tr -d '\r'
  el2trap check: long.jsonl:1:216: unknown key "wrd"
                                                        ,"el":1,"wrd":2, "and so on, and so on, and so o
                                                                ^

Elsewhere a message is one line.

  $ el2trap boot --kernl 7.0
  ! el2trap boot: unknown option '--kernl', did you mean '--kernel'?
  [2]
