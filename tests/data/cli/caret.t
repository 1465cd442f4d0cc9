needs: script
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
