/* SPDX-License-Identifier: MIT */
/* The options that verbs share. */
#include "snippet/cpu_file.h"
#include "snippet/suggest.h"

#include <string.h>
#include <strings.h>

/* The row for "v7.2", "7.2.13", "linux-7.1-rc3": the newest release that is not newer; COUNT if that cannot be told. */
static el2_kernel nearest_kernel(const char *value)
{
	el2_kernel near = EL2_KERNEL_COUNT;
	unsigned major, minor;
	const char *digits = value + strcspn(value, "0123456789");

	if (sscanf(digits, "%3u.%3u", &major, &minor) != 2)
		return near;
	for (unsigned i = 0; i < EL2_KERNEL_COUNT; i++) {
		unsigned m, n;

		if (sscanf(el2_kernel_get((el2_kernel)i)->name, "%3u.%3u", &m, &n) == 2 &&
		    (m < major || (m == major && n <= minor)))
			near = (el2_kernel)i;
	}
	return near;
}

/* A kernel and a recording are two hypervisors; that of another side gives way. */
static el2_status one_hypervisor(struct cli_options *o, bool other, el2_error *error)
{
	if (other && !o->second)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--kernel or --hypervisor, not both");
	o->second = false;
	o->kernel_named = false;
	o->recording = NULL;
	return EL2_OK;
}

static el2_status set_recording(void *target, const char *value, el2_error *error)
{
	struct cli_options *o = target;
	el2_status status = one_hypervisor(o, o->kernel_named, error);

	o->recording = value;
	return status;
}

static el2_status set_kernel(void *target, const char *value, el2_error *error)
{
	struct cli_options *o = target;
	el2_kernel kernel = el2_kernel_by_name(value), near = EL2_KERNEL_COUNT;
	char known[128] = "", hint[96] = "";
	size_t at = 0;
	el2_status status = one_hypervisor(o, o->recording, error);

	if (status != EL2_OK)
		return status;
	if (kernel != EL2_KERNEL_COUNT) {
		o->kernel = kernel;
		o->kernel_named = true;
		o->firmware = NULL; /* of the first side's recording */
		return EL2_OK;
	}
	for (unsigned i = 0; i < EL2_KERNEL_COUNT && at < sizeof known; i++)
		at += (size_t)snprintf(known + at, sizeof known - at, "%s%s", i ? ", " : "",
				       el2_kernel_get((el2_kernel)i)->name);
	near = nearest_kernel(value);
	if (near != EL2_KERNEL_COUNT)
		snprintf(hint, sizeof hint, "; write --kernel %s", el2_kernel_get(near)->name);
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "unknown kernel '%.64s': known are %s%s", value, known, hint);
}

static el2_status set_config(void *target, const char *value, el2_error *error)
{
	struct cli_options *o = target;
	const char *equals = strchr(value, '=');
	static const char name[] = "CONFIG_ARM64_MTE";

	if (!equals || (size_t)(equals - value) != sizeof name - 1 || memcmp(value, name, sizeof name - 1))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"unknown configuration '%.64s': known are %s=y and %s=n", value, name, name);
	if (strcmp(equals, "=y") && strcmp(equals, "=n"))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "%s is y or n, not '%.64s'", name, equals + 1);
	o->config_arm64_mte = equals[1] == 'y';
	return EL2_OK;
}

static el2_status set_cpu(void *target, const char *value, el2_error *error)
{
	struct cli_options *o = target;

	el2_status status = el2_cpu_parse(value, &o->cpu, error);
	char name[64], hint[96];
	struct cli_suggest suggest;
	const char *known;

	o->cpu_named = true;
	o->cpu_text = value;
	o->cpu_file = NULL;
	if (status == EL2_OK || !error)
		return status;
	/* A name that does not exist: which is meant? */
	snprintf(name, sizeof name, "%.*s", (int)strcspn(value, ","), value);
	suggest = cli_suggest_for(name);
	for (size_t n = 0; (known = el2_cpu_get(n, NULL)); n++) {
		if (!strcmp(known, name))
			return status;
		cli_suggest_offer(&suggest, known);
	}
	strncat(error->message, cli_suggest_text(&suggest, hint, sizeof hint),
		sizeof error->message - strlen(error->message) - 1);
	return status;
}

/* Over the CPU that --cpu named before, or the one that the file's MIDR_EL1 names. */
static el2_status set_cpu_file(void *target, const char *value, el2_error *error)
{
	struct cli_options *o = target;
	el2_status status = cli_cpu_file_read(value, &o->cpu_values, error);

	o->cpu_file = value;
	o->cpu_named = true;
	if (status != EL2_OK)
		return status;
	status = el2_cpu_from_values(&o->cpu_values, o->cpu_text, &o->cpu, &o->cpu_row, error);
	if (status == EL2_ERR_INPUT && error)
		snprintf(error->file, sizeof error->file, "%s", value);
	return status;
}

static el2_status set_el(void *target, const char *value, el2_error *error)
{
	struct cli_options *o = target;

	if (value[0] < '0' || value[0] > '3' || value[1])
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "an Exception level is 0, 1, 2 or 3, not '%.64s'",
				value);
	o->el = value[0] - '0';
	return EL2_OK;
}

static el2_status set_override(void *target, const char *value, el2_error *error)
{
	struct cli_options *o = target;
	const char *equals = strchr(value, '=');
	char name[96];
	uint64_t number;

	if (!equals || (size_t)(equals - value) >= sizeof name)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--set takes REGISTER=value or REGISTER.FIELD=value");
	snprintf(name, sizeof name, "%.*s", (int)(equals - value), value);
	if (!cli_parse_u64(equals + 1, &number))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "'%.64s' is no number of 64 bits (0x... or decimal)",
				equals + 1);
	if (o->override_count == CLI_OVERRIDES_MAX)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "more than %d --set", CLI_OVERRIDES_MAX);
	return cli_override_parse(name, number, &o->overrides[o->override_count++], error);
}

static el2_status set_guest(void *target, const char *value, el2_error *error)
{
	struct cli_options *o = target;

	o->has_guest = strcmp(value, "host");
	return o->has_guest ? el2_guest_parse(value, &o->guest, error) : EL2_OK;
}

static el2_status set_color(void *target, const char *value, el2_error *error)
{
	static const char *const names[] = {"auto", "always", "never"};
	struct cli_options *o = target;

	for (unsigned i = 0; i < 3; i++)
		if (!strcmp(value, names[i])) {
			o->color = (enum cli_color)i;
			return EL2_OK;
		}
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--color is auto, always or never, not '%.64s'", value);
}

static el2_status set_policy(void *target, const char *value, el2_error *error)
{
	struct cli_options *o = target;

	(void)error;
	o->policy = strcmp(value, "none") ? value : NULL;
	o->policy_in_file = false;
	return EL2_OK;
}

#define AT(field) offsetof(struct cli_options, field)

const struct cli_option cli_boot_options[] = {
	{"--kernel", NULL, "NAME", CLI_CALL, 0, set_kernel, "kernel release (el2trap list kernels); the newest"},
	{"--cmdline", NULL, "TEXT", CLI_TEXT, AT(cmdline), NULL, "kernel command line"},
	{"--config", NULL, "CONFIG_ARM64_MTE=y|n", CLI_CALL, 0, set_config, "kernel configuration"},
	{"--cpu", NULL, "NAME[,KEY=VALUE...]", CLI_CALL, 0, set_cpu, "CPU (el2trap list cpus); max"},
	{"--cpu-file", NULL, "FILE", CLI_CALL, 0, set_cpu_file,
	 "CPU from ID registers, /sys/.../cpu, /proc/cpuinfo or a kernel's log; what it does not say is --cpu's"},
	{"--el", NULL, "0..3", CLI_CALL, 0, set_el, "Exception level; that of the host's kernel"},
	{"--set", NULL, "REG[.FIELD]=VALUE", CLI_CALL, 0, set_override, "override a register after boot; repeatable"},
	{"--hypervisor", NULL, "FILE", CLI_CALL, 0, set_recording,
	 "a recorded kernel (el2trap record) in place of --kernel, --cmdline and --cpu"},
	{"--firmware", NULL, "qemu|ffa|none|VALUE", CLI_TEXT, AT(firmware), NULL,
	 "who answers a recorded hypervisor's SMCs: PSCI of QEMU, FF-A besides, NOT_SUPPORTED, or x0; qemu"},
	{"--policy", NULL, "FILE|none", CLI_CALL, 0, set_policy,
	 "your own answers at EL2: a driver in C (.so), or rows (.json); none"},
	{"--guest", NULL, "KIND[,FEATURE...]", CLI_CALL, 0, set_guest,
	 "a guest in place of the host: normal, protected, nested; with mte, sve, pauth, pmu"},
	{"--no-hypervisor", NULL, NULL, CLI_FLAG, AT(no_hypervisor), NULL, "the architecture alone"},
};
const size_t cli_boot_option_count = sizeof cli_boot_options / sizeof *cli_boot_options;

const struct cli_option cli_common_options[] = {
	{"--json", NULL, NULL, CLI_FLAG, AT(json), NULL, "JSON, one object a line"},
	{"--color", NULL, "auto|always|never", CLI_CALL, 0, set_color, "colour the text; auto"},
	{"--quiet", "-q", NULL, CLI_FLAG, AT(quiet), NULL, "no progress, no summary"},
	{"--verbose", "-v", NULL, CLI_FLAG, AT(verbose), NULL, "say more"},
	{"--output", "-o", "FILE", CLI_TEXT, AT(output), NULL, "write there, not to standard output"},
	{"--help", "-h", NULL, CLI_FLAG, AT(help), NULL, "this help"},
};
const size_t cli_common_option_count = sizeof cli_common_options / sizeof *cli_common_options;

void cli_options_begin_second(struct cli_options *o)
{
	o->second = true;
}

el2_status cli_options_init(struct cli_options *o, el2_error *error)
{
	static const el2_boot_config boot = EL2_BOOT_CONFIG_DEFAULT;

	memset(o, 0, sizeof *o);
	o->kernel = boot.kernel;
	o->config_arm64_mte = boot.config_arm64_mte;
	o->el = -1;
	return el2_cpu_parse("max", &o->cpu, error);
}
