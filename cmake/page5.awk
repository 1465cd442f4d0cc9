# SPDX-License-Identifier: MIT
# A page of docs/formats/ as a manual page: awk -v name=el2trap-traces -v date='November 26, 2026' -f page5.awk traces.md
# It knows the Markdown that those pages use: headings, paragraphs, tables, lists, code that is indented or fenced, and
# `code`, **bold** and [links](to). Tables become those of tbl. <!-- manual: TEXT --> is what stands behind the name.
function escape(text) {
	gsub(/\\/, "\\e", text);
	gsub(/-/, "\\-", text);
	gsub(/\^/, "\\(ha", text);
	gsub(/~/, "\\(ti", text);
	gsub(/`/, "\\(ga", text);
	gsub(/'/, "\\(aq", text);
	return text;
}

# A line for roff must not begin with a control character.
function guard(text) {
	return text ~ /^[.']/ ? "\\&" text : text;
}

# Code may be broken behind these: a cell of a table is narrow.
function breakable(text) {
	gsub(/[,\/|=:._]/, "&\\:", text);
	return text;
}

# Marks within a line.
function inline(text,   out, mark) {
	out = "";
	while (match(text, /`[^`]+`|\*\*[^*]+\*\*|\[[^]]+\]\([^)]+\)/)) {
		out = out escape(substr(text, 1, RSTART - 1));
		mark = substr(text, RSTART, RLENGTH);
		text = substr(text, RSTART + RLENGTH);
		if (mark ~ /^`/)
			out = out "\\fB" breakable(escape(substr(mark, 2, length(mark) - 2))) "\\fR";
		else if (mark ~ /^\*/)
			out = out "\\fB" escape(substr(mark, 3, length(mark) - 4)) "\\fR";
		else {
			sub(/^\[/, "", mark);
			sub(/\].*/, "", mark);
			out = out inline(mark);
		}
	}
	return out escape(text);
}

# Cells of a line of a table, as they are shown, into row `rows`.
function row(line,   i, cell, n) {
	gsub(/\\\|/, "\001", line);
	sub(/^\| */, "", line);
	sub(/ *\|$/, "", line);
	n = split(line, cell, / *\| */);
	if (n > columns)
		columns = n;
	for (i = 1; i <= n; i++) {
		gsub(/\001/, "|", cell[i]);
		table[rows + 0, i] = cell[i];
		if (length(cell[i]) > width[i])
			width[i] = length(cell[i]);
	}
	rows++;
}

# The table: the column with the longest text takes what the others leave.
function show_table(   i, j, longest, named) {
	for (i = longest = 1; i <= columns; i++)
		if (width[i] > width[longest])
			longest = i;
	print (headed ? "" : ".PP\n") ".TS";
	for (i = 1; i <= columns; i++)
		printf "%s", (i > 1 ? " " : "") (i == longest ? "lx" : "lw(" (width[i] > 26 ? 26 : width[i] + 1) "n)");
	print ".";
	for (i = 1; i <= columns; i++)
		named = named table[0, i];
	for (j = named == ""; j < rows; j++) {
		for (i = 1; i <= columns; i++)
			printf "%s", (i > 1 ? "\t" : "") "T{\n.na\n" guard(inline(table[j, i])) "\nT}";
		print j == 0 ? "\n_" : "";
	}
	print ".TE";
	split("", table);
	split("", width);
	rows = columns = 0;
}

# Close what an empty line, or something else, ends.
function close_all() {
	if (kind == "code")
		print ".EE\n.RE";
	if (kind == "table")
		show_table();
	kind = gap = "";
}

function verbatim(text) {
	if (kind != "code") {
		close_all();
		print (fresh ? "" : ".PP\n") ".RS 4\n.EX";
		kind = "code";
	}
	printf "%s", gap;
	gap = "";
	fresh = 0;
	print guard(escape(text));
}

BEGIN {
	print "'\\\" t";
	print ".\\\" Made of docs/formats/ by cmake/page5.awk.";
}

/^<!-- manual: / { what = substr($0, 14, length($0) - 17); next; }

/^```/ {
	if (fenced)
		close_all();
	fenced = !fenced;
	next;
}

fenced { verbatim($0); next; }

/^    / && (blank || kind == "code") && !listed { verbatim(substr($0, 5)); blank = 0; next; }

/^$/ {
	if (kind == "code")
		gap = gap "\n";
	else
		close_all();
	blank = 1;
	next;
}

/^# / {
	printf ".TH %s 5 \"%s\" el2trap\n.nh\n.ad l\n.SH NAME\n%s \\- %s\n.SH DESCRIPTION\n", toupper(name), date, name, escape(what);
	blank = listed = 0;
	fresh = 1;
	next;
}

/^##+ / {
	close_all();
	print (/^## / ? ".SH " : ".SS ") "\"" escape(/^## / ? toupper(substr($0, 4)) : substr($0, 5)) "\"";
	blank = listed = 0;
	fresh = 1;
	next;
}

/^\|/ {
	if (kind != "table") {
		close_all();
		kind = "table";
		headed = fresh;
	}
	if ($0 !~ /^\|[-| ]*$/ || rows == 0)
		row($0);
	fresh = 0;
	next;
}

/^- / {
	close_all();
	print ".IP \\(bu 2";
	print guard(inline(substr($0, 3)));
	listed = 1;
	blank = fresh = 0;
	next;
}

{
	if (kind != "text" && !(listed && /^  /)) {
		close_all();
		if (!fresh)
			print ".PP";
		listed = 0;
	}
	kind = "text";
	blank = fresh = 0;
	sub(/^ +/, "");
	# marks go over the end of a line
	held = held == "" ? $0 : held " " $0;
	ticks = gsub(/`/, "`", held);
	links = held;
	opened = gsub(/\[[^]]*\]\([^)]*\)/, "", links) * 0 + (links ~ /\[[^]]*$/ || links ~ /\]\([^)]*$/);
	if (ticks % 2 == 0 && !opened) {
		print guard(inline(held));
		held = "";
	}
}

END {
	close_all();
	print ".SH SEE ALSO\n.BR el2trap (1)";
}
