/* SPDX-License-Identifier: MIT */
/* One instruction under one boot. libel2trap-core. */
#include <el2trap/policy/policy.h>
#include <stdio.h>

int main(void)
{
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;
	el2_insn insn;
	el2_verdict verdict;
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;
	el2_hypervisor kvm;

	if (el2_cpu_parse("max", &cpu, NULL) != EL2_OK)
		return 2;
	config.cpu = &cpu;
	config.cmdline = "kvm-arm.mode=protected arm64.nomte";
	if (el2_boot_make(&config, &boot, NULL) != EL2_OK)
		return 2;
	el2_boot_state(&boot, &state); /* the machine as the host's kernel has it */
	kvm = el2_boot_hypervisor(&boot);
	el2_decode(0xd53810c0, &insn); /* mrs x0, gcr_el1 */
	el2_decide(&state, &kvm, &insn, &verdict, NULL);
	printf("%s %s\n", el2_verdict_name(verdict.verdict), el2_origin_name(verdict.origin));
	return 0;
}

/* prints:
undef injected
*/
