/* SPDX-License-Identifier: MIT */
/*
 * What loggers, terminals and mails put around a line. The formats are offered the line as it is first; then one layer
 * after the other is taken off.
 */
#ifndef EL2TRAP_REPLAY_STRIP_H
#define EL2TRAP_REPLAY_STRIP_H

#include <stdbool.h>
#include <stddef.h>

/* Control sequences of terminals are taken out in place; the new length. */
size_t strip_colour(char *line, size_t length);

/*
 * The first layer of a line: blanks, "> ", "| ", the time and level of the kernel's log, of journald or of a logger, a
 * line number, a byte order mark. How long it is, 0: none. *kernel is set if it marks the kernel's log.
 */
size_t strip_layer(const char *line, size_t length, bool *kernel);

/* The same, but only what no format's own lines begin with: dates and clocks of loggers, the numbers of `cat -n`. */
size_t strip_certain(const char *line, size_t length, bool *kernel);

#endif
