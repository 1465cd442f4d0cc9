/* SPDX-License-Identifier: MIT */
/* The machine: what is where, what it answers, and what it does in place of the CPU. */
#include "snippet/virt.h"
#include "snippet/read_file.h"

#include <stdlib.h>

#define TREE_SIZE   UINT64_C(0x10000)
#define INITRD_MAX  (VIRT_RAM_SIZE / 2)
#define SCTLR_RESET UINT64_C(0x30d00980) /* the bits that Armv8.0 has as RES1: MMU and caches off */

/* ---- PSCI: Arm DEN 0022, DEN 0028 ---- */

enum {
	SMCCC_VERSION = 0x80000000,
	PSCI_VERSION = 0x84000000,
	PSCI_AFFINITY_INFO = 0x84000004,
	PSCI_MIGRATE_INFO_TYPE = 0x84000006,
	PSCI_SYSTEM_OFF = 0x84000008,
	PSCI_SYSTEM_RESET = 0x84000009,
	PSCI_FEATURES = 0x8400000a,
	SMC64 = 0x40000000
};

#define NOT_SUPPORTED (~UINT64_C(0))

uint64_t virt_psci(struct cli_virt *v, uint64_t function, uint64_t argument)
{
	switch ((uint32_t)function & ~(uint32_t)SMC64) {
	case SMCCC_VERSION:
	case PSCI_VERSION:
		return 0x10001;
	case PSCI_AFFINITY_INFO:
		return argument ? NOT_SUPPORTED - 1 : 0; /* INVALID_PARAMETERS; ON */
	case PSCI_MIGRATE_INFO_TYPE:
		return 2;
	case PSCI_SYSTEM_OFF:
	case PSCI_SYSTEM_RESET:
		v->off = true;
		return 0;
	case PSCI_FEATURES:
		switch ((uint32_t)argument & ~(uint32_t)SMC64) {
		case SMCCC_VERSION:
		case PSCI_VERSION:
		case PSCI_AFFINITY_INFO:
		case PSCI_MIGRATE_INFO_TYPE:
		case PSCI_SYSTEM_OFF:
		case PSCI_SYSTEM_RESET:
		case PSCI_FEATURES:
			return 0;
		default:
			return NOT_SUPPORTED;
		}
	default:
		return NOT_SUPPORTED;
	}
}

/* ---- the boot's hypervisor, and what it forwards ---- */

static void handle(const void *context, const el2_state *state, const el2_exception *taken, el2_response *response,
		   el2_trail *trail)
{
	struct cli_virt *v =
		(struct cli_virt *)(uintptr_t)context; /* its firmware is where the machine is told of the end */

	v->inner->handle(v->inner->context, state, taken, response, trail);
	if (response->action != EL2_ACTION_FORWARD)
		return;
	response->writes = 1;
	response->x[0] = virt_psci(v, state->x[0], state->x[1]);
}

const el2_hypervisor *cli_virt_hypervisor(struct cli_virt *v, const el2_hypervisor *inner)
{
	if (!inner)
		return NULL;
	v->inner = inner;
	v->driver = (el2_hypervisor){.name = inner->name, .context = v, .handle = handle, .below = inner->below};
	return &v->driver;
}

/* ---- in place of the CPU ---- */

/* Registers that tell of the world outside the CPU. */
static bool reads_outside(unsigned reg, uint64_t executed, const el2_state *s, uint64_t *value)
{
	switch (reg) {
	case EL2_SYSREG_CNTPCT_EL0:
	case EL2_SYSREG_CNTPCTSS_EL0:
		*value = executed;
		return true;
	case EL2_SYSREG_CNTVCT_EL0:
	case EL2_SYSREG_CNTVCTSS_EL0:
		*value = executed - s->sysreg[EL2_SYSREG_CNTVOFF_EL2];
		return true;
	case EL2_SYSREG_CNTP_TVAL_EL0:
		*value = (uint32_t)(s->sysreg[EL2_SYSREG_CNTP_CVAL_EL0] - executed);
		return true;
	case EL2_SYSREG_CNTV_TVAL_EL0:
		*value = (uint32_t)(s->sysreg[EL2_SYSREG_CNTV_CVAL_EL0] + s->sysreg[EL2_SYSREG_CNTVOFF_EL2] - executed);
		return true;
	case EL2_SYSREG_ISR_EL1: /* no interrupt is ever pending */
		*value = 0;
		return true;
	case EL2_SYSREG_ICC_IAR0_EL1:
	case EL2_SYSREG_ICC_IAR1_EL1:
	case EL2_SYSREG_ICC_HPPIR0_EL1:
	case EL2_SYSREG_ICC_HPPIR1_EL1:
		*value = 1023;
		return true;
	case EL2_SYSREG_ICC_RPR_EL1:
		*value = 0xff;
		return true;
	default:
		return false;
	}
}

static el2_before done(el2_state *s)
{
	s->pc += 4;
	return EL2_BEFORE_DONE;
}

/* Is there nobody else whom it concerns: not a trap, not UNDEFINED? */
static bool executes(const el2_state *s, const el2_insn *insn)
{
	el2_arch_result arch;

	el2_check(s, insn, &arch, NULL);
	return arch.outcome == EL2_EXECUTES;
}

static bool comes_to_firmware(const struct cli_virt *v, const el2_state *s, const el2_insn *insn)
{
	el2_arch_result arch;

	if (insn->form == EL2_FORM_HVC)
		return v->bare && el2_el(s);
	if (insn->form != EL2_FORM_SMC)
		return false;
	el2_check(s, insn, &arch, NULL);
	return arch.outcome == EL2_TAKES && arch.exception.el == 3;
}

el2_before cli_virt_before(struct cli_virt *v, el2_state *s, const el2_insn *insn, uint64_t executed)
{
	uint64_t value;

	if (v->off) /* told by the hypervisor's firmware */
		return EL2_BEFORE_STOP;
	if (comes_to_firmware(v, s, insn)) {
		s->x[0] = virt_psci(v, s->x[0], s->x[1]);
		return v->off ? EL2_BEFORE_STOP : done(s);
	}
	if (insn->form == EL2_FORM_HLT && insn->imm == 0xf000)
		return virt_semihosting(v, s) && !v->off ? done(s) : EL2_BEFORE_STOP;
	if (insn->form == EL2_FORM_MRS && reads_outside(insn->sysreg, executed, s, &value) && executes(s, insn)) {
		if ((insn->word & 31) != 31)
			s->x[insn->word & 31] = value;
		return done(s);
	}
	return EL2_BEFORE_EXECUTE;
}

/* ---- what is where ---- */

static el2_status put_initrd(struct cli_virt *v, uint64_t at, uint64_t *size, el2_error *error)
{
	char *data;
	size_t length;
	el2_status status;

	*size = 0;
	if (!v->options.initrd)
		return EL2_OK;
	status = cli_read_file(v->options.initrd, INITRD_MAX, &data, &length, error);
	*size = length;
	if (status == EL2_OK && !el2_memory_write(v->memory, at, data, length))
		status = el2_fail(error, EL2_ERR_INPUT, v->options.initrd, 0, 0, "no room for it behind the program");
	free(data);
	return status;
}

static el2_status put_tree(struct cli_virt *v, uint64_t at, uint64_t initrd, uint64_t initrd_size, el2_error *error)
{
	char *tree = NULL;
	size_t size = TREE_SIZE;
	el2_status status;

	if (v->options.dtb)
		status = cli_read_file(v->options.dtb, TREE_SIZE, &tree, &size, error);
	else if ((tree = calloc(1, TREE_SIZE)))
		status = virt_tree(v, initrd, initrd_size, tree, size, error);
	else
		status = el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (status == EL2_OK && !el2_memory_write(v->memory, at, tree, size))
		status = el2_fail(error, EL2_ERR_INPUT, v->options.dtb, 0, 0,
				  "no room for a device tree behind the program");
	free(tree);
	return status;
}

/* EL1 and EL0 as they come out of reset; what EL2 and EL3 hold is the boot's. */
static void reset(el2_state *s, unsigned el)
{
	el2_state fresh;

	el2_state_init(&fresh, s->cpu);
	for (unsigned r = EL2_SYSREG_NONE + 1; r < EL2_SYSREG_REGISTERS; r++) {
		const el2_sysreg_info *info = el2_sysreg_get((el2_sysreg)r);

		if (info && (info->key >> 11 & 7) >= 4)
			fresh.sysreg[r] = s->sysreg[r];
	}
	fresh.sysreg[EL2_SYSREG_SCTLR_EL1] = SCTLR_RESET;
	fresh.sysreg[EL2_SYSREG_CNTFRQ_EL0] = VIRT_FREQUENCY;
	fresh.sysreg[EL2_SYSREG_ICC_SRE_EL1] = 7; /* a GIC without the memory-mapped interface: SRE, DFB, DIB are 1 */
	el2_set_el(&fresh, el);
	*s = fresh;
}

el2_status cli_virt_set_up(struct cli_virt *v, uint64_t end, el2_state *s, el2_memory *memory, el2_error *error)
{
	uint64_t tree = (end + 0x1fffff) & ~UINT64_C(0x1fffff), initrd = tree + TREE_SIZE, initrd_size;
	el2_status status;

	v->memory = memory;
	el2_memory_set_walk(memory, true);
	if (!el2_memory_map(memory, VIRT_RAM, VIRT_RAM_SIZE) || !virt_devices(v))
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	status = put_initrd(v, initrd, &initrd_size, error);
	if (status == EL2_OK)
		status = put_tree(v, tree, initrd, initrd_size, error);
	if (status != EL2_OK)
		return status;
	reset(s, el2_el(s));
	s->x[0] = tree;
	return EL2_OK;
}
