/* SPDX-License-Identifier: MIT */
/* A trace, event by event, against what the boot makes of it. libel2trap. */
#include <el2trap/replay/replay.h>
#include <stdio.h>
#include <string.h>

static const char text[] = "{\"el2trap\":\"trace\",\"version\":1}\n"
			   "{\"kind\":\"insn\",\"cpu\":0,\"el\":1,\"word\":\"0xd53810c0\",\"fate\":\"executed\"}\n"
			   "{\"kind\":\"insn\",\"cpu\":0,\"el\":1,\"word\":\"0xd5380000\",\"fate\":\"executed\"}\n";

int main(void)
{
	el2_cpu cpu;
	el2_boot boot;
	el2_boot_config config = EL2_BOOT_CONFIG_DEFAULT;
	el2_state state;
	el2_hypervisor kvm;
	el2_judge_config judging;
	el2_judge *judge;
	el2_trace *trace;
	el2_error error;
	el2_event event;
	el2_judgement judgement;
	bool end = false;

	if (el2_cpu_parse("max", &cpu, &error) != EL2_OK)
		return 2;
	config.cpu = &cpu;
	config.cmdline = "kvm-arm.mode=protected arm64.nomte";
	if (el2_boot_make(&config, &boot, &error) != EL2_OK)
		return 2;
	el2_boot_state(&boot, &state);
	kvm = el2_boot_hypervisor(&boot);
	memset(&judging, 0, sizeof(judging));
	judging.state = &state;
	judging.hypervisor = &kvm;
	judging.boot = &boot;
	judging.el = 1;
	judge = el2_judge_new(&judging);
	if (!judge || el2_trace_open_memory(&trace, text, sizeof(text) - 1, "text", &error) != EL2_OK)
		return 2;
	while (el2_trace_next(trace, &event, &end, &error) == EL2_OK && !end) {
		el2_judge_event(judge, &event, &judgement);
		if (judgement.outcome != EL2_CONTEXT)
			printf("%s%s%s\n", el2_judged_name(judgement.outcome), judgement.text[0] ? ": " : "",
			       judgement.text);
	}
	el2_trace_close(trace);
	el2_judge_free(judge);
	return 0;
}

/* prints:
disagree: recorded as executed at EL1, the model: undef injected, taken to EL2 with ESR 0x623c0401
agree
*/
