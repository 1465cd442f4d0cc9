/* SPDX-License-Identifier: MIT */
/* oracle_qemu: the same questions to QEMU and to the model. See docs/oracle.md. */
#include "tests/oracle/qemu/report.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	EXIT_AGREES = 0,
	EXIT_DIFFERS = 1,
	EXIT_USAGE = 2,
	EXIT_INPUT = 3,
	EXIT_SKIPPED = 4,
	EXIT_INTERNAL = 5
};

static const char usage_text[] = "usage: oracle_qemu --image FILE --known FILE [OPTIONS]\n"
				 "  --seed N       of the random sweeps (default 1)\n"
				 "  --cases N      of all machines together (default 250000)\n"
				 "  --jobs N       QEMUs at a time (default: one per processor)\n"
				 "  --machine M    on, off or n1 alone\n"
				 "  --sweep NAME   cases of one sweep (sweeps.def) alone\n"
				 "  --case N       run one case of a machine (default on) and show both sides\n"
				 "  --json         JSON Lines\n"
				 "  --quiet        no progress\n"
				 "  --qemu PROGRAM instead of qemu-system-aarch64\n"
				 "  --patience N   seconds without progress until a QEMU counts as hung (default 20)\n";

static int exit_code(el2_status status)
{
	switch (status) {
	case EL2_OK:
		return EXIT_AGREES;
	case EL2_ERR_USAGE:
		return EXIT_USAGE;
	case EL2_ERR_INPUT:
		return EXIT_INPUT;
	case EL2_ERR_UNSUPPORTED:
		return EXIT_SKIPPED;
	default:
		return EXIT_INTERNAL;
	}
}

static int complain(const el2_error *e)
{
	if (*e->file)
		fprintf(stderr, "oracle: %s:%u: %s\n", e->file, e->line, e->message);
	else
		fprintf(stderr, "oracle: %s%s\n", e->status == EL2_ERR_UNSUPPORTED ? "skipped: " : "", e->message);
	return exit_code(e->status);
}

/* ---- options ---- */

static bool sweep_named(const char *name, unsigned *sweep)
{
	for (*sweep = 0; *sweep < OQ_SWEEPS; ++*sweep)
		if (!strcmp(oq_sweep_name(*sweep), name))
			return true;
	return false;
}

static bool number(const char *text, uint64_t most, uint64_t *value)
{
	char *end;

	if (!text || *text < '0' || *text > '9')
		return false;
	*value = strtoull(text, &end, 0);
	return !*end && *value <= most;
}

static bool parse(int argc, char **argv, struct oq_options *o)
{
	for (int i = 1; i < argc; i++) {
		const char *key = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;
		uint64_t n = 0;

		if (!strcmp(key, "--json")) {
			o->json = true;
			continue;
		}
		if (!strcmp(key, "--quiet")) {
			o->quiet = true;
			continue;
		}
		if (!value)
			return false;
		i++;
		if (!strcmp(key, "--image"))
			o->image = value;
		else if (!strcmp(key, "--known"))
			o->known = value;
		else if (!strcmp(key, "--qemu"))
			o->qemu = value;
		else if (!strcmp(key, "--machine"))
			o->only = value;
		else if (!strcmp(key, "--sweep") && sweep_named(value, &o->sweep))
			;
		else if (!strcmp(key, "--seed") && number(value, UINT64_MAX, &o->seed))
			;
		else if (!strcmp(key, "--cases") && number(value, UINT64_C(1) << 40, &o->cases))
			;
		else if (!strcmp(key, "--jobs") && number(value, 64, &n) && n)
			o->jobs = (unsigned)n;
		else if (!strcmp(key, "--patience") && number(value, 3600, &n) && n)
			o->patience = (unsigned)n;
		else if (!strcmp(key, "--case") && number(value, UINT64_MAX, &o->one))
			o->show_one = true;
		else
			return false;
	}
	return o->image && o->known;
}

/* ---- machines ---- */

/* Of all cases: three fifths for the machine with MTE, one fifth for each of the others. */
static uint64_t share(const struct oq_options *o, unsigned machine)
{
	if (o->only)
		return o->cases;
	return machine ? o->cases / 5 : o->cases - o->cases / 5 * 2;
}

struct totals {
	uint64_t ran, agree, known, open;
	unsigned disappeared;
};

static void count(struct totals *t, const struct oq_session *s)
{
	t->ran += s->result.ran;
	t->agree += s->result.agree;
	t->known += s->result.known;
	t->open += s->result.open;
	for (unsigned k = 0; k < s->known.count; k++)
		t->disappeared += oq_disappeared(s, k);
}

static int run_machine(struct oq_session *s, const struct oq_options *o, unsigned n, struct totals *t)
{
	el2_error error = {0};
	bool differs = false;
	el2_status status = oq_session_open(s, o, qemu_machine_get(n), &error);

	if (status != EL2_OK)
		return complain(&error);
	if (o->show_one) {
		status = oq_session_show(s, o->one, &differs, &error);
		return status == EL2_OK ? differs ? EXIT_DIFFERS : EXIT_AGREES : complain(&error);
	}
	status = oq_session_run(s, share(o, n), &error);
	if (o->json)
		oq_report_json(s);
	else
		oq_report_text(s);
	fflush(stdout);
	if (!o->quiet)
		fprintf(stderr, "oracle: %s: %.1f s, %.0f cases a second\n", s->label, s->result.seconds,
			s->result.seconds > 0 ? (double)s->result.ran / s->result.seconds : 0);
	count(t, s);
	oq_session_close(s);
	return status == EL2_OK ? EXIT_AGREES : complain(&error);
}

static void summary(const struct oq_options *o, const struct totals *t, bool whole)
{
	if (o->json)
		printf("{\"cases\":%llu,\"agree\":%llu,\"known\":%llu,\"new\":%llu,\"disappeared\":%u,\"complete\":%s}"
		       "\n",
		       (unsigned long long)t->ran, (unsigned long long)t->agree, (unsigned long long)t->known,
		       (unsigned long long)t->open, t->disappeared, whole ? "true" : "false");
	else
		printf("%s%llu cases, %llu agree, %llu differ as known, %llu new disagreements, %u known ones "
		       "disappeared\n",
		       whole ? "" : "NOT COMPLETE: ", (unsigned long long)t->ran, (unsigned long long)t->agree,
		       (unsigned long long)t->known, (unsigned long long)t->open, t->disappeared);
}

static int run(const struct oq_options *o)
{
	struct oq_session *session = malloc(sizeof *session);
	struct totals totals = {0};
	bool found = false;
	int code = EXIT_AGREES;

	if (!session)
		return EXIT_INTERNAL;
	if (o->json && !o->show_one)
		printf("{\"el2trap\":\"oracle qemu\",\"version\":1,\"qemu\":\"%u.%u\",\"seed\":%llu}\n",
		       o->version / 100, o->version % 100, (unsigned long long)o->seed);
	for (unsigned n = 0; qemu_machine_get(n) && !code; n++) {
		const char *name = qemu_machine_get(n)->name, *only = o->only ? o->only : o->show_one ? "on" : NULL;

		if (only && strcmp(only, name))
			continue;
		found = true;
		code = run_machine(session, o, n, &totals);
	}
	free(session);
	if (!found) {
		fprintf(stderr, "oracle: no machine '%s': on, off, n1\n", o->only);
		return EXIT_USAGE;
	}
	if (o->show_one)
		return code;
	summary(o, &totals, !code);
	return code ? code : totals.open || totals.disappeared ? EXIT_DIFFERS : EXIT_AGREES;
}

static void stop(int signal)
{
	(void)signal;
	oq_session_interrupt();
}

int main(int argc, char **argv)
{
	struct oq_options o = {.qemu = "qemu-system-aarch64", .seed = 1, .cases = 250000, .sweep = OQ_SWEEPS};
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	struct sigaction action = {.sa_handler = stop};
	el2_error error = {0};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* a reader that goes away must not keep us from stopping QEMU and removing its directory */
	signal(SIGPIPE, SIG_IGN);
	o.jobs = processors > 0 && processors < 64 ? (unsigned)processors : 1;
	if (!parse(argc, argv, &o)) {
		fputs(usage_text, stderr);
		return EXIT_USAGE;
	}
	if (qemu_version(o.qemu, &o.version, &error) != EL2_OK)
		return complain(&error);
	int code = run(&o);

	return fflush(stdout) || ferror(stdout) ? EXIT_INTERNAL : code;
}
