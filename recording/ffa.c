/* SPDX-License-Identifier: MIT */
/*
 * A secure partition manager of FF-A 1.2, as small as the normal world's calls need: two partitions that answer,
 * buffers, regions of memory that are shared and lent, in fragments. It believes what it is told of memory: whether the
 * pages are the caller's is the hypervisor's to know.
 *
 * Source: Arm DEN 0077A (FF-A) 1.1 and 1.2, DEN 0140 (its memory management), by the name of each interface; numbers as
 * in Linux include/linux/arm_ffa.h.
 */
#include "model/bytes.h"
#include "recording/firmware.h"

#include <string.h>

#define SMC64 0x40000000u
#define PAGE  4096u

enum {
	FFA_ERROR = 0x84000060,
	FFA_SUCCESS = 0x84000061,
	FFA_MSG_WAIT = 0x8400006b,
	FFA_MEM_RETRIEVE_RESP = 0x84000075,
	FFA_MEM_FRAG_RX = 0x8400007a,
	FFA_MEM_FRAG_TX = 0x8400007b,

	VERSION = 0x10002,
	HOST_ID = 0, /* the endpoint that the hypervisor and the host share */
	MANAGER = 0x8000,
	HANDLE_AT = 8, /* in a region's description */
	DESCRIPTION_MIN = 32,
};

/* FFA_ERROR's codes. */
enum {
	NOT_SUPPORTED = -1,
	INVALID_PARAMETERS = -2,
	NO_MEMORY = -3,
	BUSY = -4,
	DENIED = -6,
	ABORTED = -8,
};

/* A call: its registers become the answer. */
struct call {
	struct firmware *f;
	el2_memory *memory;
	uint8_t *descriptions;
	uint64_t *x;
	const el2_recorded_answer *answer; /* that is to be given; NULL: as it comes */
};

static const struct {
	uint16_t id, contexts;
	uint32_t properties; /* AArch64; direct requests received and sent, indirect messages */
	uint32_t uuid[4];
} partitions[] = {
	{0x8001, 1, 0x107, {0x486178e0, 0xe7f811e3, 0xbc5e0002, 0xa5d5c51b}}, /* that of OP-TEE */
	{0x8002, 4, 0x107, {0xe2b3c001, 0x11e41000, 0x80008000, 0x00000001}},
};

static void finish(struct call *c, uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3)
{
	memset(c->x, 0, FIRMWARE_REGISTERS * sizeof *c->x);
	c->x[0] = x0;
	c->x[1] = x1;
	c->x[2] = x2;
	c->x[3] = x3;
}

static void error(struct call *c, int code)
{
	finish(c, FFA_ERROR, 0, (uint32_t)code, 0);
}

static void success(struct call *c, uint64_t x2, uint64_t x3)
{
	finish(c, FFA_SUCCESS, 0, x2, x3);
}

static uint32_t w(const struct call *c, unsigned n)
{
	return (uint32_t)c->x[n];
}

/* ---- setup and discovery ---- */

static void version(struct call *c)
{
	bool known = !(w(c, 1) >> 31) && w(c, 1) >> 16 == VERSION >> 16;

	finish(c, known ? VERSION : (uint32_t)NOT_SUPPORTED, 0, 0, 0);
}

static void features(struct call *c);

static void rx_release(struct call *c)
{
	if (!c->f->rx_full) {
		error(c, DENIED);
		return;
	}
	c->f->rx_full = false;
	success(c, 0, 0);
}

static void rxtx_map(struct call *c)
{
	struct firmware *f = c->f;
	uint32_t pages = w(c, 3) & 0x3f;

	if (f->pages) {
		error(c, DENIED);
		return;
	}
	if (!pages || w(c, 3) != pages || c->x[1] % PAGE || c->x[2] % PAGE || c->x[1] == c->x[2]) {
		error(c, INVALID_PARAMETERS);
		return;
	}
	f->tx = c->x[1];
	f->rx = c->x[2];
	f->pages = pages;
	f->rx_full = false;
	success(c, 0, 0);
}

static void rxtx_unmap(struct call *c)
{
	if (!c->f->pages || w(c, 1) >> 16 != HOST_ID) {
		error(c, INVALID_PARAMETERS);
		return;
	}
	c->f->pages = 0;
	success(c, 0, 0);
}

/* Into the caller's RX buffer; it has it then. False: it has none, or it is full. */
static bool give(struct call *c, uint64_t offset, const void *data, uint32_t size)
{
	if (!c->f->pages || offset + size > (uint64_t)c->f->pages * PAGE)
		return false;
	c->f->rx_full = true;
	return el2_memory_write(c->memory, c->f->rx + offset, data, size);
}

static void partition_info_get(struct call *c)
{
	enum {
		SIZE = 24
	}; /* of 1.1 on */
	uint8_t info[SIZE] = {0};
	uint32_t found = 0;
	bool any = !(w(c, 1) | w(c, 2) | w(c, 3) | w(c, 4)), count = w(c, 5) & 1;

	if (!count && (!c->f->pages || c->f->rx_full)) {
		error(c, BUSY);
		return;
	}
	for (size_t n = 0; n < sizeof partitions / sizeof *partitions; n++) {
		const uint32_t *uuid = partitions[n].uuid;

		if (!any && (uuid[0] != w(c, 1) || uuid[1] != w(c, 2) || uuid[2] != w(c, 3) || uuid[3] != w(c, 4)))
			continue;
		store_le(info, 2, partitions[n].id);
		store_le(info + 2, 2, partitions[n].contexts);
		store_le(info + 4, 4, partitions[n].properties);
		for (unsigned i = 0; i < 4; i++)
			store_le(info + 8 + 4 * i, 4, any ? uuid[i] : 0);
		if (!count && !give(c, found * SIZE, info, SIZE)) {
			error(c, NO_MEMORY);
			return;
		}
		found++;
	}
	if (found)
		success(c, found, count ? 0 : SIZE);
	else
		error(c, INVALID_PARAMETERS);
}

static void id_get(struct call *c)
{
	success(c, HOST_ID, 0);
}

static void spm_id_get(struct call *c)
{
	success(c, MANAGER, 0);
}

/* ---- messages ---- */

static bool is_partition(uint32_t id)
{
	for (size_t n = 0; n < sizeof partitions / sizeof *partitions; n++)
		if (partitions[n].id == id)
			return true;
	return false;
}

/* The partition answers with what it was told. */
static void direct_request(struct call *c)
{
	uint32_t endpoints = w(c, 1);

	if (endpoints >> 16 != HOST_ID || !is_partition(endpoints & 0xffff)) {
		error(c, INVALID_PARAMETERS);
		return;
	}
	c->x[0]++; /* the response */
	c->x[1] = endpoints << 16 | endpoints >> 16;
	c->x[2] = 0;
}

static void send2(struct call *c)
{
	if (c->f->pages)
		success(c, 0, 0);
	else
		error(c, INVALID_PARAMETERS);
}

static void run(struct call *c)
{
	if (is_partition(w(c, 1) >> 16))
		finish(c, FFA_MSG_WAIT, 0, 0, 0);
	else
		error(c, INVALID_PARAMETERS);
}

/* ---- memory ---- */

static uint8_t *description(const struct call *c, unsigned n)
{
	return c->descriptions + (size_t)n * FFA_DESCRIPTOR;
}

/* The region of a handle; FFA_REGIONS: there is none. */
static unsigned region_of(const struct call *c, uint64_t handle)
{
	unsigned n = 0;

	while (n < FFA_REGIONS && !(c->f->used >> n & 1 && c->f->region[n].handle == handle))
		n++;
	return n;
}

static uint64_t handle_in(const struct call *c)
{
	return w(c, 1) | (uint64_t)w(c, 2) << 32;
}

/* A fragment of a description, out of the caller's TX buffer: how the transaction goes on. */
static void take_fragment(struct call *c, unsigned n, uint32_t size)
{
	struct ffa_region *r = &c->f->region[n];

	if (!c->f->pages || size > c->f->pages * PAGE || size > r->length - r->received ||
	    !el2_memory_read(c->memory, c->f->tx, description(c, n) + r->received, size)) {
		c->f->used &= (uint8_t) ~(1u << n);
		error(c, INVALID_PARAMETERS);
		return;
	}
	r->received += size;
	if (r->received < r->length) {
		finish(c, FFA_MEM_FRAG_RX, (uint32_t)r->handle, r->handle >> 32, r->received);
		return;
	}
	store_le(description(c, n) + HANDLE_AT, 8, r->handle);
	success(c, (uint32_t)r->handle, r->handle >> 32);
}

static void share(struct call *c)
{
	struct firmware *f = c->f;
	uint32_t length = w(c, 1), size = w(c, 2);
	unsigned n = 0;

	if (!f->pages || c->x[3] || w(c, 4) || size > length || size < DESCRIPTION_MIN) {
		error(c, INVALID_PARAMETERS);
		return;
	}
	while (n < FFA_REGIONS && (f->used | f->kept) >> n & 1)
		n++;
	if (length > FFA_DESCRIPTOR || n == FFA_REGIONS) {
		error(c, NO_MEMORY);
		return;
	}
	f->used |= (uint8_t)(1u << n);
	f->region[n] = (struct ffa_region){++f->handles, length, 0};
	take_fragment(c, n, size);
}

static void fragment_sent(struct call *c)
{
	unsigned n = region_of(c, handle_in(c));

	if (n < FFA_REGIONS && c->f->region[n].received < c->f->region[n].length)
		take_fragment(c, n, w(c, 3));
	else
		error(c, INVALID_PARAMETERS);
}

/* Bytes of a description from `from` on into the RX buffer: as many as fit, or as the answer in hand says. */
static bool give_fragment(struct call *c, unsigned n, uint32_t from, unsigned reg, uint32_t *size)
{
	const el2_recorded_answer *a = c->answer;

	*size = c->f->region[n].length - from;
	if (*size > c->f->pages * PAGE)
		*size = c->f->pages * PAGE;
	if (a && a->registers >> reg & 1 && a->x[reg] < *size)
		*size = (uint32_t)a->x[reg];
	return give(c, 0, description(c, n) + from, *size);
}

static void retrieve(struct call *c)
{
	uint8_t handle[8];
	uint32_t size;
	unsigned n;

	if (!c->f->pages || !el2_memory_read(c->memory, c->f->tx + HANDLE_AT, handle, sizeof handle)) {
		error(c, INVALID_PARAMETERS);
		return;
	}
	n = region_of(c, load_le(handle, 8));
	if (n == FFA_REGIONS || c->f->region[n].received < c->f->region[n].length)
		error(c, INVALID_PARAMETERS);
	else if (c->f->rx_full)
		error(c, BUSY);
	else if (!give_fragment(c, n, 0, 2, &size))
		error(c, ABORTED);
	else
		finish(c, FFA_MEM_RETRIEVE_RESP, c->f->region[n].length, size, 0);
}

static void fragment_wanted(struct call *c)
{
	uint64_t handle = handle_in(c);
	unsigned n = region_of(c, handle);
	uint32_t size;

	if (n == FFA_REGIONS || w(c, 3) >= c->f->region[n].length)
		error(c, INVALID_PARAMETERS);
	else if (c->f->rx_full)
		error(c, BUSY);
	else if (!give_fragment(c, n, w(c, 3), 3, &size))
		error(c, ABORTED);
	else
		finish(c, FFA_MEM_FRAG_TX, (uint32_t)handle, handle >> 32, size);
}

static void reclaim(struct call *c)
{
	unsigned n = region_of(c, handle_in(c));

	if (n == FFA_REGIONS) {
		error(c, INVALID_PARAMETERS);
		return;
	}
	c->f->used &= (uint8_t) ~(1u << n);
	success(c, 0, 0);
}

/* ---- all of them ---- */

enum {
	WIDE = 1,
	NARROW = 2,
	EITHER = 3
}; /* SMC64, SMC32 */

/* By number; what has no row is NOT_SUPPORTED, FFA_FEATURES says so, too. */
static const struct row {
	uint8_t number, widths;
	void (*serve)(struct call *c);
} rows[] = {
	{0x63, NARROW, version},            /* FFA_VERSION */
	{0x64, NARROW, features},           /* FFA_FEATURES */
	{0x65, NARROW, rx_release},         /* FFA_RX_RELEASE */
	{0x66, EITHER, rxtx_map},           /* FFA_RXTX_MAP */
	{0x67, NARROW, rxtx_unmap},         /* FFA_RXTX_UNMAP */
	{0x68, NARROW, partition_info_get}, /* FFA_PARTITION_INFO_GET */
	{0x69, NARROW, id_get},             /* FFA_ID_GET */
	{0x6d, NARROW, run},                /* FFA_RUN */
	{0x6f, EITHER, direct_request},     /* FFA_MSG_SEND_DIRECT_REQ */
	{0x72, EITHER, share},              /* FFA_MEM_LEND */
	{0x73, EITHER, share},              /* FFA_MEM_SHARE */
	{0x74, EITHER, retrieve},           /* FFA_MEM_RETRIEVE_REQ */
	{0x77, NARROW, reclaim},            /* FFA_MEM_RECLAIM */
	{0x7a, NARROW, fragment_wanted},    /* FFA_MEM_FRAG_RX */
	{0x7b, NARROW, fragment_sent},      /* FFA_MEM_FRAG_TX */
	{0x85, NARROW, spm_id_get},         /* FFA_SPM_ID_GET */
	{0x86, NARROW, send2},              /* FFA_MSG_SEND2 */
	{0x8d, WIDE, direct_request},       /* FFA_MSG_SEND_DIRECT_REQ2 */
};

static bool is_ffa(uint64_t id)
{
	uint64_t narrow = id & ~(uint64_t)SMC64;

	return narrow >= 0x84000060 && narrow <= 0x840000ff;
}

static const struct row *row_of(uint64_t id)
{
	for (size_t n = 0; is_ffa(id) && n < sizeof rows / sizeof *rows; n++)
		if (rows[n].number == (id & 0xff) && rows[n].widths & (id & SMC64 ? WIDE : NARROW))
			return &rows[n];
	return NULL;
}

/* RXTX_MAP: buffers of 4 KB are enough. */
static void features(struct call *c)
{
	if (row_of(w(c, 1)))
		success(c, 0, 0);
	else
		error(c, NOT_SUPPORTED);
}

bool firmware_ffa(struct firmware *f, el2_memory *memory, uint8_t *descriptions, uint64_t x[FIRMWARE_REGISTERS],
		  const el2_recorded_answer *answer)
{
	struct call c = {f, memory, descriptions, x, answer};
	const struct row *row = row_of(x[0]);

	if (!is_ffa(x[0]))
		return false;
	if (row)
		row->serve(&c);
	else
		error(&c, NOT_SUPPORTED);
	return true;
}
