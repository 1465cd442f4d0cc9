#!/bin/sh
# A tree that was copied together with its builds builds itself, not the tree it was copied from: dev-copy.sh SOURCE
set -eu
source=$1
command -v ninja >/dev/null && command -v cmake >/dev/null || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/one"
# The rooms that the core needs, and what configures them.
for part in cmake decoder model policy recording snippet replay cli tests CMakeLists.txt CMakePresets.json dev; do
  [ ! -e "$source/$part" ] || cp -r "$source/$part" "$work/one/"
done
(cd "$work/one" && ./dev build core)
cp -r "$work/one" "$work/two"
echo 'message(STATUS "this is the second tree")' >>"$work/two/CMakeLists.txt"
(cd "$work/two" && ./dev build core)
grep -qx "CMAKE_HOME_DIRECTORY:INTERNAL=$work/two" "$work/two/build/core/CMakeCache.txt"
grep -q 'this is the second tree' "$work/two/build/core.log"
