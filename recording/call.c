/* SPDX-License-Identifier: MIT */
/* A function of the recorded EL2, called from outside; and what its boot would have done with other firmware. */
#include "model/bytes.h"
#include "recording/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint8_t *recorded_descriptions(void)
{
	return calloc(FFA_REGIONS, FFA_DESCRIPTOR);
}

bool el2_recorded_call(el2_recorded *r, uint64_t function, const uint64_t *arguments, size_t count, uint64_t *result)
{
	el2_state *s = &r->s;

	*s = r->now;
	for (size_t n = 0; n < count && n < 8; n++)
		s->x[n] = arguments[n];
	s->x[30] = RECORDED_CALLER;
	s->pc = function;
	s->pstate = EL2_PSTATE_DAIF | 2u << 2 | EL2_PSTATE_SP;
	s->exclusive_size = 0;
	r->elr = RECORDED_CALLER;
	r->called = true;
	recorded_run(r);
	r->called = false;
	*result = s->x[0];
	return r->last.end == EL2_RECORDED_RETURN;
}

/* ---- FF-A ---- */

/* What it takes, of Linux: its function, the pointer to its pages, and what the host has told of firmware. */
#define INIT   "__kvm_nvhe_hyp_ffa_init"
#define PAGES  "__kvm_nvhe_ffa_proxy_pages"
#define CONFIG "__kvm_nvhe_kvm_host_psci_config"
#define CONFIG_SMCCC                                                                                                   \
	4u /* its second number, u32: the version of SMCCC. struct kvm_host_psci_config, asm/kvm_host.h                \
	    */
#define SMCCC_1_2 0x10002u

static bool read_number(const el2_recorded *r, const char *symbol, uint64_t offset, unsigned size, uint64_t *value)
{
	const el2_recorded_symbol *at = el2_recording_symbol(r->recording, symbol);
	uint8_t bytes[8] = {0};

	if (!at || !el2_memory_read(r->memory, at->pa + offset, bytes, size))
		return false;
	*value = load_le(bytes, size);
	return true;
}

static bool write_smccc(el2_recorded *r, uint64_t version)
{
	const el2_recorded_symbol *at = el2_recording_symbol(r->recording, CONFIG);
	uint8_t bytes[4];

	store_le(bytes, sizeof bytes, version);
	return el2_memory_write(r->memory, at->pa + CONFIG_SMCCC, bytes, sizeof bytes);
}

/* Where EL2 executes a function of its code. */
static bool code_address(const el2_recording *recording, uint64_t pa, uint64_t *va)
{
	const el2_recorded_range *code = el2_recording_code(recording);

	if (!code || pa - code->pa >= code->size)
		return false;
	*va = code->va + (pa - code->pa);
	return true;
}

bool el2_recorded_boot_ffa(el2_recorded *r, const char **why)
{
	const el2_recorded_symbol *init = el2_recording_symbol(r->recording, INIT);
	uint64_t smccc, pages, function, result;
	struct firmware before = r->firmware;

	*why = NULL;
	if (!init || !code_address(r->recording, init->pa, &function))
		*why = "the recorded kernel has no hyp_ffa_init()";
	else if (!read_number(r, PAGES, 0, 8, &pages) || !pages)
		*why = "the recorded kernel has laid no pages aside for FF-A (ffa_proxy_pages): it is not in protected "
		       "mode";
	else if (!read_number(r, CONFIG, CONFIG_SMCCC, 4, &smccc))
		*why = "the recording has no kvm_host_psci_config";
	if (!*why && !r->descriptions && !(r->descriptions = recorded_descriptions()))
		*why = "out of memory";
	if (*why)
		return false;
	r->firmware.kind = EL2_FIRMWARE_FFA;
	if (smccc < SMCCC_1_2)
		write_smccc(r, SMCCC_1_2);
	if (el2_recorded_call(r, function, &pages, 1, &result) && !result && r->last.smcs)
		return true;
	if (r->last.end == EL2_RECORDED_RETURN)
		snprintf(r->last.what, sizeof r->last.what, "hyp_ffa_init() returns %d after %u SMCs", (int)result,
			 r->last.smcs);
	*why = r->last.what;
	r->firmware = before;
	write_smccc(r, smccc);
	return false;
}
