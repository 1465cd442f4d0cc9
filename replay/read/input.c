/* SPDX-License-Identifier: MIT */
/* Sources of bytes: files, standard input, memory; and which of them are compressed. */
#include "replay/read/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC_MAX 10

static const unsigned char magic_gzip[] = {0x1f, 0x8b};
static const unsigned char magic_zstd[] = {0x28, 0xb5, 0x2f, 0xfd};
static const unsigned char magic_dat[] = {0x17, 0x08, 0x44, 't', 'r', 'a', 'c', 'i', 'n', 'g'};

struct file {
	int fd;
	const char *name; /* borrowed from the caller of input_open(), who names its trace so */
	struct input_info *info;
	unsigned char head[MAGIC_MAX]; /* read to see what it is, given out first */
	size_t head_length, head_at;
};

static ptrdiff_t file_read(void *context, void *buffer, size_t size, el2_error *error)
{
	struct file *f = context;
	ssize_t got;

	if (f->head_at < f->head_length) {
		size_t n = f->head_length - f->head_at;

		n = n < size ? n : size;
		memcpy(buffer, f->head + f->head_at, n);
		f->head_at += n;
		return (ptrdiff_t)n;
	}
	do
		got = read(f->fd, buffer, size);
	while (got < 0 && errno == EINTR);
	if (got < 0) {
		el2_fail(error, EL2_ERR_SYSTEM, f->name, 0, 0, "%s", strerror(errno));
		return -1;
	}
	f->info->done += (uint64_t)got;
	return got;
}

static void file_close(void *context)
{
	struct file *f = context;

	if (f->fd != STDIN_FILENO)
		close(f->fd);
	free(f);
}

static el2_status file_open(struct file **file, struct input_info *info, const char *path, el2_error *error)
{
	struct file *f = calloc(1, sizeof *f);
	struct stat st;

	if (!f)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	f->name = path;
	f->info = info;
	f->fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	if (f->fd < 0) {
		free(f);
		return el2_fail(error, EL2_ERR_SYSTEM, path, 0, 0, "%s", strerror(errno));
	}
	if (!fstat(f->fd, &st) && S_ISREG(st.st_mode))
		info->size = (uint64_t)st.st_size;
	*file = f;
	return EL2_OK;
}

/* Read the first bytes; they are given out again. */
static el2_status peek(struct file *f, el2_error *error)
{
	while (f->head_length < MAGIC_MAX) {
		ptrdiff_t got;
		unsigned char part[MAGIC_MAX];

		f->head_at = f->head_length;
		got = file_read(f, part, MAGIC_MAX - f->head_length, error);
		if (got < 0)
			return error ? error->status : EL2_ERR_SYSTEM;
		if (!got)
			break;
		memcpy(f->head + f->head_length, part, (size_t)got);
		f->head_length += (size_t)got;
	}
	f->head_at = 0;
	return EL2_OK;
}

static bool begins(const struct file *f, const unsigned char *magic, size_t length)
{
	return f->head_length >= length && !memcmp(f->head, magic, length);
}

el2_status input_open(el2_source *source, struct input_info *info, const char *path, el2_error *error)
{
	struct file *f = NULL;
	el2_status status;

	memset(info, 0, sizeof *info);
	status = file_open(&f, info, path, error);
	if (status != EL2_OK)
		return status;
	*source = (el2_source){f, file_read, file_close};
	status = peek(f, error);
	if (status != EL2_OK) {
		file_close(f);
		return status;
	}
	if (begins(f, magic_gzip, sizeof magic_gzip))
		return input_gzip(source, info, path, error);
	if (begins(f, magic_zstd, sizeof magic_zstd))
		return input_zstd(source, info, path, error);
	if (begins(f, magic_dat, sizeof magic_dat)) {
		file_close(f);
		return input_trace_dat(source, path, error);
	}
	return EL2_OK;
}

struct memory {
	const char *data;
	size_t size, at;
};

static ptrdiff_t memory_read(void *context, void *buffer, size_t size, el2_error *error)
{
	struct memory *m = context;
	size_t n = m->size - m->at < size ? m->size - m->at : size;

	(void)error;
	if (n)
		memcpy(buffer, m->data + m->at, n);
	m->at += n;
	return (ptrdiff_t)n;
}

el2_status input_memory(el2_source *source, const void *data, size_t size, el2_error *error)
{
	struct memory *m = malloc(sizeof *m);

	if (!m)
		return el2_fail(error, EL2_ERR_INTERNAL, NULL, 0, 0, "out of memory");
	*m = (struct memory){data, size, 0};
	*source = (el2_source){m, memory_read, free};
	return EL2_OK;
}
