#!/bin/sh
# A page of docs/ whose commands are to be run as they stand, with an installed copy:
#     page.sh [--update] BUILD SOURCE DIRECTORY PAGE
# What is indented by four blanks is played back by tests/cli/run.sh, and must print what the page says.
set -eu
update=
if [ "$1" = --update ]; then
  update=1
  shift
fi
build=$1 source=$2 work=$3/$(basename "$4" .md) page=$2/docs/$4
for needed in cmake pkg-config "${CC:-cc}" "${CXX:-c++}"; do
  command -v "$needed" >/dev/null || exit 77
done
rm -rf "$work"
mkdir -p "$work"
cmake --install "$build" --prefix "$work/copy" >"$work/install.log"
PKG_CONFIG_PATH=$(dirname "$(find "$work/copy" -name libel2trap-core.pc)")
CMAKE_PREFIX_PATH=$work/copy
LINUX=${LINUX:-$source/tests/data/tree} # a kernel tree, for pages that want one
export PKG_CONFIG_PATH CMAKE_PREFIX_PATH LINUX
sed 's/^    /  /' "$page" >"$work/page.t"
if [ -n "$update" ]; then
  sh "$source/tests/cli/run.sh" --update "$work/copy/bin/el2trap" "$work/page.t"
  sed 's/^  \([^ ]\|  \)/    \1/' "$work/page.t" >"$page"
  exit
fi
exec sh "$source/tests/cli/run.sh" "$work/copy/bin/el2trap" "$work/page.t"
