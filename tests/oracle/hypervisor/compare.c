/* SPDX-License-Identifier: MIT */
/*
 * policy against the real code: the same exceptions, asked of the rows for a recorded kernel and of the kernel itself.
 *
 *     oracle_hypervisor RECORDING [RANDOM [SEED]]
 *
 * All SYS64 syndromes in both directions; aborts on a page of the host, of the hypervisor, and where there is no
 * memory; then RANDOM exceptions: SMCs with ids as firmware has them, SYS64, and other classes. Hypercalls are no
 * matter of policy: what each id comes to with arguments of 0 and with sensible ones is counted, and said where it ends
 * in EL2.
 */
#include "model/bits.h"
#include "model/machine.h"
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

static void ask_taken(struct oracle *o, const el2_exception *taken, uint64_t x0)
{
	el2_state *s = &o->session.state;
	el2_response ours = {0}, theirs = {0};
	uint64_t esr = taken->esr;

	s->x[0] = x0;
	o->policy.handle(o->policy.context, s, taken, &ours, NULL);
	o->session.driver.handle(o->session.driver.context, s, taken, &theirs, NULL);
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

static void ask(struct oracle *o, uint64_t esr, uint64_t x0)
{
	el2_exception taken;

	el2_exception_build(&o->session.state, 2, esr, o->session.state.pc, &taken);
	ask_taken(o, &taken, x0);
}

/* ---- aborts: translation faults of the host's stage 2, which protected mode alone has ------------------------------
 */

/* A page of RAM that EL2 does not map: the host's. */
static uint64_t hosts_page(const el2_recording *r)
{
	uint64_t pa = UINT64_C(0x7f000000);

	while (el2_recording_page(r, pa))
		pa -= EL2_RECORDING_PAGE;
	return pa;
}

static void ask_abort(struct oracle *o, unsigned ec, uint64_t iss, uint64_t pa, el2_owner owner)
{
	el2_exception taken;

	el2_exception_build(&o->session.state, 2, EL2_ESR(ec, iss), o->session.state.pc, &taken);
	taken.far = UINT64_C(0xffff800081000000) | (pa & 0xfff);
	taken.hpfar = pa >> 12 << 4;
	taken.far_valid = taken.hpfar_valid = taken.page_known = true;
	taken.page_owner = (uint8_t)owner;
	ask_taken(o, &taken, 0);
}

static void aborts(struct oracle *o)
{
	const el2_recording *r = cli_recorded_file(&o->session);
	const struct {
		uint64_t pa;
		el2_owner owner;
	} pages[] = {
		{hosts_page(r), EL2_OWNER_HOST},
		{o->session.state.sysreg[EL2_SYSREG_TTBR0_EL2] & UINT64_C(0xfffffffff000), EL2_OWNER_HYP},
		{UINT64_C(0x09000000), EL2_OWNER_MMIO},
		{UINT64_C(0x100000000), EL2_OWNER_MMIO}, /* no memory counts as MMIO */
	};

	if (!EL2_GET(&o->session.state, HCR_EL2, VM))
		return;
	for (size_t p = 0; p < sizeof pages / sizeof *pages; p++)
		for (unsigned n = 0; n < 16; n++) {
			el2_set_el(&o->session.state, n & 1);
			ask_abort(o, EL2_EC_IABT_LOW, 4 + (n >> 2), pages[p].pa, pages[p].owner);
			ask_abort(o, EL2_EC_DABT_LOW, (n >> 1 & 1) << 6 | (4 + (n >> 2)), pages[p].pa, pages[p].owner);
		}
	el2_set_el(&o->session.state, 1);
}

/* ---- hypercalls: KVM_HOST_SMCCC_ID() of Linux asm/kvm_asm.h, and those of the boot stub -----------------------------
 */

enum {
	CALLS = 128,
	STUB_CALLS = 4,
};

struct ends {
	unsigned count[EL2_ACTION_UNMODELLED + 1];
};

static void call(struct oracle *o, uint64_t id, const uint64_t arguments[4], struct ends *ends)
{
	el2_state *s = &o->session.state;
	el2_response response = {0};
	el2_exception taken;

	s->x[0] = id;
	memcpy(s->x + 1, arguments, 4 * sizeof *arguments);
	el2_exception_build(s, 2, EL2_ESR(EL2_EC_HVC64, 0), s->pc + 4, &taken);
	o->session.driver.handle(o->session.driver.context, s, &taken, &response, NULL);
	ends->count[response.action]++;
	if (response.action == EL2_ACTION_PANIC || response.action == EL2_ACTION_UNMODELLED)
		printf("  hypercall 0x%" PRIx64 "(0x%" PRIx64 ", 0x%" PRIx64 ", 0x%" PRIx64 ", 0x%" PRIx64
		       "): %s: %s\n",
		       id, arguments[0], arguments[1], arguments[2], arguments[3], el2_action_name(response.action),
		       response.what);
	memset(s->x + 1, 0, 4 * sizeof *arguments);
}

static void calls(struct oracle *o)
{
	const uint64_t pfn = hosts_page(cli_recorded_file(&o->session)) / EL2_RECORDING_PAGE,
		       kernel = o->session.state.sysreg[EL2_SYSREG_VBAR_EL1];
	const uint64_t arguments[][4] = {{0}, {pfn, 1, 1, 0}, {kernel, kernel, kernel, kernel}};
	struct ends ends = {{0}};

	for (uint64_t id = 0; id < STUB_CALLS; id++)
		call(o, id, arguments[0], &ends);
	for (uint64_t id = 0; id < CALLS; id++)
		for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
			call(o, 0xc6000000 | id, arguments[i], &ends);
	printf("  %d ids of hypercalls:", STUB_CALLS + CALLS);
	for (unsigned i = 0; i <= EL2_ACTION_UNMODELLED; i++)
		if (ends.count[i])
			printf(" %s %u", el2_action_name((el2_action)i), ends.count[i]);
	putchar('\n');
	o->unknown += ends.count[EL2_ACTION_UNMODELLED];
}

/* ---- all of it -----------------------------------------------------------------------------------------------------
 */

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
	aborts(&o);
	calls(&o);
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
