#!/bin/sh
# SPDX-License-Identifier: MIT
# The page of `replay --html` in a real browser: what Chromium makes of it. $1 is el2trap, $2 corpora/traces. With
# EL2TRAP_SCREENSHOT=FILE it keeps a picture.
set -eu
el2trap=$1 samples=$2/samples
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One altered line, a line of nothing, and one that tries to be HTML.
{
  sed '10s/vcpu=0/vcpu=7/' "$samples/hyp-7.2-protected-nomte.trace_pipe"
  echo '[000]	    4.000000: hyp_enter reason=<script>document.title="broken"</script> vcpu=0'
} >"$work/a&b.trace"
"$el2trap" replay -q --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte' --html "$work/page.html" \
  "$work/a&b.trace" >/dev/null || [ $? -eq 1 ]

chrome() {
  HOME=$work timeout 60 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1150,1100 \
    --user-data-dir="$work/profile" "$@" "file://$work/page.html" 2>"$work/err"
}
chrome --dump-dom >"$work/dom" || { cat "$work/err"; exit 1; }

has() { grep -q "$1" "$work/dom" || { echo "FAIL: the page has no $1"; exit 1; }; }
count() { grep -o "$1" "$work/dom" | wc -l; }
has '<title>el2trap replay</title>'
has '<svg id="timeline"'
has 'a&amp;b.trace'
has '<b>1</b>disagree'
has 'id="reasons"'
has 'id="disagreements"'
has 'reason sys with vcpu=7'
[ "$(count '<rect class="mark"')" = 1 ] || { echo 'FAIL: not one mark'; exit 1; }
[ "$(count 'EL2: [0-9]* events')" -ge 5 ] || { echo 'FAIL: an empty lane'; exit 1; }
[ "$(count '<script')" = 0 ] || { echo 'FAIL: a script'; exit 1; }
if grep -qE '(src|href)="?https?:' "$work/page.html"; then echo 'FAIL: it loads something'; exit 1; fi

chrome --screenshot="$work/page.png" >/dev/null || { cat "$work/err"; exit 1; }
[ "$(wc -c <"$work/page.png")" -gt 10000 ] || { echo 'FAIL: an empty picture'; exit 1; }
[ -z "${EL2TRAP_SCREENSHOT:-}" ] || cp "$work/page.png" "$EL2TRAP_SCREENSHOT"
