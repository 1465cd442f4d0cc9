What panics where: one sentence for all boots that have it, and why.

  $ el2trap audit --sweep --kernel 7.2 --cpu neoverse-n1,ID_AA64PFR0_EL1.CSV2=2 >one
  $ sed -n '/^panic, as/,/^$/p' one
  panic, as it boots
    7.2, any mode, any CPU of the sweep: 134 boots
      MSR S3_0_C15_C1_0, MSR S3_0_C15_C1_1, MSR S3_0_C15_C1_2, MSR S3_0_C15_C1_4, MSR S3_0_C15_C2_0, MSR S3_0_C15_C2_1 and 2 more  (256 words at EL1, 0 at EL0)
    7.2, any mode, any CPU with FEAT_CSV2_2: 128 boots
      MSR SCXTNUM_EL1, MSR SCXTNUM_EL0, MRS SCXTNUM_EL1, MRS SCXTNUM_EL0  (128 words at EL1, 0 at EL0)
        because  HCR_EL2.EnSCXT=0
      MSR SCXTNUM_EL0, MRS SCXTNUM_EL0  (0 words at EL1, 64 at EL0)
        because  HCR_EL2.EnSCXT=0
        once EL1 sets  SCTLR_EL1.TSCXT=0
  
  $ tail -n 1 one
  # 134 boots, 1718 with those that are changed: 5 sentences, 56 reasons

More jobs say the same, and so do parts that are put together, in any order.

  $ el2trap audit --sweep --kernel 7.2 --cpu cortex-a72 --jobs 1 >one
  $ el2trap audit --sweep --kernel 7.2 --cpu cortex-a72 --jobs 3 >many
  $ cmp one many
  $ el2trap audit --sweep --kernel 7.2 --cpu cortex-a72 --shard 1/3 -o part1
  $ el2trap audit --sweep --kernel 7.2 --cpu cortex-a72 --shard 2/3 -o part2
  $ el2trap audit --sweep --kernel 7.2 --cpu cortex-a72 --shard 3/3 -o part3
  $ el2trap audit --merge part2 part3 part1 >merged
  $ cmp one merged
  $ el2trap audit --merge --json part1 part2 part3 | tail -n 1
  {"reasons":43,"boots":42,"asked":1098}

All parts of one sweep, each once, to its end.

  $ el2trap audit --merge part1 part3
  ! el2trap audit: part1: of 3 parts, part 2 is missing
  [3]
  $ el2trap audit --merge part1 part2 part2
  ! el2trap audit: part2:1:1: this part was there before
  [3]
  $ head -n 1 part3 >short
  $ el2trap audit --merge part1 part2 short
  ! el2trap audit: short:1:1: the file ends early: its last line says how many boots were asked about
  [3]
  $ el2trap audit --sweep --kernel 6.12 --cpu cortex-a72 --shard 3/3 -o other
  $ el2trap audit --merge part1 part2 other
  ! el2trap audit: other:1:1: a part of another sweep than the first file's
  [3]
  $ echo '{"el2trap":"audit","version":1}' >header
  $ el2trap audit --merge header
  ! el2trap audit: header:1:1: not a part of a sweep: audit --sweep --shard writes them
  [3]
  $ sed '2s/"boots":"[^"]*"/"boots":"0-99999"/' part1 >far
  $ el2trap audit --merge far part2 part3
  ! el2trap audit: far:2:1: boots are runs of numbers of the sweep: "0-5,7"
  [3]
  $ sed '2s/"el":1/"el":4/' part1 >level
  $ el2trap audit --merge level part2 part3
  ! el2trap audit: level:2:1: not a finding of a sweep
  [3]
  $ sed '2s/"field":.[0-9]*/"field":[0/' part1 >register
  $ el2trap audit --merge register part2 part3
  ! el2trap audit: register:2:1: not a finding of a sweep
  [3]
  $ sed '2s/"words":0/"words":2/' part1 >words
  $ el2trap audit --merge words part2 part3
  ! el2trap audit: words:2:1: not a finding of a sweep
  [3]
  $ sed '1s/"classes":[0-9]*/"classes":7/' part1 >build
  $ el2trap audit --merge build part2 part3
  ! el2trap audit: build:1:1: a part that another build of el2trap made: its tables are not these
  [3]

As JSON, as a report and as a page.

  $ el2trap audit --merge part1 part2 part3 --json --junit out.xml --html out.html >json
  $ grep -m 1 '"field":"HCR_EL2.TVM=1"' json
  {"verdict":"panic","where":[{"kernels":["7.2"],"modes":["nvhe","protected-nvhe"],"with":[],"without":[]}],"sentence":"7.2, any mode, any CPU of the sweep","boots":2,"field":"HCR_EL2.TVM=1","what":["MSR SCTLR_EL1","MSR TTBR0_EL1","MSR TTBR1_EL1","MSR TCR_EL1","MSR AFSR0_EL1","MSR AFSR1_EL1","MSR ESR_EL1","MSR FAR_EL1","MSR MAIR_EL1","MSR AMAIR_EL1","MSR CONTEXTIDR_EL1"],"word":"0xd5181000","words_el1":352,"words_el0":0}
  $ grep -o '<testsuite .*' out.xml
  <testsuite name="sweep" tests="43" failures="0" errors="0" skipped="0">
  $ grep -m 1 -o '<tr data-kind="field" [^/]*</td>' out.html
  <tr data-kind="field" data-el="1"><td>7.2, any mode, any CPU of the sweep</td>

What does not go together.

  $ el2trap audit --sweep --diff
  ! el2trap audit: a sweep goes without --diff, --deny, --exhaustive, --next, --ktap and --el
  [2]
  $ el2trap audit --sweep --set HCR_EL2.TIDCP=1
  ! el2trap audit: a sweep is over boots of the tables: of the options that describe one it takes --kernel, --cmdline and --cpu
  [2]
  $ el2trap audit --sweep --shard 4/3
  ! el2trap audit: --shard is I/N, 1/4 to 4/4 say, not '4/3'
  [2]
  $ el2trap audit --shard 1/3 --junit x.xml
  ! el2trap audit: --shard writes a part: --junit and --html are for --merge
  [2]
  $ el2trap audit --merge --kernel 7.2 part1
  ! el2trap audit: --merge takes what was swept from the files: it goes without --sweep, --shard and the options of a boot
  [2]
  $ el2trap audit --merge
  ! el2trap audit: --merge wants the files that --shard wrote
  [2]
  $ el2trap audit --sweep --cmdline kvm-arm.mode=none
  ! el2trap audit: none of these boots has a hypervisor with its host below EL2
  [2]
  $ el2trap audit --sweep --jobs 0
  ! el2trap audit: --jobs is 1 to 1024, not '0'
  [2]
