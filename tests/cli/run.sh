#!/bin/sh
# Runs one file of command-line tests: sh run.sh [--update] EL2TRAP FILE.t
#
# A test file is its own expected output, in the manner of cram: lines that begin with two blanks and "$ " are commands
# ("> " goes on with one), what is indented after them is what they print ("! " before lines of standard error, "[N]"
# for an exit code that is not 0); all else is text. The file is played back and compared; --update writes it anew.
# "needs: PROGRAM..." as the first line skips the file (exit 77) where a program is missing. Pages of documentation are
# played back by it, too: tests/docs/page.sh.
set -u

update=
if [ "$1" = --update ]; then
	update=1
	shift
fi
command=$1
file=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
PATH=$(cd "$(dirname "$command")" && pwd):$PATH
LC_ALL=C.UTF-8
TERM=dumb
export SOURCE PATH LC_ALL TERM
unset NO_COLOR

read -r first <"$file"
case $first in
'needs: '*)
	for program in ${first#needs: }; do
		command -v "$program" >/dev/null && continue
		echo "skipped: no $program"
		exit 77
	done
	;;
esac

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
mkdir "$work/in"
cd "$work/in" || exit 1

# Run the command collected in $work/command, if there is one, and print what came of it.
flush() {
	[ -s "$work/command" ] || return 0
	sh "$work/command" >"$work/stdout" 2>"$work/stderr" </dev/null
	code=$?
	sed 's/^/  /' "$work/stdout"
	sed 's/^/  ! /' "$work/stderr"
	[ $code -eq 0 ] || echo "  [$code]"
	: >"$work/command"
}

play() {
	: >"$work/command"
	while IFS= read -r line || [ -n "$line" ]; do
		case $line in
		'  $ '*)
			flush
			printf '%s\n' "$line"
			printf '%s\n' "${line#'  $ '}" >"$work/command"
			;;
		'  > '*)
			printf '%s\n' "$line"
			printf '%s\n' "${line#'  > '}" >>"$work/command"
			;;
		'  '*) ;;
		*)
			flush
			printf '%s\n' "$line"
			;;
		esac
	done <"$file"
	flush
}

play >"$work/actual"
if [ -n "$update" ]; then
	cp "$work/actual" "$file"
	exit 0
fi
diff -u "$file" "$work/actual"
