/* SPDX-License-Identifier: MIT */
/* What the readers of input formats share. */
#ifndef EL2TRAP_DECODER_IMAGE_H
#define EL2TRAP_DECODER_IMAGE_H

#include "decoder/decoder.h"

/* What a reader is given. */
struct image_input {
	const unsigned char *data;
	size_t size;
	const char *name; /* for messages */
	el2_error *error; /* may be NULL */
};

/* What an image owns beside its chunks and symbols: el2_image.private_data. */
struct image_private {
	void *mapping; /* the mapped file */
	size_t mapping_size;
	void *buffer;  /* what was read from a pipe */
	void *words;   /* what hexadecimal text came to */
	void *elf;     /* keeps the strings that sections and symbols point to */
};

/* Append a chunk or symbol. False when memory ran out. */
bool el2_image_add_chunk(el2_image *image, size_t *capacity, el2_image_chunk chunk);
bool el2_image_add_symbol(el2_image *image, size_t *capacity, el2_image_symbol symbol);

/* EL2_ERR_INTERNAL with its message. */
el2_status el2_image_no_memory(const struct image_input *input);

/* The readers. They fill chunks, symbols and private data of an image that is all zero but for private_data. */
el2_status el2_image_read_hex(el2_image *image, const struct image_input *input);
el2_status el2_image_read_elf(el2_image *image, const struct image_input *input);
void el2_image_close_elf(void *elf);

#endif
