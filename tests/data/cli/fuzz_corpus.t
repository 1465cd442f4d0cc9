Streams to begin with: hexadecimal words. The first runs are these.

  $ printf '0xd503201f # nop\n\nd5181060, d503201f # msr sctlr2_el1, x0\n' >words
  > boot="--kernel 7.2 --cmdline kvm-arm.mode=protected"
  > el2trap fuzz -q $boot --corpus words --runs 2 --json | grep -o '"rule":"[^"]*","run":[0-9]*,"events_found":[0-9]*\|"findings":[0-9]*'
  "rule":"msr-sctlr2_el1.el1.trap-el2.hcrx_el2.sctlr2en","run":1,"events_found":1
  "findings":1

As bytes; and a program of syzkaller's guest: MSR, MRS, SMC, a store, two words of code, ERET, its exit.

  $ printf '\037\040\003\325\140\020\030\325' >raw
  > boot="--kernel 7.2 --cmdline kvm-arm.mode=protected"
  > el2trap fuzz -q $boot --corpus raw --corpus-format raw --runs 1 | sed -n 2p
    EL1 d5181060  msr sctlr2_el1, x0              
  $ program=$SOURCE/corpora/streams/fuzz_stream/syzos; tail -c +2 $program >program
  > el2trap fuzz -q --kernel 7.2 --cpu cortex-a72 --cmdline kvm-arm.mode=nvhe --deny 'op=SMC verdict=trap' --promise no-panic --corpus program --corpus-format syzos --runs 1 | grep EL1
  > el2trap fuzz -q --kernel 7.2 --cpu cortex-a72 --cmdline kvm-arm.mode=nvhe --corpus program --corpus-format syzos --runs 1
    EL1 d4000003  smc #0                          
  # 1 streams, 13 events, 0 of them unmodelled, 0 left out as known; 7 rules decided; 0 findings
  ! el2trap fuzz: warning: program: 1 calls that are no instruction are left out
  ! el2trap fuzz: warning: program: 1 calls that are no instruction are left out

Any number of threads and parts come to the same; a part that began with other streams is of another run.

  $ printf 'd5181060 d503201f' >words
  > boot="--kernel 7.2 --cmdline kvm-arm.mode=protected --runs 40000"
  > for j in 1 2; do el2trap fuzz -q $boot --corpus words --jobs $j >jobs$j; done; cmp jobs1 jobs2 && echo the same
  > for i in 1 2; do el2trap fuzz -q $boot --corpus words --shard $i/2 --findings part$i >text; done
  > el2trap fuzz $boot --corpus words --merge part1 part2 | cmp - jobs1 && echo the same
  > el2trap fuzz $boot --merge part1 part2
  the same
  the same
  ! el2trap fuzz: part1/run.jsonl:1: another run than the options describe: --merge goes with those of its shards
  [3]

What is wrong has a place.

  $ printf 'd503201f\n  d5181060x\n' >bad; el2trap fuzz --cmdline kvm-arm.mode=nvhe --corpus bad
  > printf '# none\n' >bad; el2trap fuzz --cmdline kvm-arm.mode=nvhe --corpus bad
  > printf '12345' >bad; el2trap fuzz --cmdline kvm-arm.mode=nvhe --corpus bad --corpus-format raw
  > printf '\007\000\000\000\000\000\000\000\020\000\000\000\000\000\000\000' >bad
  > el2trap fuzz --cmdline kvm-arm.mode=nvhe --corpus bad --corpus-format syzos
  > printf '\024\000\000\000\000\000\000\000\077\000\000\000\000\000\000\000' >bad
  > el2trap fuzz --cmdline kvm-arm.mode=nvhe --corpus bad --corpus-format syzos
  > el2trap fuzz --cmdline kvm-arm.mode=nvhe --corpus nowhere; el2trap fuzz --cmdline kvm-arm.mode=nvhe --corpus-format elf
  ! el2trap fuzz: bad:2:3: a word is 1 to 8 hexadecimal digits
  ! el2trap fuzz: bad: no event in it
  ! el2trap fuzz: bad: offset 4: words are 4 bytes, and here are 1
  ! el2trap fuzz: bad: offset 0: 7 is no call of SYZOS
  ! el2trap fuzz: bad: offset 8: call 20 has no 63 bytes
  ! el2trap fuzz: nowhere: No such file or directory
  ! el2trap fuzz: --corpus-format is hex, raw or syzos, not 'elf'
  [2]
