/* SPDX-License-Identifier: MIT */
/* What a user's first program does; C and C++ alike. Ends with 0 if the verdict is the expected one. */
#include <el2trap/policy/policy.h>

#ifdef WITH_TRACES
#include <el2trap/replay/replay.h>
#endif

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
	el2_boot_state(&boot, &state);
	kvm = el2_boot_hypervisor(&boot);
	el2_decode(0xd53810c0, &insn); /* mrs x0, gcr_el1 */
	el2_decide(&state, &kvm, &insn, &verdict, NULL);
#ifdef WITH_TRACES
	if (!el2_format_name((el2_format_id)0))
		return 3;
#endif
	return verdict.verdict == EL2_UNDEF && verdict.origin == EL2_INJECTED ? 0 : 1;
}
