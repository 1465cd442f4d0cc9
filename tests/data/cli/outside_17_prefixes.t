needs: iconv

What was posted: dmesg, a mail, a byte order mark, blanks.

  $ cp $SOURCE/corpora/traces/outside/prefix-* .
  $ for f in prefix-*; do echo $f $(el2trap convert -q $f | grep -c '"kind"'); done
  prefix-hyp-indented.txt 2
  prefix-qemu-bom.log 2
  prefix-qemu-dmesg.log 1
  prefix-qemu-plain.log 1
  prefix-qemu-quoted.log 1

Every layer, around every text format: the events are those of the text without it.

  $ cat >wrap <<'END'
  > blanks|s/^/    /
  > quoted|s/^/> /
  > quoted twice|s/^/> > /
  > bar|s/^/| /
  > dmesg|s/^/[   12.345678] /
  > dmesg with caller|s/^/[   12.345678][ T123] /
  > dmesg -T|s/^/[Thu Nov 26 01:24:04 2026] /
  > dmesg -r|s/^/<6>[   12.345678] /
  > journald|s/^/Nov 26 01:24:04 host kernel: /
  > syslog of a program|s/^/Nov  6 01:24:04 host qemu[123]: /
  > journald and dmesg|s/^/Nov 26 01:24:04 host kernel: [   12.345678] /
  > ISO time|s/^/2026-11-26T01:24:04.123456+00:00 /
  > ISO time, blank, Z|s/^/2026-11-26 01:24:04Z /
  > clock|s/^/01:24:04.123 /
  > cat -n|=
  > grep -n|s/^/17:/
  > colour|s/^/\x1b[32m/;s/$/\x1b[0m/
  > colour and mail|s/^/> \x1b[01;31m/
  > CRLF|s/$/\r/
  > END
  $ echo 's/,"source".*//; s/"time":[0-9]*,//' >plain
  $ for f in qemu-7.2-int-in_asm-exec.log hyp-upstream-v7.2.trace_pipe kvm-host.trace fastmodels.tarmac execlog.txt casemate.log; do
  >   cp $SOURCE/corpora/traces/samples/$f in; el2trap convert -q in | sed -f plain >wanted
  >   while IFS='|' read -r name edit; do
  >     if [ "$edit" = = ]; then cat -n in >wrapped; else sed "$edit" in >wrapped; fi
  >     el2trap convert -q wrapped | sed -f plain >got; cmp -s wanted got || echo "$f: $name: not the same"
  >   done <wrap
  >   for code in UTF-16 UTF-16LE UTF-16BE; do
  >     iconv -t $code in | el2trap convert -q | sed -f plain >got; cmp -s wanted got || echo "$f: $code: not the same"
  >   done
  >   printf '\357\273\277' | cat - in | el2trap convert -q | sed -f plain >got; cmp -s wanted got || echo "$f: BOM: not the same"
  > done

A line that goes on with a block whose head was not understood is an unknown line.

  $ printf 'Taking an exception\n...from EL1 to EL2\n...with ESR 0x16/0x5a000000\n' | el2trap replay --bare-metal
  3 lines (qemu), 0 events: 0 agree, 0 disagree, 0 cannot judge
  3 unknown lines
    <stdin>:1:8: no format describes this line
      Taking an exception
    <stdin>:2:1: a line of an exception whose beginning is missing
      ...from EL1 to EL2
    <stdin>:3:1: a line of an exception whose beginning is missing
      ...with ESR 0x16/0x5a000000
  [3]
