/* SPDX-License-Identifier: MIT */
#include "model/rules/rules.h"
#include "model/rules/access_table.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *id, *text, *source;
} model_rules[] = {
#define EL2_MODEL_RULE(name, id, text, source) {id, text, source},
#include "model/rules/rules.def"
};

size_t el2_rule_count(unsigned table)
{
	switch (table) {
	case EL2_RULES_ACCESS:
		return el2_row_count;
	case EL2_RULES_MODEL:
		return EL2_MODEL_RULE_COUNT;
	default:
		return 0;
	}
}

/* The accessor that has the row: they are in order of their first rows. */
static const el2_accessor *accessor_of(uint32_t row)
{
	size_t low = 0, high = el2_accessor_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (el2_accessors[middle].first <= row)
			low = middle;
		else
			high = middle;
	}
	return &el2_accessors[low];
}

static void access_info(uint32_t row, el2_rule_info *info)
{
	snprintf(info->id, sizeof info->id, "%s", el2_row_ids[row]);
	snprintf(info->text, sizeof info->text, "%s", el2_row_texts[row]);
	snprintf(info->source, sizeof info->source, "%s", el2_rule_sources[accessor_of(row)->source]);
}

bool el2_rule_info_get(el2_rule rule, el2_rule_info *info)
{
	uint32_t row = EL2_RULE_ROW(rule);

	if (row >= el2_rule_count(EL2_RULE_TABLE(rule)))
		return false;
	if (EL2_RULE_TABLE(rule) == EL2_RULES_ACCESS) {
		access_info(row, info);
		return true;
	}
	snprintf(info->id, sizeof info->id, "%s", model_rules[row].id);
	snprintf(info->text, sizeof info->text, "%s", model_rules[row].text);
	snprintf(info->source, sizeof info->source, "%s", model_rules[row].source);
	return true;
}
