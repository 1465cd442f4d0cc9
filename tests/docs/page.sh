#!/bin/sh
# SPDX-License-Identifier: MIT
# Plays the commands of a page of documentation with an installed copy: do they print what the page says?
#     page.sh [--update] PREFIX SOURCE PAGE
# They begin in an empty directory. page.awk says what a page may hold. <!-- needs: PROGRAM... --> skips a page (exit code
# 77) where one is missing; python3 is EL2TRAP_PYTHON, for which the package was built (PYTHONPATH).
set -eu
update=
if [ "$1" = --update ]; then
	update=1
	shift
fi
prefix=$1 source=$(cd "$2" && pwd) page=$3
for program in $(sed -n 's/^<!-- needs: \(.*\) -->$/\1/p' "$page"); do
	case $program in
	python3) [ -n "${EL2TRAP_PYTHON:-}" ] && PATH=$(dirname "$EL2TRAP_PYTHON"):$PATH ;;
	*) command -v "$program" >/dev/null ;;
	esac || {
		echo "skipped: no $program"
		exit 77
	}
done
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name libel2trap-core.pc)")
CMAKE_PREFIX_PATH=$prefix
LINUX=${LINUX:-$source/tests/data/tree} # a kernel tree, for pages that want one
export PKG_CONFIG_PATH CMAKE_PREFIX_PATH LINUX
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk -v to=test -f "$source/tests/docs/page.awk" "$page" >"$work/page.t"
sh "$source/tests/cli/run.sh" --update "$prefix/bin/el2trap" "$work/page.t"
awk -v to=page -f "$source/tests/docs/page.awk" "$work/page.t" >"$work/page.md"
if [ -n "$update" ]; then
	cmp -s "$work/page.md" "$page" || cat "$work/page.md" >"$page"
	exit
fi
diff -u "$page" "$work/page.md"
echo "$(grep -c '^  \$ ' "$work/page.t" || true) commands"
