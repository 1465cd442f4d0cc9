/* SPDX-License-Identifier: MIT */
/* The file: docs/formats/recording.md. All numbers are little endian. */
#ifndef EL2TRAP_RECORDING_LAYOUT_H
#define EL2TRAP_RECORDING_LAYOUT_H

#include "model/bytes.h"
#include "recording/recording.h"

#define RECORDING_MAGIC "EL2TRREC"

enum {
	RECORDING_VERSION = 2,       /* the latest; */
	RECORDING_BEFORE_LAYOUTS = 1, /* what has none is written as that, for readers of then */
	HEAD_VERSION = 8,   /* u32 */
	HEAD_PACKING = 12,  /* u32: enum packing */
	HEAD_BODY = 16,     /* u64: bytes of the body, unpacked */
	HEAD_STORED = 24,   /* u64: bytes of it in the file */
	HEAD_CRC = 32,      /* u32: CRC-32 of the 32 bytes before it and of the body as stored */
	HEAD_RESERVED = 36, /* u32: 0 */
	HEAD_SIZE = 40,

	/* The body: a head, then arrays in this order. */
	BODY_CPUS = 0,     /* u32 counts */
	BODY_RANGES = 4,
	BODY_PAGES = 8,
	BODY_SYMBOLS = 12,
	BODY_STRINGS = 16, /* u32: bytes of strings */
	BODY_LAYOUTS = 20, /* version 1: 0 */
	BODY_SIZE = 24,

	CPU_REGISTERS = 296, /* u32: how many registers; pc, pstate, x[31], sp[4] before it */
	CPU_SIZE = 304,
	REGISTER_SIZE = 16,  /* u16 key, u8 origin, 5 bytes 0, u64 value */
	RANGE_SIZE = 32,
	PAGE_ENTRY = 8,     /* u64 pa, bit 0: data follows, in the same order behind all other arrays */
	SYMBOL_SIZE = 16,    /* u64 pa, u32 offset of the name in strings, u32 0 */
	LAYOUT_SIZE = 16,    /* u32 offset of the name in strings, u32 offset, u32 size, u32 0 */
};

enum packing { PACKING_NONE = 0, PACKING_ZSTD = 1 };

/* CRC-32 (IEEE 802.3) of more bytes; start with 0. */
uint32_t recording_crc(uint32_t crc, const unsigned char *bytes, size_t size);

#endif
