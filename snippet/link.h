/* SPDX-License-Identifier: MIT */
/*
 * An object file linked, by a linker found at run time: aarch64-linux-gnu-ld, else ld.lld. Each section gets pages of
 * its own from `base` upwards, sections with code first; relocations stay in the output, for their lines and symbols.
 */
#ifndef EL2TRAP_SNIPPET_LINK_H
#define EL2TRAP_SNIPPET_LINK_H

#include "snippet/object.h"
#include "snippet/tool.h"

/*
 * Link job->object and read the output. The caller frees *object with cli_object_free(). `name` is for messages.
 * EL2_ERR_INPUT: it is no AArch64 object file, is too large, or cannot be linked: the linker's first
 * error, with its line if it is in job->source. EL2_ERR_UNSUPPORTED: there is no linker.
 */
el2_status cli_link(const struct tool_job *job, uint64_t base, const char *name, struct cli_object *object,
		    el2_error *error);

/* The same for an object file of somebody else's, in memory. */
el2_status cli_link_file(const void *file, size_t size, uint64_t base, const char *name, struct cli_object *object,
			 el2_error *error);

#endif
