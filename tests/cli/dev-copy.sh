#!/bin/sh
# A tree that was copied together with its builds builds itself, not the tree it was copied from: dev-copy.sh SOURCE
# The tree is a small one with our ./dev and presets.
set -eu
source=$1
command -v ninja >/dev/null && command -v cmake >/dev/null || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/one"
cp "$source/dev" "$source/CMakePresets.json" "$work/one/"
cat >"$work/one/CMakeLists.txt" <<'EOF'
cmake_minimum_required(VERSION 3.25)
project(small LANGUAGES NONE)
add_custom_target(which ALL COMMAND ${CMAKE_COMMAND} -E echo ${CMAKE_SOURCE_DIR} > ${CMAKE_BINARY_DIR}/which)
EOF
(cd "$work/one" && ./dev build core)
grep -qx "$work/one" "$work/one/build/core/which"
cp -r "$work/one" "$work/two"
(cd "$work/two" && ./dev build core)
grep -qx "$work/two" "$work/two/build/core/which"
