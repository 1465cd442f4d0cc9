/* SPDX-License-Identifier: MIT */
#include "cli/show/controls.h"

#include <string.h>

#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

const char *cli_control_register(const struct cli_control *control)
{
	const el2_sysreg_info *row = el2_sysreg_get(control->reg);

	return row ? row->name : "PSTATE";
}

/* A register or PSTATE by the name that ends before a dot. */
static bool find_register(const char *name, size_t length, el2_sysreg *reg)
{
	char text[48];

	if (length >= sizeof text)
		return false;
	memcpy(text, name, length);
	text[length] = '\0';
	*reg = strcmp(text, "PSTATE") ? el2_sysreg_by_name(text) : EL2_SYSREG_NONE;
	return (*reg != EL2_SYSREG_NONE && *reg < EL2_SYSREG_REGISTERS) || !strcmp(text, "PSTATE");
}

/* The field name at walk->text, which is moved behind it. */
static bool take_field(struct cli_controls *w, struct cli_control *c)
{
	size_t length = strspn(w->text, NAME_CHARACTERS);
	const char *name = w->text;

	w->text += length;
	if (!length || length >= sizeof c->field || !el2_field_find(w->reg, name, length, &c->msb, &c->lsb))
		return false;
	c->reg = w->reg;
	memcpy(c->field, name, length);
	c->field[length] = '\0';
	return true;
}

bool cli_controls_next(struct cli_controls *w, struct cli_control *c)
{
	while (*w->text) {
		size_t length;

		if (w->in_list) {
			bool found;

			if (*w->text == '<' || *w->text == ',')
				w->text++;
			found = take_field(w, c);
			w->in_list = *w->text == ',';
			if (found)
				return true;
			continue;
		}
		length = strspn(w->text, NAME_CHARACTERS);
		if (length && w->text[length] == '.' && find_register(w->text, length, &w->reg)) {
			w->text += length + 1;
			w->in_list = *w->text == '<';
			if (!w->in_list && take_field(w, c))
				return true;
			continue;
		}
		w->text += length ? length : 1;
	}
	return false;
}
