/* SPDX-License-Identifier: MIT */
#include "cli/show/formats.h"

static const struct cli_format formats[] = {
	{"auto", EL2_IMAGE_AUTO, "elf by its magic, kernel by \"ARM\\x64\", hex if it reads as such, else raw"},
	{"elf", EL2_IMAGE_ELF, "64-bit little-endian AArch64 ELF: objects, programs, kernel modules, vmlinux"},
	{"kernel", EL2_IMAGE_KERNEL, "arm64 kernel Image, not compressed"},
	{"raw", EL2_IMAGE_RAW, "little-endian words"},
	{"hex", EL2_IMAGE_HEX, "text: words such as d53810c0 or 0xd53810c0, # and // comments"},
};

const struct cli_format *cli_format_get(size_t n)
{
	return n < sizeof formats / sizeof *formats ? &formats[n] : NULL;
}
