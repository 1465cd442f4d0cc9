/* SPDX-License-Identifier: MIT */
#include "replay/replay.h"

static const char *const texts[EL2_UNKNOWN_COUNT] = {
	"",
#define EL2_UNKNOWN_ROW(id, text) text,
#include "replay/judge/unknowns.def"
};

static const char *const names[EL2_JUDGEMENTS] = {"agree", "disagree", "cannot judge", "context"};

const char *el2_unknown_text(el2_unknown u)
{
	return (unsigned)u < EL2_UNKNOWN_COUNT ? texts[u] : "?";
}

const char *el2_judged_name(el2_judged judged)
{
	return (unsigned)judged < EL2_JUDGEMENTS ? names[judged] : "?";
}
