#!/bin/sh
# An installed copy, as its users have it: install.sh BUILD SOURCE DIRECTORY headers|pkgconfig|cmake
#   headers    each header alone, as C11, C23, C++17 and C++20, with -Wpedantic
#   pkgconfig  a program against the shared and the static library, by pkg-config, in C and C++
#   cmake      the same by find_package()
set -eu
build=$1 source=$2 work=$3/$4
cc=${CC:-cc} cxx=${CXX:-c++}
command -v "$cxx" >/dev/null || exit 77
rm -rf "$work"
mkdir -p "$work"
cmake --install "$build" --prefix "$work/copy" >"$work/install.log"
consumer=$source/tests/install/consumer

pkg() { PKG_CONFIG_PATH=$(dirname "$(find "$work/copy" -name libel2trap-core.pc)") pkg-config "$@"; }

# try COMMAND...: it must say nothing and end well.
try() {
  "$@" >"$work/out" 2>&1 && [ ! -s "$work/out" ] && return 0
  echo "failed: $*"
  head -n 20 "$work/out"
  exit 1
}

case $4 in
headers)
  count=0
  for header in $(cd "$work/copy/include/el2trap" && ls */*.h); do
    for standard in c11 c2x c++17 c++20; do
      compiler=$cc language=c
      case $standard in c++*) compiler=$cxx language=c++ ;; esac
      echo "#include <el2trap/$header>" >"$work/one"
      try "$compiler" -x "$language" -std="$standard" -Wall -Wextra -Wpedantic -Werror -fsyntax-only \
        -I"$work/copy/include" -I"$work/copy/include/el2trap" "$work/one"
      count=$((count + 1))
    done
  done
  [ "$count" -ge 16 ] || { echo "only $count headers were tried"; exit 1; }
  ;;
pkgconfig)
  cp "$consumer/main.c" "$work/main.cpp"
  for library in libel2trap-core libel2trap; do
    pkg --exists "$library" || continue
    define=
    [ "$library" = libel2trap-core ] || define=-DWITH_TRACES
    libdir=$(pkg --variable=libdir "$library")
    for input in "$cc $consumer/main.c" "$cxx $work/main.cpp"; do
      # shellcheck disable=SC2046,SC2086
      try $input $define $(pkg --cflags "$library") -o "$work/shared" $(pkg --libs "$library")
      LD_LIBRARY_PATH=$libdir try "$work/shared"
      # shellcheck disable=SC2046,SC2086
      try $input $define $(pkg --cflags "$library") -o "$work/static" \
        "$libdir/$library.a" $(pkg --libs --static "$library" | tr ' ' '\n' | grep -v -e "^-l${library#lib}$")
      try "$work/static"
    done
  done
  ;;
cmake)
  cmake -S "$consumer" -B "$work/consumer" -DCMAKE_PREFIX_PATH="$work/copy" >"$work/configure.log" 2>&1 &&
    cmake --build "$work/consumer" >"$work/build.log" 2>&1 &&
    ctest --test-dir "$work/consumer" --output-on-failure >"$work/test.log" 2>&1 ||
    { tail -n 20 "$work"/*.log; exit 1; }
  # Another minor version is refused before anything is compiled.
  sed 's/el2trap 0.1/el2trap 0.9/' "$consumer/CMakeLists.txt" >"$work/CMakeLists.txt"
  cp "$consumer/main.c" "$work/main.c"
  ! cmake -S "$work" -B "$work/refused" -DCMAKE_PREFIX_PATH="$work/copy" >"$work/refused.log" 2>&1
  grep -q 'version: 0.1' "$work/refused.log"
  ;;
esac
[ -s "$work/copy/share/doc/el2trap/LICENSE" ]
