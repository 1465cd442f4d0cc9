#!/bin/sh
# SPDX-License-Identifier: MIT
# Samples of recorded traces: each agrees as corpora/traces/replay.txt says, also after `convert`, compressed, and from
# standard input; each, altered in one field, gives exactly one disagreement. $1 is el2trap, $2 corpora/traces.
set -eu
el2trap=$1 corpora=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0 rows=0

fail() { echo "FAIL $*"; failures=$((failures + 1)); }

# The counts of a replay: "agree disagree cannot".
counts() { sed -n '$s/.*"agree":\([0-9]*\),"disagree":\([0-9]*\),"cannot_judge":\([0-9]*\),"unknown_lines":0,.*/\1 \2 \3/p'; }

# $1 what, $2 wanted counts, $3 wanted exit code; the rest is the command
expect() {
  what=$1 wanted=$2 code=$3
  shift 3
  got_code=0
  "$@" >"$work/out" 2>"$work/err" </dev/null || got_code=$?
  got=$(counts <"$work/out")
  [ "$got" = "$wanted" ] && [ "$got_code" = "$code" ] && return 0
  fail "$what: '$got' exit $got_code, not '$wanted' exit $code"
  grep '"disagree"' "$work/out" | head -n 3
  cat "$work/err"
}

while IFS='|' read -r file options wanted alter; do
  case $file in '#'* | '') continue ;; esac
  rows=$((rows + 1))
  file=$(echo $file) wanted=$(echo $wanted) alter=${alter# }
  trace=$corpora/samples/$file
  eval "set -- $(printf '%s' "$options" | sed "s|@/|$corpora/samples/|g")"
  expect "$file" "$wanted" 0 "$el2trap" replay --json "$@" "$trace"

  "$el2trap" convert -q "$trace" >"$work/record"
  expect "$file converted" "$wanted" 0 "$el2trap" replay --json "$@" "$work/record"
  "$el2trap" convert -q "$work/record" | sed 's/,"source":{[^}]*}//; s/,"text":"[^}]*"}$/}/' >"$work/again"
  sed 's/,"source":{[^}]*}//; s/,"text":"[^}]*"}$/}/' "$work/record" >"$work/once"
  cmp -s "$work/once" "$work/again" || { fail "$file: a record does not read back as itself"; diff "$work/once" "$work/again" | head -n 4; }

  gzip -c "$trace" >"$work/trace.gz"
  expect "$file gzip" "$wanted" 0 "$el2trap" replay --json "$@" "$work/trace.gz"
  sed 's/$/\r/' "$trace" >"$work/crlf"
  expect "$file CRLF" "$wanted" 0 "$el2trap" replay --json "$@" "$work/crlf"

  sed "$alter" "$trace" >"$work/altered"
  ! cmp -s "$trace" "$work/altered" || fail "$file: '$alter' alters nothing"
  "$el2trap" replay --json "$@" "$work/altered" >"$work/out" 2>"$work/err" || :
  case $(counts <"$work/out") in
  *' 1 '*) ;;
  *) fail "$file with $alter: $(counts <"$work/out")"; grep '"outcome":"disagree"' "$work/out" | head -n 3 ;;
  esac
done <"$corpora/replay.txt"

echo "$rows rows, $failures failures"
[ $failures -eq 0 ]
