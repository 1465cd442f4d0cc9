/* SPDX-License-Identifier: MIT */
/* Questions to the table: an instruction of each accessor, and an answer. */
#include "tests/oracle/mutants/mutants.h"

#include <string.h>

el2_insn mutants_insn[8192];

static const struct witness *asked;

/* In place of el2_facts() (a linker's --wrap): rows are what is broken here, so computed facts are as the solver says.
 */
void __wrap_el2_facts(const el2_state *state, const el2_insn *insn, const uint64_t wanted[EL2_FACT_WORDS],
		      uint64_t facts[EL2_FACT_WORDS]);

void __wrap_el2_facts(const el2_state *state, const el2_insn *insn, const uint64_t wanted[EL2_FACT_WORDS],
		      uint64_t facts[EL2_FACT_WORDS])
{
	(void)state;
	(void)insn;
	(void)wanted;
	memcpy(facts, asked->facts, sizeof asked->facts);
}

void mutants_ask(const struct witness *w, el2_arch_result *answer)
{
	asked = w;
	el2_check(&w->state, &w->insn, answer, NULL);
}

bool mutants_same_answer(const el2_arch_result *a, const el2_arch_result *b)
{
	if (a->outcome != b->outcome || a->accessed != b->accessed || a->redirected != b->redirected ||
	    a->unpredictable != b->unpredictable)
		return false;
	return a->outcome != EL2_TAKES || (a->exception.el == b->exception.el && a->exception.esr == b->exception.esr &&
					   a->exception.elr == b->exception.elr);
}

static void find_implementation_defined(void)
{
	static const unsigned forms[EL2_IMPDEF_KINDS] = {EL2_FORM_MRS, EL2_FORM_MSR,  EL2_FORM_MRRS, EL2_FORM_MSRR,
							 EL2_FORM_SYS, EL2_FORM_SYSL, EL2_FORM_SYSP};

	for (unsigned k = 0; k < EL2_IMPDEF_KINDS; k++)
		if (el2_accessor_of_impdef[k])
			mutants_insn[el2_accessor_of_impdef[k] - 1] = (el2_insn){
				.form = (uint16_t)forms[k],
				.key = EL2_SYSREG_KEY(k < EL2_IMPDEF_SYS ? 3 : 1, 0, 15, 0, 0),
				.cls = EL2_CLASS_SYSTEM,
			};
}

void mutants_find_instructions(void)
{
	static const unsigned forms[EL2_ACCESSOR_KINDS] = {EL2_FORM_MRS, EL2_FORM_MSR, EL2_FORM_MRRS, EL2_FORM_MSRR,
							   EL2_FORM_MSR_IMM};

	for (unsigned f = EL2_FORM_COUNT; f-- > 0;)
		if (el2_accessor_of_form[f])
			mutants_insn[el2_accessor_of_form[f] - 1] =
				(el2_insn){.form = (uint16_t)f, .cls = f ? EL2_CLASS_EXCEPTION : EL2_CLASS_UNKNOWN};
	find_implementation_defined();
	for (unsigned k = 0; k < EL2_ACCESSOR_KINDS; k++)
		for (unsigned i = 1; i < EL2_SYSREG_COUNT; i++) {
			const el2_sysreg_info *info = el2_sysreg_get((el2_sysreg)i);

			if (!el2_accessor_of_sysreg[k][i])
				continue;
			mutants_insn[el2_accessor_of_sysreg[k][i] - 1] = (el2_insn){
				.form = (uint16_t)(i < EL2_SYSREG_REGISTERS  ? forms[k]
						   : info->access & EL2_EXEC ? EL2_FORM_SYS
									     : EL2_FORM_SYSP),
				.sysreg = (uint16_t)i,
				.key = info->key,
				.cls = EL2_CLASS_SYSTEM,
			};
		}
}
