/* SPDX-License-Identifier: MIT */
/* Which rules were looked at, where each is from, and which one decided. libel2trap-core. */
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
	el2_trail_item items[64];
	el2_trail trail = {items, 64, 0};
	el2_error error;
	size_t i;

	if (el2_cpu_parse("neoverse-n2", &cpu, &error) != EL2_OK) {
		fprintf(stderr, "%s\n", error.message);
		return 2;
	}
	config.cpu = &cpu;
	config.kernel = el2_kernel_by_name("7.0");
	config.cmdline = "kvm-arm.mode=protected";
	if (el2_boot_make(&config, &boot, &error) != EL2_OK)
		return 2;
	el2_boot_state(&boot, &state);
	kvm = el2_boot_hypervisor(&boot);
	el2_decode(0xd538d0e0, &insn); /* mrs x0, scxtnum_el1 */
	el2_decide(&state, &kvm, &insn, &verdict, &trail);
	printf("%s\n", el2_verdict_name(verdict.verdict));
	for (i = 0; i < trail.count && i < trail.capacity; i++) {
		el2_rule_info info;

		if (items[i].result == EL2_TRUE && el2_rule_info_get(items[i].rule, &info))
			printf("%s\n", info.id);
	}
	return 0;
}

/* prints:
panic
mrs-scxtnum_el1.el1.trap-el2.hcr_el2.enscxt
*/
