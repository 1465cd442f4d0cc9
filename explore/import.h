/* SPDX-License-Identifier: MIT */
/*
 * import: streams out of what other tools have. Nothing is guessed: what is no such input is an error, with line and
 * column of text, with the offset of bytes. Allocates nothing; any thread.
 */
#ifndef EL2TRAP_EXPLORE_IMPORT_H
#define EL2TRAP_EXPLORE_IMPORT_H

#include "explore/fuzz.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum el2_stream_format {
	EL2_STREAM_HEX = 0, /* text: words as 1 to 8 hexadecimal digits, 0x or not, comments from # to the end of the
			     * line; an empty line ends a stream */
	EL2_STREAM_RAW,     /* words as 4 bytes, little-endian */
	EL2_STREAM_SYZOS,   /* a program of syzkaller's guest of arm64 KVM: calls of a header {u64 call, size},
			     * little-endian.   Source: executor/common_kvm_arm64_syzos.h, guest_main() */
} el2_stream_format;

/* "hex", "raw", "syzos"; false: none of them. */
EL2_API bool el2_stream_format_by_name(const char *name, el2_stream_format *format);

/* Good until it returns; false ends the import with EL2_ERR_INTERNAL. */
typedef bool (*el2_stream_sink)(void *context, const el2_stream *stream);

/*
 * Read `size` bytes, named `name` in errors, into streams of events at Exception level `el`. What has more than
 * EL2_STREAM_EVENTS events becomes several streams. Calls of SYZOS that are no instruction of the CPU (interrupt
 * controllers, the exit to its user) are left out, and counted in *left_out (may be NULL); its memory is not ours,
 * addresses stay as they are. EL2_ERR_INPUT: not in the format, or no event at all.
 */
EL2_API el2_status el2_stream_import(el2_stream_format format, const void *bytes, size_t size, const char *name,
				     unsigned el, el2_stream_sink sink, void *context, size_t *left_out,
				     el2_error *error);

#ifdef __cplusplus
}
#endif

#endif
