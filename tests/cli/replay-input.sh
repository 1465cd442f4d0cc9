#!/bin/sh
# SPDX-License-Identifier: MIT
# What replay makes of input that is compressed, cut off, damaged, piped, split over files, or nothing at all: the exit
# code, and that what was read counts. $1 is el2trap, $2 corpora/traces.
set -eu
el2trap=$1 samples=$2/samples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trace=$samples/hyp-7.2-protected-nomte.trace_pipe
failures=0

# $1 what, $2 exit code, $3 a pattern of the output (both streams); the rest: arguments. Input is $work/in.
check() {
  what=$1 wanted=$2 pattern=$3 code=0
  shift 3
  "$el2trap" replay --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' "$@" <"$work/in" >"$work/out" 2>&1 || code=$?
  case " $wanted " in *" $code "*) ;; *) code="$code (!)" ;; esac
  [ "${code%!*}" = "$code" ] && grep -q -e "$pattern" "$work/out" && return 0
  echo "FAIL $what: exit $code, not $wanted, or no '$pattern' in"
  head -n 5 "$work/out"
  failures=$((failures + 1))
}

: >"$work/in"
check 'an empty trace' 0 '^0 lines .*0 events' "$work/in"
check 'no such file' 3 'nosuch: No such file' "$work/nosuch"
check 'a directory' 3 'directory' "$work"
cp "$trace" "$work/in"
check 'standard input' 0 '78 events: 77 agree' -
check 'standard input by default' 0 '78 events: 77 agree'

# Two CPUs in two files, merged by time: what a file alone tells out of order is in order again.
sed -n '/^\[000\]/p' "$trace" >"$work/cpu0"
sed -n '/^\[001\]/p' "$trace" >"$work/cpu1"
check 'two files' 0 '78 events: 77 agree, 0 disagree, 1 cannot' "$work/cpu0" "$work/cpu1"
if "$el2trap" convert -q "$work/cpu0" "$work/cpu1" | sed -n 's/.*"time":\([0-9]*\).*/\1/p' | sort -nc; then :; else
  echo 'FAIL merged times are not in order'
  failures=$((failures + 1))
fi

cat "$trace" "$trace" "$trace" "$trace" >"$work/four"
cat "$work/four" "$work/four" "$work/four" "$work/four" >"$work/long"
gzip -c "$work/long" >"$work/long.gz"
if "$el2trap" replay -q "$work/long.gz" 2>&1 | grep -q 'no zlib'; then
  check 'gzip, but no zlib' 4 'no zlib' "$work/long.gz"
else
  check 'gzip' 0 '^1248 lines' "$work/long.gz"
  cat "$work/long.gz" "$work/long.gz" >"$work/two.gz"
  check 'two gzip members' 0 '^2496 lines' "$work/two.gz"
  head -c 700 "$work/long.gz" >"$work/cut.gz"
  check 'gzip cut off' 3 'ends early' "$work/cut.gz"
  check 'gzip cut off: what was read' 3 '^[1-9][0-9]* lines' "$work/cut.gz"
  { head -c 400 "$work/long.gz"; printf 'damaged damaged damaged damaged'; tail -c 300 "$work/long.gz"; } >"$work/bad.gz"
  check 'gzip damaged' 3 'gzip' "$work/bad.gz"
fi
if command -v zstd >/dev/null; then
  zstd -q -c "$work/long" >"$work/long.zst"
  if "$el2trap" replay -q "$work/long.zst" 2>&1 | grep -q 'no libzstd'; then
    check 'zstd, but no libzstd' 4 'no libzstd' "$work/long.zst"
  else
    check 'zstd' 0 '^1248 lines' "$work/long.zst"
    cp "$work/long.zst" "$work/in"
    check 'zstd from standard input' 0 '^1248 lines' -
    head -c 300 "$work/long.zst" >"$work/cut.zst"
    check 'zstd cut off' 3 'ends early' "$work/cut.zst"
    { head -c 100 "$work/long.zst"; printf 'damaged damaged damaged'; tail -c 100 "$work/long.zst"; } >"$work/bad.zst"
    check 'zstd damaged' 3 'zstd\|ends early' "$work/bad.zst"
  fi
fi
printf '\027\010\104tracing7\000nothing that follows is right' >"$work/bad.dat"
# libtracecmd 1.3 itself leaks what it has allocated by then
ASAN_OPTIONS=detect_leaks=0 && export ASAN_OPTIONS
check 'a bad trace.dat' '3 4' 'trace' "$work/bad.dat"
unset ASAN_OPTIONS

# trace.dat: a host's kvm events on two CPUs
if "$el2trap" replay -q "$samples/kvm-host.dat" 2>&1 | grep -q 'no libtracecmd'; then
  check 'trace.dat, but no libtracecmd' 4 'no libtracecmd' "$samples/kvm-host.dat"
else
  check 'trace.dat' 0 '^5 lines (ftrace), 5 events: 3 agree, 0 disagree, 2 cannot' "$samples/kvm-host.dat"
  LC_ALL=C sed 's/\x21\x40\x38\x62/\x20\x40\x38\x62/' "$samples/kvm-host.dat" >"$work/altered.dat"
  check 'trace.dat altered' 1 '2 agree, 1 disagree' "$work/altered.dat"
  cp "$samples/kvm-host.dat" "$work/in"
  check 'trace.dat from standard input' 4 'needs a file' -
fi

# What was recorded from QEMU 7.2 running our snippets (./dev oracle trace): more than 100,000 exceptions
recorded=$samples/qemu-7.2-snippets-int.log.zst
if "$el2trap" replay -q --bare-metal "$recorded" 2>&1 | grep -q 'no libzstd'; then
  check 'zstd, but no libzstd' 4 'no libzstd' "$recorded"
else
  check 'recorded' 0 ' 210926 events: 205717 agree, 0 disagree' --bare-metal --cpu qemu72-max,el3=0 \
    --set HCR_EL2=0x0400030080080000 --set CPACR_EL1=0x300000 --set SCTLR_EL1=0x00c50838 \
    --image "$samples/qemu-7.2-snippets.elf" "$recorded"
fi

head -c 100000 /dev/urandom >"$work/junk"
check 'binary junk' 3 'unknown lines' "$work/junk"
check 'words of no trace' 3 'unknown lines' "$0"
{ cat "$trace"; head -c 100000 /dev/urandom; echo; cat "$trace"; } >"$work/mixed"
check 'junk in the middle' '0 1' '156 events' "$work/mixed"

# What one line says more than the format's own words
printf '[000]\t    1.000000: hyp_enter reason=hvc vcpu=0 more\n' >"$work/in"
check 'a line with a tail' 3 ':1:49: no format describes' -

# A record may say what must come of it.
record='{"kind":"insn","cpu":0,"el":1,"word":"0xd53810c0","expect":{"verdict":'
echo "$record"'"undef","origin":"injected"}}' >"$work/in"
check 'an expectation met' 0 '1 agree' -
echo "$record"'"pass"}}' >"$work/in"
check 'an expectation not met' 1 'expected pass, the model: undef injected' -
echo "$record"'"undfe"}}' >"$work/in"
check 'an expectation misspelt' 3 '<stdin>:1:[0-9]*: no JSON, a key' -

# What if
cp "$trace" "$work/in"
check 'what if' 0 '^72 events change' --what-if --kernel 6.12 -
check 'what if nothing changes' 0 '^0 events change' --what-if --kernel 7.2 -
check 'what if, twice' 2 'give it once' --what-if --what-if -
check 'JUnit' 1 '' -q --junit "$work/junit.xml" --kernel 6.12 -
grep -q '<testcase .*hyp_enter\|<testcase .*hyp_exit' "$work/junit.xml" || { echo 'FAIL: JUnit'; failures=$((failures + 1)); }

# An image supplies words; an address moves it.
log=$samples/qemu-7.2-mte-off-int.log
check 'an image' 0 '23 agree' --bare-metal --cpu qemu72-max-nomte,el3=0 --image "$samples/el2mte.elf" "$log"
check 'an image that is not there' 3 'nosuch' --image "$work/nosuch" "$log"
check 'an image elsewhere' 0 '9 cannot be judged: the instruction' --bare-metal --cpu qemu72-max-nomte,el3=0 \
  --image "$samples/el2mte.elf@0x100000" "$log"

echo "$failures failures"
[ $failures -eq 0 ]
