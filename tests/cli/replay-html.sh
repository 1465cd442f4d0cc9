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

# More events than the page has one by one: their counts are of all.
yes '[000]	    4.000000: hyp_enter reason=hvc vcpu=0
[000]	    4.000001: hyp_exit reason=eret_host vcpu=0' | head -n 60000 >"$work/long"
"$el2trap" replay -q --kernel 7.2 --cmdline kvm-arm.mode=protected --html "$work/page.html" "$work/long" >/dev/null
open_page "$work/page.html" '#reason==hvc'
is "$(shown)" '30,000 of 60,000 events, 1 of 2 kinds' 'a long trace'
has 'One event in [0-9]*, and of those that disagree the first'
[ "$(wc -c <"$work/page.html")" -lt 2000000 ] || { echo 'FAIL: the page grows with the trace'; exit 1; }
