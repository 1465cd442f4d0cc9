/* SPDX-License-Identifier: MIT */
/* who: which instructions of the host come to a given end under a boot, or would with one more bit of EL2's. */
#include "cli/show/bits.h"
#include "cli/show/call.h"
#include "cli/show/insn.h"
#include "cli/show/verdict_json.h"
#include "cli/verb/verbs.h"
#include "explore/explore.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct who_call {
	int verdict, ec; /* -1: any */
	const char *reg, *rule, *handler;
	bool one_more;
	struct cli_call *call;
	const struct cli_session *session;
	const char *absent; /* what the CPU in hand lacks, "max,fgt=0"; NULL: nothing */
	/* the group in hand */
	bool begun;
	char control[160];
	unsigned el;
	const char *op;
	char reg_name[CLI_REGISTER_MAX];
	el2_insn insn;
	el2_verdict shown;
	uint64_t words;
	el2_state whole; /* on the CPU that lacks nothing */
	/* all */
	uint64_t groups, total;
};

static el2_status set_verdict(void *target, const char *value, el2_error *error)
{
	struct who_call *own = target;
	struct cli_suggest suggest = cli_suggest_for(value);
	char hint[96];

	for (int i = 0; i < EL2_VERDICT_COUNT; i++) {
		if (!strcmp(el2_verdict_name((el2_verdict_kind)i), value)) {
			own->verdict = i;
			return EL2_OK;
		}
		cli_suggest_offer(&suggest, el2_verdict_name((el2_verdict_kind)i));
	}
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "unknown verdict '%.32s'%s", value,
			cli_suggest_text(&suggest, hint, sizeof hint));
}

static el2_status set_ec(void *target, const char *value, el2_error *error)
{
	struct who_call *own = target;
	uint64_t ec;

	if (!cli_parse_u64(value, &ec) || ec > 0x3f)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "an exception class is 0 to 0x3f, not '%.32s'",
				value);
	own->ec = (int)ec;
	return EL2_OK;
}

static el2_status set_register(void *target, const char *value, el2_error *error)
{
	struct who_call *own = target;
	struct cli_suggest suggest = cli_suggest_for(value);
	const el2_sysreg_info *row;
	char hint[96];

	for (unsigned r = 1; (row = el2_sysreg_get((el2_sysreg)r)); r++) {
		if (!strcasecmp(row->name, value)) {
			own->reg = row->name;
			return EL2_OK;
		}
		cli_suggest_offer(&suggest, row->name);
	}
	return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "unknown register '%.64s'%s", value,
			cli_suggest_text(&suggest, hint, sizeof hint));
}

#define AT(field) offsetof(struct who_call, field)

static const struct cli_option options[] = {
	{"--verdict", NULL, "pass|undef|trap|fault|panic|unmodelled", CLI_CALL, 0, set_verdict, "that come to this"},
	{"--ec", NULL, "EC", CLI_CALL, 0, set_ec, "that take an exception of this class first"},
	{"--register", NULL, "NAME", CLI_CALL, 0, set_register, "that name this register or operation"},
	{"--rule", NULL, "ID", CLI_TEXT, AT(rule), NULL, "that a rule decides whose id begins like this"},
	{"--handler", NULL, "NAME", CLI_TEXT, AT(handler), NULL, "that this handler deals with: hvc, smc, sys, ..."},
	{"--with-one-more-bit", NULL, NULL, CLI_FLAG, AT(one_more), NULL,
	 "that would, and do not, with one field of EL2's otherwise, or a feature less"},
};

static bool rule_matches(const struct who_call *own, const el2_verdict *v)
{
	el2_rule_info info;

	for (unsigned i = 0; i < v->rules.count; i++)
		if (!strncmp(cli_rule_id(v->rules.rule[i], &info), own->rule, strlen(own->rule)))
			return true;
	return false;
}

static bool match(void *context, const el2_insn *insn, const el2_verdict *v)
{
	const struct who_call *own = context;
	char buffer[CLI_REGISTER_MAX];
	const char *reg;

	if (own->verdict >= 0 && (int)v->verdict != own->verdict)
		return false;
	if (own->ec >= 0 && (!v->has_taken || (int)EL2_ESR_EC(v->taken.esr) != own->ec))
		return false;
	if (own->handler && (!v->handler || strcmp(v->handler, own->handler)))
		return false;
	if (own->reg && (!(reg = cli_insn_register(insn, buffer)) || strcmp(reg, own->reg)))
		return false;
	return !own->rule || rule_matches(own, v);
}

static void json_group(struct cli_call *c, const struct who_call *own)
{
	struct cli_json *j = &c->json;

	cli_json_open(j, NULL, '{');
	if (*own->control)
		cli_json_text(j, "control", own->control);
	cli_json_number(j, "words", own->words);
	cli_json_case(j, &own->insn, 0, own->el);
	cli_json_verdict(j, &own->shown);
	cli_json_close(j, '}');
	cli_json_line(j, c->out.file);
}

/* The group in hand is whole. */
static void end_group(struct who_call *own)
{
	struct cli_call *c = own->call;
	char text[EL2_TEXT_MAX];
	el2_rule_info info;

	if (!own->begun)
		return;
	own->begun = false;
	own->groups++;
	own->total += own->words;
	if (c->options.json) {
		json_group(c, own);
		return;
	}
	el2_disassemble(&own->insn, 0, text, sizeof text);
	if (own->one_more)
		fprintf(c->out.file, "%s%-28s%s ", cli_style(&c->out, CLI_BOLD), own->control,
			cli_style(&c->out, CLI_PLAIN));
	fprintf(c->out.file, "EL%u %s%-10s%s ", own->el, cli_style(&c->out, cli_verdict_style(own->shown.verdict)),
		el2_verdict_name(own->shown.verdict), cli_style(&c->out, CLI_PLAIN));
	if (own->shown.has_taken)
		fprintf(c->out.file, "EC 0x%02x ", EL2_ESR_EC(own->shown.taken.esr));
	else
		fputs("        ", c->out.file);
	fprintf(c->out.file, "%-36s %10" PRIu64 "  %s%s%s\n", text, own->words, cli_style(&c->out, CLI_DIM),
		own->shown.rules.count ? cli_rule_id(own->shown.rules.rule[0], &info) : "",
		cli_style(&c->out, CLI_PLAIN));
}

static const char *control_text(const el2_who *found, const char *absent, char *buffer, size_t size)
{
	const el2_control *c = found->control;
	char field[128];

	snprintf(buffer, size, "%s", absent ? absent : "");
	if (c)
		snprintf(buffer, size, "%s.%s", el2_sysreg_get((el2_sysreg)c->reg)->name,
			 cli_bits_text((el2_sysreg)c->reg, UINT64_MAX >> (64 - c->width) << c->lsb,
				       found->value << c->lsb, field, sizeof field));
	return buffer;
}

static bool same_end(const el2_verdict *a, const el2_verdict *b)
{
	return a->verdict == b->verdict && a->has_taken == b->has_taken &&
	       (!a->has_taken || EL2_ESR_EC(a->taken.esr) == EL2_ESR_EC(b->taken.esr)) && a->rules.count &&
	       b->rules.count && a->rules.rule[0] == b->rules.rule[0];
}

/* Classes that follow each other and differ in nothing that is shown make one line. */
static void sink(void *context, const el2_who *found)
{
	struct who_call *own = context;
	char control[160], buffer[CLI_REGISTER_MAX];
	const char *op = cli_insn_op(found->insn), *reg = cli_insn_register(found->insn, buffer);

	op = op ? op : "";
	reg = reg ? reg : "";
	control_text(found, own->absent, control, sizeof control);
	if (own->begun && !strcmp(own->control, control) && own->el == found->el && !strcmp(own->op, op) &&
	    !strcmp(own->reg_name, reg) && same_end(&own->shown, found->verdict)) {
		own->words += found->count;
		return;
	}
	end_group(own);
	own->begun = true;
	snprintf(own->control, sizeof own->control, "%s", control);
	own->el = found->el;
	own->op = op;
	snprintf(own->reg_name, sizeof own->reg_name, "%s", reg);
	own->insn = *found->insn;
	own->shown = *found->verdict;
	own->words = found->count;
}

/* On a CPU that lacks something: those that do not come to it on the whole one. */
static void sink_absent(void *context, const el2_who *found)
{
	struct who_call *own = context;
	el2_state *state = &own->whole;
	el2_verdict v;

	el2_set_el(state, found->el);
	el2_decide(state, own->session->hypervisor, found->insn, &v, NULL);
	if (!match(own, found->insn, &v))
		sink(own, found);
}

/* The same on a CPU without what a key of --cpu takes away. False: it lacks it already, or what is asked cannot be, or
 * would be at another Exception level. */
static bool boot_without(const struct who_call *own, const char *cpu, struct cli_session *s)
{
	const struct cli_session *whole = own->session;
	struct cli_options o = own->call->options;

	o.policy = NULL; /* it is read already */
	if (el2_cpu_parse(cpu, &o.cpu, NULL) != EL2_OK ||
	    !memcmp(o.cpu.features, whole->cpu.features, sizeof o.cpu.features) ||
	    cli_session_make(s, &o, NULL) != EL2_OK || s->kernel_el != whole->kernel_el)
		return false;
	cli_session_ask(s, whole->own, whole->hypervisor);
	return true;
}

static bool ask_absent(struct who_call *own)
{
	struct cli_session *s = calloc(1, sizeof *s);
	const char *key;
	bool good = s;

	if (strstr(own->session->cpu.name, "...")) { /* not all of the text was kept */
		fputs("el2trap who: the text of --cpu is too long to take features away from\n", stderr);
		free(s);
		return true;
	}
	own->whole = own->session->state;
	for (size_t n = 0; good && (key = el2_cpu_option_get(n, NULL)); n++) {
		char cpu[EL2_CPU_NAME_MAX + 32];
		unsigned el;

		snprintf(cpu, sizeof cpu, "%s,%s=0", own->session->cpu.name, key);
		if (!boot_without(own, cpu, s))
			continue;
		own->absent = cpu;
		el = el2_el(&s->state);
		good = el2_find_who(&s->state, s->hypervisor, el, false, match, sink_absent, own) &&
		       (!el || el2_find_who(&s->state, s->hypervisor, 0, false, match, sink_absent, own));
		end_group(own);
		own->absent = NULL;
	}
	free(s);
	return good;
}

static el2_status ask(struct cli_call *c, struct who_call *own, const struct cli_session *s, el2_error *error)
{
	struct cli_json *j = &c->json;
	unsigned el = el2_el(&s->state);

	if (c->options.json) {
		cli_json_header(c);
		cli_json_boot(j, s);
		cli_json_close(j, '}');
		cli_json_line(j, c->out.file);
	}
	if (!el2_find_who(&s->state, s->hypervisor, el, own->one_more, match, sink, own) ||
	    (el && !el2_find_who(&s->state, s->hypervisor, 0, own->one_more, match, sink, own)))
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	end_group(own);
	if (own->one_more && !c->options.recording && !ask_absent(own))
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	if (c->options.json) {
		cli_json_open(j, NULL, '{');
		cli_json_number(j, "groups", own->groups);
		cli_json_number(j, "words", own->total);
		cli_json_close(j, '}');
		cli_json_line(j, c->out.file);
	} else if (!c->options.quiet) {
		fprintf(c->out.file, "%" PRIu64 " words in %" PRIu64 " groups\n", own->total, own->groups);
	}
	return EL2_OK;
}

static int who(const struct cli_verb *verb, int argc, char **argv)
{
	struct who_call own = {.verdict = -1, .ec = -1};
	struct cli_session *session;
	struct cli_call call;
	el2_error error = {0};
	el2_status status;
	int code;

	if (!cli_begin(&call, verb, argc, argv, &own, &code))
		return code;
	own.call = &call;
	session = calloc(1, sizeof *session);
	if (!session)
		status = el2_fail(&error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	else if (call.operand_count || (own.verdict < 0 && own.ec < 0 && !own.reg && !own.rule && !own.handler))
		status = el2_fail(&error, EL2_ERR_USAGE, NULL, 0, 0,
				  "which end? One or more of --verdict, --ec, --register, --rule, --handler");
	else
		status = cli_session_open(session, &call.options, &error);
	own.session = session;
	if (status == EL2_OK)
		status = ask(&call, &own, session, &error);
	free(session);
	return status == EL2_OK ? cli_end(&call, CLI_EXIT_OK) : cli_end_error(&call, &error);
}

const struct cli_verb cli_verb_who = {
	.name = "who",
	.synopsis = "",
	.summary = "which of the host's instructions come to an end, or would with one more bit of EL2's",
	.examples =
		{"el2trap who --verdict panic --kernel 7.2 --cmdline kvm-arm.mode=protected",
		 "el2trap who --verdict panic --register ICC_DIR_EL1 --with-one-more-bit --cmdline kvm-arm.mode=nvhe"},
	.options = options,
	.option_count = sizeof options / sizeof *options,
	.boot = true,
	.run = who,
};
