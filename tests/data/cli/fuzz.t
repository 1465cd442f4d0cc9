A host that makes the hypervisor panic, on a CPU whose registers the kernel does not know. The exit code says it.

  $ el2trap fuzz -q --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' --runs 30000 --findings found >text
  [1]
  $ test $(grep -c '^no-panic' text) -ge 5 && echo enough
  enough
  $ mv "$(ls -d found/*-sctlr2_el1.el1.trap-el2.hcrx_el2.sctlr2en | head -n 1)" one
  $ el2trap reproduce one | sed 's/rule m[rs]*-/rule /'
  one: no-panic is broken by event 1, rule sctlr2_el1.el1.trap-el2.hcrx_el2.sctlr2en

The hole that the series closes: kernel 6.12 hides MTE and leaves it, and the host sets what is its own.

  $ el2trap fuzz -q --kernel 6.12 --cmdline 'kvm-arm.mode=protected arm64.nomte' --promise no-tags --runs 30000 | sed -n '2s/ with.*//p'
    EL1 d5181009  msr sctlr_el1, x9               
  $ el2trap fuzz -q --kernel 7.0 --cmdline 'kvm-arm.mode=protected arm64.nomte' --promise no-tags --runs 30000 --json | tail -n 1 | grep -o '"findings":.*'
  "findings":0}

MTE disabled, and no MTE: 6.12 leaves registers open that the host can tell one from the other by.

  $ el2trap fuzz -q --kernel 6.12 --cpu cortex-a72,mte=3 --cmdline 'kvm-arm.mode=protected arm64.nomte' --promise like-no-mte --runs 5000 --findings like | sed -n 's/run [0-9]*/run/p' | sort | sed -n '1p;$='
  > el2trap reproduce like/like-no-mte-msr-tfsr_el1.el1.write
  > el2trap fuzz -q --cpu cortex-a72 --cmdline 'kvm-arm.mode=protected arm64.nomte' --promise like-no-mte
  like-no-mte: run, pass: a register differs from that of a machine without MTE, rule mrs-gcr_el1.el1.read
  8
  like/like-no-mte-msr-tfsr_el1.el1.write: like-no-mte is broken by event 1, rule msr-tfsr_el1.el1.write
  ! el2trap fuzz: this boot (protected-nvhe, MTE off) does not promise like-no-mte
  [2]

Ordinary instructions come to what they come to in Unicorn, if somebody asks.

  $ el2trap fuzz -q --cmdline kvm-arm.mode=nvhe --cpu cortex-a72 --promise same-result --runs 20000 --json | tail -n 1 | grep -o '"findings":.*'
  "findings":0}

What the boot can reach, and what of it no event was decided by; a run's parts come to the same, page and all.

  $ boot="--kernel 7.2 --cpu cortex-a72 --cmdline kvm-arm.mode=nvhe --runs 40000 --coverage"
  > el2trap fuzz -q $boot >text; tail -n 2 text | head -n 1 | grep -o 'rules that the boot can reach decided'
  > grep -c '^unreached ' text >missing; el2trap fuzz -q $boot --html page.html --json | tail -n 1 >json
  > grep -o '"unreached":.*\]' json | tr , '\n' | wc -l | cmp - missing; grep -o '"rules_reachable":' json
  > for i in 1 2; do el2trap fuzz -q $boot --shard $i/2 --findings covered$i >/dev/null; done
  > el2trap fuzz $boot --merge covered1 covered2 --html merged.html | cmp - text; cmp page.html merged.html && echo the same
  > grep -c '<polyline' page.html; grep -c 'id="groups"' page.html; grep -cE '(src|href)=' page.html
  rules that the boot can reach decided
  "rules_reachable":
  the same
  1
  1
  0
  [1]

minimize makes what somebody wrote small; a boot of its own is in the file, registers set otherwise, too.

  $ el2trap fuzz -q --kernel 7.2 --cpu cortex-a72,mte=3 --cmdline 'kvm-arm.mode=protected arm64.nomte' --set HCR_EL2.ATA=1 --runs 30000 --findings ata >text
  [1]
  $ head -n 1 ata/no-tags*/stream.jsonl | grep -o '"cpu":.*'
  "cpu":"cortex-a72,mte=3","set":{"HCR_EL2":"0x500000080080001"}}
  $ mkdir mine
  $ cat >mine/stream.jsonl <<'X'
  > {"el2trap":"stream","version":1,"promise":"no-tags","kernel":"6.12","cmdline":"kvm-arm.mode=protected arm64.nomte"}
  > {"word":"0xd503201f"}
  > {"word":"0xd5181009","el":1,"x":{"9":"0xc0000000001"}}
  > {"word":"0xd503201f","el":0}
  > {"word":"0xd9200820","el":1,"x":{"1":"0x42000000"}}
  > {"word":"0xd503201f"}
  > X
  $ el2trap minimize mine
  mine: no-tags is broken by event 2, rule memory.granted
  $ tail -n +2 mine/stream.jsonl
  {"word":"0xd5181009","text":"msr sctlr_el1, x9","el":1,"x":{"9":"0x80000000001"}}
  {"word":"0xd9200820","text":"stg x0, [x1]","el":1,"x":{"1":"0x42000000"}}
  $ sed 's/6.12/7.0/' mine/stream.jsonl >x; mv x mine/stream.jsonl; el2trap reproduce mine
  mine: no-tags holds

A promise of one's own.

  $ el2trap fuzz -q --kernel 7.2 --cpu cortex-a72 --cmdline kvm-arm.mode=nvhe --deny 'op=SMC verdict=trap' --runs 3000 --findings denied | grep -o '^of-user: run'
  > mv denied/of-user* denied/one; el2trap reproduce denied/one | cut -d, -f1
  > sed -i 's/verdict=trap/verdict=undef/' denied/one/stream.jsonl; el2trap reproduce denied/one
  > sed -i 's/verdict=undef/verdict=odd/' denied/one/stream.jsonl; el2trap reproduce denied/one
  of-user: run
  denied/one: of-user is broken by event 1
  denied/one: of-user holds
  ! el2trap reproduce: denied/one/stream.jsonl:1:195: --deny: verdict is never 'odd'
  [3]

A recorded hypervisor in place of the model: its own code answers, and its findings name where it fell.

  $ rec=$SOURCE/corpora/recordings/small.rec
  > el2trap fuzz -q --hypervisor $rec --deny 'op=SMC verdict=trap' --runs 3000 --findings recorded >/dev/null
  > mv recorded/of-user* recorded/one
  > head -n 1 recorded/one/stream.jsonl | grep -o '"hypervisor":"[^"]*"'
  > el2trap reproduce recorded/one
  "hypervisor":"7.2.0-el2trap-small"
  ! el2trap reproduce: recorded/one/stream.jsonl:1:122: of a recorded hypervisor: --hypervisor FILE
  [3]

As many jobs as one likes come to the same; so do parts of a run, on two machines, put together.

  $ boot="--kernel 7.2 --cmdline kvm-arm.mode=protected --runs 40000"
  > for j in 1 2 3; do el2trap fuzz -q $boot --jobs $j --findings jobs$j --json >jobs$j.json; done
  > for i in 1 2; do el2trap fuzz -q $boot --shard $i/2 --findings part$i >/dev/null; done
  > el2trap fuzz $boot --merge part1 part2 --findings whole --json >whole.json
  > for other in jobs2 jobs3 whole; do cmp jobs1.json $other.json && diff -r jobs1 $other && echo the same; done
  > ls -d jobs1/no-panic-* | wc -l | xargs test 8 -le && echo enough
  the same
  the same
  the same
  enough
  $ rec=$SOURCE/corpora/recordings/small.rec
  > for j in 1 2; do el2trap fuzz -q --hypervisor $rec --runs 40000 --jobs $j --findings rec$j >rec$j.txt; done
  > cmp rec1.txt rec2.txt && diff -r rec1 rec2 && test $(grep -c "^returns" rec1.txt) -ge 3 && echo the same
  the same
  $ boot="--hypervisor $SOURCE/corpora/recordings/small.rec --runs 40000 --coverage"
  > for j in 1 2; do el2trap fuzz -q $boot --jobs $j --findings code$j --html code$j.html >code$j.txt; done
  > for i in 1 2; do el2trap fuzz -q $boot --shard $i/2 --findings half$i >/dev/null; done
  > el2trap fuzz $boot --merge half1 half2 --findings code3 --html code3.html >code3.txt
  > for i in 2 3; do cmp code1.txt code$i.txt && cmp code1.html code$i.html && diff -r code1 code$i && echo the same; done
  > grep -E '^function (leave|hvc_guest) |^unentered (make_tables|guest) ' code1.txt; grep -c '^up to run .* words of code$' code1.txt
  > el2trap fuzz -q $boot --json | tail -n 1 | grep -oE '"curve":.."runs":1,|.."name":"make_tables",[^}]*.'
  > grep -c '<polyline' code1.html; grep -cE 'id="(un)?entered"' code1.html
  > sed -i 's/"code":..[0-9]*,/"code":[[99999,/' half1/run.jsonl; el2trap fuzz $boot --merge half1 half2
  the same
  the same
  unentered guest 3
  function hvc_guest 14/14
  function leave 3/3
  16
  "curve":[{"runs":1,
  ,{"name":"make_tables","words":52,"run":52}
  2
  2
  ! el2trap fuzz: half1/run.jsonl:2:3042: the recording's code has 3072 words
  [3]
  $ el2trap fuzz -q --hypervisor $SOURCE/corpora/recordings/small.rec --coverage --time 1 >timed.txt
  > grep -c '^after [1-9][0-9]* s, [0-9]* runs: [0-9]* rules, [0-9]* words of code$' timed.txt | sed 's/[1-9]/some/'
  some
  $ boot="--kernel 7.2 --cmdline kvm-arm.mode=protected --runs 40000"
  > el2trap fuzz $boot --merge part1 | tail -n 1 | cut -d, -f1
  > el2trap fuzz $boot --seed 2 --merge part1 part2
  > el2trap fuzz $boot --merge part1 part1
  > el2trap fuzz $boot --merge nowhere
  > el2trap fuzz $boot --merge; el2trap fuzz $boot --merge part1 --jobs 2; el2trap fuzz $boot --shard 3/2
  > el2trap fuzz $boot --shard 17/17
  # 20480 streams
  ! el2trap fuzz: warning: shard 2/2 is not among them
  ! el2trap fuzz: part1/run.jsonl:1: another run than the options describe: --merge goes with those of its shards
  ! el2trap fuzz: part1/run.jsonl:2:2: shard 1/2 is there twice
  ! el2trap fuzz: nowhere/run.jsonl: No such file or directory
  ! el2trap fuzz: --merge wants the folders of --findings
  ! el2trap fuzz: --merge plays nothing anew: it goes without --shard and --jobs
  ! el2trap fuzz: --shard is I/N, 1/4 to 4/4 say, not '3/2'
  ! el2trap fuzz: --shard is at most I/16, not '17/17': a run is as many lines, of which a part has some; further machines take another --seed
  [2]

What is wrong says so.

  $ el2trap fuzz --kernel 7.2
  ! el2trap fuzz: this boot (vhe) has no hypervisor below which the host is: --cmdline kvm-arm.mode=nvhe or =protected
  [2]
  $ el2trap fuzz --cmdline kvm-arm.mode=nvhe --promise own-pages
  ! el2trap fuzz: this boot (nvhe, MTE on) does not promise own-pages
  [2]
  $ el2trap fuzz --cmdline kvm-arm.mode=nvhe --promise pages
  ! el2trap fuzz: no promise 'pages': no-panic, no-tags, own-pages, like-no-mte, same-result, returns, tables, no-store, policy; your own with --deny and --invariant
  [2]
  $ el2trap fuzz --cmdline kvm-arm.mode=nvhe --promise like-qemu
  ! el2trap fuzz: like-qemu is asked of QEMU in the source tree: ./dev oracle qemu --sweep stream
  [4]
  $ el2trap fuzz --cmdline kvm-arm.mode=nvhe --runs 0
  ! el2trap fuzz: --runs is 1 to 18446744073709551615, not '0'
  [2]
  $ echo '{"el2trap":"stream","version":1,"promise":"no-tags","wurst":1}' >mine/stream.jsonl; el2trap reproduce mine
  ! el2trap reproduce: mine/stream.jsonl:1:53: unknown key
  [3]
  $ echo '{"el2trap":"stream","version":1,"promise":"no-panic","cmdline":"kvm-arm.mode=nvhe"}' >mine/stream.jsonl; echo '{"wrod":1}' >>mine/stream.jsonl; el2trap reproduce mine
  ! el2trap reproduce: mine/stream.jsonl:2:2: unknown key
  [3]
  $ el2trap reproduce nowhere
  ! el2trap reproduce: nowhere/stream.jsonl: No such file or directory
  [3]
  $ echo >file; el2trap fuzz -q --kernel 7.2 --cmdline kvm-arm.mode=protected --runs 5000 --findings file 2>&1 >/dev/null | sed 's,file/[^:]*,file/FINDING,'
  el2trap fuzz: file/FINDING: Not a directory
