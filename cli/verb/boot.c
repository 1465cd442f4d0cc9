/* SPDX-License-Identifier: MIT */
/* boot: what a boot programs. The mode it ends in, the EL2 registers, why each bit. */
#include "cli/show/bits.h"
#include "cli/show/call.h"
#include "cli/show/controls.h"
#include "cli/show/verdict_json.h"
#include "snippet/snippet.h"

#include <inttypes.h>
#include <string.h>

static void print_words(const struct cli_output *out, const el2_boot *boot)
{
	for (size_t i = 0; i < boot->word_count; i++) {
		const el2_boot_word *w = &boot->words[i];

		fprintf(out->file, "  %s%-40.*s%s %s\n", cli_style(out, w->effect ? CLI_PLAIN : CLI_DIM),
			(int)w->length, boot->config.cmdline + w->start, cli_style(out, CLI_PLAIN),
			w->effect  ? "has an effect"
			: w->known ? "changes nothing here"
				   : "not known to the model");
	}
	if (boot->cmdline_truncated)
		fprintf(out->file, "  further words are not listed\n");
}

static const char *mode_of(const struct cli_session *s)
{
	return cli_recorded_of(s) ? cli_recorded_mode(s) : el2_mode_name(s->boot.mode);
}

static void print_head(const struct cli_output *out, const struct cli_session *s)
{
	const el2_kernel_info *kernel = el2_kernel_get(s->boot.config.kernel);
	const char *mode = mode_of(s);
	char guest[64];

	if (cli_recorded_of(s))
		fprintf(out->file, "kernel   %s, recorded; beside it what policy computes for %s\n",
			cli_recorded_banner(s), kernel->name);
	else
		fprintf(out->file, "kernel   %s: %s\n", kernel->name, kernel->what);
	fprintf(out->file, "config   CONFIG_ARM64_MTE=%s\n", s->boot.config.config_arm64_mte ? "y" : "n");
	fprintf(out->file, "cpu      %s\n", s->cpu.name);
	fprintf(out->file, "cmdline%s\n", s->boot.word_count ? "" : "  (empty)");
	print_words(out, &s->boot);
	fprintf(out->file, "mode     %s%s%s, the host's kernel runs at EL%u\n", cli_style(out, CLI_BOLD), mode,
		cli_style(out, CLI_PLAIN), s->boot.host_el);
	if (strcmp(mode, el2_mode_name(s->boot.mode)))
		fprintf(out->file, "         policy computes %s\n", el2_mode_name(s->boot.mode));
	fprintf(out->file, "MTE      %s for this kernel\n", s->boot.mte ? "supported" : "not supported");
	if (s->own && s->own->rows)
		fprintf(out->file, "policy   %s: %s, %zu row%s, otherwise %s\n", s->own->driver.name, s->own->path,
			s->own->rows->count, s->own->rows->count == 1 ? "" : "s",
			s->own->rows->unmodelled ? "unmodelled" : "the kernel's");
	else if (s->own)
		fprintf(out->file, "policy   %s: %s\n", s->own->driver.name, s->own->path);
	if (s->has_guest)
		fprintf(out->file, "guest    %s\n", cli_session_guest(s, guest, sizeof guest));
}

/* What a rule did to a register: the field by the name that the rule gives it (fields of two layouts overlap), else by
 * those of the table. */
static const char *reason_text(const el2_rule_info *info, el2_sysreg reg, uint64_t bits, uint64_t value, char *text,
			       size_t size)
{
	struct cli_controls walk = {.text = info->text};
	struct cli_control c;
	uint64_t mask;

	if (!bits)
		return "0";
	if (!cli_controls_next(&walk, &c) || c.reg != reg)
		return cli_bits_text(reg, bits, value, text, size);
	mask = UINT64_MAX >> (63 - c.msb + c.lsb);
	if (bits & ~(mask << c.lsb))
		return cli_bits_text(reg, bits, value, text, size);
	snprintf(text, size, "%s=%" PRIu64, c.field, value >> c.lsb & mask);
	return text;
}

/* Where policy would have a recorded register otherwise: that, and what the kernel itself changes. */
static void print_difference(const struct cli_output *out, const struct cli_session *s, el2_sysreg reg, uint64_t of)
{
	el2_boot boot = s->boot;
	el2_state computed;
	uint64_t differs, varies;
	const char *why;
	char text[512];
	uint64_t read;
	bool shown = el2_recording_register(cli_recorded_file(s), 0, reg, &read) == EL2_RECORDED_READ;

	el2_boot_state(&boot, &computed);
	differs = (computed.sysreg[reg] ^ s->state.sysreg[reg]) & of;
	for (size_t n = 0; (varies = el2_boot_varies(&boot, reg, n, &why)); n++) {
		if (differs & varies)
			fprintf(out->file, "  %-22s varies: %s\n",
				cli_bits_text(reg, differs & varies, s->state.sysreg[reg], text, sizeof text), why);
		differs &= ~varies;
	}
	if (differs)
		fprintf(out->file, "  policy computes 0x%016" PRIx64 "%s\n", computed.sysreg[reg],
			shown ? "" : "; this is a default: the recorded machine does not show it");
}

static void print_register(const struct cli_output *out, const struct cli_options *options, const struct cli_session *s,
			   el2_sysreg reg)
{
	uint64_t value = s->state.sysreg[reg], overridden = 0;
	char text[512];

	for (size_t i = 0; i < options->override_count; i++)
		if (options->overrides[i].reg == reg)
			overridden |= options->overrides[i].mask;

	fprintf(out->file, "\n%s%s%s = 0x%016" PRIx64 "\n", cli_style(out, CLI_BOLD), el2_sysreg_get(reg)->name,
		cli_style(out, CLI_PLAIN), value);
	if (cli_recorded_of(s))
		print_difference(out, s, reg, ~overridden);
	for (size_t i = 0; i < s->boot.reason_count && i < EL2_BOOT_REASONS_MAX; i++) {
		const el2_boot_reason *r = &s->boot.reasons[i];
		el2_rule_info info;

		if (r->reg != reg || (r->bits ? !(r->bits & ~overridden) : overridden) ||
		    !el2_policy_rule_info(r->rule, &info))
			continue;
		fprintf(out->file, "  %-22s %s %s[%s]%s\n",
			reason_text(&info, reg, r->bits & ~overridden, value, text, sizeof text), info.text,
			cli_style(out, CLI_DIM), info.source, cli_style(out, CLI_PLAIN));
	}
	if (overridden == UINT64_MAX)
		fprintf(out->file, "  all of it by --set\n");
	else if (overridden)
		fprintf(out->file, "  %-22s by --set\n", cli_bits_text(reg, overridden, value, text, sizeof text));
}

/* The ID registers, and what the CPU has. */
static void print_ids(const struct cli_output *out, const struct cli_session *s)
{
	el2_sysreg reg;
	uint64_t value;

	fputs("\nID registers, as the guest reads them      the CPU's\n", out->file);
	for (size_t n = 0; (reg = el2_guest_id_register(&s->guest, n, &value)) != EL2_SYSREG_NONE; n++)
		fprintf(out->file, "  %-18s 0x%016" PRIx64 "   0x%016" PRIx64 "\n", el2_sysreg_get(reg)->name, value,
			s->state.sysreg[reg]);
}

static void print_text(const struct cli_output *out, const struct cli_options *options, const struct cli_session *s)
{
	el2_sysreg reg;

	print_head(out, s);
	for (size_t n = 0; (reg = el2_boot_register(n)) != EL2_SYSREG_NONE; n++)
		print_register(out, options, s, reg);
	if (s->has_guest)
		print_ids(out, s);
}

static void print_json(struct cli_call *c, const struct cli_session *s)
{
	struct cli_json *j = &c->json;
	el2_sysreg reg;
	size_t count = 0;

	cli_json_header(c);
	cli_json_boot(j, s);
	cli_json_close(j, '}');
	cli_json_line(j, c->out.file);
	cli_json_open(j, NULL, '{');
	cli_json_text(j, "mode", mode_of(s));
	cli_json_bool(j, "mte", s->boot.mte);
	cli_json_open(j, "registers", '{');
	for (; (reg = el2_boot_register(count)) != EL2_SYSREG_NONE; count++)
		cli_json_hex(j, el2_sysreg_get(reg)->name, s->state.sysreg[reg]);
	cli_json_close(j, '}');
	if (s->has_guest) {
		uint64_t value;

		cli_json_open(j, "id_registers", '{');
		for (size_t n = 0; (reg = el2_guest_id_register(&s->guest, n, &value)) != EL2_SYSREG_NONE; n++)
			cli_json_hex(j, el2_sysreg_get(reg)->name, value);
		cli_json_close(j, '}');
	}
	cli_json_close(j, '}');
	cli_json_line(j, c->out.file);
	cli_json_open(j, NULL, '{');
	cli_json_number(j, "registers", count);
	cli_json_close(j, '}');
	cli_json_line(j, c->out.file);
}

static int boot(const struct cli_verb *verb, int argc, char **argv)
{
	struct cli_session session;
	struct cli_call call;
	el2_error error = {0};
	int code;

	if (!cli_begin(&call, verb, argc, argv, NULL, &code))
		return code;
	if (call.operand_count)
		el2_fail(&error, EL2_ERR_USAGE, NULL, 0, 0, "takes no operands: '%.64s'", call.operands[0]);
	if (call.operand_count || cli_session_open(&session, &call.options, &error) != EL2_OK)
		return cli_end_error(&call, &error);
	if (call.options.json)
		print_json(&call, &session);
	else
		print_text(&call.out, &call.options, &session);
	return cli_end(&call, CLI_EXIT_OK);
}

const struct cli_verb cli_verb_boot = {
	.name = "boot",
	.synopsis = "",
	.summary = "what a boot programs: the mode it ends in, the EL2 registers, why each bit",
	.examples = {"el2trap boot --kernel 7.2 --cmdline 'kvm-arm.mode=protected arm64.nomte'",
		     "el2trap boot --kernel 6.12 --cpu max,mte=1 --set HCR_EL2.ATA=0 --json"},
	.boot = true,
	.run = boot,
};
