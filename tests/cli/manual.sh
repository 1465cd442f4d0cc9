#!/bin/sh
# Does each verb have a manual page that names its options, and does bash completion know them?
#     sh manual.sh EL2TRAP SOURCE
set -u
el2trap=$1
man=$2/docs/man
completion=$2/cli/el2trap.bash
failed=0

complain() {
	echo "$*"
	failed=1
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
	grep -q "el2trap-$verb 1" "$man/el2trap.1" || complain "el2trap.1 does not name el2trap-$verb"
	grep -qw "$verb" "$completion" || complain "el2trap.bash does not know $verb"
	# the options of its own; those shared stand in el2trap.1
	for option in $("$el2trap" help "$verb" | sed -n '/^Options/,/^$/s/^  .*--\([a-z0-9-]*\).*/\1/p'); do
		sed 's/\\-/-/g' "$page" | grep -q "Fl -*$option" || complain "el2trap-$verb.1 does not describe --$option"
		grep -q -- "--$option" "$completion" || complain "el2trap.bash does not know --$option of $verb"
	done
done
for option in $("$el2trap" help boot | sed -n 's/^  .*--\([a-z0-9-]*\).*/\1/p'); do
	grep -q "Fl -$option" "$man/el2trap.1" || complain "el2trap.1 does not describe --$option"
	grep -q -- "--$option" "$completion" || complain "el2trap.bash does not know --$option"
done
exit $failed
