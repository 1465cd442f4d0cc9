/* SPDX-License-Identifier: MIT */
/*
 * Streams out of any bytes, in each of the formats that are read (the first byte says which), played under a boot: no
 * promise is broken that makes a finding without a stream, and what is found again is the same.
 */
#include "explore/import.h"
#include "tests/fuzz/booted.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static el2_fuzz *fuzz;

static void open_fuzz(void)
{
	static el2_cpu cpu;
	static el2_boot boot;
	static el2_state state;
	el2_hypervisor kvm;

	kvm = fuzz_boot(&cpu, &boot, &state, "max", "kvm-arm.mode=protected arm64.nomte");
	fuzz = el2_fuzz_new(&(el2_fuzz_options){
		.state = &state,
		.hypervisor = &kvm,
		.host_el = 1,
		.promises = EL2_PROMISE_NO_PANIC | EL2_PROMISE_NO_TAGS | EL2_PROMISE_OWN_PAGES,
		.length = EL2_STREAM_EVENTS,
	});
	if (!fuzz)
		abort();
}

static bool play(void *context, const el2_stream *stream)
{
	el2_finding first, again;

	(void)context;
	if (!stream->count || stream->count > EL2_STREAM_EVENTS)
		abort();
	if (!el2_fuzz_play(fuzz, stream, &first))
		return true;
	if (!first.promise || !first.rule || !first.stream.count || first.promise & EL2_PROMISE_NO_TAGS ||
	    !el2_fuzz_play(fuzz, &first.stream, &again) || again.rule != first.rule || again.promise != first.promise)
		abort();
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	el2_error error = {0};

	if (!size || size > 4096)
		return 0;
	if (!fuzz)
		open_fuzz();
	if (el2_stream_import((el2_stream_format)(data[0] % 3), data + 1, size - 1, "fuzz", data[0] >> 7, play, NULL,
			      NULL, &error) != EL2_OK &&
	    (error.status != EL2_ERR_INPUT || !*error.message))
		abort();
	return 0;
}
