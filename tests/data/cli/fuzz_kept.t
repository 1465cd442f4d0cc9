What was found is kept, however a run ends: told and written by SIGINT, written by kill -9.

  $ boot="--kernel 7.2 --cmdline kvm-arm.mode=protected"
  > el2trap fuzz -q $boot --time 600 --findings cut >cut.txt &
  > until [ $(ls cut/*/stream.s 2>/dev/null | wc -l) -ge 3 ]; do sleep 0.1; done; kill -INT $!; wait $!; echo $?
  > ls -d cut/no-* | wc -l | xargs test $(grep -c '^no-' cut.txt) -eq && tail -n 1 cut.txt | grep -o '^# [1-9]' | cut -c1
  > for d in cut/no-*; do el2trap reproduce $d | grep -q 'no-panic is broken by event' || echo lost: $d; done
  > el2trap fuzz $boot --time 600 --merge cut | cmp - cut.txt && echo the same
  1
  #
  the same
  $ el2trap fuzz -q --kernel 7.2 --cmdline kvm-arm.mode=protected --time 600 --findings killed >killed.txt &
  > until [ $(ls killed/*/stream.jsonl 2>/dev/null | wc -l) -ge 3 ]; do sleep 0.1; done; kill -KILL $!; wait $! 2>/dev/null; echo $?
  > for f in killed/*/stream.jsonl; do el2trap reproduce ${f%/*} | grep -q 'no-panic is broken by event' || echo lost: $f; done
  137

Killed between a folder and what is in it, before and behind others: it is named, the rest is put together.

  $ boot="--kernel 7.2 --cmdline kvm-arm.mode=protected --runs 20000"
  > el2trap fuzz -q $boot --findings good >good.txt; mkdir good/a; el2trap fuzz $boot --merge good >all.txt; echo $?
  > mkdir good/zz; echo '{"el2trap":"str' >good/zz/.stream.jsonl.new; el2trap fuzz $boot --merge good --findings all 2>err >all.txt
  > echo $?; cmp good.txt all.txt && sort err; rm -r good/a good/zz; diff -r good all && echo the same
  3
  3
  el2trap fuzz: good/a/stream.jsonl: No such file or directory
  el2trap fuzz: good/zz/stream.jsonl: No such file or directory
  the same
  ! el2trap fuzz: good/a/stream.jsonl: No such file or directory

A full disk at the beginning, and later: what could not be written says so, what was found is told all the same.

  $ boot="--kernel 7.2 --cmdline kvm-arm.mode=protected --runs 20000"
  > mkdir full; echo before >full/run.jsonl
  > (trap '' XFSZ; ulimit -f 0; exec el2trap fuzz -q $boot --findings full 2>&1) | cat; ls -A full; cat full/run.jsonl
  > (trap '' XFSZ; ulimit -f 2; exec el2trap fuzz -q $boot --findings filled 2>&1) | cat >filled.txt
  > grep '^el2trap' filled.txt; ls -d filled/no-*/stream.jsonl | wc -l | xargs test $(grep -c '^no-' filled.txt) -eq && echo all there
  > ls -A filled filled/no-* | grep new
  el2trap fuzz: full/run.jsonl: File too large
  run.jsonl
  before
  el2trap fuzz: filled/run.jsonl: File too large
  all there
  [1]

A folder that is none, or whose findings are damaged or another run's.

  $ echo >file; boot="--kernel 7.2 --cmdline kvm-arm.mode=protected --runs 20000"
  > el2trap fuzz -q $boot --findings file; el2trap fuzz -q $boot --findings file/below
  > el2trap fuzz -q $boot --findings found >text; merge() { el2trap fuzz $boot --merge found | cmp - text; }; mkdir found/mine
  > echo '{"el2trap":"stream","version":1,"promise":"no-panic",' >found/mine/stream.jsonl; merge
  > printf '%s\n' '{"el2trap":"stream","version":1,"promise":"no-panic"}' '{"word":"0xd503201f"}' >found/mine/stream.jsonl
  > merge
  > rm -r found/mine; echo '{"shard":"1/1","runs":-1}' >x; sed -i -e '2r x' -e 2d found/run.jsonl; el2trap fuzz $boot --merge found
  ! el2trap fuzz: file/run.jsonl: Not a directory
  ! el2trap fuzz: file/below: Not a directory
  ! el2trap fuzz: found/mine/stream.jsonl:1:53: string or '}' expected near end of file
  ! el2trap fuzz: found/mine: no promise of this run is broken by it
  ! el2trap fuzz: found/run.jsonl:2:16: runs must be a number that is not negative, or text "0x..."
  [3]

A folder that may not be written, if there is one: root may write all.

  $ mkdir locked; chmod 500 locked
  > if touch locked/x 2>/dev/null; then echo skipped >&2; echo 'el2trap fuzz: locked/run.jsonl: Permission denied'; else
  > el2trap fuzz -q --cmdline kvm-arm.mode=nvhe --runs 100 --findings locked 2>&1; fi 2>/dev/null; rm -rf locked
  el2trap fuzz: locked/run.jsonl: Permission denied

On a terminal a line tells how far a run is: runs, not blocks, rules and findings.

  $ script -qec "el2trap fuzz --kernel 7.2 --cpu cortex-a72 --cmdline kvm-arm.mode=nvhe --time 2 -o out" /dev/null </dev/null | tr '\r' '\n' | sed 's/[0-9][0-9]*/N/g' | grep -o 'fuzz: N, N/s, N rules, N findings' | head -n 1
  fuzz: N, N/s, N rules, N findings
