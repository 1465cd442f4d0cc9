/* SPDX-License-Identifier: MIT */
#include "snippet/session.h"
#include "snippet/recorded.h"
#include "snippet/suggest.h"

#include <stdio.h>
#include <string.h>

static bool hcr_bit(const el2_state *s, const char *field)
{
	unsigned msb, lsb;

	return el2_field_find(EL2_SYSREG_HCR_EL2, field, strlen(field), &msb, &lsb) &&
	       (s->sysreg[EL2_SYSREG_HCR_EL2] >> lsb & 1);
}

static el2_status apply(const struct cli_override *o, el2_state *s, el2_error *error)
{
	uint64_t mask = o->mask, value = o->value;
	int e2h = hcr_bit(s, "E2H");

	if (o->e2h == 0 && e2h && o->mask_e2h) {
		mask = o->mask_e2h;
		value = o->value_e2h;
	} else if (o->e2h >= 0 && o->e2h != e2h) {
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"%s has no field %s here: HCR_EL2.E2H is %d, and the field is of the layout of %d",
				el2_sysreg_get((el2_sysreg)o->reg)->name, o->field, e2h, o->e2h);
	}
	if (o->reg == EL2_SYSREG_NONE)
		s->pstate = (s->pstate & ~(uint32_t)mask) | (uint32_t)(value & mask);
	else
		s->sysreg[o->reg] = (s->sysreg[o->reg] & ~mask) | (value & mask);
	return EL2_OK;
}

el2_status cli_overrides_apply(const struct cli_override *overrides, size_t count, el2_state *s, size_t *at,
			       el2_error *error)
{
	el2_status status = EL2_OK;

	for (int hcr = 1; hcr >= 0; hcr--)
		for (size_t i = 0; status == EL2_OK && i < count; i++) {
			if ((overrides[i].reg == EL2_SYSREG_HCR_EL2) != hcr)
				continue;
			status = apply(&overrides[i], s, error);
			if (at)
				*at = i;
		}
	return status;
}

/* Words of the command line that the kernel would ignore, and that look like one that it knows. */
static void warn_of_words(const el2_boot *boot)
{
	for (size_t i = 0; i < boot->word_count; i++) {
		const el2_boot_word *w = &boot->words[i];
		char word[80], hint[128];
		struct cli_suggest suggest;
		const char *known;

		if (w->known || w->length >= sizeof word)
			continue;
		snprintf(word, sizeof word, "%.*s", (int)w->length, boot->config.cmdline + w->start);
		suggest = cli_suggest_for(word);
		for (size_t n = 0; (known = el2_boot_word_get(n)); n++)
			if (strcmp(known, word)) /* it is another kernel's */
				cli_suggest_offer(&suggest, known);
		if (suggest.best)
			fprintf(stderr, "el2trap: warning: the kernel ignores '%s' of the command line%s\n", word,
				cli_suggest_text(&suggest, hint, sizeof hint));
	}
	if (boot->cmdline_truncated)
		fprintf(stderr, "el2trap: warning: of the command line %d words are looked at, no more\n",
			EL2_BOOT_WORDS_MAX);
}

static cli_policy_reader *policy_reader;

void cli_session_set_policy_reader(cli_policy_reader *reader)
{
	policy_reader = reader;
}

void cli_session_ask(struct cli_session *s, const struct cli_policy *own, bool asked)
{
	s->own = own;
	s->context = (el2_policy_context){&s->boot, &s->kernel, own ? own->own : NULL};
	s->driver = s->kernel;
	if (own)
		s->driver = (el2_hypervisor){
			.name = own->driver.name, .context = &s->context, .handle = own->driver.handle};
	s->hypervisor = asked ? &s->driver : NULL;
}

static el2_status read_policy(const struct cli_session *s, const struct cli_options *o, const struct cli_policy **own,
			      el2_error *error)
{
	*own = NULL;
	if (!o->policy)
		return EL2_OK;
	if (!policy_reader)
		return el2_fail(error, EL2_ERR_UNSUPPORTED, NULL, 0, 0, "--policy: nobody here reads policies");
	if (s->has_guest)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--policy answers a host: --guest is not for it");
	if (o->no_hypervisor)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"--policy answers at EL2, and --no-hypervisor leaves nobody there: one of the two");
	if (s->boot.host_el == 2)
		return el2_fail(
			error, EL2_ERR_USAGE, NULL, 0, 0,
			"--policy: under this boot (%s) the host's kernel runs at EL2 and takes its own exceptions; "
			"--cmdline kvm-arm.mode=nvhe or =protected",
			el2_mode_name(s->boot.mode));
	return policy_reader(o->policy, !o->policy_in_file, own, error);
}

/* The host gives way to a guest. */
static el2_status enter_guest(struct cli_session *s, const struct cli_options *o, el2_error *error)
{
	el2_status status;

	if (o->el > 1)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "a guest is at EL0 and EL1: --el %d is not its",
				o->el);
	status = el2_guest_make(&s->boot, &o->guest, &s->guest, error);
	if (status != EL2_OK)
		return status;
	el2_guest_state(&s->guest, &s->boot, &s->state);
	s->kernel = el2_guest_hypervisor(&s->guest);
	s->has_guest = true;
	s->kernel_el = 1;
	return EL2_OK;
}

el2_status cli_session_make(struct cli_session *s, const struct cli_options *o, el2_error *error)
{
	el2_boot_config config = {o->kernel, o->cmdline, o->config_arm64_mte, &s->cpu};
	const struct cli_policy *own;
	el2_status status;
	unsigned el;

	s->cpu = o->cpu;
	s->has_guest = false;
	if (o->recording && o->has_guest)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"a recording is of a host: --guest goes with --kernel, not with --hypervisor");
	if (o->recording) {
		status = cli_recorded_open(s, o->recording, o->firmware, error);
	} else if (o->firmware) {
		status = el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				  "--firmware is of a recording: it goes with --hypervisor");
	} else {
		status = el2_boot_make(&config, &s->boot, error);
		if (status == EL2_OK) {
			el2_boot_state(&s->boot, &s->state);
			s->kernel = el2_boot_hypervisor(&s->boot);
		}
	}
	s->kernel_el = s->boot.host_el;
	if (status == EL2_OK && o->has_guest)
		status = enter_guest(s, o, error);
	if (status == EL2_OK)
		status = read_policy(s, o, &own, error);
	if (status != EL2_OK)
		return status;
	el = o->el < 0 ? s->kernel_el : (unsigned)o->el;
	el2_set_el(&s->state, el);
	status = cli_overrides_apply(o->overrides, o->override_count, &s->state, NULL, error);
	if (status != EL2_OK)
		return status;
	if (el == 1 && s->boot.host_el == 2 && hcr_bit(&s->state, "TGE"))
		return el2_fail(
			error, EL2_ERR_USAGE, NULL, 0, 0,
			"--el 1: under this boot (%s) the host's kernel runs at EL2, and HCR_EL2.TGE leaves no EL1; "
			"use --el 2, or --cmdline kvm-arm.mode=nvhe or =protected",
			el2_mode_name(s->boot.mode));
	cli_session_ask(s, own, !o->no_hypervisor);
	return EL2_OK;
}

el2_status cli_session_open(struct cli_session *s, const struct cli_options *o, el2_error *error)
{
	el2_status status = cli_session_make(s, o, error);

	if (!o->recording)
		warn_of_words(&s->boot);
	return status;
}

const char *cli_session_guest(const struct cli_session *s, char *buffer, size_t size)
{
	const char *feature, *name = el2_guest_kind_name(s->guest.config.kind);
	size_t length = (size_t)snprintf(buffer, size, "%s", s->has_guest ? name : "host");

	for (size_t n = 0; s->has_guest && length < size && (feature = el2_guest_feature_get(n, NULL)); n++)
		if (s->guest.config.features >> n & 1)
			length += (size_t)snprintf(buffer + length, size - length, ",%s", feature);
	return buffer;
}

const char *cli_session_name(const struct cli_session *s, char *buffer, size_t size)
{
	const char *comma = s->own ? ", policy " : "", *name = s->own ? s->own->driver.name : "";

	char guest[64];

	if (cli_recorded_of(s))
		snprintf(buffer, size, "%s (recorded)%s%s", cli_recorded_banner(s), comma, name);
	else
		snprintf(buffer, size, "%s (%s, MTE %s%s%s)%s%s", el2_kernel_get(s->boot.config.kernel)->name,
			 el2_mode_name(s->boot.mode), s->boot.mte ? "on" : "off", s->has_guest ? ", guest " : "",
			 s->has_guest ? cli_session_guest(s, guest, sizeof guest) : "", comma, name);
	return buffer;
}
