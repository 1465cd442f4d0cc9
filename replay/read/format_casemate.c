/* SPDX-License-Identifier: MIT */
/* casemate: register writes are followed, the rest is the memory model's business. */
#include "replay/read/reader.h"

enum {
	WRITE,
	OTHER
};

#define DOC "casemate doc/asciidoc/sections/trace-format.adoc"
#define OTHER_RECORD(name)                                                                                             \
	{                                                                                                              \
		SHAPE_LINE, OTHER, "(" name " %rest", DOC                                                              \
	}

static const struct shape_row rows[] = {
	{SHAPE_LINE, WRITE, "(sysreg-write (id %num) (tid %cpu) (sysreg %name) (value %hex)*", DOC},
	{SHAPE_LINE, WRITE, "(msr (id %num) (tid %cpu) (sysreg %name) (value %hex)*", DOC ", example"},
	{SHAPE_LINE, WRITE, "(sysreg-write %num %cpu %name %hex*", DOC ", condensed"},
	OTHER_RECORD("mem-write"),
	OTHER_RECORD("mem-read"),
	OTHER_RECORD("mem-init"),
	OTHER_RECORD("mem-free"),
	OTHER_RECORD("mem-set"),
	OTHER_RECORD("barrier"),
	OTHER_RECORD("tlbi"),
	OTHER_RECORD("hint"),
	OTHER_RECORD("lock"),
	OTHER_RECORD("trylock"),
	OTHER_RECORD("unlock"),
	{SHAPE_LINE, OTHER, "! %rest", DOC ": casemate's own verdict"},
};

static void line(struct el2_trace *t, unsigned id, const struct match *m)
{
	el2_event *e;

	if (id == OTHER) {
		reader_note(t, NULL);
		return;
	}
	e = reader_emit(t, EL2_EVENT_REGISTERS);
	e->cpu = (uint32_t)m->v[FIELD_cpu].value;
	event_add_register(e, m->text[FIELD_name], m->v[FIELD_hex]);
}

const struct format format_casemate = {.rows = rows, .row_count = sizeof rows / sizeof *rows, .line = line};
