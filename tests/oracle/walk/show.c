/* SPDX-License-Identifier: MIT */
/* A case in full: registers, tables, both answers. */
#include "tests/oracle/walk/walk_oracle.h"

#include <inttypes.h>

static void show_answer(FILE *out, const char *who, const struct ow_question *q)
{
	const struct ow_answer *a = &q->answer;

	fprintf(out, "    %s", who);
	if (ow_is_at(q->what) && !a->level)
		fprintf(out, " PAR_EL1 0x%" PRIx64 "\n", a->par);
	else if (!a->level)
		fputs(" executed\n", out);
	else
		fprintf(out, " EL%" PRIu64 " ESR 0x%" PRIx64 " FAR 0x%" PRIx64 " HPFAR 0x%" PRIx64 "\n", a->level,
			a->esr, a->far, a->hpfar);
}

void ow_show_case(FILE *out, const struct ow_case *theirs, const struct ow_case *ours, const char *const *why)
{
	static const char *const names[] = {
#define OW_REGISTER(name, ...) #name,
#include "tests/oracle/walk/registers.def"
	};

	for (unsigned i = 0; i < OW_REGISTERS; i++)
		fprintf(out, "  %-11s 0x%" PRIx64 "\n", names[i], theirs->reg[i]);
	fprintf(out, "  %s%s\n", theirs->pan ? "PAN " : "", theirs->host ? "EL2&0" : "EL1&0");
	for (uint64_t i = 0; i < theirs->entries; i++) {
		const struct ow_entry *t = &theirs->entry[i], *o = &ours->entry[i];

		fprintf(out, "  [0x%" PRIx64 "] = 0x%016" PRIx64, t->at, t->before);
		if (t->after != t->before || o->after != o->before)
			fprintf(out, ", then QEMU 0x%016" PRIx64 ", the model 0x%016" PRIx64, t->after, o->after);
		fputc('\n', out);
	}
	for (uint64_t i = 0; i < theirs->questions; i++) {
		fprintf(out, "  %s 0x%" PRIx64 "\n", ow_what_name(theirs->question[i].what), theirs->question[i].va);
		show_answer(out, "QEMU ", &theirs->question[i]);
		if (why[i])
			fprintf(out, "    model does not know: %s\n", why[i]);
		else
			show_answer(out, "model", &ours->question[i]);
	}
}
