#!/bin/sh
# Is a page of docs/ what its program says today?   page.sh EL2TRAP SOURCE PAGE.md PROGRAM
set -eu
case $4 in *.py) command -v python3 >/dev/null || exit 77 ;; esac
"$2/docs/$4" "$1" | diff -u "$2/docs/$3" -
