needs: script aarch64-linux-gnu-as
What lasts says so on a terminal: how far it is, or how long it has taken. In the end the line is taken away.

  $ told() {
  >   script -qec "$2" /dev/null </dev/null | tr '\r' '\n' >seen
  >   sed 's/\x1b\[K//' seen | grep "^$1: [^ ]*, " | sed 's/[0-9][0-9.e+]*/N/g' | sort | uniq | head -n 1
  >   sed '/^$/d' seen | tail -n 1 | grep -q "^$(printf '\033')\[K" && echo taken away || echo no line
  > }
  > printf 'again: add x0, x0, #1\n b again\n' >loop.s
  > (echo '// el2trap: --machine virt' && cat loop.s) >machine.s
  > told run 'el2trap run --limit 1000000000 loop.s -o out'
  > told run 'el2trap run --limit 1000000000 machine.s -o out'
  > head -c 40000000 /dev/zero >zeros
  > told decode 'el2trap decode --format raw zeros -o out'
  > yes '{"word":"0xd53810c0"}' | head -n 1000000 >cases.jsonl
  > told check 'el2trap check cases.jsonl -o out 2>&1'
  > awk 'BEGIN { for (t = 1; t < 3600000; t += 2) printf "[001] %d.%06d: hyp_enter reason=hvc vcpu=0\n[001] %d.%06d: hyp_exit reason=eret_host vcpu=0\n",
  >   t / 1000000, t % 1000000, (t + 1) / 1000000, (t + 1) % 1000000 }' >trace
  > told convert 'el2trap convert trace -o out 2>&1'
  > told replay 'el2trap replay --cmdline kvm-arm.mode=protected trace -o out'
  > echo quiet, and where the terminal has the data
  > told decode 'el2trap decode -q --format raw zeros -o out'
  > head -c 1200000 zeros >fewer
  > told decode 'el2trap decode --format raw fewer'
  run: loop.s, N of N, N s
  taken away
  run: machine.s, N of N, N s
  taken away
  decode: N, N/s, N%, N s left
  taken away
  check: N, N/s, N%, N s left
  taken away
  convert: N, N/s, N%, N s left
  taken away
  replay: N, N/s, N%, N s left
  taken away
  quiet, and where the terminal has the data
  no line
  no line
