# SPDX-License-Identifier: MIT
# A page of Markdown, to and from a test that tests/cli/run.sh plays: awk -v to=test|page -f page.awk
#
# Blocks fenced with ```console are sessions: "$ " begins a command, "> " behind it goes on with one, "! " is before lines of
# standard error, "[N]" is an exit code that is not 0, all else is output. A comment above a block says what else it is:
#     <!-- not run: REASON -->       for reading: nothing is run
#     <!-- output not shown -->      it is run, and must end as it says; what it prints is not compared
#     <!-- file: NAME -->            no session: what the block holds is written to that file
# In the test, what is not played has "|" before it.
function fence() {
	if (inside)
		inside = "";
	else if (note ~ /^file: /)
		inside = "file";
	else if (text ~ /^```console$/)
		inside = note ~ /^not run: ./ ? "other" : note == "output not shown" ? "quiet" : "session";
	else
		inside = "other";
}

{
	played = to == "page" && /^  /;
	text = $0;
	if (to == "page")
		sub(/^\|/, "", text);
	if (played) {
		if (/^  ```/) {
			print FILENAME ": output that ends a block: " $0 >"/dev/stderr";
			exit 1;
		}
		if (inside == "session" || (inside == "quiet" && /^  ([$>] |\[[0-9]+\]$)/))
			print substr($0, 3);
		next;
	}
}

text ~ /^```/ {
	if (to == "test" && inside == "file") {
		printf "  $ cat >'%s' <<'THE-END-OF-THE-FILE'\n%s  > THE-END-OF-THE-FILE\n", substr(note, 7), held;
		held = "";
	}
	fence();
	print to == "test" ? "|" text : text;
	if (!inside)
		note = "";
	next;
}

to == "test" && (inside == "session" || inside == "quiet") {
	command = text ~ /^\$ / || (command && text ~ /^> /);
	print "  " text;
	next;
}

{
	if (inside == "file")
		held = held "  > " text "\n";
	if (!inside && text ~ /^<!-- .* -->$/)
		note = substr(text, 6, length(text) - 9);
	else if (!inside && text != "")
		note = "";
	print to == "test" ? "|" text : text;
}
