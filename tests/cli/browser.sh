# SPDX-License-Identifier: MIT
# What tests of pages share; to be read in after $work is set. Chromium is what opens them: without it, exit code 77.
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || exit 77
tests=$(cd "$(dirname "$0")" && pwd)

# browse FILE [#WHAT [WIDTH [SCHEME]]]: what a browser makes of a page, into $work/dom; scripts have run. No script may fail.
# SCHEME: 0 dark, 1 light.
browse() {
  HOME=$work timeout 100 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars \
    --window-size="${3:-1200},1100" --blink-settings="preferredColorScheme=${4:-1}" \
    --user-data-dir="$work/profile" --enable-logging=stderr --virtual-time-budget=5000 --dump-dom "file://$1${2:-}" \
    >"$work/dom" 2>"$work/err" || { cat "$work/err"; exit 1; }
  if grep 'CONSOLE' "$work/err"; then echo "FAIL: $1 says something on the console"; exit 1; fi
  has 'data-ready="[0-9]*"'
}

# open_page FILE [#WHAT]: the same, and nothing may be loaded.
open_page() {
  browse "$@"
  if grep -nE '(src|href)="?[a-z]*:|@import|url\(|fetch\(|XMLHttpRequest' "$1"; then echo "FAIL: $1 loads something"; exit 1; fi
}

# check_page FILE: page-check.js, wide and light, narrow and dark; of a long table the first rows. What was opened before stays in
# $work/dom.
check_page() {
  mv "$work/dom" "$work/opened"
  { awk '!/^<tr / || ++rows <= 300' "$1"; echo '<script>'; cat "$tests/page-check.js"; echo '</script>'; } >"$work/checked.html"
  for how in '1280 1' '400 0'; do
    set -- "$1" ${how}
    browse "$work/checked.html" '' "$2" "$3"
    has 'data-checked="[1-9][0-9]* [1-9]'
  done
  mv "$work/opened" "$work/dom"
}

# play FILE SCRIPT: a page with a script behind its own, which may wait, and says what is in $work/said, a line each.
play() {
  # frames come when the script waits, not when there is a screen
  { sed 's/<body>/&<script>requestAnimationFrame = f => setTimeout(f, 0);<\/script>/' "$1"; echo '<script>(async () => {
    const say = what => document.body.append(Object.assign(document.createElement("p"), { className: "said", textContent: what }));
    const wait = () => new Promise(done => setTimeout(done, 20));'
    echo "$2"; echo '})().catch(e => console.error(e));</script>'; } >"$work/played.html"
  browse "$work/played.html"
  sed 's/<p class="said">/\n&/g; s/<\/p>/&\n/g' "$work/dom" | sed -n 's/^<p class="said">\(.*\)<\/p>/\1/p' >"$work/said"
}
# said LINES: what the script must have said.
said() { printf '%s\n' "$1" | diff -u - "$work/said" || { echo "FAIL: above"; exit 1; }; }

has() { grep -q -e "$1" "$work/dom" || { echo "FAIL: the page has no $1"; exit 1; }; }
count() { grep -o -e "$1" "$work/dom" | wc -l; }
is() { [ "$1" = "$2" ] || { echo "FAIL: $3: $1, not $2"; exit 1; }; }
