/* SPDX-License-Identifier: MIT */
/* The instruction rows as an array, and the names of classes. */
#include "decoder/insns.h"
#include "decoder/internal.h"

static const el2_form_info forms[EL2_FORM_COUNT] = {
#define EL2_INSN(form, op_, variant_, syntax_, mask_, value_, should_be_, class_, features_, min_el_, layout, tag,     \
		 data, exec_, source_)                                                                                 \
	[EL2_FORM_##form] = {.op = op_,                                                                                \
			     .variant = variant_,                                                                      \
			     .syntax = syntax_,                                                                        \
			     .features = features_,                                                                    \
			     .source = source_,                                                                        \
			     .mask = mask_,                                                                            \
			     .value = value_,                                                                          \
			     .should_be = should_be_,                                                                  \
			     .cls = EL2_CLASS_##class_,                                                                \
			     .min_el = min_el_,                                                                        \
			     .operands = EL2_OPERANDS_##layout,                                                        \
			     .tag_effect = EL2_TAG_##tag,                                                              \
			     .data_effect = EL2_DATA_##data},
#include "decoder/insns.def"
};

static const char *const class_names[EL2_CLASS_COUNT] = {
	[EL2_CLASS_UNKNOWN] = "unknown",     [EL2_CLASS_UNDEFINED] = "undefined", [EL2_CLASS_GENERAL] = "general",
	[EL2_CLASS_MEMORY] = "memory",       [EL2_CLASS_SIMD] = "simd",           [EL2_CLASS_EXCEPTION] = "exception",
	[EL2_CLASS_SYSTEM] = "system",       [EL2_CLASS_TAG_ARITH] = "tag-arith", [EL2_CLASS_TAG_LOAD] = "tag-load",
	[EL2_CLASS_TAG_STORE] = "tag-store", [EL2_CLASS_TAG_BULK] = "tag-bulk",   [EL2_CLASS_TAG_CMO] = "tag-cmo",
	[EL2_CLASS_SYSREG] = "sysreg",       [EL2_CLASS_PSTATE] = "pstate",
};

const el2_form_info *el2_form_get(el2_form form)
{
	if ((unsigned)form == EL2_FORM_NONE || (unsigned)form >= EL2_FORM_COUNT)
		return NULL;
	return &forms[form];
}

const char *el2_class_name(el2_class c)
{
	return (unsigned)c < EL2_CLASS_COUNT ? class_names[c] : "?";
}
