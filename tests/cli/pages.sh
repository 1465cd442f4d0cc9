#!/bin/sh
# SPDX-License-Identifier: MIT
# The pages of run, table, audit, its sweep, esr and fuzz in a real browser. $1 is el2trap, $2 corpora/traces.
set -eu
el2trap=$1 snippets=$2/../snippets
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/browser.sh"
protected='kvm-arm.mode=protected arm64.nomte'
page=$work/page.html
shown() { sed -n 's/.*<output id="shown">\([^<]*\)<.*/\1/p' "$work/dom"; }

# What all have: both themes, a legend in words and signs, controls by name, a table that says what its columns are.
common() {
  open_page "$page" "$@"
  has 'prefers-color-scheme: dark'
  has '<ul class="legend"'
  has '<form data-table="groups" role="search">'
  has 'class="list \|groups[ "]'
  check_page "$page"
}

"$el2trap" table --kernel 6.12 --cmdline "$protected" --html "$page" --diff --kernel 7.0 >"$work/out"
common '#differs=yes'
differ=$(sed -n 's/^# \([0-9]*\) of .*/\1/p' "$work/out")
is "$(shown)" "$differ of 95" 'rows that differ' # each in one level here
"$el2trap" table --kernel 7.2 --cmdline "$protected" --html "$page" >/dev/null
common '#verdict=undef&search=mrs'
is "$(shown | sed 's/ .*//')" "$(count '<tr data-verdict="undef" data-differs="no"><td>MRS')" 'undefined MRS'

"$el2trap" audit --kernel 7.2 --cmdline "$protected" --html "$page" >"$work/out"
common '#verdict=panic&el=0'
is "$(shown)" "2 of $(count '<tr data-verdict')" 'panics that EL0 brings about'
has '<td class="panic">'
"$el2trap" audit --next --cpu max,el3=0,ID_AA64PFR1_EL1.GCS=0 --cmdline kvm-arm.mode=protected --html "$page" >/dev/null
common

"$el2trap" audit --sweep -q --kernel 6.12 --cpu neoverse-n1 --html "$page" >/dev/null
common '#kind=boot'
is "$(shown)" "$(count '<tr data-kind="boot"') of $(count '<tr data-kind')" 'reasons in boots as they are'

"$el2trap" esr 0x623c0401 0x92000047 --kernel 7.2 --cmdline "$protected" --html "$page" >"$work/out"
common '#on=yes'
is "$(shown)" "$(grep -c '^  sent by' "$work/out") of $(grep -cE '^  (sent|would be) by' "$work/out")" 'controls that send it'
has '<td>EC</td>'
has 'Handler</h3>'

"$el2trap" fuzz -q --kernel 7.2 --cmdline "$protected" --runs 300 --html "$page" >/dev/null || [ $? -eq 1 ]
common '#verdict=panic'
is "$(shown)" "$(count '<tr data-verdict="panic"') of $(count '<tr data-verdict')" 'findings'

if command -v aarch64-linux-gnu-as >/dev/null || command -v llvm-mc >/dev/null; then
  "$el2trap" run -q --html "$page" "$snippets/nomte-host.s" >/dev/null
  common '#differs=yes'
  is "$(shown)" "$(count 'data-differs="yes"') of $(count '<tr data-differs')" 'rows whose runs differ'
  has '<details><summary>why</summary>'
fi
