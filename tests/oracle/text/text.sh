#!/bin/sh
# SPDX-License-Identifier: MIT
# Every text that we print assembles back to its word, where the assembler takes it.
#
#     text.sh sample|full PROGRAM       PROGRAM: the built oracle_text
#
# sample: 200,000 words, seconds; full: all words of the system space and 10 million others, minutes. Texts that give
# another word are printed and make the exit status 1; what the assembler refuses is counted by its reason. Without an
# assembler the exit status is 77 (skipped). AS names another.
set -eu

mode=${1:?sample or full} program=$(realpath "${2:?path of oracle_text}")
as=${AS:-aarch64-linux-gnu-as}
objcopy=${OBJCOPY:-aarch64-linux-gnu-objcopy}
for tool in "$as" "$objcopy"; do
	command -v "$tool" > /dev/null || { echo "skipped: no $tool" >&2; exit 77; }
done
case $mode in
sample) spaces='system:83 any:100000' ;;
full) spaces='system:1 any:10000000' ;;
*) echo "text.sh: sample or full" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
march=
for name in all armv9.3-a+memtag+mops+sme+sve2 armv8.5-a+memtag+sve; do
	[ -n "$march" ] || ! "$as" "-march=$name" -o out.o /dev/null 2> /dev/null || march=$name
done
status=0
for pair in $spaces; do
	space=${pair%:*}
	"$program" words words.bin text.s "$space" "${pair#*:}"
	"$as" "-march=$march" -o out.o text.s 2> messages || :
	# what is refused becomes a line that is not compared
	sed -n 's/^text.s:\([0-9]*\): Error: .*/\1/p' messages | sort -nu > refused
	awk 'NR == FNR { bad[$1]; next } FNR in bad { print ".inst 0"; next } { print }' refused text.s > rest.s
	"$as" "-march=$march" -o out.o rest.s 2> rest-messages || { head rest-messages; exit 1; }
	"$objcopy" -O binary -j .text out.o out.bin
	printf '%s: %s words, %s refused; ' "$space" $(($(wc -l < text.s))) $(($(wc -l < refused)))
	"$program" compare words.bin text.s refused out.bin || status=1
	sed -n "s/^text.s:[0-9]*: Error: \(.*\) -- .*/\1/p" messages |
		sed "s/'[^']*'/NAME/g; s/[0-9][0-9]*/N/g" | sort | uniq -c | sort -rn | head -n 12
done
exit $status
