/* SPDX-License-Identifier: MIT */
#include "cli/show/console.h"

static void end_line(struct cli_console *c)
{
	struct cli_json *j = &c->call->json;

	cli_progress_hide(c->progress);
	c->line[c->length] = '\0';
	c->length = 0;
	if (c->call->options.json) {
		cli_json_open(j, NULL, '{');
		cli_json_text(j, "console", c->line);
		cli_json_close(j, '}');
		cli_json_line(j, c->call->out.file);
	} else {
		fprintf(c->call->out.file, "%s\n", c->line);
	}
	fflush(c->call->out.file);
}

void cli_console_write(void *context, const char *bytes, size_t count)
{
	struct cli_console *c = context;

	for (size_t i = 0; i < count; i++) {
		if (bytes[i] == '\n' || c->length == sizeof c->line - 1)
			end_line(c);
		/* a program's bytes are not the terminal's commands */
		if (bytes[i] != '\n' && bytes[i] != '\r')
			c->line[c->length++] = (unsigned char)bytes[i] < 0x20 && bytes[i] != '\t' ? '?' : bytes[i];
	}
}

void cli_console_end(struct cli_console *c)
{
	if (c->length)
		end_line(c);
}
