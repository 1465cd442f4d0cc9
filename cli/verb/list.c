/* SPDX-License-Identifier: MIT */
/* list: what the tables hold. */
#include "cli/verb/list.h"
#include "cli/show/call.h"
#include "cli/show/formats.h"
#include "snippet/snippet.h"

#include <string.h>
#include <strings.h>

/* Does `text` contain `part`, letter case ignored? */
static bool contains(const char *text, const char *part)
{
	size_t n = strlen(part);

	for (; *text; text++)
		if (!strncasecmp(text, part, n))
			return true;
	return !n;
}

void cli_list_row(struct cli_list *l)
{
	l->pad = 0;
	l->length = 0;
	*l->row = '\0';
	l->matches = !l->wanted;
	if (l->call->options.json)
		cli_json_open(&l->call->json, NULL, '{');
}

void cli_list_end_row(struct cli_list *l)
{
	l->count += l->matches;
	if (l->call->options.json) {
		cli_json_close(&l->call->json, '}');
		if (l->matches)
			cli_json_line(&l->call->json, l->call->out.file);
		else
			cli_json_drop(&l->call->json);
	} else if (l->matches) {
		fprintf(l->call->out.file, "%s\n", l->row);
	}
}

void cli_list_text(struct cli_list *l, const char *key, int width, const char *value)
{
	if (value && l->wanted && contains(value, l->wanted))
		l->matches = true;
	if (l->call->options.json) {
		if (value)
			cli_json_text(&l->call->json, key, value);
	} else if ((value || width) && l->length < sizeof l->row) {
		const char *text = value ? value : "-";
		int length = (int)strlen(text);

		l->length += (size_t)snprintf(l->row + l->length, sizeof l->row - l->length, "%*s%s", l->pad, "", text);
		/* written before the next column, so that no row ends in blanks */
		l->pad = length < width ? width - length + 1 : 1;
	}
}

void cli_list_count(struct cli_list *l, const char *key, uint64_t number)
{
	char text[48];

	if (l->call->options.json) {
		cli_json_number(&l->call->json, key, number);
		return;
	}
	snprintf(text, sizeof text, "%llu %.*s", (unsigned long long)number, (int)strlen(key) - (number == 1), key);
	cli_list_text(l, key, 0, text);
}

static void list_ops(struct cli_list *l)
{
	for (unsigned f = EL2_FORM_NONE + 1; f < EL2_FORM_COUNT; f++) {
		const el2_form_info *form = el2_form_get((el2_form)f);
		char text[16];

		cli_list_row(l);
		cli_list_text(l, "op", 10, form->op);
		cli_list_text(l, "variant", 7, *form->variant ? form->variant : NULL);
		snprintf(text, sizeof text, "0x%08x", (unsigned)form->mask);
		cli_list_text(l, "mask", 10, text);
		snprintf(text, sizeof text, "0x%08x", (unsigned)form->value);
		cli_list_text(l, "value", 10, text);
		cli_list_text(l, "class", 9, el2_class_name((el2_class)form->cls));
		cli_list_text(l, "feature", 25, form->features);
		cli_list_text(l, "syntax", l->call->options.verbose ? 34 : 0, form->syntax);
		if (l->call->options.verbose || l->call->options.json)
			cli_list_text(l, "source", 0, form->source);
		cli_list_end_row(l);
	}
}

static void list_registers(struct cli_list *l)
{
	static const char *const ways[] = {"MRS", "MSR", "MRRS", "MSRR", "SYS", "SYSL", "SYSP"};

	for (unsigned r = EL2_SYSREG_NONE + 1; r < EL2_SYSREG_COUNT; r++) {
		const el2_sysreg_info *reg = el2_sysreg_get((el2_sysreg)r);
		char text[64] = "";
		size_t at = 0;

		if (!reg) /* the mark between registers and operations */
			continue;
		cli_list_row(l);
		cli_list_text(l, "name", 20, reg->name);
		snprintf(text, sizeof text, "S%u_%u_C%u_C%u_%u", EL2_KEY_OP0(reg->key), EL2_KEY_OP1(reg->key),
			 EL2_KEY_CRN(reg->key), EL2_KEY_CRM(reg->key), EL2_KEY_OP2(reg->key));
		cli_list_text(l, "encoding", 14, text);
		for (unsigned w = 0; w < sizeof ways / sizeof *ways; w++)
			if (reg->access >> w & 1)
				at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", at ? " " : "", ways[w]);
		cli_list_text(l, "access", 18, text);
		cli_list_text(l, "class", 9, el2_class_name((el2_class)reg->cls));
		cli_list_text(l, "feature", 0, reg->features);
		cli_list_end_row(l);
	}
}

static void list_kernels(struct cli_list *l)
{
	const el2_kernel_info *kernel;

	for (unsigned k = 0; (kernel = el2_kernel_get((el2_kernel)k)); k++) {
		cli_list_row(l);
		cli_list_text(l, "kernel", 6, kernel->name);
		cli_list_text(l, "what", 78, kernel->what);
		cli_list_text(l, "source", 0, kernel->source);
		cli_list_end_row(l);
	}
}

static void list_cpus(struct cli_list *l)
{
	const char *name, *about;

	for (size_t n = 0; (name = el2_cpu_get(n, &about)); n++) {
		cli_list_row(l);
		cli_list_text(l, "cpu", 16, name);
		cli_list_text(l, "source", 0, about);
		cli_list_end_row(l);
	}
	if (!l->call->options.json)
		fprintf(l->call->out.file,
			"\nKeys that may follow, --cpu NAME,KEY=VALUE,... besides names of ID registers:\n");
	for (size_t n = 0; (name = el2_cpu_option_get(n, &about)); n++) {
		cli_list_row(l);
		cli_list_text(l, "key", 16, name);
		cli_list_text(l, "meaning", 0, about);
		cli_list_end_row(l);
	}
}

static void list_formats(struct cli_list *l)
{
	const struct cli_format *f;

	for (size_t n = 0; (f = cli_format_get(n)); n++) {
		cli_list_row(l);
		cli_list_text(l, "format", 8, f->name);
		cli_list_text(l, "what", 0, f->what);
		cli_list_end_row(l);
	}
}

static const struct {
	const char *name;
	void (*list)(struct cli_list *l);
} lists[] = {
	{"ops", list_ops},         {"registers", list_registers}, {"rules", cli_list_rules}, {"traps", cli_list_traps},
	{"kernels", list_kernels}, {"cpus", list_cpus},           {"formats", list_formats},
};

#define LIST_COUNT (sizeof lists / sizeof *lists)

struct list_call {
	bool unmodelled;
};

static const struct cli_option options[] = {
	{"--unmodelled", NULL, NULL, CLI_FLAG, offsetof(struct list_call, unmodelled), NULL,
	 "of traps: the words that the model leaves open under a boot, by reason"},
};

static el2_status check_options(const struct cli_call *c, const struct list_call *own, size_t list, el2_error *error)
{
	if (own->unmodelled && lists[list].list != cli_list_traps)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "--unmodelled goes with list traps");
	if (c->boot_given && !own->unmodelled)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"the list of %s is that of the tables, whatever the boot", lists[list].name);
	return EL2_OK;
}

static el2_status find_list(const struct cli_call *c, size_t *list, el2_error *error)
{
	struct cli_suggest suggest;
	char hint[96];

	if (!c->operand_count)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0,
				"list what? ops, registers, rules, traps, kernels, cpus, "
				"formats");
	suggest = cli_suggest_for(c->operands[0]);
	for (*list = 0; *list < LIST_COUNT; ++*list) {
		if (!strcmp(lists[*list].name, c->operands[0]))
			break;
		cli_suggest_offer(&suggest, lists[*list].name);
	}
	if (*list == LIST_COUNT)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "no list '%.64s'%s", c->operands[0],
				cli_suggest_text(&suggest, hint, sizeof hint));
	if (c->operand_count > 2)
		return el2_fail(error, EL2_ERR_USAGE, NULL, 0, 0, "too many operands: '%.64s'",
				c->operands[c->operand_count - 1]);
	return EL2_OK;
}

static int list(const struct cli_verb *verb, int argc, char **argv)
{
	struct list_call own = {0};
	struct cli_list l = {0};
	struct cli_call call;
	el2_error error = {0};
	size_t which = 0;
	int code;

	if (!cli_begin(&call, verb, argc, argv, &own, &code))
		return code;
	l.call = &call;
	l.error = &error;
	if (find_list(&call, &which, &error) != EL2_OK || check_options(&call, &own, which, &error) != EL2_OK)
		return cli_end_error(&call, &error);
	l.wanted = call.operand_count > 1 ? call.operands[1] : NULL;
	if (call.options.json) {
		cli_json_header(&call);
		cli_json_text(&call.json, "list", lists[which].name);
		cli_json_close(&call.json, '}');
		cli_json_line(&call.json, call.out.file);
	}
	if (own.unmodelled)
		cli_list_unmodelled(&l);
	else
		lists[which].list(&l);
	if (error.status == EL2_OK && l.wanted && !l.count)
		el2_fail(&error, EL2_ERR_USAGE, NULL, 0, 0, "nothing in the list of %s has '%.64s'", lists[which].name,
			 l.wanted);
	if (error.status != EL2_OK)
		return cli_end_error(&call, &error);
	if (call.options.json) {
		cli_json_open(&call.json, NULL, '{');
		cli_json_number(&call.json, "count", l.count);
		cli_json_close(&call.json, '}');
		cli_json_line(&call.json, call.out.file);
	}
	return cli_end(&call, CLI_EXIT_OK);
}

const struct cli_verb cli_verb_list = {
	.name = "list",
	.synopsis = "ops|registers|rules|traps|kernels|cpus|formats [TEXT]",
	.summary = "what the tables hold",
	.examples = {"el2trap list registers gcr", "el2trap list rules mrs-gcr_el1.el1.trap-el2.hcr_el2.ata"},
	.options = options,
	.option_count = sizeof options / sizeof *options,
	.boot = true,
	.run = list,
};
