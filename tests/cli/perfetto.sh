#!/bin/sh
# SPDX-License-Identifier: MIT
# What replay and run write for Perfetto, read by the format's definition (perfetto.py) and held against what they say
# themselves. $1 is el2trap, $2 corpora/traces.
set -eu
el2trap=$1 samples=$2/samples here=$(dirname "$0")
command -v python3 >/dev/null || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# replay OPTIONS...: its summary and its trace; then a condition over both, in Python: s the summary, one and two the
# events of what was recorded and of what if, names those of the tracks.
check() {
  what=$1 condition=$2
  shift 2
  "$el2trap" "$@" --json --perfetto "$work/trace" >"$work/out" 2>"$work/err" || [ $? -le 1 ] || {
    echo "FAIL $what"
    cat "$work/out" "$work/err"
    exit 1
  }
  python3 "$here/perfetto.py" "$work/trace" >"$work/events" || { echo "FAIL $what: not of the format"; exit 1; }
  tail -n 1 "$work/out" >"$work/summary"
  python3 - "$work/summary" "$work/events" "$condition" <<'PYTHON' || { echo "FAIL $what"; exit 1; }
import json, sys
s, read = (json.load(open(name)) for name in sys.argv[1:3])
names = list(read["tracks"].values())
one, two = ([e for e in read["events"] if e["track"] >> 32 == pid] for pid in (1, 2))
def count(events, **wanted):
    return sum(all(e.get(k, e["args"].get(k)) == v for k, v in wanted.items()) for e in events)
for condition in sys.argv[3].split(";"):
    if not eval(condition.strip()):
        sys.exit(f"not so: {condition.strip()}\n{s}\n{names}\n{one[:2]}\n{two[:2]}")
PYTHON
}

outcomes='len(one) == s["events"]; count(one, outcome="agree") == s["agree"];
  count(one, outcome="disagree") == s["disagree"]; count(one, outcome="cannot judge") == s["cannot_judge"];
  count(one, category="agree") == s["agree"]'
protected='kvm-arm.mode=protected arm64.nomte'

check 'a hypervisor trace' "$outcomes; 'CPU 0' in names; 'CPU 1' in names; not two
  ; any(e['slice'] and e['args']['reason'] == 'sys' for e in one); all(e['depth'] <= 1 for e in one)
  ; all(e['args']['line'] > 0 for e in one)" \
  replay --kernel 7.2 --cmdline "$protected" "$samples/hyp-7.2-protected-nomte.trace_pipe"
sed '10s/vcpu=0/vcpu=7/' "$samples/hyp-7.2-protected-nomte.trace_pipe" >"$work/altered"
check 'a disagreement' "$outcomes; count(one, category='disagree') == 1; any('vcpu=7' in e['args'].get('what', '') for e in one)" \
  replay --kernel 7.2 --cmdline "$protected" "$work/altered"
check 'what if' "$outcomes; len(two) == len(one); count(two, category='changes') == s['changes'] > 0
  ; any('what if' in n for n in names); [e['time'] for e in one] == [e['time'] for e in two]" \
  replay --kernel 7.2 --cmdline "$protected" --what-if --kernel 6.12 "$samples/hyp-7.2-protected-nomte.trace_pipe"
check 'a trace without times' "$outcomes; any('no times' in n for n in names); one[1]['time'] == 1000
  ; any(e['depth'] == 1 for e in one)" \
  replay --bare-metal --cpu qemu72-max,el3=0 "$samples/$(cd "$samples" && ls ./*int*.log | head -n 1)"

# An exception within one is a slice within its slice; what a lower level's exception finds open above it is over.
for event in exception,0,1 exception,1,2 return,2,1 return,1,0 exception,0,1 exception,1,3 exception,0,1; do
  IFS=, read -r kind el to <<EVENT
$event
EVENT
  printf '{"kind":"%s","cpu":3,"el":%s,"taken":{"el":%s}}\n' "$kind" "$el" "$to"
done >"$work/nested"
check 'slices within slices' "[e['depth'] for e in one] == [0, 1, 2, 1, 0, 1, 1]; [e['slice'] for e in one][2:4] == [False] * 2
  ; 'CPU 3' in names" replay --bare-metal "$work/nested"

cat >"$work/one.s" <<'SNIPPET'
// el2trap: --kernel 7.2 --cmdline "kvm-arm.mode=protected arm64.nomte" --el 1
// el2trap: --kernel 7.2 --cmdline "kvm-arm.mode=protected" --el 1
	mrs	x0, gcr_el1	// expect: undef injected
	hvc	#0
	ldg	x1, [x2]
SNIPPET
if command -v aarch64-linux-gnu-as >/dev/null; then
  check 'run' "len(one) == len(two) == 3; count(one, verdict='undef', origin='injected', register='GCR_EL1') == 1
    ; count(two, verdict='pass', register='GCR_EL1') == 1; count(one, name='hvc #0') == 1; 'CPU 0' in names
    ; all(e['slice'] for e in one); one[0]['args']['line'] == 3; one[0]['args']['as expected'] == 'undef injected'" run "$work/one.s"
fi

# A place that cannot be written is told, and what was to be shown is shown.
"$el2trap" replay --perfetto "$work/none/trace" "$samples/hyp-7.2-protected-nomte.trace_pipe" >"$work/out" 2>"$work/err" && exit 1
grep -q 'none/trace: No such file' "$work/err"
