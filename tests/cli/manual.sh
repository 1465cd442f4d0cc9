#!/bin/sh
# Does each verb have a manual page with the synopsis, options and examples of its row, and does completion know them?
#     sh manual.sh [--update] EL2TRAP SOURCE
# --update writes the synopses of the pages anew.
set -u
update=
if [ "$1" = --update ]; then
	update=1
	shift
fi
el2trap=$1
man=$2/docs/man
failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM

complain() {
	echo "$*"
	failed=1
}

# The lines of a section of a page.
section() {
	sed -n "/^\.Sh $2\$/,/^\.Sh/{/^\.Sh/!p}" "$1"
}

for shell in bash zsh fish; do
	"$el2trap" --completion $shell >"$work/$shell" || complain "no completion for $shell"
	if command -v $shell >/dev/null; then
		$shell -n "$work/$shell" || complain "$shell does not read its completion"
	fi
done

# Completion of an option of a verb.
completes() {
	sed -n "/^	$1)\$/,/^	;;\$/p" "$work/bash" | grep -q -- "[ ']--$2[ ']" || complain "bash does not complete --$2 of $1"
	sed -n "/^		$1) _arguments/,/_files' ;;\$/p" "$work/zsh" | grep -q -- "'\*--$2\(\[\|=\)" ||
		complain "zsh does not complete --$2 of $1"
	grep -q -- "__fish_seen_subcommand_from $1' -l $2 " "$work/fish" || complain "fish does not complete --$2 of $1"
}

[ -f "$man/el2trap.1" ] || complain "no page el2trap.1"
verbs=$("$el2trap" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p')
[ -n "$verbs" ] || complain "no verbs in --help"
for verb in $verbs; do
	[ "$verb" = help ] && continue
	page=$man/el2trap-$verb.1
	if [ ! -f "$page" ]; then
		complain "no page el2trap-$verb.1"
		continue
	fi
	"$el2trap" --synopsis "$verb" >"$work/synopsis"
	if [ $update ]; then
		{
			sed '/^\.Sh SYNOPSIS$/q' "$page"
			cat "$work/synopsis"
			sed -n '/^\.Sh DESCRIPTION$/,$p' "$page"
		} >"$work/page"
		cp "$work/page" "$page"
	fi
	section "$page" SYNOPSIS | cmp -s - "$work/synopsis" || complain "el2trap-$verb.1: another synopsis (manual.sh --update)"
	"$el2trap" help "$verb" >"$work/help"
	sed -n '/^Examples/,/^$/s/^  //p' "$work/help" >"$work/examples"
	[ "$(wc -l <"$work/examples")" -eq 2 ] || complain "el2trap help $verb has no two examples"
	section "$page" EXAMPLES | sed -n 's/\\(dq/"/g; s/^\.Dl //p' >"$work/shown"
	grep -vxFf "$work/shown" "$work/examples" && complain "el2trap-$verb.1 lacks that example"
	grep -q "el2trap-$verb 1" "$man/el2trap.1" || complain "el2trap.1 does not name el2trap-$verb"
	# the options of its own; those shared stand in el2trap.1
	for option in $(sed -n '/^Options/,/^$/s/^  .*--\([a-z0-9-]*\).*/\1/p' "$work/help"); do
		section "$page" DESCRIPTION | sed 's/\\-/-/g' | grep -q "Fl -*$option" ||
			complain "el2trap-$verb.1 does not describe --$option"
	done
	for option in $(sed -n 's/^  \(-[a-z], \)\{0,1\}--\([a-z0-9-]*\).*/\2/p' "$work/help"); do
		completes "$verb" "$option"
	done
done
for option in $("$el2trap" help boot | sed -n 's/^  \(-[a-z], \)\{0,1\}--\([a-z0-9-]*\).*/\2/p'); do
	grep -q "Fl -$option" "$man/el2trap.1" || complain "el2trap.1 does not describe --$option"
done
exit $failed
