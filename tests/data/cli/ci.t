What CI asks of a change: contrib/ci/check.

A snippet that passes, with its reports:

  $ sh $SOURCE/contrib/ci/check --snippets $SOURCE/corpora/snippets/nomte-host.s -o report; ls -A report; sed -n '1,3p' report/snippets-1.ktap
  - 1 snippets, 'kvm-arm.mode=protected arm64.nomte': ok
  snippets-1.ktap
  snippets-1.txt
  snippets-1.xml
  summary.md
  KTAP version 1
  1..60
  ok 1 [6.12] line 20: stg x2, [x2]: pass tags-ignored
  $ printf '.text\nmrs x0, gcr_el1 // expect: pass\n' >bad.s; sh $SOURCE/contrib/ci/check --snippets bad.s -o bad; grep -B1 '^not' bad/snippets-1.ktap
  - **1 snippets, 'kvm-arm.mode=protected arm64.nomte': failed**
  # verdict is undef, expected pass
  not ok 1 [1] line 2: mrs x0, gcr_el1: pass

What a patched hypervisor changes, for all words; the way back brings a panic:

  $ sh $SOURCE/contrib/ci/check --kernel $SOURCE/corpora/recordings/small-gmid.rec --base $SOURCE/corpora/recordings/small.rec -o there | grep -v '^#'; cat there/audit-1.ktap
  - no new panic, 'kvm-arm.mode=protected arm64.nomte': ok
  
  ```
  operation             level   before                    after
  MRS GMID_EL1          kernel  panic 0x18                undef injected
  before: command line 'kvm-arm.mode=protected arm64.nomte id_aa64mmfr1.vh=0', CPU qemu72-max; EL1's registers as a hostile host likes
    7.2.0-el2trap-small (recorded)
  after: command line 'kvm-arm.mode=protected arm64.nomte id_aa64mmfr1.vh=0', CPU qemu72-max; EL1's registers as a hostile host likes
    7.2.0-el2trap-small (recorded)
  EL1 MRS GMID_EL1                 panic                    -> undef injected  32 words, d5390080
  ```
  KTAP version 1
  1..1
  ok 1 EL1 MRS GMID_EL1
  $ sh $SOURCE/contrib/ci/check --kernel $SOURCE/corpora/recordings/small.rec --base $SOURCE/corpora/recordings/small-gmid.rec -o back >out; echo $?; head -n 1 out; cat back/audit-1.ktap
  1
  - **no new panic, 'kvm-arm.mode=protected arm64.nomte': failed**
  KTAP version 1
  1..1
  # undef injected -> panic, 32 words, 0xd5390080
  not ok 1 EL1 MRS GMID_EL1

Two command lines, without a base:

  $ sh $SOURCE/contrib/ci/check --kernel 6.12 --cpu neoverse-n1 --cmdline kvm-arm.mode=nvhe --cmdline 'kvm-arm.mode=protected *' -o two
  - **no panic, 'kvm-arm.mode=nvhe': failed**
  - **no panic, 'kvm-arm.mode=protected *': failed**
  [1]
  $ sh $SOURCE/contrib/ci/check
  ! usage: check [--snippets FILE|DIR]... [--kernel SPEC [--base SPEC]] [--cmdline TEXT]... [--cpu NAME] [-o DIR]
  [2]
  $ sh $SOURCE/contrib/ci/check --kernel 9.9 -o none
  - **no panic, 'kvm-arm.mode=protected arm64.nomte': not done, exit 2**
  ! el2trap audit: unknown kernel '9.9': known are 6.1, 6.12, v1, 7.0, 7.2; write --kernel 7.2
  [2]

A snippet that names a kernel cannot run under a recording; the rest is done.

  $ sh $SOURCE/contrib/ci/check --snippets $SOURCE/corpora/snippets/nomte-host.s --kernel $SOURCE/corpora/recordings/small-gmid.rec -o mixed 2>/dev/null; echo $?; ls mixed
  - **1 snippets, 'kvm-arm.mode=protected arm64.nomte': not done, exit 3**
  - **no panic, 'kvm-arm.mode=protected arm64.nomte': failed**
  3
  audit-1.ktap
  audit-1.txt
  audit-1.xml
  snippets-1.txt
  summary.md

An empty command line is one, and names may have blanks.

  $ mkdir 'a b'; printf '.text\nmrs x0, gcr_el1 // expect: pass\n' >'a b/c d.s'
  > sh $SOURCE/contrib/ci/check --snippets 'a b' --cmdline '' -o 'r s'; cat 'r s/snippets-1.ktap'
  - 1 snippets, '': ok
  KTAP version 1
  1..2
  ok 1 [1] line 2: mrs x0, gcr_el1: pass
  ok 2 [1] ends
