/* SPDX-License-Identifier: MIT */
/* The control bits that a rule names in its text: "HCR_EL2.ATA=0", "HCR_EL2.<E2H,TGE>=11". */
#ifndef EL2TRAP_CLI_CONTROLS_H
#define EL2TRAP_CLI_CONTROLS_H

#include "model/model.h"

#define CLI_FIELD_MAX 40

struct cli_control {
	el2_sysreg reg; /* EL2_SYSREG_NONE: PSTATE */
	unsigned msb, lsb;
	char field[CLI_FIELD_MAX];
};

/* A walk over a text. Set `text` and zero the rest. */
struct cli_controls {
	const char *text;
	el2_sysreg reg;  /* of the list that the walk is in */
	bool in_list;
};

/* The next control in the text that fields.def has; false at the end. */
bool cli_controls_next(struct cli_controls *walk, struct cli_control *control);

/* Name of its register: "HCR_EL2", "PSTATE". */
const char *cli_control_register(const struct cli_control *control);

#endif
