#!/bin/sh
# SPDX-License-Identifier: MIT
# Which commands of the documentation nobody runs: "PAGE: COUNT: REASON" for each block that is marked so, and an error for
# a command that stands in no session.    sessions.sh PAGE...
exec awk '
	FNR == 1 { note = inside = indented = ""; blank = 1 }
	/^```/ {
		if (inside)
			inside = ""
		else
			inside = $0 == "```console" ? "session" : "other"
		if (inside == "session" && note ~ /^not run:/) {
			inside = "reading"
			if (note !~ /^not run: ./) { print FILENAME ":" FNR ": not run, and why?"; failed = 1 }
			reason = FILENAME ": " substr(note, 10)
			if (!(reason in count)) order[n++] = reason
			count[reason] += 0
		}
		next
	}
	inside == "reading" && /^\$ / { count[reason]++ }
	inside == "other" && /^(\$ |el2trap |\.\/dev )/ { print FILENAME ":" FNR ": a command outside of a ```console block"; failed = 1 }
	!inside && /^    (\$ |el2trap |\.\/dev |cmake |sh )/ { print FILENAME ":" FNR ": a command outside of a ```console block"; failed = 1 }
	!inside && /^<!-- .* -->$/ { note = substr($0, 6, length($0) - 9); next }
	!inside && $0 != "" { note = "" }
	END {
		for (i = 0; i < n; i++) printf "%s (%d)\n", order[i], count[order[i]]
		exit failed
	}' "$@"
