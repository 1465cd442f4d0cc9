/* SPDX-License-Identifier: MIT */
/*
 * The policy that a kernel tree's own handle_trap() is: registers come from the model's state, what it writes becomes
 * the response. A function that is not compiled in ends it, and the answer is not known.
 */
#include <el2trap/policy/own.h>

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

/* The kernel's struct kvm_cpu_context begins with the general registers. */
struct kvm_cpu_context;
void handle_trap(struct kvm_cpu_context *context);

void el2trap_calls(const char *name) __attribute__((noreturn));
unsigned long el2trap_read(const char *name, const char *level);
void el2trap_write(const char *name, const char *level, unsigned long value);
void el2trap_bug(void) __attribute__((noreturn));
_Bool el2trap_supports(const char *what);

enum rules {
	REACHED = 1,
	NOT_COMPILED
};
enum {
	RETURNED = 0,
	BUG,
	CALLS
};

#define WRITES_MAX 32

static _Thread_local struct {
	const el2_policy_context *own;
	const el2_state *state;
	const el2_exception *taken;
	size_t count;
	struct {
		char name[32];
		uint64_t value;
	} write[WRITES_MAX];
	const char *calls;
	jmp_buf end;
} now;

/* ---- what the kernel's code calls ---------------------------------------------------------------------------------
 */

void el2trap_calls(const char *name)
{
	now.calls = name;
	longjmp(now.end, CALLS);
}

void el2trap_bug(void)
{
	longjmp(now.end, BUG);
}

_Bool el2trap_supports(const char *what)
{
	const el2_boot *boot = now.own->boot;

	if (!strcmp(what, "mte"))
		return boot->mte;
	if (!strcmp(what, "sve"))
		return boot->sve;
	if (!strcmp(what, "sme"))
		return boot->sme;
	return boot->mode == EL2_MODE_PROTECTED_NVHE || boot->mode == EL2_MODE_PROTECTED_HVHE;
}

/* "SYS_ESR" and "_EL2", or "HCR_EL2": one name. */
static void full_name(char *full, size_t size, const char *name, const char *level)
{
	snprintf(full, size, "%s%s", !strncmp(name, "SYS_", 4) ? name + 4 : name, level);
}

unsigned long el2trap_read(const char *name, const char *level)
{
	const el2_exception *taken = now.taken;
	char full[32];
	el2_sysreg reg;

	full_name(full, sizeof full, name, level);
	for (size_t i = 0; i < now.count; i++)
		if (!strcmp(now.write[i].name, full))
			return now.write[i].value;
	if (!strcmp(full, "ESR_EL2"))
		return taken->esr;
	if (!strcmp(full, "ELR_EL2"))
		return taken->elr;
	if (!strcmp(full, "SPSR_EL2"))
		return taken->spsr;
	if (!strcmp(full, "FAR_EL2"))
		return taken->far;
	if (!strcmp(full, "HPFAR_EL2"))
		return taken->hpfar;
	reg = el2_sysreg_by_name(full);
	if (reg == EL2_SYSREG_NONE || reg >= EL2_SYSREG_REGISTERS)
		el2trap_calls("a register that the model does not have");
	return now.state->sysreg[reg];
}

void el2trap_write(const char *name, const char *level, unsigned long value)
{
	char full[32];
	size_t i = 0;

	full_name(full, sizeof full, name, level);
	while (i < now.count && strcmp(now.write[i].name, full))
		i++;
	if (i == WRITES_MAX)
		el2trap_calls("more register writes than are kept");
	if (i == now.count)
		memcpy(now.write[now.count++].name, full, sizeof full);
	now.write[i].value = value;
}

/* ---- what it came to ----------------------------------------------------------------------------------------------
 */

static const uint64_t *written(const char *name)
{
	for (size_t i = 0; i < now.count; i++)
		if (!strcmp(now.write[i].name, name))
			return &now.write[i].value;
	return NULL;
}

/* ERET drops what the CPU does not have. */
static uint32_t pstate_here(uint64_t spsr)
{
	const el2_cpu *cpu = now.state->cpu;

	if (!el2_has(cpu, EL2_FEAT_PAN))
		spsr &= ~(uint64_t)EL2_PSTATE_PAN;
	if (!el2_has(cpu, EL2_FEAT_SSBS))
		spsr &= ~(uint64_t)EL2_PSTATE_SSBS;
	if (!el2_has(cpu, EL2_FEAT_DIT))
		spsr &= ~(uint64_t)EL2_PSTATE_DIT;
	if (!el2_has(cpu, EL2_FEAT_MTE))
		spsr &= ~(uint64_t)EL2_PSTATE_TCO;
	return (uint32_t)spsr;
}

static void injected(el2_response *r)
{
	const uint64_t *esr = written("ESR_EL1"), *elr = written("ELR_EL1"), *spsr = written("SPSR_EL1");
	const uint64_t *to = written("ELR_EL2"), *pstate = written("SPSR_EL2"), *far = written("FAR_EL1");
	el2_exception *e = &r->injected;

	if (!elr || !spsr || !to || !pstate) {
		r->action = EL2_ACTION_UNMODELLED;
		r->what = "the tree's handle_trap() writes ESR_EL1, and not all that an injected exception needs";
		return;
	}
	r->action = EL2_ACTION_INJECT;
	e->el = 1;
	e->esr = *esr;
	e->elr = *elr;
	e->spsr = *spsr;
	e->vector = (uint16_t)(*to - now.state->sysreg[EL2_SYSREG_VBAR_EL1]);
	e->pstate = pstate_here(*pstate);
	e->far_valid = far;
	e->far = far ? *far : 0;
}

static void returned(const uint64_t *x, el2_response *r)
{
	const uint64_t *to = written("ELR_EL2");

	for (unsigned n = 0; n < 31; n++)
		if (x[n] != now.state->x[n]) {
			r->writes |= UINT32_C(1) << n;
			r->x[n] = x[n];
		}
	if (to && *to != now.taken->elr + 4) {
		r->action = EL2_ACTION_UNMODELLED;
		r->what = "the tree's handle_trap() sends the host elsewhere";
		return;
	}
	r->action = EL2_ACTION_SERVE;
	r->skip = to;
	r->what = "the tree's handle_trap() returns to the host";
}

static void handle(const void *context, const el2_state *state, const el2_exception *taken, el2_response *response,
		   el2_trail *trail)
{
	/* struct kvm_cpu_context of kernel.h is smaller */
	static _Thread_local uint64_t frame[512];
	const el2_policy_context *own = (const el2_policy_context *)context;
	int end;

	if ((taken->maker != EL2_BY_HOST && taken->maker != EL2_BY_HOST_EL0) || own->boot->mode == EL2_MODE_NONE) {
		el2_policy_ask_kernel(context, state, taken, response, trail);
		return;
	}
	now.own = own;
	now.state = state;
	now.taken = taken;
	now.count = 0;
	memset(frame, 0, sizeof frame);
	memcpy(frame, state->x, sizeof state->x);
	end = setjmp(now.end);
	if (!end)
		handle_trap((struct kvm_cpu_context *)(void *)frame);
	el2_rules_add(&response->rules, EL2_RULE(EL2_RULES_OWN, end == CALLS ? NOT_COMPILED : REACHED));
	el2_trail_add(trail, EL2_RULE(EL2_RULES_OWN, end == CALLS ? NOT_COMPILED : REACHED), EL2_TRUE);
	response->handler = "tree";
	if (end == BUG) {
		response->action = EL2_ACTION_PANIC;
		response->what = "the tree's handle_trap() comes to BUG(): the hypervisor panics";
	} else if (end == CALLS) {
		response->action = EL2_ACTION_UNMODELLED;
		response->what = now.calls;
	} else if (written("ESR_EL1")) {
		injected(response);
	} else {
		returned(frame, response);
	}
}

EL2_POLICY(TREE_NAME, handle);
