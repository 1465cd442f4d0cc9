#!/bin/sh
# Is docs/same-or-not.md what the tool says today?   same.sh EL2TRAP SOURCE
set -eu
command -v aarch64-linux-gnu-as >/dev/null || command -v llvm-mc >/dev/null || exit 77
"$2/docs/same-or-not.sh" "$1" | diff -u "$2/docs/same-or-not.md" -
