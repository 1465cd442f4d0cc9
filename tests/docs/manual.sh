#!/bin/sh
# The manual pages of an installed copy: sections 1, 3 and 5 are there, mandoc warns of nothing, and each page that one
# refers to exists.    manual.sh PREFIX
set -eu
man=$1/share/man
for page in man1/el2trap.1 man3/libel2trap.3 man5/el2trap-cpus.5 man5/el2trap-policy.5 man5/el2trap-recording.5 \
	man5/el2trap-snippets.5 man5/el2trap-traces.5; do
	[ -s "$man/$page" ] || { echo "no $page"; exit 1; }
done
failed=0
for name in $(sed -n 's/^\.Xr \([a-z0-9-]*\) \([0-9]\).*/\1.\2/p' "$man"/man*/* | sort -u | grep el2trap); do
	ls "$man"/man?/"$name" >/dev/null 2>&1 || { echo "$name is referred to, and is not there"; failed=1; }
done
command -v mandoc >/dev/null || { [ $failed -eq 0 ] && exit 77; exit 1; }
mandoc -T lint -W warning "$man"/man*/* || failed=1
exit $failed
