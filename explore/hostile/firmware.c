/* SPDX-License-Identifier: MIT */
/*
 * Firmware, as a hostile host calls it, and as it may answer: PSCI, FF-A with descriptions of memory that are as they
 * should be but for what is in them, and what is passed on. Bases on which EL2 has FF-A's buffers.
 *
 * Source: Arm DEN 0022 (PSCI), DEN 0028 (SMCCC), DEN 0098 (TRNG), DEN 0077A and DEN 0140 (FF-A); numbers and layouts as
 * in Linux include/uapi/linux/psci.h, include/linux/arm_ffa.h.
 */
#include "explore/hostile/hostile.h"

#define SMC 0xd4000003u

/* Of FF-A. */
enum {
	FFA_ERROR = 0x84000060,
	FFA_SUCCESS = 0x84000061,
	FFA_VERSION = 0x84000063,
	FFA_MEM_RECLAIM = 0x84000077,
	FFA_MEM_FRAG_RX = 0x8400007a,
	FFA_MEM_FRAG_TX = 0x8400007b,
};
#define FFA_RXTX_MAP  UINT64_C(0xc4000066)
#define FFA_MEM_LEND  UINT64_C(0xc4000072)
#define FFA_MEM_SHARE UINT64_C(0xc4000073)

/* The host's pages that are its buffers at FF-A's bases. */
#define TX (HOSTILE_PLAIN + 8)
#define RX (HOSTILE_PLAIN + 9)

/* A description: where its parts are. The access descriptor's place is that of 1.1 on, and said for 1.0, too. */
#define RECEIVER_AT  48u
#define COMPOSITE_AT 96u
#define RANGES_AT    112u
#define RANGE_SIZE   16u

/* ---- arguments ---- */

enum kind {
	NONE,
	CPU,     /* MPIDR */
	ADDRESS, /* where a CPU begins, a buffer */
	NUMBER,
	SMALL,
	FUNCTION, /* an id */
	VERSION,
	PAGES,
	ENDPOINTS, /* sender and receiver */
	ENDPOINT,
	HANDLE,
	HANDLE_HIGH,
	LENGTH, /* in bytes */
	ANY,
};

struct row {
	uint64_t id;
	uint8_t kind[5]; /* enum kind */
};

static const struct row psci[] = {
	{0x84000000, {NONE}},                 /* PSCI_VERSION */
	{0xc4000001, {NUMBER, ADDRESS, ANY}}, /* CPU_SUSPEND */
	{0x84000001, {NUMBER, ADDRESS, ANY}},
	{0x84000002, {NONE}},              /* CPU_OFF */
	{0xc4000003, {CPU, ADDRESS, ANY}}, /* CPU_ON */
	{0xc4000003, {CPU, ADDRESS, ANY}},
	{0x84000003, {CPU, ADDRESS, ANY}},
	{0xc4000004, {CPU, SMALL}}, /* AFFINITY_INFO */
	{0x84000004, {CPU, SMALL}},
	{0xc4000005, {CPU}},          /* MIGRATE */
	{0x84000006, {NONE}},         /* MIGRATE_INFO_TYPE */
	{0xc4000007, {NONE}},         /* MIGRATE_INFO_UP_CPU */
	{0x84000008, {NONE}},         /* SYSTEM_OFF */
	{0x84000009, {NONE}},         /* SYSTEM_RESET */
	{0x8400000a, {FUNCTION}},     /* PSCI_FEATURES */
	{0x8400000b, {NONE}},         /* CPU_FREEZE */
	{0xc400000c, {ADDRESS, ANY}}, /* CPU_DEFAULT_SUSPEND */
	{0xc400000d, {CPU, SMALL}},   /* NODE_HW_STATE */
	{0xc400000e, {ADDRESS, ANY}}, /* SYSTEM_SUSPEND */
	{0x8400000e, {ADDRESS, ANY}},
	{0x8400000f, {SMALL}},           /* PSCI_SET_SUSPEND_MODE */
	{0xc4000010, {CPU, SMALL}},      /* PSCI_STAT_RESIDENCY */
	{0xc4000012, {NUMBER, NUMBER}},  /* SYSTEM_RESET2 */
	{0x84000013, {SMALL}},           /* MEM_PROTECT */
	{0xc4000014, {ADDRESS, LENGTH}}, /* MEM_PROTECT_CHECK_RANGE */
	{0xc4000015, {SMALL, SMALL}},    /* SYSTEM_OFF2 */
	{0x8400001f, {ANY}},
};

/* That EL2 has nothing to say to: it passes them on. */
static const struct row others[] = {
	{0x80000000, {NONE}},     /* SMCCC_VERSION */
	{0x80000001, {FUNCTION}}, /* SMCCC_ARCH_FEATURES */
	{0x80000002, {SMALL}},    /* SMCCC_ARCH_SOC_ID */
	{0x80008000, {NONE}},     /* ARCH_WORKAROUND_1, 2, 3 */
	{0x80007fff, {SMALL}},
	{0x80003fff, {NONE}},
	{0x84000050, {NONE}}, /* TRNG: version, features, entropy */
	{0x84000051, {FUNCTION}},
	{0xc4000053, {LENGTH}},
	{0xc2000001, {ADDRESS, ANY}}, /* a silicon vendor's */
	{0xbf00ff01, {NONE}},         /* a trusted OS's */
	{0x32000000, {ANY, ANY}},     /* one that may be interrupted */
	{0x100000084000000, {ANY}},   /* no id */
	{0x84010000, {NONE}},         /* a hint in it: no SVE state */
	{0xc4010003, {CPU, ADDRESS, ANY}},
};

static const struct row ffa[] = {
	{FFA_VERSION, {VERSION}},
	{0x84000064, {FUNCTION, SMALL}}, /* FFA_FEATURES */
	{0x84000065, {ENDPOINT}},        /* FFA_RX_RELEASE */
	{FFA_RXTX_MAP, {ADDRESS, ADDRESS, PAGES}},
	{0x84000066, {ADDRESS, ADDRESS, PAGES}},
	{0x84000067, {ENDPOINT}},                          /* FFA_RXTX_UNMAP */
	{0x84000068, {SMALL, SMALL, SMALL, SMALL, SMALL}}, /* FFA_PARTITION_INFO_GET */
	{0x84000068, {NONE}},
	{0x84000069, {NONE}}, /* FFA_ID_GET */
	{0x8400006a, {NONE}}, /* FFA_MSG_POLL, _WAIT, FFA_YIELD, FFA_RUN */
	{0x8400006b, {SMALL}},
	{0x8400006c, {NONE}},
	{0x8400006d, {ENDPOINTS}},
	{0x8400006f, {ENDPOINTS, SMALL, ANY, ANY}}, /* FFA_MSG_SEND_DIRECT_REQ, _RESP */
	{0xc400006f, {ENDPOINTS, SMALL, ANY, ANY}},
	{0x84000070, {ENDPOINTS, SMALL, ANY}},
	{0xc4000071, {LENGTH, LENGTH}}, /* FFA_MEM_DONATE */
	{FFA_MEM_LEND, {LENGTH, LENGTH, SMALL, SMALL}},
	{FFA_MEM_SHARE, {LENGTH, LENGTH, SMALL, SMALL}},
	{0x84000073, {LENGTH, LENGTH}},
	{0xc4000074, {LENGTH, LENGTH}}, /* FFA_MEM_RETRIEVE_REQ */
	{0x84000076, {NONE}},           /* FFA_MEM_RELINQUISH */
	{FFA_MEM_RECLAIM, {HANDLE, HANDLE_HIGH, SMALL}},
	{FFA_MEM_RECLAIM, {HANDLE, HANDLE_HIGH, SMALL}},
	{0x84000078, {HANDLE, HANDLE_HIGH}}, /* FFA_MEM_OP_PAUSE, _RESUME */
	{FFA_MEM_FRAG_RX, {HANDLE, HANDLE_HIGH, LENGTH, ENDPOINT}},
	{FFA_MEM_FRAG_TX, {HANDLE, HANDLE_HIGH, LENGTH, ENDPOINT}},
	{0x8400007d, {ENDPOINT, SMALL}},     /* FFA_NOTIFICATION_BITMAP_CREATE */
	{0x84000084, {ENDPOINT}},            /* FFA_RX_ACQUIRE */
	{0x84000085, {NONE}},                /* FFA_SPM_ID_GET */
	{0x84000086, {ENDPOINTS, SMALL}},    /* FFA_MSG_SEND2 */
	{0xc4000087, {ADDRESS}},             /* FFA_SECONDARY_EP_REGISTER */
	{0xc4000088, {ADDRESS, PAGES}},      /* FFA_MEM_PERM_GET */
	{0x8400008a, {LENGTH, ANY}},         /* FFA_CONSOLE_LOG */
	{0xc400008b, {ANY, ANY, SMALL}},     /* FFA_PARTITION_INFO_GET_REGS */
	{0xc400008d, {ENDPOINTS, ANY, ANY}}, /* FFA_MSG_SEND_DIRECT_REQ2 */
	{0x840000ff, {ANY}},
};

#define ONE_OF(g, ...) GENERATOR_ONE_OF(g, ((const uint64_t[]){__VA_ARGS__}))

/* Where memory may be said to be. */
static uint64_t any_page(struct hostile *h, struct generator *g)
{
	struct hostile_world *w = &h->world;
	unsigned dice = (unsigned)generator_below(g, 16);
	const struct hostile_frames *pool = dice < 11   ? &w->own
					    : dice < 12 ? &w->lent
					    : dice < 13 ? &w->guest
					    : dice < 15 ? &w->hyp
							: &w->other;

	return hostile_any_of(h, g, pool) << 12;
}

static uint64_t any_function(struct generator *g)
{
	switch (generator_below(g, 3)) {
	case 0:
		return GENERATOR_ONE_OF(g, psci).id;
	case 1:
		return GENERATOR_ONE_OF(g, ffa).id;
	default:
		return GENERATOR_ONE_OF(g, others).id;
	}
}

static uint64_t any_argument(struct hostile *h, struct generator *g, unsigned kind)
{
	switch (generator_below(g, 16) ? kind : ANY) {
	case CPU:
		return ONE_OF(g, 0, 0, 0, 1, 2, 0x100, 0xffffff, 0x80000000, 0xff00ffffff, UINT64_C(1) << 40,
			      UINT64_MAX);
	case ADDRESS:
		return any_page(h, g) + ONE_OF(g, 0, 0, 0, 0, 8, 0xfff);
	case NUMBER:
		return ONE_OF(g, 0, 0, 1, 0x10000, 0x1010000, 0x3000000, 0x80000000, UINT32_MAX, UINT64_MAX);
	case SMALL:
		return ONE_OF(g, 0, 0, 0, 1, 2, 3, 4, UINT32_MAX);
	case FUNCTION:
		return any_function(g);
	case VERSION:
		return ONE_OF(g, 0x10000, 0x10001, 0x10002, 0x10002, 0x10003, 0x1ffff, 0x20000, 0, 0x80010000,
			      UINT32_MAX);
	case PAGES:
		return ONE_OF(g, 1, 1, 1, 1, 0, 2, 16, 0x3f, 0x40, UINT32_MAX);
	case ENDPOINTS:
		return ONE_OF(g, 0x8001, 0x8002, 0x8003, 0x18001, 0x80010000, 0x80020003, 0, UINT32_MAX);
	case ENDPOINT:
		return ONE_OF(g, 0, 0, 0, 0, 0x10000, 0x80010000, 0x8001, UINT32_MAX);
	case HANDLE:
		return ONE_OF(g, 1, 1, 1, 1, 2, 2, 3, 4, 0, 9, UINT32_MAX);
	case HANDLE_HIGH:
		return ONE_OF(g, 0, 0, 0, 0, 0, 0, 1, 0x80000000);
	case LENGTH:
		return ONE_OF(g, RANGES_AT + RANGE_SIZE, RANGES_AT + 2 * RANGE_SIZE, RANGES_AT, RANGE_SIZE,
			      2 * RANGE_SIZE, 0, 47, 48, 64, 80, 4080, 4096, 4097, 8192, 16384, 65536, UINT32_MAX);
	default:
		return generator_below(g, 2) ? any_page(h, g) : generator_below(g, UINT64_MAX);
	}
}

/* ---- events ---- */

static void add_smc(el2_stream *stream, uint64_t id, uint64_t x1, uint64_t x2, uint64_t x3)
{
	stream_add(stream, &(el2_event){.word = SMC, .el = 1, .value = id, .args = 4, .arg = {x1, x2, x3}});
}

static void add_row(struct hostile *h, struct generator *g, const struct row *row, el2_stream *stream)
{
	el2_event e = {.word = SMC, .el = 1, .value = row->id};

	for (unsigned n = 0; n < 5 && row->kind[n]; n++)
		e.arg[e.args++] = any_argument(h, g, row->kind[n]);
	stream_add(stream, &e);
}

/* The numbers that another answer changes are those that somebody reads. */
static void add_answer(struct hostile *h, struct generator *g, el2_stream *stream)
{
	el2_event e = {.kind = EL2_EVENT_ANSWER, .el = 1, .reg = (uint8_t)ONE_OF(g, 0, 0, 0, 0, 1, 2, 3), .args = 4};
	unsigned n = 1 + (unsigned)generator_below(g, 3);

	switch (generator_below(g, h->ffa ? 5 : 1)) {
	case 0: /* PSCI's */
		e.value = 1;
		e.args = 1;
		e.arg[0] = ONE_OF(g, 0, 0, 0, UINT64_MAX, UINT64_MAX - 1, UINT64_MAX - 3, 1, 0x10000, UINT32_MAX);
		break;
	case 1:
		e.value = 1 | 1 << 2;
		e.arg[0] = FFA_ERROR;
		e.arg[2] = (uint32_t) - (int32_t)generator_below(g, 11);
		break;
	case 2: /* a success that says other things; another answer than one that was asked for */
		e.value = 1 | 1 << 2 | 1 << 3;
		e.arg[0] = ONE_OF(g, FFA_SUCCESS, FFA_SUCCESS, 0x84000062, 0x8400006b, 0x8400006c, 0x84000075,
				  FFA_MEM_FRAG_RX, FFA_MEM_FRAG_TX, 0x10000, 0x10001, 0xc4000061);
		e.arg[2] = any_argument(h, g, LENGTH);
		e.arg[3] = any_argument(h, g, LENGTH);
		break;
	default: /* lengths, counts, handles */
		e.value = UINT64_C(1) << n;
		e.args = (uint8_t)(n + 1);
		e.arg[n] = any_argument(h, g, generator_below(g, 3) ? LENGTH : HANDLE);
	}
	stream_add(stream, &e);
}

/* A CPU that is suspended, and starts again. */
static void add_resume(struct hostile *h, struct generator *g, el2_stream *stream)
{
	bool system = !generator_below(g, 4);
	uint64_t entry = any_argument(h, g, ADDRESS), context = any_argument(h, g, ANY);

	stream_add(stream, &(el2_event){.kind = EL2_EVENT_ANSWER, .el = 1, .value = UINT64_C(1) << EL2_EVENT_RESUMES});
	if (system)
		add_smc(stream, 0xc400000e, entry, context, 0);
	else
		add_smc(stream, 0xc4000001, any_argument(h, g, NUMBER), entry, context);
}

/* The head of a description, for a partition, in the TX buffer: of 1.0, 1.1 and 1.2 alike. */
static void add_head(const struct hostile *h, uint64_t access_size, el2_stream *stream)
{
	uint64_t tx = h->world.own.at[TX] << 12;

	stream_add(stream, &(el2_event){.kind = EL2_EVENT_STORES,
					.el = 1,
					.reg = 31,
					.value = tx,
					.args = 6,
					.arg = {0x2f0000, 0, 0, access_size | UINT64_C(1) << 32,
						RECEIVER_AT | (uint64_t)COMPOSITE_AT << 32, 0}});
	stream_add(stream, &(el2_event){.kind = EL2_EVENT_STORES,
					.el = 1,
					.reg = 31,
					.value = tx + RECEIVER_AT,
					.args = 1,
					.arg = {0x28001 | (uint64_t)COMPOSITE_AT << 32}});
}

static void fill_range(struct hostile *h, struct generator *g, uint64_t *range)
{
	range[0] = any_page(h, g) + (generator_below(g, 16) ? 0 : generator_below(g, 4096));
	range[1] = ONE_OF(g, 1, 1, 1, 1, 1, 1, 2, 3, 512, 0, 0x40000, 0x80000000, UINT32_MAX);
}

/* Share or lend; or a fragment of that, and one more. */
static void add_share(struct hostile *h, struct generator *g, el2_stream *stream)
{
	uint64_t tx = h->world.own.at[TX] << 12, count = 1 + generator_below(g, 2),
		 size = RANGES_AT + count * RANGE_SIZE;
	uint64_t more = generator_below(g, 4) ? 0 : (1 + generator_below(g, 3)) * RANGE_SIZE;
	el2_event e = {.kind = EL2_EVENT_STORES, .el = 1, .reg = 31, .value = tx + COMPOSITE_AT, .args = 6};

	if (!generator_below(g, 6))
		add_head(h, ONE_OF(g, 16, 32), stream);
	e.arg[0] = count | (count + more / RANGE_SIZE) << 32;
	fill_range(h, g, &e.arg[2]);
	fill_range(h, g, &e.arg[4]);
	stream_add(stream, &e);
	if (!generator_below(g, 8))
		add_answer(h, g, stream);
	add_smc(stream, ONE_OF(g, FFA_MEM_SHARE, FFA_MEM_LEND), size + more, size, 0);
	if (!more)
		return;
	e.value = tx;
	fill_range(h, g, &e.arg[0]);
	stream_add(stream, &e);
	add_smc(stream, FFA_MEM_FRAG_TX, any_argument(h, g, HANDLE), 0, generator_below(g, 4) ? RANGE_SIZE : more);
	add_head(h, 32, stream);
}

static void add_reclaim(struct hostile *h, struct generator *g, el2_stream *stream)
{
	if (!generator_below(g, 2))
		add_answer(h, g, stream);
	add_smc(stream, FFA_MEM_RECLAIM, any_argument(h, g, HANDLE), 0, 0);
}

#define ADD_ANY(rows) add_row(h, g, &GENERATOR_ONE_OF(g, rows), stream)

void hostile_firmware_add(struct hostile *h, struct generator *g, el2_stream *stream)
{
	unsigned dice = (unsigned)generator_below(g, h->ffa ? 100 : 20);

	if (dice < 2)
		add_answer(h, g, stream);
	if (dice == 2)
		add_resume(h, g, stream);
	else if (dice < 8)
		ADD_ANY(psci);
	else if (dice < 14)
		ADD_ANY(others);
	else if (dice < 40)
		ADD_ANY(ffa);
	else if (dice < 72)
		add_share(h, g, stream);
	else if (dice < 94)
		add_reclaim(h, g, stream);
	else
		add_answer(h, g, stream);
}

/* ---- bases ---- */

static bool has_ffa(struct hostile *h)
{
	const char *why;
	bool has = el2_recorded_boot_ffa(h->recorded, &why);

	el2_recorded_forget(h->recorded);
	return has;
}

bool hostile_firmware_open(struct hostile *h)
{
	h->can_ffa = h->options->firmware != EL2_FUZZ_FIRMWARE_RECORDED && has_ffa(h);
	return h->can_ffa || h->options->firmware != EL2_FUZZ_FIRMWARE_FFA;
}

void hostile_firmware_base(struct hostile *h, unsigned line, el2_stream *stream)
{
	static const uint64_t versions[] = {0x10002, 0x10001, 0x10000};
	const uint64_t *own = h->world.own.at;
	unsigned n = line / 4;

	h->ffa = h->can_ffa && (h->options->firmware == EL2_FUZZ_FIRMWARE_FFA || line % 4 == 3);
	if (!h->ffa)
		return;
	stream_add(stream, &(el2_event){.kind = EL2_EVENT_BOOT_FFA, .el = 1, .reg = 31});
	if (n % 4 == 3) /* all of it is the stream's to do */
		return;
	add_smc(stream, FFA_VERSION, versions[n % 3], 0, 0);
	add_smc(stream, FFA_RXTX_MAP, own[TX] << 12, own[RX] << 12, 1);
	add_head(h, versions[n % 3] == 0x10002 ? 32 : 16, stream);
}
