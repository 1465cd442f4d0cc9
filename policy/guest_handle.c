/* SPDX-License-Identifier: MIT */
/*
 * What is done with a guest's exception at EL2: EL2's own exit handlers, then KVM's in the host's kernel. Tables:
 * guest_ecs.def by class, guest_sysregs.def for system registers.
 */
#include "policy/guest.h"
#include "policy/handle.h"

#include "model/bits.h"

#include <string.h>

/* ---- system registers ---- */

enum answer {
	NONE, /* no row of this table holds */
	HOST,
	ID,
	ZERO,
	READ,
	WRITE,
	BOTH,
	VM,
	UNDEF,
	IDST,
	UNKNOWN,
};

/* The row's answer with its reason, as users read it. */
#define SAYS_HOST    ""
#define SAYS_ID      "KVM answers: "
#define SAYS_ZERO    "it reads as zero, and writes are ignored: "
#define SAYS_READ    "KVM emulates it: "
#define SAYS_WRITE   "KVM emulates it: "
#define SAYS_BOTH    "KVM emulates it: "
#define SAYS_VM      "KVM emulates it: "
#define SAYS_UNDEF   ""
#define SAYS_IDST    ""
#define SAYS_UNKNOWN ""

struct sys {
	const struct trap *trap;
	const el2_guest *guest;
	unsigned key;
	el2_sysreg reg;
	bool el0;
};

#define has(feature) el2_has(cpu, EL2_FEAT_##feature)
#define g(feature)   el2_has(&s->guest->cpu, EL2_FEAT_##feature)
#define k(column)    (columns & EL2_K_##column)
#define ROW(matches, answer, condition, why)                                                                           \
	if ((matches) && trap_rule(s->trap, condition, EL2_RULE(EL2_RULES_POLICY, row))) {                             \
		*what = SAYS_##answer why;                                                                             \
		return answer;                                                                                         \
	}                                                                                                              \
	row++;
#define SKIP row++;

/* What EL2 does itself. */
static enum answer ask_el2(const struct sys *s, const char **what)
{
	GUEST_TERMS(s->guest);
	const unsigned key = s->key;
	const bool el0 = s->el0;
	unsigned row = EL2_POLICY_FIRST_GUEST_SYS;

	(void)el0;
#define EL2_GUEST_HYP(name, answer, condition, why, source) ROW(s->reg == EL2_SYSREG_##name, answer, condition, why)
#define EL2_GUEST_HYP_SPACE(name, mask, match, answer, condition, why, source)                                         \
	ROW((key & (mask)) == (match), answer, condition, why)
#define EL2_GUEST_SYS(...)       SKIP
#define EL2_GUEST_SYS_SPACE(...) SKIP
#include "policy/guest_sysregs.def"
	return NONE;
}

/* What KVM in the host's kernel does. */
static enum answer ask_kvm(const struct sys *s, const char **what)
{
	GUEST_TERMS(s->guest);
	const unsigned key = s->key;
	const bool el0 = s->el0;
	unsigned row = EL2_POLICY_FIRST_GUEST_SYS;

#define EL2_GUEST_HYP(...)                                  SKIP
#define EL2_GUEST_HYP_SPACE(...)                            SKIP
#define EL2_GUEST_SYS(name, answer, condition, why, source) ROW(s->reg == EL2_SYSREG_##name, answer, condition, why)
#define EL2_GUEST_SYS_SPACE(name, mask, match, answer, condition, why, source)                                         \
	ROW((key & (mask)) == (match), answer, condition, why)
#include "policy/guest_sysregs.def"
	return NONE;
}

#undef has
#undef g
#undef k
#undef ROW

static void inject(const struct trap *t, const el2_guest *guest, uint64_t esr)
{
	trap_rule(t, true, EL2_POLICY_RULE_OF(GUEST_INJECT));
	el2_inject(t->state, t->taken, esr, guest->config.features & EL2_GUEST_MTE, t->response);
}

static void inject_undef(const struct trap *t, const el2_guest *guest)
{
	inject(t, guest, EL2_ESR(EL2_EC_UNKNOWN, 0));
}

static void serve(const struct trap *t, const char *handler, const char *what, bool skip)
{
	t->response->action = EL2_ACTION_SERVE;
	t->response->handler = handler;
	t->response->what = what;
	t->response->skip = skip;
}

/* A read that gives a value which is known. */
static void give(const struct trap *t, uint64_t value)
{
	unsigned rt = t->taken->esr >> 5 & 31;

	if (rt == 31)
		return;
	t->response->writes |= 1u << rt;
	t->response->x[rt] = value;
}

/* An ID register as the guest has it: 0 where no rule speaks of it. */
static uint64_t id_value(const struct sys *s)
{
	static const uint16_t registers[] = {
#define EL2_ID_REGISTER(name) EL2_SYSREG_##name,
#include "model/rules/id_registers.def"
	};

	for (unsigned id = 0; s->reg && id < EL2_ID_COUNT; id++)
		if (registers[id] == s->reg)
			return el2_guest_id(s->guest, (el2_id_register)id, s->trap->trail);
	return 0;
}

static void handle_sys(const struct trap *t, const el2_guest *guest)
{
	const unsigned key = el2_sys64_key(t->taken->esr);
	const bool read = t->taken->esr & 1;
	const struct sys s = {t, guest, key,
			      el2_sysreg_by_key((uint16_t)key, key >> 14 == 1 ? EL2_EXEC
							       : read         ? EL2_READ
									      : EL2_WRITE),
			      !(t->taken->spsr & EL2_PSTATE_EL)};
	const char *what = NULL;
	enum answer answer = ask_el2(&s, &what);

	if (answer == NONE || answer == HOST)
		answer = ask_kvm(&s, &what);
	t->response->what = what;
	switch (answer) {
	case ID:
		if (!read) {
			inject_undef(t, guest);
			break;
		}
		serve(t, "guest-id", what, true);
		give(t, id_value(&s));
		break;
	case ZERO:
		serve(t, "guest-sys", what, true);
		if (read)
			give(t, 0);
		break;
	case READ:
	case WRITE:
	case BOTH:
		if (answer != BOTH && read != (answer == READ))
			inject_undef(t, guest);
		else
			serve(t, "guest-sys", what, true);
		break;
	case VM:
		if (!read) {
			serve(t, "guest-sys", what, true);
			break;
		}
		t->response->action = EL2_ACTION_KILL;
		t->response->handler = "guest-bug";
		t->response->what = "BUG_ON() in the host's kernel: an oops in the program that runs the guest";
		break;
	case IDST:
		if (trap_rule(t, el2_has(&guest->cpu, EL2_FEAT_IDST), EL2_POLICY_RULE_OF(GUEST_IDST)))
			inject(t, guest, t->taken->esr);
		else
			inject_undef(t, guest);
		break;
	case UNKNOWN:
		t->response->action = EL2_ACTION_UNMODELLED;
		t->response->what = what;
		break;
	default:
		inject_undef(t, guest);
		break;
	}
}

/* ---- classes ---- */

enum end {
	END_SERVE,
	END_GO_ON,
	END_NOT_SUPPORTED,
	END_RETRY,
	END_EXIT,
	END_UNDEF,
	END_KILL,
	END_UNKNOWN,
	END_SYS,
};

struct ec_row {
	enum end end;
	const char *handler, *what;
};

static struct ec_row find_ec(const struct trap *t, const el2_guest *guest)
{
	GUEST_TERMS(guest);
	const unsigned ec = EL2_ESR_EC(t->taken->esr);
	const bool imm = t->taken->esr & 0xffff, aarch32 = t->taken->spsr & EL2_PSTATE_NRW;
	unsigned row = EL2_POLICY_FIRST_GUEST_EC;

#define ROW(matches, condition, answer, handler, what)                                                                 \
	if ((matches) && trap_rule(t, condition, EL2_RULE(EL2_RULES_POLICY, row)))                                     \
		return (struct ec_row){END_##answer, handler, what};                                                   \
	row++;
#define EL2_GUEST_EC(name, condition, answer, handler, what, source)                                                   \
	ROW(ec == EL2_EC_##name, condition, answer, handler, what)
#define EL2_GUEST_ANY_EC(condition, answer, handler, what, source) ROW(true, condition, answer, handler, what)
#include "policy/guest_ecs.def"
	return (struct ec_row){END_UNKNOWN, NULL, "no row"};
}

static void handle(const void *context, const el2_state *state, const el2_exception *taken, el2_response *response,
		   el2_trail *trail)
{
	const el2_guest *guest = context;
	const struct trap t = {guest->host, state, taken, response, trail};
	struct ec_row row = find_ec(&t, guest);

	switch (row.end) {
	case END_SERVE:
	case END_GO_ON:
		serve(&t, row.handler, row.what, row.end == END_SERVE);
		break;
	case END_NOT_SUPPORTED:
		serve(&t, row.handler, row.what, true);
		response->writes = 1;
		response->x[0] = UINT64_MAX;
		break;
	case END_UNDEF:
		inject_undef(&t, guest);
		break;
	case END_SYS:
		handle_sys(&t, guest);
		break;
	case END_RETRY:
	case END_EXIT:
	case END_KILL:
		response->action = row.end == END_RETRY  ? EL2_ACTION_RETRY
				   : row.end == END_EXIT ? EL2_ACTION_EXIT
							 : EL2_ACTION_KILL;
		response->handler = row.handler;
		response->what = row.what;
		break;
	default:
		response->action = EL2_ACTION_UNMODELLED;
		response->what = row.what;
		break;
	}
}

el2_hypervisor el2_guest_hypervisor(const el2_guest *guest)
{
	return (el2_hypervisor){.name = el2_kernel_get(guest->host->config.kernel)->name,
				.context = guest,
				.handle = handle,
				.below = "guest"};
}
