/* SPDX-License-Identifier: MIT */
/* An SMC of the host that arrives at EL2: handle_host_smc() of kvm/hyp/nvhe/hyp-main.c. */
#include "policy/handle.h"
#include "policy/kernels.h"

#define CALL_HINTS          UINT64_C(0x10000) /* ARM_SMCCC_CALL_HINTS */
#define FFA_ERROR           UINT64_C(0x84000060)
#define FFA_INVALID         (UINT64_MAX - 1) /* FFA_RET_INVALID_PARAMETERS: -2 */
#define FFA_MAJOR(version)  ((version) >> 16 & 0x7fff)
#define NOT_SUPPORTED_VALUE UINT64_MAX

enum answer {
	FORWARD,
	OWN,
	NOT_SUPPORTED,
	FFA_UNKNOWN,
	FFA_VERSION,
};

static enum answer answer_to(uint32_t id, unsigned columns, el2_rule *which)
{
#define k(column) (columns & EL2_K_##column)
#define EL2_SMC(first, last, condition, answer, rule)                                                                  \
	if (id >= (first) && id <= (last) && (condition)) {                                                            \
		*which = EL2_POLICY_RULE_OF(rule);                                                                     \
		return answer;                                                                                         \
	}
#include "policy/smc.def"
#undef k
	*which = EL2_POLICY_RULE_OF(SMC);
	return FORWARD;
}

static void write_x(el2_response *r, unsigned n, uint64_t value)
{
	r->writes |= 1u << n;
	r->x[n] = value;
}

/* ffa_set_retval(): x0 to x3, from 7.0 on x0 to x17. */
static void ffa_error(el2_response *r, bool wide)
{
	write_x(r, 0, FFA_ERROR);
	for (unsigned n = 1; n < (wide ? 18 : 4); n++)
		write_x(r, n, 0);
	write_x(r, 2, FFA_INVALID);
	r->what = "FF-A: EL2 answers FFA_ERROR, INVALID_PARAMETERS: no version has been negotiated; no SMC is made";
}

bool el2_smc_is_relayed(uint64_t id)
{
	return ((uint32_t)(id & ~CALL_HINTS) & 0xbfffffe0) == 0x84000000;
}

void el2_handle_smc(const struct trap *t)
{
	unsigned columns = el2_kernel_columns(t->boot->config.kernel);
	uint64_t id = t->state->x[0] & ~CALL_HINTS;
	el2_response *r = t->response;
	el2_rule which;

	r->handler = "smc";
	r->skip = true;
	r->action = EL2_ACTION_SERVE;
	if ((columns & EL2_K_SMC_STRICT) &&
	    trap_rule(t, (t->taken->esr & 0xffff) || id >> 32, EL2_POLICY_RULE_OF(SMC_STRICT))) {
		write_x(r, 0, NOT_SUPPORTED_VALUE);
		r->what = "x0 = -1 (NOT_SUPPORTED), and the SMC is skipped";
		return;
	}
	enum answer answer = answer_to((uint32_t)id, columns, &which);

	trap_rule(t, true, which);
	switch (answer) {
	case FORWARD:
		r->action = EL2_ACTION_FORWARD;
		r->what = "the SMC is made at EL3 in the host's place, and the host goes on behind it";
		break;
	case OWN:
		r->what = "PSCI: EL2 calls firmware itself, so that the CPU comes back through EL2";
		break;
	case NOT_SUPPORTED:
		write_x(r, 0, NOT_SUPPORTED_VALUE);
		r->what = "PSCI: EL2 answers x0 = -1 (NOT_SUPPORTED); no SMC is made";
		break;
	case FFA_UNKNOWN:
		ffa_error(r, columns & EL2_K_FFA_WIDE);
		break;
	case FFA_VERSION:
		r->what = "FF-A: EL2 answers with its own version";
		if (FFA_MAJOR(t->state->x[1]) != 1) {
			write_x(r, 0, NOT_SUPPORTED_VALUE);
			r->what = "FF-A: EL2 answers x0 = -1 (NOT_SUPPORTED); no SMC is made";
		}
		break;
	}
}
