#!/bin/sh
# SPDX-License-Identifier: MIT
# Does the documentation name options that there are? In pages and manual pages each --option behind
# `el2trap VERB`, or `VERB` alone in a span of code, must be one of the verb; behind anything else, one of any verb or of a
# script of ours.    options.sh EL2TRAP SOURCE
set -u
el2trap=$1
cd "$2" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
{
	for verb in $("$el2trap" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
		"$el2trap" help "$verb" | sed -n "s/^  \(-[a-z], \)\{0,1\}--\([a-z0-9-]*\).*/$verb --\2/p"
	done
	"$el2trap" --help | grep -o -- '--[a-z][a-z0-9-]*' | sed 's/^/el2trap /'
	grep -rhoE -e '--[a-z][a-z0-9-]*' dev contrib/*/build contrib/ci/check tests/oracle/*/run tests/fuzz/run tests/bench/run tests/expect \
		tests/oracle/*/*.py tests/oracle/*/*.c 2>/dev/null | sort -u | sed 's/^/ours /'
} >"$work/options"
# Spans and commands, each with its place: FILE:LINE<tab>TEXT.
# shellcheck disable=SC2046
{
	awk -v OFS='\t' '
		FNR == 1 { inside = 0 }
		/^```/ { inside = !inside; next }
		inside || /^    / { if (/^ *(\$|>|\/\/ el2trap|el2trap) /) print FILENAME ":" FNR, $0; next }
		{
			n = split($0, part, "`")
			for (i = 2; i <= n; i += 2) print FILENAME ":" FNR, part[i]
		}' $(tests/docs/pages) docs/findings.md docs/mte-series.md docs/same-or-not.md SECURITY.md */README.md
	awk -v OFS='\t' '/^\.(Dl|Ql) / { sub(/^\.[A-Z][a-z] /, ""); gsub(/\\\(dq/, "\""); print FILENAME ":" FNR, $0 }' docs/man/*.1
} >"$work/spans"
awk -F '\t' '
	FILENAME == ARGV[1] { split($1, pair, " "); known[pair[1], pair[2]] = any[pair[2]] = 1; if (pair[1] != "ours") verbs[pair[1]] = 1; next }
	{
		text = $2
		gsub(/[|;&()]+/, " ; ", text)
		n = split(text, word, /[ \t"\047]+/)
		verb = ""; first = 1
		for (i = 1; i <= n; i++) {
			if (word[i] == "" || word[i] == "$" || word[i] == ">") continue
			if (word[i] == ";") { verb = ""; first = 1; continue }
			if (word[i] ~ /(^|\/)el2trap(\[.*\])?:?$/) {
				verb = $2 ~ /\/\/ el2trap/ ? "run" : word[i + 1] in verbs ? word[i + 1] : "any"
			} else if (first && word[i] in verbs)
				verb = word[i]
			else if (first && word[i] ~ /^--/)
				verb = "any"
			first = 0
			option = word[i]
			sub(/[=.,:\]].*/, "", option)
			if (option !~ /^--[a-z]/ || verb == "") continue
			count++
			if (verb == "any" ? !(option in any) : !((verb, option) in known)) {
				print $1 ": " (verb == "any" ? "nobody" : verb) " has no " option
				failed = 1
			}
		}
	}
	END { if (!count) { print "no options found"; failed = 1 } exit failed }' "$work/options" "$work/spans"
