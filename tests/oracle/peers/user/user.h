/* SPDX-License-Identifier: MIT */
/*
 * What the tests of QEMU's user mode include of a C library and of Linux: every header of theirs is this one. Numbers are
 * Linux's for arm64.
 */
#ifndef EL2TRAP_PEERS_USER_H
#define EL2TRAP_PEERS_USER_H

#include <stddef.h>
#include <stdint.h>

/* YIELD asks the system: there is no interrupt that would let it look for asynchronous faults. */
asm(".macro yield\n\tmov x8, #124\n\tsvc #0\n\t.endm");

/* ---- system calls, prctl(), mmap() ---- */

enum {
	NR_WRITE = 64,
	NR_EXIT = 93,
	NR_EXIT_GROUP = 94,
	NR_SCHED_YIELD = 124,
	NR_RT_SIGACTION = 134,
	NR_RT_SIGRETURN = 139,
	NR_PRCTL = 167,
	NR_BRK = 214,
	NR_MMAP = 222,
	NR_MPROTECT = 226,
};

#define __NR_exit         93
#define __NR_rt_sigaction 134

#define ENOMEM 12
#define EINVAL 22

#define PROT_NONE     0
#define PROT_READ     1
#define PROT_WRITE    2
#define PROT_EXEC     4
#define PROT_BTI      0x10
#define PROT_MTE      0x20
#define MAP_PRIVATE   2
#define MAP_ANONYMOUS 0x20
#define MAP_FAILED    ((void *)-1)
#define IPC_PRIVATE   0
#define IPC_CREAT     0x200

#define PR_PAC_RESET_KEYS       54
#define PR_PAC_APDAKEY          (1 << 2)
#define PR_SET_TAGGED_ADDR_CTRL 55
#define PR_TAGGED_ADDR_ENABLE   1UL
#define PR_MTE_TCF_SHIFT        1
#define PR_MTE_TCF_NONE         0UL
#define PR_MTE_TCF_SYNC         2UL
#define PR_MTE_TCF_ASYNC        4UL
#define PR_MTE_TAG_SHIFT        3

void *mmap(void *address, size_t size, int prot, int flags, int fd, long offset);
int mprotect(void *address, size_t size, int prot);
int prctl(int what, ...);
void *sbrk(long increment);
int shmget(int key, size_t size, int flags);
void *shmat(int id, const void *address, int flags);
int getpagesize(void);
long sysconf(int name);
#define _SC_PAGESIZE 30

#define AT_HWCAP    16
#define AT_HWCAP2   26
#define HWCAP_CPUID (1 << 11)
#define HWCAP2_MTE  (1 << 18)
#define HWCAP_DCPOP  (1 << 16)
#define HWCAP2_DCPODP (1 << 0)
unsigned long getauxval(unsigned long type);

/* ---- signals ---- */

#define SIGILL       4
#define SIGABRT      6
#define SIGBUS       7
#define SIGSEGV      11
#define SA_SIGINFO   4
#define ILL_ILLOPC   1
#define BUS_ADRALN   1
#define SEGV_MAPERR  1
#define SEGV_ACCERR  2
#define SEGV_MTEAERR 8
#define SEGV_MTESERR 9

typedef struct siginfo {
	int si_signo, si_errno, si_code;
	void *si_addr;
} siginfo_t;

typedef struct {
	uint64_t fault_address, regs[31], sp, pc, pstate;
} mcontext_t;

typedef struct {
	mcontext_t uc_mcontext;
} ucontext_t;

typedef struct {
	unsigned long bits;
} sigset_t;

struct sigaction {
	union {
		void (*sa_handler)(int);
		void (*sa_sigaction)(int, siginfo_t *, void *);
	};
	sigset_t sa_mask;
	int sa_flags;
};

int sigaction(int number, const struct sigaction *action, struct sigaction *old);
int sigemptyset(sigset_t *set);

/* ---- the rest ---- */

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define assert(e)    ((e) ? (void)0 : assertion_failed(#e, __FILE__, __LINE__))

void assertion_failed(const char *text, const char *file, int line) __attribute__((noreturn));
void exit(int code) __attribute__((noreturn));
void abort(void) __attribute__((noreturn));
void perror(const char *text);
int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
void *memset(void *to, int byte, size_t count);
void *memcpy(void *to, const void *from, size_t count);

#endif
