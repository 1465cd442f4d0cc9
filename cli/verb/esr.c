/* SPDX-License-Identifier: MIT */
/* esr: what a syndrome says, and what could have raised it. */
#include "cli/show/esr_page.h"
#include "cli/show/html.h"
#include "cli/show/insn.h"
#include "cli/verb/verbs.h"
#include "model/machine.h"
#include "model/view.h"

#include <stdlib.h>
#include <string.h>

struct esr_call {
	unsigned to;
	uint64_t far, hpfar;
	bool has_far, has_hpfar;
	const char *html;
	FILE *page; /* or NULL */
};

static el2_status set_number(const char *name, const char *text, uint64_t *value, bool *given, el2_error *error)
{
	if (!cli_parse_u64(text, value))
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"%s is a number of 64 bits (0x... or decimal), not '%.64s'", name, text);
	*given = true;
	return EL2_OK;
}

static el2_status set_far(void *target, const char *value, el2_error *error)
{
	struct esr_call *own = target;

	return set_number("--far", value, &own->far, &own->has_far, error);
}

static el2_status set_hpfar(void *target, const char *value, el2_error *error)
{
	struct esr_call *own = target;

	return set_number("--hpfar", value, &own->hpfar, &own->has_hpfar, error);
}

static el2_status set_to(void *target, const char *value, el2_error *error)
{
	struct esr_call *own = target;

	if (*value < '1' || *value > '3' || value[1])
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--to is 1, 2 or 3, not '%.64s'", value);
	own->to = (unsigned)(*value - '0');
	return EL2_OK;
}

static const struct cli_option options[] = {
	{"--to", NULL, "1..3", CLI_CALL, 0, set_to, "the Exception level that took it, whose ESR this is; 2"},
	{"--far", NULL, "VALUE", CLI_CALL, 0, set_far, "FAR of that level"},
	{"--hpfar", NULL, "VALUE", CLI_CALL, 0, set_hpfar, "HPFAR_EL2"},
	{"--html", NULL, "FILE", CLI_TEXT, offsetof(struct esr_call, html), NULL, "and as a page"},
};

/* Instructions that are taken there with the same syndrome, where it does not name one. */
static void find_same(struct cli_esr *e, const el2_state *s)
{
	uint32_t word, count;

	for (size_t n = 0; el2_word_class_get(n, &word, &count); n++) {
		el2_arch_result r;
		const char *op;
		el2_insn insn;
		size_t i = 0;

		el2_decode(word, &insn);
		el2_check(s, &insn, &r, NULL);
		if (r.outcome != EL2_TAKES || r.exception.el != e->to || r.exception.esr != e->esr)
			continue;
		e->same_words += count;
		op = cli_insn_op(&insn) ? cli_insn_op(&insn) : "unallocated";
		while (i < e->same_count && strcmp(e->same[i].op, op))
			i++;
		if (i == CLI_ESR_SAME_MAX)
			continue;
		if (i == e->same_count)
			e->same[e->same_count++] = (struct cli_esr_same){op, 0};
		e->same[i].count += count;
	}
}

/* What the syndrome's instruction comes to at the host's level, and who could have sent it. */
static void judge(struct cli_esr *e, const struct cli_session *s)
{
	const el2_ec_info *info = el2_ec_get(e->parts.ec);

	e->el = el2_el(&s->state);
	if (e->has_insn) {
		el2_decide(&s->state, s->hypervisor, &e->insn, &e->verdict, NULL);
		e->judged = true;
		if (e->to >= 2)
			e->sender_count = el2_find_senders(&s->state, &e->insn, e->to, e->parts.ec, e->senders);
	} else if (info && info->when == EL2_EC_OWN && e->to >= e->el) {
		find_same(e, &s->state);
	}
}

static void build(const struct cli_esr *e, const el2_state *s, el2_exception *taken)
{
	el2_exception_build(s, 2, e->esr, s->pc, taken);
	taken->far_valid = e->has_far;
	taken->far = e->far;
	taken->hpfar_valid = e->has_hpfar;
	taken->hpfar = e->hpfar;
}

static void ask(const struct cli_esr *e, const el2_hypervisor *h, const el2_state *s, el2_response *response)
{
	el2_exception taken;

	build(e, s, &taken);
	h->handle(h->context, s, &taken, response, NULL);
}

static bool is_abort_from_below(unsigned ec)
{
	return ec == EL2_EC_DABT_LOW || ec == EL2_EC_IABT_LOW;
}

/* The answer to an abort depends on whose the page is. */
static void ask_by_page(struct cli_esr *e, const el2_hypervisor *h, const el2_state *s)
{
	for (unsigned i = 0; i < CLI_ESR_PAGES; i++) {
		el2_exception taken;

		build(e, s, &taken);
		taken.page_known = true;
		taken.page_mapped = i == CLI_ESR_PAGE_MAPPED;
		taken.page_owner = i == CLI_ESR_PAGE_OTHER ? EL2_OWNER_HYP : EL2_OWNER_HOST;
		h->handle(h->context, s, &taken, &e->pages[i], NULL);
	}
	e->by_page = true;
}

/* What a handler does depends on registers, so that it is asked in a state in which the exception comes about: as the
 * boot leaves it, and with each control that would send it there. */
static void ask_handler(struct cli_esr *e, struct cli_session *s)
{
	el2_state *state = &s->state;

	if (e->to != 2 || !s->hypervisor)
		return;
	if (is_abort_from_below(e->parts.ec) && e->el < 2) {
		ask_by_page(e, s->hypervisor, state);
		return;
	}
	if (!e->judged || (e->verdict.has_taken && e->verdict.taken.el == 2 && e->verdict.taken.esr == e->esr)) {
		ask(e, s->hypervisor, state, &e->response);
		e->asked = true;
	}
	for (size_t i = 0; i < e->sender_count; i++) {
		const el2_control *c = &e->senders[i].control;
		uint64_t before = state->sysreg[c->reg], mask = UINT64_MAX >> (64 - c->width) << c->lsb;

		if (c->reg != EL2_SYSREG_NONE)
			state->sysreg[c->reg] = (before & ~mask) | e->senders[i].value << c->lsb;
		ask(e, s->hypervisor, state, &e->answers[i]);
		state->sysreg[c->reg] = before;
	}
	e->answered = true;
}

static void tell(struct cli_call *c, const struct esr_call *own, struct cli_session *s, struct cli_esr *e, uint64_t esr)
{
	uint32_t word;

	*e = (struct cli_esr){.esr = esr,
			      .far = own->far,
			      .hpfar = own->hpfar,
			      .has_far = own->has_far,
			      .has_hpfar = own->has_hpfar,
			      .to = own->to};
	el2_esr_read(esr, &e->parts);
	e->has_insn = el2_esr_word(esr, &word);
	if (e->has_insn)
		el2_decode(word, &e->insn);
	judge(e, s);
	ask_handler(e, s);
	if (c->options.json)
		cli_esr_json(c, e);
	else
		cli_esr_print(c, s, e);
	if (own->page)
		cli_esr_html(own->page, e);
}

static el2_status tell_all(struct cli_call *c, const struct esr_call *own, struct cli_session *s, struct cli_esr *e,
			   el2_error *error)
{
	struct cli_json *j = &c->json;

	if (c->options.json) {
		cli_json_header(c);
		cli_json_boot(j, s);
		cli_json_close(j, '}');
		cli_json_line(j, c->out.file);
	}
	for (size_t i = 0; i < c->operand_count; i++) {
		uint64_t esr;

		if (!cli_parse_u64(c->operands[i], &esr))
			return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
					"'%.64s' is no number of 64 bits (0x... or decimal)", c->operands[i]);
		if (i && !c->options.json)
			fputc('\n', c->out.file);
		tell(c, own, s, e, esr);
	}
	if (c->options.json) {
		cli_json_open(j, NULL, '{');
		cli_json_number(j, "values", c->operand_count);
		cli_json_close(j, '}');
		cli_json_line(j, c->out.file);
	}
	return EL2_OK;
}

static int esr(const struct cli_verb *verb, int argc, char **argv)
{
	struct esr_call own = {.to = 2};
	struct cli_session *session;
	struct cli_esr *e;
	struct cli_call call;
	el2_error error = {0};
	el2_status status;
	int code;

	if (!cli_begin(&call, verb, argc, argv, &own, &code))
		return code;
	session = calloc(1, sizeof *session);
	e = calloc(1, sizeof *e);
	if (!session || !e)
		status = el2_fail(&error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	else if (!call.operand_count)
		status = el2_fail(&error, EL2_ERR_USAGE, NULL, 0, 0, "which value? For example 0x62301401");
	else
		status = cli_session_open(session, &call.options, &error);
	if (status == EL2_OK && own.html && !(own.page = cli_file_create(own.html, &error)))
		status = EL2_ERR_SYSTEM;
	if (own.page)
		cli_esr_html_begin(own.page, session);
	if (status == EL2_OK)
		status = tell_all(&call, &own, session, e, &error);
	if (own.page) {
		cli_html_finish(own.page);
		if (cli_file_close(own.page, own.html, status == EL2_OK ? &error : NULL) != EL2_OK && status == EL2_OK)
			status = error.status;
	}
	free(session);
	free(e);
	return status == EL2_OK ? cli_end(&call, CLI_EXIT_OK) : cli_end_error(&call, &error);
}

const struct cli_verb cli_verb_esr = {
	.name = "esr",
	.synopsis = "VALUE...",
	.summary = "what a syndrome says, and what could have raised it",
	.examples = {"el2trap esr 0x623c0401 --kernel 7.0 --cmdline 'kvm-arm.mode=protected arm64.nomte'",
		     "el2trap esr 0x92000047 --far 0xffff000000001000 --hpfar 0x4000 --cmdline kvm-arm.mode=protected"},
	.options = options,
	.option_count = sizeof options / sizeof *options,
	.boot = true,
	.run = esr,
};
