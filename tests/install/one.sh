#!/bin/sh
# The core as one file: made, compiled as C11 and its header as C++17, and held against the core's own tests.
# one.sh BUILD SOURCE DIRECTORY
set -eu
build=$1 source=$2 work=$3/one
cc=${CC:-cc} cxx=${CXX:-c++}
command -v python3 >/dev/null || exit 77
rm -rf "$work"
mkdir -p "$work"
python3 -B "$source/contrib/packages/amalgamate.py" "$build" "$work"
"$cc" -std=c11 -Wall -Wextra -Werror -c "$work/el2trap.c" -o "$work/el2trap.o"
sed 's,<el2trap/policy/policy.h>,"el2trap.h",' "$source/tests/install/consumer/main.c" >"$work/one.c"
"$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -I"$work" "$work/one.c" "$work/el2trap.o" -o "$work/one"
"$work/one"
if command -v "$cxx" >/dev/null; then
  printf '#include "el2trap.h"\n' >"$work/one.cpp"
  "$cxx" -std=c++17 -Wall -Wextra -Werror -fsyntax-only "$work/one.cpp"
fi
"$cc" "$build"/tests/core/CMakeFiles/test_core.dir/*.o "$work/el2trap.o" -o "$work/test_core"
for suite in verdicts boots registers guests tables; do
  "$work/test_core" "$suite" "$source" >"$work/$suite.out" || { grep '^not ok' "$work/$suite.out" | head -n 20; exit 1; }
done
