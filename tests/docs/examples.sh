#!/bin/sh
# SPDX-License-Identifier: MIT
# The example programs of the library: each compiles without a word as C and as C++ with an installed copy and prints what
# stands at its end; and what README.md and libel2trap(3) show is part of one of them.    examples.sh PREFIX SOURCE
set -eu
prefix=$1 source=$2
command -v pkg-config >/dev/null && command -v "${CXX:-c++}" >/dev/null || exit 77
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name libel2trap-core.pc)")
export PKG_CONFIG_PATH
LD_LIBRARY_PATH=$(pkg-config --variable=libdir libel2trap-core)
export LD_LIBRARY_PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
for program in "$prefix"/share/doc/el2trap/examples/api/*.c; do
	library=$(sed -n '2s/.* \(libel2trap[a-z-]*\)\. \*\/$/\1/p' "$program")
	sed -n '/^\/\* prints:$/,/^\*\/$/{//!p}' "$program" >"$work/expected"
	for compiler in "${CC:-cc} -std=c11" "${CXX:-c++} -x c++ -std=c++17"; do
		# shellcheck disable=SC2046,SC2086
		$compiler -Wall -Wextra -Wpedantic -Werror $(pkg-config --cflags "$library") -o "$work/program" "$program" \
			$(pkg-config --libs "$library")
		"$work/program" >"$work/printed"
		diff -u "$work/expected" "$work/printed" || {
			echo "$program prints something else"
			failed=1
		}
	done
done
bare() { sed 's|/\*.*\*/||; s/[ \t]//g; /^$/d' "$1"; }
bare "$prefix/share/doc/el2trap/examples/api/verdict.c" >"$work/whole"
sed -n '/^```c$/,/^```$/{/^```/!p}' "$source/README.md" >"$work/readme"
sed -n '/^\.Bd -literal/,/^\.Ed/{/^\./!p}' "$source/docs/man/libel2trap.3" >"$work/manual"
for part in readme manual; do
	[ -s "$work/$part" ]
	bare "$work/$part" | grep -vxFf "$work/whole" && {
		echo "$part: not in verdict.c"
		failed=1
	}
done
exit $failed
