/* SPDX-License-Identifier: MIT */
/*
 * A hostile host against a recorded hypervisor: one machine, with all that EL2 keeps from one event to the next. What
 * its parts share.
 *
 *   machine.c   the machine, opened, told of, at its base
 *   play.c      a stream, event by event, and which promise it broke
 *   events.c    streams of hypercalls, stores, accesses
 *   firmware.c  calls of firmware, and what it answers
 *   guest.c     what a guest executes
 *   simpler.c   such events made smaller
 *   bases.c     events that go before a run's: a VM is made, its guest runs, ...
 *   structures.c what the host hands over for that, by the layouts of the recording
 *   world.c     what such a host would aim at: pages of each owner, pointers, handles, hypercalls by name
 *   locks.c     spinlocks, found by the code that takes them
 *   tables.c    translation tables and page states: found, and followed as they change
 *   account.c   do they agree about a page?
 *   learnt.c    what a line of blocks keeps
 *   stores.c    has EL2 stored into its own memory because the host said where?
 *   follow.c    a stream told event by event, for somebody who plays it on a booted machine
 */
#ifndef EL2TRAP_EXPLORE_HOSTILE_H
#define EL2TRAP_EXPLORE_HOSTILE_H

#include "explore/generator.h"
#include "explore/player.h"
#include "policy/hypercalls.h"
#include "recording/hypervisor.h"

#define HOSTILE_CALLS     128u
#define HOSTILE_FRAMES    96u /* of each pool */
#define HOSTILE_POOL      64u /* pages of the host that are there for it to give away: */
#define HOSTILE_CODE      2u  /* from this one on, every fourth: a guest's code; */
#define HOSTILE_CHAIN     16u /* from this one on each names the next, as a memory cache does; */
#define HOSTILE_PLAIN     48u /* and from this one on zeros */
#define HOSTILE_BLOCK     64u /* not of those: where 2 MB begin that are the host's */
#define HOSTILE_FIELDS    512u
#define HOSTILE_SITES     512u /* places that take a lock */
#define HOSTILE_LOCKS     64u
#define HOSTILE_TABLES    4096u
#define HOSTILE_TREES     16u
#define HOSTILE_CHECKED   64u
#define HOSTILE_EDGES     18u /* log2: edges of EL2's code are told apart by so many bits */
#define HOSTILE_PAIRS     16u /* log2: of calls and what came back */
#define HOSTILE_CAUSES    (HOSTILE_CALLS + 2) /* what an event may be: a hypercall, an SMC, something else */
#define HOSTILE_BASES     16u /* EL2_FUZZ_LINES at most: each line has one */
#define HOSTILE_RUNS      1u /* the base that runs the guest of a recording, and does no more */
#define HOSTILE_MEMBERS   256u
#define HOSTILE_VMS       2u
#define HOSTILE_VM_PAGES  64u                  /* of each, behind those of the pool */
#define HOSTILE_PROTECTED 1u                   /* of those: the one whose guest is protected from the host */
#define HOSTILE_GUEST_PC  UINT64_C(0x80000000) /* where the code of a guest is; the next page is its data */
#define HOSTILE_LEAF      0x7ffu /* of stage 2: a page, accessed, inner shareable, read and written, of normal memory */

/* ---- world.c ---- */

/* A hypercall of this kernel. */
struct hostile_call {
	uint64_t id;               /* X0 */
	const el2_hypercall *what; /* NULL: nothing is known but the number */
};

struct hostile_frames {
	uint64_t at[HOSTILE_FRAMES];
	size_t count;
};

/* A place in the host's memory that EL2 has read. */
struct hostile_field {
	uint64_t pa;
	uint8_t size;
	bool address; /* what it held was that of a page */
};

/* A member of a structure that the host hands over. */
struct hostile_member {
	uint64_t pa;
	uint32_t size; /* above 8: an array of such */
	el2_member_kind kind;
};

/* What the host has for a VM that it can make: physical addresses. */
struct hostile_vm {
	uint64_t first;                                 /* its pages */
	uint64_t kvm, vcpu;                             /* structures that it shares, */
	unsigned kvm_pages, vcpu_pages;                 /* so long */
	uint64_t sve;                                   /* vectors of the vCPU: shared, too */
	uint64_t donated_vm, donated_vcpu, donated_pgd; /* pages that EL2 gets */
	uint64_t code, data;                            /* of the guest */
	uint64_t handle;                                /* that EL2 gives, where VMs are made in order */
	uint64_t pc, iflags;                            /* members of the vCPU; 0: the kernel has none */
};

struct hostile_world {
	uint64_t ram, ram_end;                 /* physical addresses */
	uint64_t linear;                       /* EL2's virtual address of physical 0 */
	uint64_t text, text_size;              /* EL2's code, virtual */
	struct hostile_frames own, hyp, other; /* the host's; the hypervisor's; no memory, or nowhere */
	struct hostile_frames lent;            /* the host's that it lends to EL2 or to a guest */
	struct hostile_frames guest;           /* where guests of the base have memory */
	uint64_t home;                         /* the frame where the recorded VM's CPU executes; 0: there is none */
	struct hostile_call calls[HOSTILE_CALLS];
	size_t call_count;
	struct hostile_vm vms[HOSTILE_VMS];
	size_t vm_count; /* 0: the recording has no layouts */
	struct hostile_member members[HOSTILE_MEMBERS];
	size_t member_count;
	uint64_t pointers[4 * HOSTILE_VMS]; /* EL2's addresses of what calls point to */
	size_t pointer_count;
};

/* ---- what a line of blocks learns ---- */

/* What a page's account says, or a leaf: one of so many. */
#define HOSTILE_ACCOUNTS 16u

enum hostile_account_kind {
	ACCOUNT_FRAME, /* what EL2 keeps for each frame: states of host and hypervisor */
	ACCOUNT_HOST,  /* a leaf of stage 2 of the host; */
	ACCOUNT_HYP,   /* of EL2's stage 1; */
	ACCOUNT_GUEST, /* of a guest's stage 2 */
	ACCOUNT_KINDS
};

/* By kind, event, and what it was before and is now: has a page changed so? */
#define HOSTILE_CHANGES (ACCOUNT_KINDS * HOSTILE_CAUSES * HOSTILE_ACCOUNTS * HOSTILE_ACCOUNTS)

_Static_assert(HOSTILE_BASES <= EL2_FUZZ_LINES, "each base has a line");

/* Kept from one block of a line to its next. All 0, but for what `coverage` leads to: nothing learnt. */
struct hostile_learnt {
	el2_coverage coverage; /* of EL2's code */
	uint8_t *told;         /* by word: of coverage.words those whose first run is known */
	uint8_t pairs[(1u << HOSTILE_PAIRS) / 8];
	uint8_t changes[HOSTILE_CHANGES / 8];
	struct hostile_field fields[HOSTILE_FIELDS];
	size_t field_count;
	/* by call: how often it was made, ended the machine, hung */
	unsigned calls[HOSTILE_CALLS], crashes[HOSTILE_CALLS], hangs[HOSTILE_CALLS];
};

/* ---- tables.c ---- */

enum hostile_tree_kind {
	TREE_HOST,  /* the host's stage 2 */
	TREE_HYP,   /* EL2's stage 1 */
	TREE_GUEST, /* a guest's stage 2 */
};

struct hostile_tree {
	uint64_t root; /* physical */
	unsigned bits; /* of addresses */
	int8_t level;  /* of the root */
	uint8_t kind;
	bool wide; /* 52-bit output addresses */
};

/* A page of a tree. */
struct hostile_table {
	uint64_t pa, ia; /* where it is; the first address that it translates */
	int8_t level;
	uint8_t tree;
};

struct hostile_tables {
	struct hostile_tree trees[HOSTILE_TREES];
	size_t tree_count, base_trees, looked; /* so many have had all their leaves looked at */
	struct hostile_table table[HOSTILE_TABLES];
	size_t count, base_count;          /* of the base: what is beyond is of the stream */
	uint16_t slot[HOSTILE_TABLES * 2]; /* index + 1 of a table, by hash of its address */
	el2_page_account account;
	uint64_t vmemmap, vmemmap_end, first_frame; /* physical; the frame that begins there. 0: none */
	/* Pages written since the base, in the order of el2_memory_written(), as they were at the last check. */
	unsigned char last[HOSTILE_CHECKED][EL2_PAGE_SIZE];
	size_t checked;
	unsigned cause; /* of HOSTILE_CAUSES: the event that is looked at */
	bool on;
	bool moved;   /* a page of the base has become another table */
	bool full;    /* there are more trees, or pages of them, than are watched */
	unsigned off; /* rules of account.c that the base breaks: they are not what this kernel keeps */
};

/* ---- the whole ---- */

/* A spinlock, by its virtual address at EL2. */
struct hostile_locks {
	uint64_t site[HOSTILE_SITES]; /* ascending */
	size_t site_count;
	uint64_t taken[HOSTILE_LOCKS]; /* in this stream */
	size_t taken_count;
	uint64_t until_held;           /* so many are taken yet, and the next is held by another CPU; 0: none is */
	uint64_t held;                 /* its physical address, as long as it is; 0 */
};

/* A driver's context is const; what it leads to is not. */
struct hostile_context {
	struct hostile *hostile;
};

struct hostile {
	const el2_fuzz_options *options;
	const el2_recording *recording;
	el2_recorded *recorded;
	el2_hypervisor hypervisor, recorded_driver; /* ours, around the recorded one */
	el2_hypervisor policy;
	struct hostile_context context;
	el2_recorded_listener listener;
	el2_device device;
	el2_state start, base, s;            /* as recorded, without stage 1; behind the base's prefix; now */
	uint16_t el2s[EL2_SYSREG_REGISTERS]; /* registers that are EL2's, or EL3's */
	unsigned el2_count;
	struct hostile_world world;
	struct hostile_locks locks;
	struct hostile_tables tables;
	el2_stream prefix;  /* of the base in hand */
	bool based;         /* the recorded machine is at the base, not as it was recorded */
	bool can_ffa, ffa;  /* the kernel has a proxy for FF-A; firmware of the base has it */
	bool ffa_there;     /* firmware of the machine as it is now has it */
	bool begun;         /* the machine is no more as it was recorded */
	bool learning;      /* the stream is one of a run: what it covers, and what EL2 reads, is kept */
	bool host_acts;     /* an access is the host's own */
	bool entered;       /* the event came to EL2 */
	bool disagrees;     /* and policy says something else of it */
	uint64_t vttbrs[4]; /* that it was given */
	uint64_t vtcrs[4], vtcr; /* with each; the last one written */
	unsigned vttbr_count;
	struct hostile_learnt *learnt; /* of the line whose block is played; borrowed */
	uint64_t *first;               /* by word of EL2's code: the lowest run of all that came to it; UINT64_MAX: none */
	size_t seen_count, words;
	bool fresh;
	uint64_t instructions; /* of EL2, by runs */
	char at[64];           /* where the last promise was broken */
};

/* False when out of memory, or the recording has no code. Close in any case. Runs want a hostile_begin() first. */
bool hostile_open(struct hostile *h, const el2_fuzz_options *options);
void hostile_close(struct hostile *h);

/* What a line learns of `words` words of code. False when out of memory. Close in any case. */
bool hostile_learnt_open(struct hostile_learnt *learnt, size_t words);
void hostile_learnt_close(struct hostile_learnt *learnt);
void hostile_learnt_forget(struct hostile_learnt *learnt, size_t words);

/* A block of a line begins, at the line's base. */
void hostile_begin(struct hostile *h, struct hostile_learnt *learnt, unsigned line);

/* Play a stream; of a run, behind the base: then *finding holds the base's events, too. As player_play(). */
bool hostile_play(struct hostile *h, const el2_stream *stream, bool run, const struct watch *watch,
		  el2_finding *finding);

/* Behind a run: the words of EL2's code that it, or the base before it, came to before all others of its line. */
void hostile_note_words(struct hostile *h, uint64_t run);

/* ---- world.c ---- */

bool hostile_world_open(struct hostile *h);
uint64_t hostile_va(const struct hostile *h, uint64_t pa);

/* One more, while there is room. */
void hostile_add_frame(struct hostile_frames *pool, uint64_t frame);

/* What stands in the host's pages before the first event. */
void hostile_world_fill(struct hostile *h);

/* The frames that the host lends at the base: devices are put before them, to see what is read. */
void hostile_world_base(struct hostile *h);

/* The physical address of what EL2's linear map has there. False: it is not in it, or no RAM. */
bool hostile_pa(const struct hostile *h, uint64_t va, uint64_t *pa);
const struct hostile_call *hostile_call_of(const struct hostile *h, uint64_t id);
const struct hostile_call *hostile_call_named(const struct hostile *h, const char *name);

/* ---- structures.c ---- */

/* Source: Linux uapi/asm/kvm.h KVM_ARM_VCPU_... */
enum {
	VCPU_EL1_32BIT = 1 << 1,
	VCPU_PSCI_0_2 = 1 << 2,
	VCPU_SVE = 1 << 4,
	VCPU_PTRAUTH_ADDRESS = 1 << 5,
	VCPU_PTRAUTH_GENERIC = 1 << 6,
};

/* Their pages: from a physical address on, HOSTILE_VMS times 64, where there are layouts. False: out of memory. */
bool hostile_structures_open(struct hostile *h, uint64_t first);

/* The place of a member in what the host has of a VM, "kvm.arch.flags", and its size. 0: the kernel has no such member. */
uint64_t hostile_place_of(const struct hostile *h, const struct hostile_vm *vm, const char *path, unsigned *size);

/* Build them. */
void hostile_structures_fill(struct hostile *h);

/* ---- events.c ---- */

/* A frame of a pool, often one of the same few, so that events meet; of an empty one, the host's. */
uint64_t hostile_any_of(const struct hostile *h, struct generator *g, const struct hostile_frames *pool);

/* A store of the host's to a number of so many bytes: 8 where there are more. */
el2_event hostile_store_to(uint64_t pa, unsigned size, uint64_t value);

void hostile_make(struct hostile *h, struct generator *g, unsigned length, el2_stream *stream);
void hostile_mutate(struct hostile *h, struct generator *g, const el2_stream *a, const el2_stream *b, unsigned length,
		    el2_stream *stream);

/* ---- bases.c ---- */

/* Add the nth base's prefix. */
void hostile_prefix(struct hostile *h, unsigned n, el2_stream *stream);

/* ---- firmware.c ---- */

/* False: every base is to have FF-A, and the kernel does not know it. */
bool hostile_firmware_open(struct hostile *h);

/* A call of firmware, and what it takes before it; or an answer. */
void hostile_firmware_add(struct hostile *h, struct generator *g, el2_stream *stream);

/* What the prefix of a line's base begins with: FF-A and buffers, or nothing. */
void hostile_firmware_base(struct hostile *h, unsigned line, el2_stream *stream);

/* ---- guest.c ---- */

/* A guest's code, drawn; another; put where it is to be. */
void hostile_guest_make(const struct hostile *h, struct generator *g, el2_event *e);
void hostile_guest_change(const struct hostile *h, struct generator *g, el2_event *e);
void hostile_guest_event(struct hostile *h, const el2_event *e);

/* Find where guests of the base have memory; where the recorded VM begins, if there is one. */
void hostile_guest_base(struct hostile *h);
void hostile_guest_open(struct hostile *h);

/* What it is to find there on a base that runs it, so that it can go on wherever it gets to. False: there is no VM. */
bool hostile_guest_begin(const struct hostile *h, el2_event *e);

/* What a protected guest does to share its page of data with the host, then to wait: at a page of the host's. */
void hostile_guest_shares(uint64_t pa, el2_event *e);

/* ---- simpler.c ---- */

/* The *nth way to make an event of a guest or of firmware smaller, or one behind it: then *n is that. False: no more.
 */
bool hostile_simpler(const el2_event *e, unsigned *n, el2_event *out);

/* ---- locks.c ---- */

void hostile_locks_open(struct hostile *h);
void hostile_locks_reset(struct hostile *h); /* none has been taken, and none is held */
void hostile_lock_seen(struct hostile *h, const el2_insn *insn, const el2_state *s);

/* From now on another CPU holds the nth lock that is taken, until EL2 waits; it does no more. */
void hostile_lock_hold(struct hostile *h, uint64_t n);
void hostile_lock_let_go(struct hostile *h);

/* A lock that is held; its address in *va. */
bool hostile_lock_held(struct hostile *h, uint64_t *va);

/* ---- tables.c, account.c ---- */

void hostile_tables_open(struct hostile *h);
void hostile_tables_base(struct hostile *h);  /* the machine is at its base: look at all */
void hostile_tables_reset(struct hostile *h); /* and back at it */
void hostile_tables_guest(struct hostile *h, uint64_t vttbr, uint64_t vtcr);

/* The leaf of an address, valid or not, and its level. False: outside the tree. */
bool hostile_leaf(const struct hostile *h, const struct hostile_tree *t, uint64_t ia, uint64_t *descriptor, int *level);
uint64_t hostile_output(const struct hostile_tree *t, uint64_t descriptor, int level);

/* What an event has changed: the promises that it breaks, with h->at. A change that the line has not seen is news. */
unsigned hostile_tables_check(struct hostile *h, const el2_event *e);

/* Do the tables agree about a frame? `guest`: NULL, or the leaf of a guest that maps it. */
unsigned hostile_account(struct hostile *h, uint64_t frame, const uint64_t *guest);

/* The rules that the machine breaks as it is. */
unsigned hostile_account_off(const struct hostile *h);

/* Whose a frame is, and whether the host's stage 2 maps it. False: that is not known. */
bool hostile_owner(const struct hostile *h, uint64_t frame, el2_owner *owner, bool *mapped);

/* Is a page the hypervisor's own, and nobody else's? */
bool hostile_is_hyps(const struct hostile *h, uint64_t frame);

/* Is a page a translation table, or one of accounts of pages? */
bool hostile_keeps_account(struct hostile *h, uint64_t pa);

/* Is a page the host's, and lent to nobody? True where no account of it is kept. */
bool hostile_is_hosts(const struct hostile *h, uint64_t frame);

/* ---- stores.c ---- */

/* Arguments of an event that point to pages of EL2's own which were not written before it. */
struct hostile_snapshot {
	uint64_t pa[EL2_EVENT_ARGS];
	unsigned arg[EL2_EVENT_ARGS];
	size_t count;
};

void hostile_snapshot(const struct hostile *h, const el2_event *e, struct hostile_snapshot *out);

/* Has the event, the last of `played`, written there, and would have elsewhere if the argument had pointed there? */
bool hostile_stored(struct hostile *h, const el2_stream *played, const struct hostile_snapshot *before);

/* ---- play.c ---- */

/* One event, without a look at what it broke. *insn is the instruction that was executed last. */
void hostile_event(struct hostile *h, const el2_event *e, el2_insn *insn, el2_step_result *result);

/* Has it come to EL2, and not back? */
bool hostile_is_lost(const struct hostile *h);

/* Begin anew, at the base or as recorded. */
void hostile_reset(struct hostile *h, bool based);

/* ---- follow.c ---- */

/* The hostile host of a fuzzer. NULL: it has no recorded hypervisor. */
struct hostile *hostile_of(el2_fuzz *fuzz);

#endif
