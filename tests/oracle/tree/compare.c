/* SPDX-License-Identifier: MIT */
/*
 * Two hypervisors, the same exceptions: a policy of one's own against the kernel of a boot, or a recording.
 *
 *     oracle_tree BOOT OPTIONS... --policy FILE
 *
 * All SYS64 syndromes at EL1 and EL0, as the boot leaves HCR_EL2 and with ATA and TID5 the other way; then each other
 * class but calls and aborts. A recording answers with its own HCR_EL2, and about x0 alone: Rt makes no difference to
 * it.
 */
#include "cli/case/policy.h"

#include <inttypes.h>
#include <string.h>

struct oracle {
	struct cli_session session;
	uint64_t asked, differ, unknown;
	uint64_t actions[EL2_ACTION_UNMODELLED + 1];
};

static bool same(const el2_response *a, const el2_response *b)
{
	const el2_exception *x = &a->injected, *y = &b->injected;

	if (a->action != b->action)
		return false;
	if (a->action == EL2_ACTION_INJECT)
		return x->esr == y->esr && x->elr == y->elr && x->spsr == y->spsr && x->vector == y->vector &&
		       x->pstate == y->pstate;
	return a->action != EL2_ACTION_SERVE || a->skip == b->skip;
}

static void ask(struct oracle *o, uint64_t esr)
{
	const el2_state *s = &o->session.state;
	el2_response kernel = {0}, own = {0};
	el2_exception taken;

	el2_exception_build(s, 2, esr, s->pc, &taken);
	o->session.kernel.handle(o->session.kernel.context, s, &taken, &kernel, NULL);
	o->session.driver.handle(o->session.driver.context, s, &taken, &own, NULL);
	o->asked++;
	o->actions[own.action]++;
	if (own.action == EL2_ACTION_UNMODELLED || kernel.action == EL2_ACTION_UNMODELLED) {
		o->unknown++;
	} else if (!same(&kernel, &own) && o->differ++ < 20) {
		printf("ESR 0x%08" PRIx64 " EL%u: the kernel %s, ESR_EL1 0x%" PRIx64 " PSTATE 0x%" PRIx32
		       "; the policy %s, 0x%" PRIx64 " 0x%" PRIx32 "\n",
		       esr, el2_el(s), el2_action_name(kernel.action), kernel.injected.esr, kernel.injected.pstate,
		       el2_action_name(own.action), own.injected.esr, own.injected.pstate);
	}
}

/* Calls and aborts are answered by functions that are not compiled in. */
static bool is_left_out(unsigned ec)
{
	return ec == EL2_EC_SYS64 || ec == EL2_EC_HVC64 || ec == EL2_EC_SMC64 || ec == EL2_EC_IABT_LOW ||
	       ec == EL2_EC_DABT_LOW;
}

static void ask_all(struct oracle *o, bool recorded)
{
	for (uint32_t iss = 0; iss < 1u << 22; iss++)
		if (!recorded || !(iss >> 5 & 31))
			ask(o, EL2_ESR(EL2_EC_SYS64, iss));
	for (unsigned ec = 0; ec < 64; ec++)
		if (!is_left_out(ec))
			ask(o, EL2_ESR(ec, 0));
}

int main(int argc, char **argv)
{
	static struct oracle o;
	struct cli_options options;
	struct cli_option_set set = {cli_boot_options, cli_boot_option_count, &options, NULL};
	struct cli_words words = {argv + 1, NULL, (size_t)argc - 1, NULL};
	unsigned ata = 0, tid5 = 0, msb;
	el2_error error = {0};
	size_t operands;
	char name[128];
	uint64_t hcr;

	cli_session_set_policy_reader(cli_policy_open);
	if (cli_options_init(&options, &error) != EL2_OK ||
	    cli_options_parse(&set, 1, &words, &operands, &error) != EL2_OK ||
	    cli_session_open(&o.session, &options, &error) != EL2_OK) {
		fprintf(stderr, "oracle_tree: %s: %s\n", error.file, error.message);
		return 3;
	}
	o.session.state.pc = UINT64_C(0xffff800080001000);
	hcr = o.session.state.sysreg[EL2_SYSREG_HCR_EL2];
	el2_field_find(EL2_SYSREG_HCR_EL2, "ATA", 3, &msb, &ata);
	el2_field_find(EL2_SYSREG_HCR_EL2, "TID5", 4, &msb, &tid5);
	for (unsigned n = 0; n < 8; n++) {
		uint64_t other = (uint64_t)(n & 1) << ata | (uint64_t)(n >> 1 & 1) << tid5;

		if (other && options.recording)
			continue;
		o.session.state.sysreg[EL2_SYSREG_HCR_EL2] = hcr ^ other;
		el2_set_el(&o.session.state, n >> 2);
		ask_all(&o, options.recording);
	}
	printf("%s: asked %" PRIu64 ", differ %" PRIu64 ", not known to one %" PRIu64 ";",
	       cli_session_name(&o.session, name, sizeof name), o.asked, o.differ, o.unknown);
	for (unsigned i = 0; i <= EL2_ACTION_UNMODELLED; i++)
		if (o.actions[i])
			printf(" %s %" PRIu64, el2_action_name((el2_action)i), o.actions[i]);
	putchar('\n');
	cli_recorded_close_all();
	cli_policy_close_all();
	return o.differ ? 1 : 0;
}
