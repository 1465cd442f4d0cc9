/* SPDX-License-Identifier: MIT */
/* Which line each instruction comes from: the DWARF line table, as libdw reads it. */
#include "snippet/object.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <string.h>

/* A row; lines of included files are not those of the source. */
static bool add_row(struct cli_object *o, Dwarf_Line *row, const char *source)
{
	const char *file = dwarf_linesrc(row, NULL, NULL);
	Dwarf_Addr address;
	bool end;
	int line;

	if (dwarf_lineaddr(row, &address) || dwarf_lineendsequence(row, &end) || dwarf_lineno(row, &line))
		return true;
	if (end || line < 0 || !file || strcmp(file, source))
		line = 0;
	return cli_object_add_line(o, address, (unsigned)line);
}

bool cli_object_read_lines(struct cli_object *o, void *elf)
{
	Dwarf *dwarf = dwarf_begin_elf(elf, DWARF_C_READ, NULL); /* NULL: there is no line table at all */
	Dwarf_Off unit = 0, next;
	bool room = true;
	size_t header;

	while (dwarf && room && !dwarf_nextcu(dwarf, unit, &next, &header, NULL, NULL, NULL)) {
		Dwarf_Die die, *found = dwarf_offdie(dwarf, unit + header, &die);
		const char *source = found ? dwarf_diename(found) : NULL;
		Dwarf_Lines *rows = NULL;
		size_t count = 0;

		if (source && !dwarf_getsrclines(found, &rows, &count))
			for (size_t i = 0; i < count && room; i++)
				room = add_row(o, dwarf_onesrcline(rows, i), source);
		unit = next;
	}
	dwarf_end(dwarf);
	return room;
}
