/* SPDX-License-Identifier: MIT */
/* Which of many words panic: views keep answers, so that this is fast. libel2trap-core. */
#include <el2trap/model/view.h>
#include <el2trap/policy/policy.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	el2_cpu cpu;
	el2_boot boot;
	el2_state state;
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;
	el2_hypervisor kvm;
	el2_view *view;
	unsigned long panics = 0;
	uint32_t word;

	if (el2_cpu_parse("neoverse-n2", &cpu, NULL) != EL2_OK)
		return 2;
	config.cpu = &cpu;
	config.cmdline = "kvm-arm.mode=protected";
	if (el2_boot_make(&config, &boot, NULL) != EL2_OK)
		return 2;
	el2_boot_state(&boot, &state);
	kvm = el2_boot_hypervisor(&boot);
	view = (el2_view *)calloc(1, el2_view_size());
	if (!view)
		return 2;
	el2_view_set(view, &state, &kvm);
	for (word = 0xd5000000; word < 0xd5400000; word++) /* every MRS, MSR, SYS and hint */
		panics += el2_view_decide(view, word).verdict == EL2_PANIC;
	printf("%lu words panic\n", panics);
	free(view);
	return 0;
}

/* prints:
448 words panic
*/
