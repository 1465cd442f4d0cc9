# SPDX-License-Identifier: MIT
# What tests of pages share; to be read in after $work is set. Chromium is what opens them: without it, exit code 77.
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || exit 77

# open_page FILE [#WHAT]: what a browser makes of a page, into $work/dom; scripts have run. Nothing may be loaded, and no script
# may fail.
open_page() {
  HOME=$work timeout 100 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars --window-size=1200,1100 \
    --user-data-dir="$work/profile" --enable-logging=stderr --virtual-time-budget=5000 --dump-dom "file://$1${2:-}" \
    >"$work/dom" 2>"$work/err" || { cat "$work/err"; exit 1; }
  if grep 'CONSOLE' "$work/err"; then echo "FAIL: $1 says something on the console"; exit 1; fi
  if grep -nE '(src|href)="?[a-z]*:|@import|url\(|fetch\(|XMLHttpRequest' "$1"; then echo "FAIL: $1 loads something"; exit 1; fi
  has 'data-ready="[0-9]*"'
}

has() { grep -q -e "$1" "$work/dom" || { echo "FAIL: the page has no $1"; exit 1; }; }
count() { grep -o -e "$1" "$work/dom" | wc -l; }
is() { [ "$1" = "$2" ] || { echo "FAIL: $3: $1, not $2"; exit 1; }; }
