/* SPDX-License-Identifier: MIT */
/* Is a verdict the expected one? */
#include "snippet/expect.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Differences, as text that is cut where it does not fit. */
struct differences {
	char *text;
	size_t size, length;
	bool any;
};

static void differ(struct differences *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void differ(struct differences *d, const char *format, ...)
{
	char text[128];
	va_list args;
	int n;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	n = snprintf(d->text + d->length, d->size - d->length, "%s%s", d->any ? "; " : "", text);
	d->any = true;
	if (n > 0)
		d->length += (size_t)n < d->size - d->length ? (size_t)n : d->size - d->length - 1;
}

static void compare_name(struct differences *d, const char *key, const char *is, const char *expected)
{
	if (strcmp(is, expected))
		differ(d, "%s is %s, expected %s", key, *is ? is : "none", expected);
}

static void compare_value(struct differences *d, const char *key, const char *name, bool given, uint64_t is,
			  uint64_t expected)
{
	if (given && is != expected)
		differ(d, "%s with %s 0x%llx, expected 0x%llx", key, name, (unsigned long long)is,
		       (unsigned long long)expected);
}

static void compare_exception(struct differences *d, const char *key, const el2_exception *is, bool there,
			      const struct cli_expected_exception *e)
{
	if (e->el < 0 && e->ec < 0 && e->vector < 0 && !e->has_esr && !e->has_spsr && !e->has_pstate)
		return;
	if (!there) {
		differ(d, "no exception %s", key);
		return;
	}
	if (e->el >= 0 && is->el != e->el)
		differ(d, "%s to EL%u, expected EL%d", key, is->el, e->el);
	compare_value(d, key, "EC", e->ec >= 0, EL2_ESR_EC(is->esr), (uint64_t)e->ec);
	compare_value(d, key, "vector", e->vector >= 0, is->vector, (uint64_t)e->vector);
	compare_value(d, key, "ESR", e->has_esr, is->esr, e->esr);
	compare_value(d, key, "SPSR", e->has_spsr, is->spsr, e->spsr);
	compare_value(d, key, "PSTATE", e->has_pstate, is->pstate, e->pstate);
}

bool cli_expect_met(const struct cli_expect *e, const el2_verdict *v, char *text, size_t size)
{
	struct differences d = {text, size, 0, false};

	*text = '\0';
	if (e->verdict >= 0)
		compare_name(&d, "verdict", el2_verdict_name(v->verdict),
			     el2_verdict_name((el2_verdict_kind)e->verdict));
	if (e->origin >= 0)
		compare_name(&d, "origin", el2_origin_name(v->origin), el2_origin_name((el2_origin)e->origin));
	if (e->effect >= 0)
		compare_name(&d, "effect", v->verdict == EL2_PASS ? el2_effect_name(v->effect) : "",
			     el2_effect_name((el2_effect)e->effect));
	if (*e->handler)
		compare_name(&d, "handler", v->handler ? v->handler : "", e->handler);
	if (e->to_el >= 0 && (v->verdict != EL2_TRAP || v->to_el != e->to_el))
		differ(&d, "no trap to EL%d", e->to_el);
	if (e->unpredictable >= 0 && v->unpredictable != e->unpredictable)
		differ(&d, "unpredictable is %s", v->unpredictable ? "true" : "false");
	compare_exception(&d, "taken", &v->taken, v->has_taken, &e->any);
	compare_exception(&d, "taken", &v->taken, v->has_taken, &e->taken);
	compare_exception(&d, "delivered", &v->delivered, v->has_delivered, &e->delivered);
	return !d.any;
}
