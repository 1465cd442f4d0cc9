/* SPDX-License-Identifier: MIT */
#include "snippet/recorded.h"
#include "snippet/read_file.h"

#include <stdlib.h>
#include <string.h>

/* Instructions that a guest runs before an interrupt ends its turn. */
#define GUEST_LIMIT 2000

/* What sessions point at, until the command ends. */
struct open_recording {
	struct open_recording *next;
	el2_recording recording;
	el2_recorded_options options;
	el2_recorded *recorded;
	el2_recorded *hostile; /* of cli_recorded_hostile(), or NULL */
	char release[64];
};
static struct open_recording *all;

/* ---- what was recorded, in our words ---- */

/* The word of the banner that names the release: "Linux version 6.12.117+deb13-arm64 (...". */
static void name_release(struct open_recording *o)
{
	const char *banner = o->recording.text[EL2_RECORDING_BANNER], *digits = banner + strcspn(banner, "0123456789");

	snprintf(o->release, sizeof o->release, "%.*s", (int)strcspn(digits, " \n"), *digits ? digits : "?");
}

/* ---- opening ---- */

static el2_status fill(struct cli_session *s, const struct open_recording *o, el2_error *error)
{
	el2_boot_config config = {el2_kernel_of_release(o->recording.text[EL2_RECORDING_BANNER]),
				  o->recording.text[EL2_RECORDING_CMDLINE], true, &s->cpu};
	const el2_state *recorded = el2_recorded_state(o->recorded);
	el2_status status = el2_boot_make(&config, &s->boot, error);

	if (status != EL2_OK)
		return status;
	el2_boot_state(&s->boot, &s->state);
	memcpy(s->state.sysreg, recorded->sysreg, sizeof s->state.sysreg);
	s->boot.host_el = 1; /* a kernel that runs at EL2 has no hypervisor to record */
	s->kernel = el2_recorded_hypervisor(o->recorded);
	return EL2_OK;
}

/* --firmware. */
static el2_status read_firmware(const char *text, el2_recorded_options *options, el2_error *error)
{
	options->firmware = EL2_FIRMWARE_QEMU;
	if (!text || !strcmp(text, "qemu"))
		return EL2_OK;
	options->firmware = !strcmp(text, "none")  ? EL2_FIRMWARE_NOT_SUPPORTED
			    : !strcmp(text, "ffa") ? EL2_FIRMWARE_FFA
						   : EL2_FIRMWARE_VALUE;
	if (options->firmware == EL2_FIRMWARE_VALUE && !cli_parse_u64(text, &options->value))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"--firmware is qemu, none, ffa or a number for x0, not '%.64s'", text);
	return EL2_OK;
}

el2_status cli_recorded_open(struct cli_session *s, const char *path, const char *firmware, el2_error *error)
{
	el2_recorded_options options = {0};
	struct open_recording *o;
	el2_status status = read_firmware(firmware, &options, error);
	const char *why;
	char *bytes = NULL;
	size_t size;

	if (status == EL2_OK)
		status = cli_read_file(path, CLI_RECORDING_FILE_MAX, &bytes, &size, error);
	if (status != EL2_OK) {
		free(bytes);
		return status;
	}
	o = calloc(1, sizeof *o);
	if (!o) {
		free(bytes);
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	}
	o->next = all;
	all = o;
	status = el2_recording_open(bytes, size, path, &o->recording, error);
	free(bytes);
	if (status == EL2_OK)
		name_release(o);
	if (status == EL2_OK)
		status = el2_recording_cpu(&o->recording, &s->cpu, error);
	if (status != EL2_OK)
		return status;
	o->options = options;
	o->recorded = el2_recorded_new(&o->recording, &s->cpu, &options);
	if (!o->recorded)
		return el2_fail(error, EL2_ERR_INPUT, path, 0, 0, "a recording without a CPU, or out of memory");
	if (options.firmware == EL2_FIRMWARE_FFA && !el2_recorded_boot_ffa(o->recorded, &why))
		return el2_fail(error, EL2_ERR_UNSUPPORTED, path, 0, 0, "--firmware ffa: %s", why);
	el2_recorded_keep(o->recorded);
	return fill(s, o, error);
}

static const struct open_recording *find(const struct cli_session *s)
{
	for (const struct open_recording *o = all; o; o = o->next)
		if (o->recorded && el2_recorded_hypervisor(o->recorded).context == s->kernel.context)
			return o;
	return NULL;
}

el2_recorded *cli_recorded_of(const struct cli_session *s)
{
	const struct open_recording *o = find(s);

	return o ? o->recorded : NULL;
}

const el2_recording *cli_recorded_file(const struct cli_session *s)
{
	return &find(s)->recording;
}

const char *cli_recorded_banner(const struct cli_session *s)
{
	return find(s)->release;
}

const char *cli_recorded_mode(const struct cli_session *s)
{
	return find(s)->recording.text[EL2_RECORDING_MODE];
}

el2_recorded *cli_recorded_hostile(const struct cli_session *s)
{
	struct open_recording *o = s->own ? NULL : all;

	while (o && !(o->recorded && el2_recorded_hypervisor(o->recorded).context == s->kernel.context))
		o = o->next;
	if (o && !o->hostile) {
		el2_recorded_options options = o->options;

		if (options.firmware ==
		    EL2_FIRMWARE_FFA) /* streams begin with that: whoever plays one needs no option */
			options.firmware = EL2_FIRMWARE_QEMU;
		options.ram = options.run_panics = options.persistent = true;
		options.guest_limit = GUEST_LIMIT;
		o->hostile = el2_recorded_new(&o->recording, &s->cpu, &options);
	}
	return o ? o->hostile : NULL;
}

void cli_recorded_close_all(void)
{
	while (all) {
		struct open_recording *o = all;

		all = o->next;
		el2_recorded_free(o->recorded);
		el2_recorded_free(o->hostile);
		el2_recording_close(&o->recording);
		free(o);
	}
}
