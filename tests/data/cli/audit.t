All words under a boot. The verdicts of a level add up to 2^32.

  $ el2trap audit --json --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' >audit
  $ tail -n 1 audit | grep -o '"el1":{[^}]*}' | grep -o '[0-9]*' | tail -n +2 | paste -sd+ | sed 's/^/echo $((/; s/$/))/' | sh
  4294967296

What panics, with the control that did it; and what EL1 has to set first.

  $ grep '"panic"' audit | grep -o '"register":"SCXTNUM_EL1".*"control":"[^"]*"' | sed 's/,"handler.*"control"/ "control"/' | head -n 1
  "register":"SCXTNUM_EL1","class":"system","count":32,"word":"0xd518d0e0","text":"msr scxtnum_el1, x0","ec":"0x18" "control":"HCR_EL2.EnSCXT=0"
  $ grep '"panic"' audit | grep GCSPUSHM | grep -o '"when":"[^"]*"'
  "when":"GCSCR_EL1.PUSHMEn=1"

A polite host has its registers as Linux leaves them.

  $ el2trap audit --json --polite --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' | grep '"panic"' | grep -c GCSPUSHM
  0
  [1]

What the series changed: the MTE registers.

  $ el2trap audit --polite --kernel 6.12 --cmdline 'kvm-arm.mode=nvhe arm64.nomte' --diff --kernel 7.0 | grep GCR_EL1
  EL1 MSR GCR_EL1                  pass                     -> undef injected  32 words, d51810c0
  EL1 MRS GCR_EL1                  pass                     -> undef injected  32 words, d53810c0

A host that may open SCTLR_EL1.ATA reached tags, and does no more.

  $ el2trap audit --kernel 6.12 --cmdline 'kvm-arm.mode=nvhe arm64.nomte' --diff --kernel 7.0 | grep -E ' (LDG|STG) '
  EL1 LDG                          pass                     -> pass tags-ignored  524288 words, d9600000
  EL1 STG                          pass                     -> pass tags-ignored  1572864 words, d9200400
  EL0 LDG                          pass                     -> pass tags-ignored  524288 words, d9600000
  EL0 STG                          pass                     -> pass tags-ignored  1572864 words, d9200400

A host that opens CPACR_EL1 owns what that gates, as SVCR under a kernel that leaves SME alone.

  $ el2trap audit --json --kernel 6.12 --cmdline kvm-arm.mode=nvhe | grep '"ec":"0x1d"' | grep -m 1 '"op":"SIMD"' | grep -o '"when":"[^"]*"'
  "when":"SVCR.SM=1"

A policy denies: an exit code for CI.

  $ el2trap audit --polite --kernel 6.12 --cmdline 'kvm-arm.mode=protected arm64.nomte' --deny 'register=GCR_EL1 verdict=pass' >/dev/null
  ! el2trap audit: denied: EL1 MSR GCR_EL1: pass, 32 words, 0xd51810c0
  ! el2trap audit: denied: EL1 MRS GCR_EL1: pass, 32 words, 0xd53810c0
  [1]
  $ el2trap audit --polite --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' --deny 'register=GCR_EL1 verdict=pass' >/dev/null
  $ el2trap audit --cmdline kvm-arm.mode=nvhe --deny 'verdct=pass'
  ! el2trap audit: --deny has no key 'verdct', did you mean 'verdict'?
  [2]
  $ el2trap audit --cmdline kvm-arm.mode=nvhe --deny 'verdict=pas'
  ! el2trap audit: --deny: verdict is never 'pas'
  [2]
  $ el2trap audit --kernel 7.2
  ! el2trap audit: under this boot (vhe) the host's kernel is at EL2 itself: an audit asks what a host below EL2 can do; --cmdline kvm-arm.mode=nvhe or =protected
  [2]

As a report and as a page.

  $ el2trap audit --cmdline kvm-arm.mode=nvhe --junit out.xml --html out.html >/dev/null
  $ grep -o '<testcase [^>]*EL1 MSR SCXTNUM_EL1"' out.xml | head -n 1
  <testcase classname="audit" name="EL1 MSR SCXTNUM_EL1"
  $ grep '<td>MSR SCXTNUM_EL1</td>' out.html | grep -c 'data-verdict="panic"'
  1

Of two boots: a change is a line, a case of a report, and denied if it is new.

  $ set -- --kernel 6.12 --cmdline 'kvm-arm.mode=protected' --cpu neoverse-n2
  > el2trap audit -q --json --deny verdict=panic --ktap k --junit x "$@" --diff --kernel 7.2; echo $?; cat k; grep -c failure x
  {"el2trap":"audit","version":1}
  {"el":1,"op":"SMC","class":"exception","count":65535,"word":"0xd4000023","text":"smc #1","before":{"verdict":"trap","to_el":2,"handler":"smc","action":"the SMC is made at EL3 in the host's place, and the host goes on behind it"},"after":{"verdict":"trap","to_el":2,"handler":"smc","action":"x0 = -1 (NOT_SUPPORTED), and the SMC is skipped"}}
  {"differ":1,"words_el1":65535,"words_el0":0}
  0
  KTAP version 1
  1..1
  ok 1 EL1 SMC
  1
  $ el2trap audit -q -o out --deny op=SMC --kernel 6.12 --cmdline 'kvm-arm.mode=protected' --cpu neoverse-n2 --diff --kernel 7.2; echo $?; grep -c SMC out
  0
  1
  $ set -- --kernel 6.12 --cmdline kvm-arm.mode=nvhe --diff --kernel 7.2
  > el2trap audit -o out --deny 'verdict=panic register=GCSPUSHM' "$@"; echo $?
  > el2trap audit -q -o out --deny 'verdict=panic register=MAIR2_EL1' "$@"; echo $?
  > el2trap audit -q -o out --ktap k "$@"; echo $?; grep -c '^not ok' k
  1
  0
  0
  2
  ! el2trap audit: denied: EL1 GCSPUSHM: trap EL1 host -> panic, 32 words, 0xd50b7700
  $ el2trap audit --cmdline kvm-arm.mode=nvhe --html page --diff --kernel 6.12
  ! el2trap audit: --diff goes without --html
  [2]
