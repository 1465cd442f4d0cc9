#!/bin/sh
# SPDX-License-Identifier: MIT
# The page of `replay --html` in a real browser: what Chromium makes of it. $1 is el2trap, $2 corpora/traces.
set -eu
el2trap=$1 samples=$2/samples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/browser.sh"

# One altered line, a line of nothing, and one that tries to be HTML.
{
  sed '10s/vcpu=0/vcpu=7/' "$samples/hyp-7.2-protected-nomte.trace_pipe"
  echo '[000]	    4.000000: hyp_enter reason=</script><script>document.title="broken"</script> vcpu=0'
} >"$work/a&b.trace"
page() {
  "$el2trap" replay -q --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' --html "$work/page.html" \
    "$work/a&b.trace" "$@" >/dev/null || [ $? -eq 1 ]
}
shown() { sed -n 's/.*<output id="shown">\([^<]*\)<.*/\1/p' "$work/dom"; }
# Rows of a table, with its head.
rows() { tr '\n' ' ' <"$work/dom" | sed "s/.*<table id=\"$1\"//; s/<\/table>.*//" | grep -o '<tr>' | wc -l; }

page
open_page "$work/page.html"
has '<title>el2trap replay</title>'
has '<canvas id="timeline"'
has 'data-drawn="[0-9]*"'
has 'a&amp;b.trace'
has '<b>1</b><span class="disagree">disagree'
has 'id="reasons"'
has 'id="disagreements"'
has 'reason sys with vcpu=7'
has 'EL3 0, EL2 [0-9]*, EL1 [0-9]*, EL0 0, 1 differ'
has '<option value="=sys">sys  [0-9]*</option>'
has '<option value="=1">1  [0-9]*</option>'
is "$(shown)" '78 of 78 events, 8 of 8 kinds' 'all events'
is "$(rows kinds)" 9 'kinds and their head'
is "$(rows points)" 79 'events one by one'

check_page "$work/page.html"

# By outcome, by reason and CPU, by a word; and a part of the timeline.
open_page "$work/page.html" '#outcome==1'
is "$(shown)" '1 of 78 events, 1 of 8 kinds' 'those that disagree'
is "$(rows points)" 2 'the one that disagrees'
open_page "$work/page.html" '#reason==hvc&cpu==1'
is "$(shown)" '2 of 78 events, 1 of 8 kinds' 'hvc of CPU 1'
open_page "$work/page.html" '#search=VCPU=7%20sys'
is "$(shown)" '1 of 78 events, 1 of 8 kinds' 'a search'
open_page "$work/page.html" '#by=1&from=0&to=8'
is "$(rows points)" 9 'the first eight events'
has 'event 1 to event 9'

page --what-if --kernel 6.12
open_page "$work/page.html" '#changes=true'
has 'change under what if'
is "$(shown)" '70 of 78 events, 2 of 9 kinds' 'those that change'
has '<span class="changes">disagree: recorded: the hypervisor went on'

# The timeline by keyboard and pointer: where it is stands in the address, and what is in it below. It stays within its ends, and
# shows eight stretches at least. `of` is the sum of what the lanes say.
check_page "$work/page.html"
play "$work/page.html" '
  const canvas = document.getElementById("timeline"), length = JSON.parse(document.getElementById("data").textContent).series[1].length;
  const at = () => document.getElementById("at").textContent;
  const of = () => at().match(/EL\d [\d,]+/g).reduce((sum, s) => sum + Number(s.slice(4).replaceAll(",", "")), 0);
  const place = async () => {
    await wait();
    const p = new URLSearchParams(location.hash.slice(1)), from = Number(p.get("from") || 0), to = Number(p.get("to") || length);
    return (from ? "" : "from the begin ") + (to < length ? "" : "to the end ") + (to - from) + " of " + length + ", events " + of();
  };
  const key = (key, times = 1, more = {}) => {
    canvas.focus();
    while (times--) for (const type of ["keydown", "keyup"]) canvas.dispatchEvent(new KeyboardEvent(type, { key, cancelable: true, ...more }));
  };
  document.querySelector("[data-series=\"1\"]").click();
  say("all: " + await place());
  key("+"); say("+: " + await place());
  key("ArrowLeft", 9); say("left, and no further: " + await place());
  key("ArrowRight", 99); say("right, and no further: " + await place());
  key("+", 20); say("no closer: " + await place());
  key("-"); say("-: " + await place());
  key("-", 20); say("no wider: " + await place());
  key("=", 2); key("0"); say("0: " + await place());
  key("+", 2); key("Home"); say("Home: " + await place());
  key("ArrowRight", 2, { shiftKey: true }); await wait(); say("a stretch: " + at());
  key("ArrowLeft", 9, { shiftKey: true }); await wait(); say("the first: " + at());
  key("Escape"); await wait(); say("Escape: " + of());
  for (const name of ["in", "right", "left", "out", "all"]) {
    document.getElementById("zoom-" + name).click();
    say(name + ": " + await place());
  }
  const pointer = (type, x) => canvas.dispatchEvent(new PointerEvent(type, { clientX: canvas.getBoundingClientRect().left + x, bubbles: true }));
  const half = 64 + (canvas.clientWidth - 72) / 2;
  pointer("pointerdown", 64); pointer("pointerup", half); say("dragged: " + await place());
  key("0"); canvas.blur();
  const wheel = ctrlKey => canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: -1, ctrlKey, clientX: canvas.getBoundingClientRect().left + 65, cancelable: true }));
  say("a wheel scrolls: " + wheel(false)); say("with Ctrl it zooms: " + !wheel(true));
  key("x"); say("by a wheel: " + await place());
  say("pressed: " + [...document.querySelectorAll("[data-series]")].map(b => b.getAttribute("aria-pressed")));
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true })); say("/: " + document.activeElement.name);
'
said 'all: from the begin to the end 78 of 78, events 78
+: 39 of 78, events 39
left, and no further: from the begin 39 of 78, events 39
right, and no further: to the end 39 of 78, events 39
no closer: to the end 8 of 78, events 8
-: to the end 16 of 78, events 16
no wider: from the begin to the end 78 of 78, events 78
0: from the begin to the end 78 of 78, events 78
Home: from the begin to the end 78 of 78, events 78
a stretch: event 2 to event 3: EL3 0, EL2 1, EL1 0, EL0 0, 0 differ, 0 change under what if
the first: event 1 to event 2: EL3 0, EL2 0, EL1 1, EL0 0, 0 differ, 0 change under what if
Escape: 78
in: 39 of 78, events 39
right: 39 of 78, events 39
left: 39 of 78, events 39
out: from the begin to the end 78 of 78, events 78
all: from the begin to the end 78 of 78, events 78
dragged: from the begin 39 of 78, events 39
a wheel scrolls: true
with Ctrl it zooms: true
by a wheel: from the begin 55 of 78, events 55
pressed: false,true
/: search'

"$el2trap" replay -q --bare-metal --cpu qemu72-max --html "$work/page.html" "$samples/qemu-7.2-int-in_asm-exec.log" >/dev/null ||
  [ $? -eq 1 ]
open_page "$work/page.html" '#register==ESR_EL2'
is "$(shown)" '6 of 77 events, 2 of 23 kinds' 'events at a register'
is "$(rows points)" 7 'events at a register, one by one'

# More events than the page has one by one: their counts are of all.
yes '[000]	    4.000000: hyp_enter reason=hvc vcpu=0
[000]	    4.000001: hyp_exit reason=eret_host vcpu=0' | head -n 60000 >"$work/long"
"$el2trap" replay -q --kernel 7.2 --cmdline kvm-arm.mode=protected --html "$work/page.html" "$work/long" >/dev/null
open_page "$work/page.html" '#reason==hvc'
is "$(shown)" '30,000 of 60,000 events, 1 of 2 kinds' 'a long trace'
has 'One event in [0-9]*, and of those that disagree the first'
[ "$(wc -c <"$work/page.html")" -lt 2000000 ] || { echo 'FAIL: the page grows with the trace'; exit 1; }
