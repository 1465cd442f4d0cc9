/* SPDX-License-Identifier: MIT */
/* What several unit tests begin with: a booted machine, and numbers that are the same each time. After cmocka.h. */
#ifndef EL2TRAP_TESTS_BOOTED_H
#define EL2TRAP_TESTS_BOOTED_H

#include "policy/policy.h"

/* Fill the three by their names; kernel NULL: the newest. Returns the boot's hypervisor, which points to *boot. */
static inline el2_hypervisor boot_as(el2_cpu *cpu, el2_boot *boot, el2_state *state, const char *kernel,
				     const char *cpu_text, const char *cmdline)
{
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;

	assert_int_equal(el2_cpu_parse(cpu_text, cpu, NULL), EL2_OK);
	config.cpu = cpu;
	config.cmdline = cmdline;
	if (kernel)
		config.kernel = el2_kernel_by_name(kernel);
	assert_int_equal(el2_boot_make(&config, boot, NULL), EL2_OK);
	el2_boot_state(boot, state);
	return el2_boot_hypervisor(boot);
}

/* The next of xorshift64; `seed` is not 0. */
static inline uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

#define RANDOM_SEED UINT64_C(88172645463325252)

#endif
