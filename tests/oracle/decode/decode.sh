#!/bin/sh
# SPDX-License-Identifier: MIT
# Our decoder against GNU objdump and llvm-objdump.
#
#     decode.sh sample|full PROGRAM       PROGRAM: the built oracle_decode
#
# sample: some 300,000 words, a few seconds; full: every word of the spaces, 58 million, minutes. Groups of differences
# that expected-differences.tsv does not list are printed and make the exit status 1; in full mode so do groups that it
# lists and that are gone. Without the tools the exit status is 77 (skipped). OBJDUMP, OBJCOPY and LLVM_OBJDUMP name
# others.
set -eu

mode=${1:?sample or full} program=${2:?path of oracle_decode}
here=$(cd "$(dirname "$0")" && pwd)
objdump=${OBJDUMP:-aarch64-linux-gnu-objdump}
objcopy=${OBJCOPY:-aarch64-linux-gnu-objcopy}
llvm=${LLVM_OBJDUMP:-llvm-objdump-14}

# Every feature that LLVM 14 has; without them it knows Armv8.0 only.
features=+v9.3a,+v8.8a,+aes,+altnzcv,+am,+amvs,+bf16,+brbe,+bti,+ccdp,+ccidx,+ccpp,+complxnum,+crc,+crypto,+dit
features=$features,+dotprod
features=$features,+ecv,+el2vmsa,+el3,+ete,+f32mm,+f64mm,+fgt,+flagm,+fp-armv8,+fp16fml,+fptoint,+fullfp16,+hbc,+hcx,+i8mm
features=$features,+jsconv,+lor,+ls64,+lse,+lse2,+mops,+mpam,+mte,+neon,+nv,+pan,+pan-rwv,+pauth,+perfmon,+predres,+rand
features=$features,+ras,+rcpc,+rcpc-immo,+rdm,+rme,+sb,+sel2,+sha2,+sha3,+sm4,+sme,+sme-f64,+sme-i64,+spe,+spe-eef
features=$features,+specrestrict,+ssbs,+streaming-sve,+sve,+sve2,+sve2-aes,+sve2-bitperm,+sve2-sha3,+sve2-sm4,+tlb-rmi
features=$features,+tme,+tracev8.4,+trbe,+uaops,+vh,+wfxt,+xs

for tool in "$objdump" "$objcopy" "$llvm"; do
	if ! command -v "$tool" > /dev/null; then
		echo "skipped: no $tool" >&2
		exit 77
	fi
done

# The list of expected differences is that of these versions.
case $("$objdump" --version | head -n 1)/$("$llvm" --version | grep -o 'LLVM version [0-9]*') in
*' 2.40'*/'LLVM version 14') ;;
*)
	echo "skipped: expected-differences.tsv is of GNU objdump 2.40 and LLVM 14" >&2
	exit 77
	;;
esac

case $mode in
sample) strides='mte:199 system:31 base:400' ;;
full) strides='mte:1 system:1 base:1' ;;
*) echo "decode.sh: sample or full" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for pair in $strides; do
	space=${pair%:*} stride=${pair#*:}
	"$program" words "$space" "$stride" > "$work/words.bin"
	"$objdump" -D -z -b binary -m aarch64 "$work/words.bin" |
		"$program" compare "$space" gnu >> "$work/found.tsv"
	"$objcopy" -I binary -O elf64-littleaarch64 --strip-all \
		--rename-section .data=.text,alloc,load,readonly,code,contents "$work/words.bin" "$work/words.o"
	"$llvm" -d -z --no-leading-addr --triple=aarch64 "--mattr=$features" "$work/words.o" |
		"$program" compare "$space" llvm >> "$work/found.tsv"
done

tab=$(printf '\t')
export LC_ALL=C
cut -f 1-4 "$work/found.tsv" | sort > "$work/found"
grep -v '^#' "$here/expected-differences.tsv" | awk -F"$tab" -v OFS="$tab" '
	{ n = split($2, tools, "+"); for (i = 1; i <= n; i++) print tools[i], $3, $4, $5 }' | sort > "$work/expected"

comm -23 "$work/found" "$work/expected" > "$work/new"
comm -13 "$work/found" "$work/expected" > "$work/gone"
status=0
if [ -s "$work/new" ]; then
	echo "differences that are not expected (tool, space, ours, theirs, words, example):"
	grep -F -f "$work/new" "$work/found.tsv"
	status=1
fi
if [ "$mode" = full ] && [ -s "$work/gone" ]; then
	echo "expected differences that are gone:"
	cat "$work/gone"
	status=1
fi
[ $status -ne 0 ] || echo "$(wc -l < "$work/found") groups of differences, all expected"
exit $status
