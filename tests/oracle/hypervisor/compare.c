/* SPDX-License-Identifier: MIT */
/*
 * policy against the real code: the same exceptions, asked of the rows for a recorded kernel and of the kernel itself.
 *
 *     oracle_hypervisor RECORDING [RANDOM [SEED]]
 *
 * All SYS64 syndromes in both directions, then RANDOM exceptions: SMCs with ids as firmware has them, SYS64, and other
 * classes. Aborts are left out: policy answers them by the owner of the page, which a recording does not tell.
 */
#include "snippet/recorded.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct oracle {
	struct cli_session session;
	el2_hypervisor policy;
	uint64_t asked, differ, unknown, firmware, shown;
	uint64_t actions[EL2_ACTION_UNMODELLED + 1];
};

static uint64_t next(uint64_t *seed)
{
	uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static uint64_t x0_after(const el2_response *r, uint64_t x0)
{
	return r->writes & 1 ? r->x[0] : x0;
}

/* What EL2 answers with a call of firmware in its own name is SERVE, without a value, to policy. */
static bool asks_firmware(const el2_response *a, const el2_response *b)
{
	return a->action == EL2_ACTION_SERVE && !(a->writes & 1) && a->skip && b->action == EL2_ACTION_FORWARD;
}

static bool same(const el2_response *a, const el2_response *b, uint64_t x0)
{
	if (a->action != b->action)
		return false;
	if (a->action == EL2_ACTION_INJECT)
		return a->injected.esr == b->injected.esr && a->injected.elr == b->injected.elr &&
		       a->injected.spsr == b->injected.spsr && a->injected.pstate == b->injected.pstate &&
		       a->injected.vector == b->injected.vector;
	if (a->action == EL2_ACTION_SERVE && (a->writes & 1) && a->skip)
		return a->skip == b->skip && x0_after(a, x0) == x0_after(b, x0);
	return true;
}

static void ask(struct oracle *o, uint64_t esr, uint64_t x0)
{
	el2_state *s = &o->session.state;
	el2_response ours = {0}, theirs = {0};
	el2_exception taken;

	s->x[0] = x0;
	el2_exception_build(s, 2, esr, s->pc + (EL2_ESR_EC(esr) == EL2_EC_HVC64 ? 4 : 0), &taken);
	o->policy.handle(o->policy.context, s, &taken, &ours, NULL);
	o->session.driver.handle(o->session.driver.context, s, &taken, &theirs, NULL);
	o->asked++;
	o->actions[theirs.action]++;
	if (theirs.action == EL2_ACTION_UNMODELLED || ours.action == EL2_ACTION_UNMODELLED) {
		o->unknown++;
	} else if (asks_firmware(&ours, &theirs)) {
		o->firmware++;
	} else if (!same(&ours, &theirs, x0)) {
		o->differ++;
		if (o->shown++ < 40)
			printf("ESR 0x%08" PRIx64 " x0 0x%" PRIx64 ": policy %s x0 0x%" PRIx64 " esr 0x%" PRIx64
			       ", the kernel %s x0 0x%" PRIx64 " esr 0x%" PRIx64 " (%s)\n",
			       esr, x0, el2_action_name(ours.action), ours.x[0], ours.injected.esr,
			       el2_action_name(theirs.action), theirs.x[0], theirs.injected.esr,
			       theirs.what ? theirs.what : "");
	}
}

static void all_sys64(struct oracle *o)
{
	for (uint32_t n = 0; n < 1u << 17; n++) /* ISS without Rt */
		ask(o, EL2_ESR(EL2_EC_SYS64, (n >> 5 << 10) | (n & 31)), 0);
}

static void random_one(struct oracle *o, uint64_t *seed)
{
	static const uint32_t ids[] = {0x84000000, 0xc4000000, 0x80000000, 0xc0000000, 0x85000000, 0xc6000000};
	uint64_t r = next(seed), what = next(seed);
	unsigned ec;

	switch (r & 3) {
	case 0:
		ask(o, EL2_ESR(EL2_EC_SMC64, 0), ids[what % 6] | (what >> 8 & (what & 64 ? 0xff : 0xffff)));
		break;
	case 1:
		ask(o, EL2_ESR(EL2_EC_SMC64, what & 0xffff), next(seed));
		break;
	case 2:
		ask(o, EL2_ESR(EL2_EC_SYS64, what & 0x3fffff), next(seed));
		break;
	default:
		ec = what >> 32 & 63;
		if (ec != EL2_EC_HVC64 && ec != EL2_EC_IABT_LOW && ec != EL2_EC_DABT_LOW && ec != EL2_EC_IABT_CUR &&
		    ec != EL2_EC_DABT_CUR)
			ask(o, EL2_ESR(ec, what & 0x1ffffff), 0);
		break;
	}
}

int main(int argc, char **argv)
{
	static struct oracle o;
	struct cli_options options;
	el2_error error = {0};
	uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 0) : 100000,
		 seed = argc > 3 ? strtoull(argv[3], NULL, 0) : 1;
	char name[128];

	if (argc < 2) {
		fputs("usage: oracle_hypervisor RECORDING [RANDOM [SEED]]\n", stderr);
		return 2;
	}
	if (cli_options_init(&options, &error) == EL2_OK) {
		options.recording = argv[1];
		cli_session_open(&o.session, &options, &error);
	}
	if (error.status != EL2_OK) {
		fprintf(stderr, "oracle_hypervisor: %s\n", error.message);
		return 3;
	}
	o.policy = el2_boot_hypervisor(&o.session.boot);
	o.session.state.pc = UINT64_C(0xffff800080001000);
	all_sys64(&o);
	for (uint64_t i = 0, s = seed; i < count; i++)
		random_one(&o, &s);
	printf("%s: asked %" PRIu64 " (seed %" PRIu64 "), differ %" PRIu64 ", unmodelled %" PRIu64
	       ", asking firmware %" PRIu64 ";",
	       cli_session_name(&o.session, name, sizeof name), o.asked, seed, o.differ, o.unknown, o.firmware);
	for (unsigned i = 0; i <= EL2_ACTION_UNMODELLED; i++)
		if (o.actions[i])
			printf(" %s %" PRIu64, el2_action_name((el2_action)i), o.actions[i]);
	putchar('\n');
	cli_recorded_close_all();
	return o.differ ? 1 : 0;
}
