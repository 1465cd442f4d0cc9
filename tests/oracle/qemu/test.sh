#!/bin/sh
# SPDX-License-Identifier: MIT
# test.sh TEST BUILD_DIR: what ctest runs of the oracle.
#
#   agrees    a fixed part: the whole base sweep of every machine, and some of the others
#   system    MRS, MSR, SYS and SYSL, any of them, with random trap controls
#   stream    data processing, three instructions in a row
#   notices   a build with one wrong rule is caught, and only where that rule matters
#   known     a row of known.csv that is taken out is missed; one that nothing needs is reported
#   failures  QEMU missing, too old, dying or hanging: exit codes, messages, and what was compared so far
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

oracle() { # PROGRAM OPTIONS...
  program=$1
  shift
  "$build/$program" --image "$build/guest.elf" --known "${known:-$here/known.csv}" --jobs 1 --quiet "$@" \
    >"$work/out" 2>"$work/err"
}

# expect CODE FILE PATTERN: the exit code, and a line of out or err.
expect() {
  code=$?
  [ "$code" -eq "$1" ] && grep -q -- "$3" "$work/$2" && return
  echo "FAIL: $what: exit code $code, expected $1; $2 has to have '$3'"
  tail -n 30 "$work/out" "$work/err"
  exit 1
}

# Without QEMU or the cross compiler there is nothing to test.
skip_without_qemu() {
  [ -e "$build/guest.elf" ] || { echo "SKIP: no aarch64-linux-gnu-gcc"; exit 4; }
  oracle oracle_qemu --cases 1
  [ $? -ne 4 ] || { cat "$work/err"; exit 4; }
}

# A program that answers --version as QEMU does and otherwise runs the lines of standard input.
fake_qemu() { # NAME VERSION
  {
    echo '#!/bin/sh'
    echo "[ \"\$1\" != --version ] || { echo 'QEMU emulator version $2'; exit 0; }"
    cat
  } >"$work/$1"
  chmod +x "$work/$1"
}

agrees() {
  what="fixed part"
  oracle oracle_qemu --seed 1 --cases 520000
  expect 0 out "^[0-9]* cases, .* 0 new disagreements, 0 known ones disappeared"
  tail -n 1 "$work/out"
}

system() {
  what="system words with random trap controls"
  oracle oracle_qemu --seed 1 --sweep system --cases 20000
  expect 0 out "^[0-9]* cases, .* 0 new disagreements, 0 known ones disappeared"
  tail -n 1 "$work/out"
}

stream() {
  what="streams of data processing"
  oracle oracle_qemu --seed 1 --sweep stream --cases 20000
  expect 0 out "^[0-9]* cases, .* 0 new disagreements, 0 known ones disappeared"
  tail -n 1 "$work/out"
}

notices() {
  what="wrong rule"
  oracle oracle_qemu_wrong --seed 1 --cases 80000 --machine on
  expect 1 out "^NEW 7.* base EL1 MRS GCR_EL1, page 0: outcome"
  if grep "^NEW" "$work/out" | grep -qv "MRS GCR_EL1"; then
    echo "FAIL: more than MRS GCR_EL1 differs"
    grep "^NEW" "$work/out"
    exit 1
  fi
  command=$(grep -A1 "^NEW" "$work/out" | sed -n '2s/.*oracle qemu//p')
  what="both sides of one of them, by the command that was printed"
  # shellcheck disable=SC2086
  oracle oracle_qemu_wrong $command
  expect 1 out "differs in outcome: .* (new)"
  tail -n 5 "$work/out"
}

known() {
  what="a known disagreement without its row"
  grep -v '^V2,' "$here/known.csv" >"$work/known.csv"
  known=$work/known.csv
  oracle oracle_qemu --machine on --cases 40000
  expect 1 out "^NEW .*TFSR_EL12"
  what="a row that nothing needs"
  { cat "$here/known.csv"; echo 'X9,*,*,tpidr,,model,an invention'; } >"$work/known.csv"
  oracle oracle_qemu --machine on --cases 40000
  expect 1 out "^DISAPPEARED X9: none of .* cases"
  what="a row that makes no sense"
  { cat "$here/known.csv"; echo 'X9,*,*,gcr,nothing=1,model,an invention'; } >"$work/known.csv"
  oracle oracle_qemu --machine on --cases 40000
  expect 3 err "known.csv:[0-9]*: no such"
}

failures() {
  what="no such program"
  oracle oracle_qemu --qemu "$work/none"
  expect 4 err "skipped: .* is not installed"
  what="too old"
  echo 'exit 1' | fake_qemu old 6.2.0
  oracle oracle_qemu --qemu "$work/old"
  expect 4 err "skipped: .* is version 6.2; the oracle needs 7.2"
  what="dies at once"
  echo 'echo "no such machine"; exit 1' | fake_qemu dies 7.2.0
  oracle oracle_qemu --qemu "$work/dies"
  expect 5 err "QEMU ended after 0 cases with code 1: no such machine"
  what="hangs at once"
  echo 'exec sleep 60' | fake_qemu hangs 7.2.0
  oracle oracle_qemu --qemu "$work/hangs" --patience 1
  expect 5 err "QEMU hangs: no progress in 1 seconds after 0 cases"
  # The first QEMU is asked what it is; the second does the work, and is killed or stopped in the middle of it.
  for signal in KILL STOP; do
    what="SIG$signal in the middle"
    fake_qemu "middle-$signal" 7.2.0 <<-END
	if [ -e "$work/second-$signal" ]; then (sleep 2; kill -$signal \$\$) & fi
	touch "$work/second-$signal"
	exec qemu-system-aarch64 "\$@"
	END
    oracle oracle_qemu --qemu "$work/middle-$signal" --patience 2 --cases 100000000 --machine on
    expect 5 out "^NOT COMPLETE: [1-9][0-9]* cases, [1-9][0-9]* agree"
    grep -q "QEMU died after [1-9]\|QEMU hangs: no progress in 2 seconds after [1-9]" "$work/err" || {
      cat "$work/err"
      exit 1
    }
    tail -n 1 "$work/out"
    cat "$work/err"
  done
}

skip_without_qemu
"$1"
