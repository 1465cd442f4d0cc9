/* SPDX-License-Identifier: MIT */
#include "cli/case/policy.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (16u << 20)

/* What sessions point at, until the command ends. */
struct open_policy {
	struct open_policy *next;
	struct cli_policy policy;
	struct cli_policy_text text; /* of one that is data */
	void *object;                /* of one that is code */
	char path[];
};
static struct open_policy *all;

static el2_status at_path(const char *path, el2_status status, el2_error *error)
{
	if (status != EL2_OK && error)
		snprintf(error->file, sizeof error->file, "%s", path);
	return status;
}

/* dlopen() looks for a name without a slash elsewhere. */
static el2_status open_code(struct open_policy *o, el2_error *error)
{
	char here[4096];
	const el2_policy_entry *entry;
	el2_status status;

	snprintf(here, sizeof here, "%s%.4000s", strchr(o->path, '/') ? "" : "./", o->path);
	o->object = dlopen(here, RTLD_NOW | RTLD_LOCAL);
	if (!o->object) {
		const char *why = dlerror();

		return el2_fail(error, EL2_ERR_INPUT, o->path, 0, 0, "not a shared object that loads: %s",
				why ? why : "?");
	}
	entry = dlsym(o->object, EL2_POLICY_SYMBOL);
	if (!entry)
		return el2_fail(error, EL2_ERR_INPUT, o->path, 0, 0,
				"it has no symbol " EL2_POLICY_SYMBOL
				": EL2_POLICY() of <el2trap/policy/own.h> makes it of a handle()");
	status = el2_policy_entry_check(entry, error);
	if (status != EL2_OK)
		return at_path(o->path, status, error);
	o->policy.driver = (el2_hypervisor){.name = entry->name, .handle = entry->handle};
	return EL2_OK;
}

static el2_status open_rows(struct open_policy *o, const char *text, size_t length, el2_error *error)
{
	el2_status status = cli_policy_parse(o->path, text, length, &o->text, error);
	const char *base = strrchr(o->path, '/');

	if (status != EL2_OK)
		return status;
	o->policy.driver = (el2_hypervisor){.name = o->text.name ? o->text.name
						    : base       ? base + 1
								 : o->path,
					    .handle = el2_policy_rows_handle};
	o->policy.own = o->policy.rows = &o->text.rows;
	return EL2_OK;
}

/* By what the file holds, not by its name. */
static el2_status open_any(struct open_policy *o, bool code, el2_error *error)
{
	size_t length;
	char *text = NULL;
	el2_status status = cli_read_file(o->path, FILE_MAX, &text, &length, error);

	if (status != EL2_OK) {
		free(text);
		return status;
	}
	if (length >= 4 && !memcmp(text, "\177ELF", 4)) {
		status = code ? open_code(o, error)
			      : el2_fail(error, EL2_ERR_INPUT, o->path, 0, 0,
					 "code is loaded for the command line's --policy alone, not for a file's");
	} else if (text[strspn(text, " \t\r\n")] == '{') {
		status = open_rows(o, text, length, error);
	} else {
		status = el2_fail(error, EL2_ERR_INPUT, o->path, 0, 0,
				  "not a policy: neither a shared object nor a JSON object");
	}
	free(text);
	return status;
}

static void close_one(struct open_policy *o)
{
	json_decref(o->text.root);
	free(o->text.array);
	if (o->object)
		dlclose(o->object);
	free(o);
}

el2_status cli_policy_open(const char *path, bool code, const struct cli_policy **policy, el2_error *error)
{
	struct open_policy *o;
	el2_status status;

	for (o = all; o; o = o->next)
		if (!strcmp(o->path, path) && (code || !o->object)) {
			*policy = &o->policy;
			return EL2_OK;
		}
	o = calloc(1, sizeof *o + strlen(path) + 1);
	if (!o)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	memcpy(o->path, path, strlen(path) + 1);
	o->policy.path = o->path;
	status = open_any(o, code, error);
	if (status != EL2_OK) {
		close_one(o);
		return status;
	}
	o->next = all;
	all = o;
	*policy = &o->policy;
	return EL2_OK;
}

void cli_policy_close_all(void)
{
	while (all) {
		struct open_policy *o = all;

		all = o->next;
		close_one(o);
	}
}
